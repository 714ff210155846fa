"""The letterhead (brevhuvud): the coat of arms and lines at the top of the first page of a unit's documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit


class Letterhead(Tracked):
    """The letterhead of a unit's documents, and of those of units below it that have no letterhead of their
    own.

    `arms` is a PNG as base64, whose SHA-256 the history keeps as `digest`; both are empty without a picture.

    Personal data: none intended; the lines are an office's address.
    """

    permission = "organisation:unit"
    read_by_all = True
    written_in = "unit"
    unlogged_fields = ("arms",)

    unit = Pointer(Unit, _("unit"))
    arms = models.TextField(blank=True)
    digest = models.CharField(_("checksum of the arms"), max_length=64, blank=True)
    width = models.PositiveSmallIntegerField(_("width"), default=0)
    height = models.PositiveSmallIntegerField(_("height"), default=0)
    alt = models.CharField(_("what the arms show"), max_length=120, blank=True)
    sender = models.TextField(_("address and other lines"), max_length=400, blank=True)
    cover = models.BooleanField(_("with a first page of its own"), default=False)

    class Meta(Tracked.Meta):
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints = (models.UniqueConstraint(fields=("unit",), name="letterhead_once"),)

    def __str__(self) -> str:
        return str(self.unit)
