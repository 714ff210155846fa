"""When each background job was run and is to be run next."""

from django.db import models


class ScheduledJob(models.Model):
    """A job's clock. A run is claimed by moving `next_run`, so that two processes never run the same one.

    Personal data: none.
    """

    key = models.CharField(max_length=60, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key} {self.next_run}"
