"""The input pack: the figures that a review is based on, as they were when they were gathered."""

from django.db import models

from akropolis.base.kernel.access.fields import Pointer
from akropolis.review.review.models.reviews import ReviewPart
from akropolis.review.review.words import gettext_lazy as _


class Pack(ReviewPart):
    """One gathered pack. `content` is its canonical JSON (see `review_inputs.rules.figures`), never edited by hand.

    Personal data: titles of rows, names of units.
    """

    unlogged_fields = digested_fields = ("content",)
    append_only = True

    gathered_at = models.DateTimeField(_("gathered"))
    cutoff = models.DateField(_("figures as of"))
    content = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta(ReviewPart.Meta):
        ordering = ("-gathered_at", "-id")

    def __str__(self) -> str:
        return f"{self.review} {self.gathered_at}"


class PackRows(ReviewPart):
    """The ids and versions of the rows counted by the figures of one pack, as JSON (see
    `review_inputs.rules.frozen`).

    The contents of these rows are kept in the history only. Personal data: none.
    """

    unlogged_fields = digested_fields = ("content",)
    append_only = True

    pack = Pointer(Pack)
    content = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta(ReviewPart.Meta):
        constraints = (models.UniqueConstraint(fields=("pack",), name="pack_rows_once"),)

    def __str__(self) -> str:
        return str(self.pack)
