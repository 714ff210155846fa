"""Överlämningar: what one unit took over from another, when and why. The permanent receipt of a reorganisation."""

import json

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, new_id
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.lib.plain import Plain


class HandoverKind(models.TextChoices):
    """Why rows went from one unit to another."""

    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")
    MOVE = "move", _("Moved")
    ROWS = "rows", _("Rows moved")


class Handover(Tracked):
    """What went from the unit `giver` to the unit `taker` in a merge, a split, or a move of the unit or of some
    of its rows.

    `content` is JSON: `lines`, with the result for each kind of row (`MovedRows`), and `missing`, the codes
    of roles that nobody holds any longer in the unit that the rows went to. `reorganisation` is shared by
    all handovers of one reorganisation.

    Personal data: who carried it out.
    """

    permission = "organisation:reorganisation"
    read_in = ("giver", "taker")
    written_in = "taker"
    append_only = True
    unlogged_fields = digested_fields = ("content",)

    reorganisation = models.UUIDField(_("reorganisation"), default=new_id, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=HandoverKind)
    giver = Pointer(Unit, _("from"))
    taker = Pointer(Unit, _("to"))
    happened_on = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=500)
    done_by = models.CharField(_("carried out by"), max_length=120)
    content = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta(Tracked.Meta):
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ("-happened_on", "-created_at", "id")

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def told(self) -> Plain:
        """Return the content, parsed from JSON."""
        found: Plain = json.loads(self.content)
        return found
