"""Lagrum that bear on classification, as dated, editable data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, Unit


class Mark(models.TextChoices):
    """How sure a fact is."""

    PRIMARY = "P", _("read in the primary source")
    KNOWN = "K", _("well known")
    SECONDARY = "S", _("from a secondary source: check before relying on it")
    UNVERIFIED = "U", _("not verified: check before relying on it")


class LegalBasis(Tracked):
    """A provision that may apply to information, and the levels that it proposes. Personal data: none."""

    permission = "classification:legal_basis"

    code = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    provision = models.CharField(_("provision"), max_length=200)
    levels = models.JSONField(_("proposed levels"), default=dict, blank=True)
    note = models.TextField(_("what it means here"), max_length=2000, blank=True)
    note_en = models.TextField(_("what it means here, in English"), max_length=2000, blank=True)
    mark = models.CharField(_("how sure"), max_length=1, choices=Mark, default=Mark.UNVERIFIED)
    source = models.CharField(_("source"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta(Tracked.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="legal_basis_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name_text} ({self.provision})"

    @property
    def name_text(self) -> str:
        """The name in the reader's language where it is written."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def note_text(self) -> str:
        """What it means here, in the reader's language where it is written."""
        return self.note_en if get_language() == "en" and self.note_en else self.note

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Open to every person with a right."""
        return Unit.gate(access)
