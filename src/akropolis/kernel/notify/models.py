"""Messages to people, kept until they are sent, and shown on the person's own page."""

from django.db import models

from akropolis.kernel.access.models import User


class Message(models.Model):
    """A message to one person. `key` names what it is about, so that nobody gets the same one twice.

    A process that is about to send it says so in `claimed_at`; it is sent when `sent_at` stands. After `until` it would
    tell what no longer is, and is not sent.

    Personal data: whom it is for, and what it says.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.subject
