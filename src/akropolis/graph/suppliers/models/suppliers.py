"""Leverantörer (suppliers): who delivers what the city relies on."""

from collections.abc import Collection
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import organisation_number
from akropolis.base.lib.organisation_number import is_masked, masked
from akropolis.graph.assets.models import GraphRecord, NodeKind


def supplier_number(number: str) -> None:
    """Raise ValidationError if it is neither a Swedish organisation number nor what is kept of a sole trader's."""
    if not is_masked(number):
        organisation_number(number)


class ProcessorAgreement(models.TextChoices):
    """Whether the city has the agreement with the supplier that GDPR article 28.3 requires."""

    SIGNED = "signed", _("signed")
    MISSING = "missing", _("missing")
    NOT_NEEDED = "not_needed", _("not needed: no personal data")


class Supplier(GraphRecord):
    """A supplier. Its owner unit is the unit that maintains the row; a sub-supplier is a supplier that another
    supplier depends on.

    Personal data: the name of a sole trader; of the organisation number, which is then a personnummer, only the last
    four figures are kept; the name of the night contact. `contact` and `phone` repeat the first `SupplierContact` of
    that purpose, for files and clients of earlier versions, which also write it there.
    """

    permission = "suppliers:supplier"
    node_kind = NodeKind.SUPPLIER
    answered = False
    number_prefix = "LEV"
    search_fields = ("name", "description", "organisation_number")
    shared_field = "shared"
    stored_number: str | None = None

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("what it delivers"), max_length=4000, blank=True)
    organisation_number = models.CharField(
        _("organisation number"),
        max_length=11,
        blank=True,
        validators=[supplier_number],
        help_text=_("A sole trader's is a personnummer: only the last four figures are kept."),
    )
    group = models.CharField(
        _("corporate group"), max_length=200, blank=True, help_text=_("The group it belongs to.")
    )
    country = models.CharField(_("country"), max_length=60, blank=True)
    ownership_country = models.CharField(
        _("country of ownership"),
        max_length=60,
        blank=True,
        help_text=_("Where the group's topmost owner is. Empty: not known."),
    )
    operation_country = models.CharField(
        _("country of operation"),
        max_length=60,
        blank=True,
        help_text=_("From where the service is run and supported. Empty: not known."),
    )
    contact = models.CharField(_("contact when something happens"), max_length=300, blank=True)
    phone = models.CharField(_("telephone when something happens"), max_length=60, blank=True)
    agreement = models.CharField(
        _("agreement"),
        max_length=200,
        blank=True,
        help_text=_(
            "Its reference or number, and where it is kept. Several are written one after the other."
        ),
    )
    agreement_until = models.DateField(_("agreement until"), null=True, blank=True)
    processor_agreement = models.CharField(
        _("data processing agreement"),
        max_length=10,
        choices=ProcessorAgreement,
        blank=True,
        help_text=_("Article 28.3 of the GDPR, where the supplier processes personal data for you."),
    )
    notify_hours = models.PositiveSmallIntegerField(
        _("hours to tell the supplier of an event"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_(
            "Where the agreement says so. An event that hits the supplier then opens a track with that time."
        ),
    )
    own_notice_hours = models.PositiveSmallIntegerField(
        _("hours within which the supplier tells you of an event"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_(
            "As the agreement says. A processor tells without undue delay whatever it says (GDPR art. 33.2)."
        ),
    )
    followed_up_on = models.DateField(
        _("last followed up"),
        null=True,
        blank=True,
        help_text=_("When it was last looked into whether the supplier does what has been agreed."),
    )
    shared = models.BooleanField(
        _("shared"),
        default=True,
        help_text=_("The name can be read by every unit, so that all can say that they depend on it."),
    )

    class Meta(GraphRecord.Meta):
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        indexes = (models.Index(fields=("sort_key", "id"), name="supplier_order"),)

    @classmethod
    def from_db(cls, *args: Any, **more: Any) -> Self:
        """Load the row and remember its stored organisation number, for `clean_fields`."""
        row = super().from_db(*args, **more)
        row.stored_number = row.__dict__.get("organisation_number")
        return row

    def derive(self) -> None:
        """Keep only the last four figures of a sole trader's number, which is a personnummer (GDPR article 87)."""
        self.organisation_number = masked(self.organisation_number)
        super().derive()

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Skip validation of an unchanged number: an invalid one blocks no other change; the hub lists it."""
        same = self.organisation_number == self.stored_number
        super().clean_fields({*(exclude or ()), *(["organisation_number"] if same else [])})
