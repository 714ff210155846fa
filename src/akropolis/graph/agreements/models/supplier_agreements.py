"""Agreements with suppliers: their term, what they deliver, and who buys."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.models import Record
from akropolis.graph.agreements.rules.terms import DAY, AgreementTerm, shift
from akropolis.graph.assets.models import Node
from akropolis.graph.suppliers.models import Supplier

MONTHS = [MinValueValidator(1), MaxValueValidator(240)]
FIRST, LAST = date(1950, 1, 1), date(2199, 12, 31)
PERMISSION = "suppliers:agreement"


class AgreementScope(models.TextChoices):
    """Which units may buy under an agreement. Empty: nobody has stated it."""

    UNITS = "units", _("The units that are named")
    CITY = "city", _("The whole city, by call-offs")


class SupplierAgreement(Record):
    """An agreement with a supplier. What is not stated is unknown, neither yes nor no.

    An agreement for the whole city can be read by every unit; what a unit pays stands in `SupplierAgreementParty`.
    Personal data: none.
    """

    permission = PERMISSION
    number_prefix = "AVT"
    search_fields = ("title", "reference")
    boolean_help: ClassVar = _("Unknown until somebody has looked in the agreement.")

    title = models.CharField(_("name of the agreement"), max_length=200)
    supplier = Pointer(Supplier, _("supplier"))
    reference = models.CharField(
        _("diary number or reference"),
        max_length=200,
        blank=True,
        help_text=_("And where the agreement is kept."),
    )
    scope = models.CharField(
        _("who may buy"), max_length=10, choices=AgreementScope, blank=True, help_text=_("Empty: not known.")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("Of the first term, if the agreement renews itself."),
    )
    notice_months = models.PositiveSmallIntegerField(
        _("notice (months)"), null=True, blank=True, validators=[MaxValueValidator(240)]
    )
    renews = models.BooleanField(
        _("renews itself unless notice is given"), null=True, blank=True, help_text=boolean_help
    )
    renewal_months = models.PositiveSmallIntegerField(
        _("renewed by (months)"), null=True, blank=True, validators=MONTHS
    )
    followed_up_on = models.DateField(
        _("last followed up"),
        null=True,
        blank=True,
        help_text=_("When it was last looked into whether the supplier does what has been agreed."),
    )
    audit_right = models.BooleanField(
        _("right to audit the supplier"), null=True, blank=True, help_text=boolean_help
    )
    incident_hours = models.PositiveSmallIntegerField(
        _("hours within which the supplier tells you of an event"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_(
            "As the agreement says. A processor tells without undue delay whatever it says (GDPR art. 33.2)."
        ),
    )
    incident_clause = models.CharField(_("what is told, and where it stands"), max_length=300, blank=True)
    protective = models.BooleanField(
        _("security protection agreement (säkerhetsskyddsavtal)"),
        null=True,
        blank=True,
        help_text=_("Only yes or no. Write nothing here of what it protects (2018:585, chapter 4)."),
    )
    processor_reference = models.CharField(
        _("the data processing agreement that belongs to it"),
        max_length=200,
        blank=True,
        help_text=_("Its number here, or its diary number."),
    )
    exit_plan = models.BooleanField(
        _("plan for leaving the supplier"), null=True, blank=True, help_text=boolean_help
    )
    exit_place = models.CharField(_("where the plan is kept"), max_length=200, blank=True)
    exit_tested_on = models.DateField(_("plan last tested"), null=True, blank=True)
    exit_test_by = models.DateField(_("plan to be tested by"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("supplier agreement")
        verbose_name_plural = _("supplier agreements")
        indexes = (models.Index(fields=("sort_key", "id"), name="supplier_agreement_order"),)
        constraints = (
            in_order(
                "valid_from", "valid_until", "supplier_agreement_dates", empty=("valid_from", "valid_until")
            ),
        )

    @property
    def term(self) -> AgreementTerm:
        """Return the term as it is written, from which its end and the last day for notice are computed."""
        return AgreementTerm(
            self.valid_from, self.valid_until, self.notice_months, self.renews, self.renewal_months
        )

    def clean(self) -> None:
        """Raise ValidationError for a term that cannot be, and for a test of a plan that does not exist."""
        super().clean()
        wrong = {**self._wrong_days(), **self._wrong_term()}
        if wrong:
            raise ValidationError(wrong)

    def _wrong_days(self) -> dict[str, str]:
        today, wrong = timezone.localdate(), {}
        for name in ("valid_from", "valid_until", "exit_test_by"):
            day = getattr(self, name)
            if day and not FIRST <= day <= LAST:
                wrong[name] = gettext("Write a year between 1950 and 2199. Leave it empty if no day is set.")
        for name in ("followed_up_on", "exit_tested_on"):
            if (day := getattr(self, name)) and day > today:
                wrong[name] = gettext("The day has not come. State when it was last done.")
        if self.exit_plan is False and (self.exit_tested_on or self.exit_test_by):
            wrong["exit_plan"] = gettext(
                "There is a day for its test. Say that there is a plan, or empty the day."
            )
        return wrong

    def _wrong_term(self) -> dict[str, str]:
        since, until, notice, renewal = (
            self.valid_from,
            self.valid_until,
            self.notice_months,
            self.renewal_months,
        )
        wrong: dict[str, str] = {}
        if until is None:
            if renewal is not None:
                wrong["renewal_months"] = gettext("Write the last day too: the agreement is renewed from it.")
            return wrong
        if not FIRST <= until <= LAST:
            return wrong
        if since and until < since:
            wrong["valid_until"] = gettext("The agreement would end, and be renewed, before it begins.")
        elif notice and since and shift(until, -notice) + DAY < since:
            wrong["notice_months"] = gettext("The notice is longer than the term of the agreement.")
        elif notice and self.renews and renewal and notice > renewal:
            wrong["notice_months"] = gettext("The notice is longer than the term by which it is renewed.")
        return wrong

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for agreements of the reader's units, those under which they buy, and those of the whole city."""
        read = f"{cls.permission}:read"
        city = Q(scope=AgreementScope.CITY) if access.anywhere(read) else Q(pk__in=[])
        return super().gate(access) | _bought(access, "pk") | city


