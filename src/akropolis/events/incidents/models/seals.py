"""What seals the viewings of secret events, which themselves have no history."""

from django.db import models

from akropolis.base.kernel.access.models import Tracked
from akropolis.events.incidents.rules.permissions import RESOURCE


class ViewingSeal(Tracked):
    """Seals in the history all viewings that are numbered after the seal before it, up to `last`.

    `digest` is the SHA-256 over what they hold (`incidents.services.viewing_seals`). Personal data: none.
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
