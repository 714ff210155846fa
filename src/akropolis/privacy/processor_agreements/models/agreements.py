"""Agreements with processors (GDPR article 28.3), their sub-processors, and transfers to third countries."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import TransferBasis
from akropolis.privacy.processor_agreements.models.points import PointFields
from akropolis.shared.documents.models import GoverningDocument


class TransferFields(models.Model):
    """Whether and where the data is transferred, named as in `ProcessingRecipient` (GDPR chapter V).

    `fallback_basis` is what the transfer rests on if its basis falls. `listed_on` is the day on which the recipient
    was last found on the list, where the basis has one.
    """

    country = models.CharField(_("country"), max_length=60, blank=True)
    third_country = models.BooleanField(_("transfers outside the EU and EEA"), null=True, blank=True)
    transfer_basis = Pointer(TransferBasis, _("basis of the transfer"), null=True, blank=True)
    fallback_basis = Pointer(TransferBasis, _("basis if that one falls"), null=True, blank=True)
    listed_on = models.DateField(
        _("found on the list on"),
        null=True,
        blank=True,
        help_text=_("Where the basis holds only for a list."),
    )
    safeguards = models.CharField(_("safeguards"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Raise ValidationError for a fallback that falls with the basis or has none, or a day that has not come."""
        super().clean()
        if self.listed_on and self.listed_on > timezone.localdate():
            raise ValidationError({"listed_on": gettext("The day has not come. State when you last looked.")})
        first, second = self.transfer_basis, self.fallback_basis
        if second and (first is None or first == second or first.falls_with == second.falls_with != ""):
            sentence = gettext("State the basis, and then a fallback that does not fall with it.")
            raise ValidationError({"fallback_basis": sentence})