def _bought(access: Access, agreement: str) -> Q:
    """Return a Q for rows whose agreement one of the reader's units buys under."""
    ours = SupplierAgreementParty.everything.filter(access.units(f"{PERMISSION}:read", "unit"))
    return Q(**{f"{agreement}__in": ours.order_by().values("agreement")})


def in_force(day: date) -> Q:
    """Return the condition for agreements that hold on the day, as far as is known."""
    until = Q(valid_until=None) | Q(valid_until__gte=day) | Q(renews=True)
    return Q(archived_at=None) & (Q(valid_from=None) | Q(valid_from__lte=day)) & until


class SupplierAgreementPart(Tracked):
    """Something that belongs to a supplier agreement, and is read and written with it."""

    permission = PERMISSION
    read_with = "agreement"
    written_in = "agreement__owner_unit"

    agreement = Pointer(SupplierAgreement, _("agreement"))

    class Meta(Tracked.Meta):
        abstract = True


class SupplierAgreementParty(SupplierAgreementPart):
    """A unit that buys under an agreement: its call-off (avrop) and what it pays.

    Read by the agreement's own unit and those that buy under it, also where every unit reads the agreement (OSL 31:16).
    Personal data: none.
    """

    unit = Pointer(Unit, _("unit"))
    reference = models.CharField(_("call-off or reference"), max_length=200, blank=True)
    value = models.PositiveBigIntegerField(
        _("value (kr)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(10**12)],
        help_text=_("For the whole term. Read by the units that buy."),
    )

    class Meta(SupplierAgreementPart.Meta):
        verbose_name = _("buying unit")
        verbose_name_plural = _("buying units")
        ordering = ("unit__sort_key", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("agreement", "unit"),
                name="supplier_agreement_party_once",
                violation_error_message=_("The unit buys under the agreement already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}: {self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a Q for the buyers under agreements that the reader's units keep or buy under."""
        return access.units(f"{PERMISSION}:read", "agreement__owner_unit") | _bought(access, "agreement")


class AgreedService(SupplierAgreementPart):
    """A service that is delivered under an agreement. Personal data: none."""

    node = Pointer(Node, _("service"))

    class Meta(SupplierAgreementPart.Meta):
        verbose_name = _("service under an agreement")
        verbose_name_plural = _("services under agreements")
        ordering = ("node__sort_key", "id")
        constraints = (models.UniqueConstraint(fields=("agreement", "node"), name="agreed_service_once"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.node}"
