"""When each scheduled job last ran, and when it is to run next."""

from django.db import models


class ScheduledJob(models.Model):
    """Schedule of a job. A run is claimed by moving `next_run`, so that two processes never do the same run.

    `why` is the reason why the last run failed; empty if it succeeded.

    Personal data: none.
    """

    key = models.CharField(max_length=60, primary_key=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.key} {self.next_run}"
