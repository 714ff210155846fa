"""When each background job was run and is to be run next."""

from django.db import models


class ScheduledJob(models.Model):
    """A job's clock. A run is claimed by moving `next_run`, so that two processes never run the same one.

    `why` says what stopped it the last time that it was run, and is empty when it was done.

    Personal data: none.
    """

    key = models.CharField(max_length=60, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.key} {self.next_run}"
