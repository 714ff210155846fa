"""Seals of the viewings of secret events, since viewings have no history themselves."""

from django.db import models

from akropolis.base.kernel.access.models import Tracked
from akropolis.events.incidents.rules.permissions import RESOURCE


class ViewingSeal(Tracked):
    """A seal in the history: it covers all viewings numbered after the previous seal, up to the number
    `last`.

    `digest` is the SHA-256 of the contents of these viewings (`incidents.services.viewing_seals`).
    Personal data: none.
    """

    permission = RESOURCE
    append_only = True

    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta(Tracked.Meta):
        ordering = ("last",)

    def __str__(self) -> str:
        return str(self.last)
