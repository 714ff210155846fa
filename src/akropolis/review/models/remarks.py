"""Remissvar: what a unit says about a review that is out for comment."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.review.models.reviews import ReviewPart


class Remark(ReviewPart):
    """What a unit says about a review that is out for comment. Written by the unit, read by both.

    Personal data: the author's name as text.
    """

    permission = "review:remark"

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    author = models.CharField(_("author"), max_length=120)
    text = models.TextField(_("remark"), max_length=8000)

    class Meta(ReviewPart.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"{self.unit}: {self.text[:60]}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Read by the unit that wrote it and by those who write the review."""
        return access.units("review:remark:read", "unit") | access.units(
            "review:review:edit", "review__owner_unit"
        )

    def gate_unit(self) -> Any:
        """Written for the own unit."""
        return self.unit