class DataProcessingAgreement(Record, TransferFields, PointFields):  # noqa: DJ008 # `Record` has it
    """Personuppgiftsbiträdesavtal: what article 28.3 demands of a processor, and where the agreement says it.

    `shared` means that it holds for the whole city, so that every unit reads it; further units for which it holds
    are in `AgreementParty`. Personal data: none.
    """

    permission = "agreements:processor"
    number_prefix = "PUBA"
    search_fields = ("title", "reference")
    shared_field = "shared"

    title = models.CharField(_("name of the agreement"), max_length=200)
    supplier = Pointer(Supplier, _("processor"))
    shared = models.BooleanField(
        _("holds for the whole city"), default=False, help_text=_("Every unit may then read it.")
    )
    reference = models.CharField(_("diary number or reference"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    instruction = Pointer(GoverningDocument, _("your instruction to the processor"), null=True, blank=True)
    objection_days = models.PositiveSmallIntegerField(
        _("days to object to a new sub-processor"), null=True, blank=True
    )
    secrecy = models.BooleanField(
        _("holds what is secret"),
        null=True,
        blank=True,
        help_text=_("OSL 10:2 a: for technical processing alone, unless it is unsuitable."),
    )
    secrecy_assessment = models.TextField(_("why it is not unsuitable"), max_length=4000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("data processing agreement")
        verbose_name_plural = _("data processing agreements")
        indexes = (models.Index(fields=("sort_key", "id"), name="processor_agreement_order"),)
        constraints = (
            in_order("signed_on", "valid_until", "agreement_dates", empty=("signed_on", "valid_until")),
        )

    def clean(self) -> None:
        """Raise ValidationError for a processor that is one of its own sub-processors."""
        super().clean()
        rows = SubProcessor.everything.filter(agreement=self.pk, supplier=self.supplier_id)
        if not self._state.adding and rows.exists():
            sentence = gettext("%(name)s is in the chain already, so it would come back to itself.")
            raise ValidationError({"supplier": sentence % {"name": self.supplier}})

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Rows of the reader's units, those of the whole city, and those that hold for one of the reader's units."""
        ours = AgreementParty.everything.filter(access.units(f"{cls.permission}:read", "unit"))
        return super().gate(access) | Q(pk__in=ours.order_by().values("agreement"))


def in_force(day: date) -> Q:
    """Return the condition for agreements that hold on the day."""
    return Q(archived_at=None) & (Q(valid_until=None) | Q(valid_until__gte=day))


class AgreementPart(Tracked):
    """Something that belongs to an agreement, and is read and written with it."""

    permission = "agreements:processor"
    read_with = "agreement"
    written_in = "agreement__owner_unit"

    agreement = Pointer(DataProcessingAgreement, _("agreement"))

    class Meta(Tracked.Meta):
        abstract = True


class AgreementParty(AgreementPart):
    """A further unit for which an agreement holds. Personal data: none."""

    unit = Pointer(Unit, _("unit"))

    class Meta(AgreementPart.Meta):
        verbose_name = _("party to an agreement")
        verbose_name_plural = _("parties to agreements")
        ordering = ("unit__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("agreement", "unit"), name="agreement_party_once"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.unit}"


class SubProcessorAnswer(models.TextChoices):
    """What the controller answered when a sub-processor was announced (GDPR article 28.2)."""

    ACCEPTED = "accepted", _("Accepted")
    OBJECTED = "objected", _("Objected")


class SubProcessor(AgreementPart, TransferFields):
    """A processor that another processor has engaged (GDPR article 28.2 and 28.4), to any depth by `parent`.

    `object_by` follows from the agreement's days unless another day is given. Personal data: who answered, by name.
    """

    name = models.CharField(
        _("sub-processor"), max_length=200, blank=True, help_text=_("Empty: the name of the supplier below.")
    )
    supplier = Pointer(Supplier, _("in the register of suppliers"), null=True, blank=True)
    parent = Pointer("self", _("engaged by"), null=True, blank=True)
    task = models.CharField(_("what it does"), max_length=300, blank=True)
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    object_by = models.DateField(
        _("last day to object"), null=True, blank=True, help_text=_("Empty: by the agreement's days.")
    )
    answer = models.CharField(_("your answer"), max_length=10, choices=SubProcessorAnswer, blank=True)
    answer_reason = models.TextField(_("why"), max_length=2000, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True, editable=False)

    class Meta(AgreementPart.Meta):
        verbose_name = _("sub-processor")
        verbose_name_plural = _("sub-processors")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError for a row without a name, and for a chain of processors that comes back to itself."""
        super().clean()
        if not self.name and self.supplier is None:
            raise ValidationError({"name": gettext("Write a name, or choose a supplier.")})
        above, rows = self.parent, {self.pk}
        suppliers: set[UUID | None] = {self.agreement.supplier_id}
        while above is not None:
            if above.pk in rows or above.agreement_id != self.agreement_id:
                sentence = gettext(
                    "The chain comes back to itself. Choose another one of the same agreement."
                )
                raise ValidationError({"parent": sentence})
            rows.add(above.pk)
            suppliers.add(above.supplier_id)
            above = above.parent
        level = [] if self._state.adding else [self.pk]
        while level:  # it ends, since no stored chain comes back to itself
            engaged = SubProcessor.everything.filter(parent__in=level).values_list("pk", "supplier")
            level = [pk for pk, _supplier in engaged]
            suppliers.update(supplier for _pk, supplier in engaged)
        if self.supplier_id and self.supplier_id in suppliers:
            sentence = gettext("%(name)s is in the chain already, so it would come back to itself.")
            raise ValidationError({"supplier": sentence % {"name": self.supplier}})

    def derive(self) -> None:
        """Name the row as its supplier if it has no name, and derive the last day to object from the agreement."""
        if not self.name and self.supplier:
            self.name = self.supplier.name
        if self.announced_on and self.object_by is None and self.agreement.objection_days is not None:
            self.object_by = self.announced_on + timedelta(days=self.agreement.objection_days)
