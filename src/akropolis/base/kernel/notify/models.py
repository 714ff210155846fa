"""Messages to users, kept until they are sent and shown on the user's own page; and a log of reminders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User


class Message(models.Model):
    """A message to one user. `key` identifies the occasion, so that nobody gets the same message twice.

    A process about to send the message sets `claimed_at`; `sent_at` is set once it is sent. After `until`
    the message would be outdated, and is not sent. `read_at` is set when the user has seen it in the system.

    `about` lists the rows, each by kind and id, that the user must be able to read when the message is sent.
    `matter` is the first of those rows: the user gets at most one mail a day about the same matter.
    `at_once` marks a message that must be mailed immediately, because of a law or a deadline counted in
    hours.

    Personal data: whom it is for, and what it says.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    about = models.JSONField(default=list)
    matter = models.CharField(max_length=100, blank=True)
    at_once = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.subject


class Reminder(Tracked):
    """A reminder sent to a unit's people about a pending task, with its text and sender.

    `kind` and `object_id` name the row that the reminder was about, as for files, and `owner_unit` is that
    row's unit. The history says who reminded, and when. Personal data: none but what the text says.
    """

    permission = "notify:reminder"
    read_in = ("owner_unit", "unit")
    written_in = "owner_unit"

    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    owner_unit = Pointer(Unit)
    unit = Pointer(Unit, _("unit"))
    text = models.TextField(_("text"), max_length=2000, blank=True)
    reminded_by = models.CharField(_("reminded by"), max_length=200)

    class Meta(Tracked.Meta):
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("object_id", "created_at"), name="reminder_of_row"),)

    def __str__(self) -> str:
        return f"{self.kind} → {self.unit}"
