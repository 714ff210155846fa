"""Indicators, their targets per year, and the measurements of each unit and period."""

from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, YearField, in_order
from akropolis.base.kernel.access.models import Role, Tracked, Unit
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.lib.figures import DeclaredFigure, countable_choices, find
from akropolis.shared.actions.models import ActionRecurrence
from akropolis.shared.actions.rules.series import MONTHS
from akropolis.shared.indicators.rules.judging import IndicatorReading, reaches
from akropolis.shared.indicators.rules.periods import MONTHS_OF_YEAR, period_with

RESOURCE = "indicators:measurement"
READ, EDIT = f"{RESOURCE}:read", f"{RESOURCE}:edit"
PERCENT = 100
TENTH = Decimal("0.1")
FREQUENCIES = [(each.value, each.label) for each in ActionRecurrence if MONTHS[each] <= MONTHS_OF_YEAR]
"""How often an indicator is measured: never more seldom than every year, as targets are per year."""


class IndicatorPolarity(models.TextChoices):
    """Which direction of an indicator is better."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    CONTEXT = "context", _("Neither is better")


class ValueOf(models.TextChoices):
    """What an indicator's value is."""

    SHARE = "share", _("Share, per cent")
    COUNT = "count", pgettext_lazy("indicator", "Number")
    DAYS = "days", _("Median, days")
    MINUTES = "minutes", _("Median, minutes")
    LEVEL = "level", pgettext_lazy("indicator", "Level")


MEDIANS = (ValueOf.DAYS, ValueOf.MINUTES)
"""Kinds of value that rest on a number of cases, as a share rests on what it is out of."""


class IndicatorUse(models.TextChoices):
    """Where an indicator is used."""

    REVIEW = "LG", _("management review")
    PRIVACY = "GDPR", _("yearly report on data protection")
    CONTROL = "IK", _("internal control")
    SITUATION = "LB", _("situation report")


def measurable_figures() -> list[tuple[str, str]]:
    """Return the declared figures that can be measured for every unit, those of rows, as choices."""
    return countable_choices(get_language(), "count", "share", "days", "time")


class Indicator(KeptRow):
    """What is followed over time: the question it answers, how often, and the figures that it is counted from.

    Without a `figure` it is measured by hand. Personal data: none.
    """

    permission = "indicators:indicator"
    named_by_code = True
    lists = {"used_in": {each.value: each.label for each in IndicatorUse}}

    name = models.CharField(_("indicator"), max_length=200)
    name_en = models.CharField(_("indicator in English"), max_length=200, blank=True)
    question = models.CharField(_("question that it answers"), max_length=300)
    question_en = models.CharField(_("question in English"), max_length=300, blank=True)
    polarity = models.CharField(_("better direction"), max_length=10, choices=IndicatorPolarity)
    kind = models.CharField(_("kind of value"), max_length=10, choices=ValueOf)
    figure = models.CharField(
        _("counted by the figure"),
        max_length=80,
        blank=True,
        choices=measurable_figures,
        help_text=_("Empty: the indicator is measured by hand."),
    )
    of_figure = models.CharField(_("as a share of"), max_length=80, blank=True, choices=measurable_figures)
    minimum_basis = models.PositiveSmallIntegerField(
        _("least basis"),
        default=5,
        help_text=_(
            "If a share or a median rests on fewer cases than this, no trend is stated. 0: any basis will do."
        ),
    )
    least_change = models.DecimalField(
        _("least change"),
        max_digits=8,
        decimal_places=1,
        default=1,
        help_text=_("A smaller change counts as none. In the value's own unit."),
    )
    frequency = models.CharField(
        _("measured"), max_length=10, choices=FREQUENCIES, default=ActionRecurrence.YEAR
    )
    owner = Pointer(Role, _("who answers for it"), null=True, blank=True)
    used_in = models.JSONField(_("used in"), default=list, blank=True)
    method_version = models.PositiveSmallIntegerField(_("version of the method"), default=1)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position", "code", "id")

    @property
    def least_basis(self) -> int:
        """On how many cases a value must rest for a trend to be stated: a number or a level rests on none."""
        return self.minimum_basis if self.kind in (ValueOf.SHARE, *MEDIANS) else 0

    @property
    def counted(self) -> tuple[DeclaredFigure, ...]:
        """The figures that the indicator is counted from; none if it is manual or one of them is not declared."""
        found = [find(key) for key in (self.figure, self.of_figure) if key]
        known = [each for each in found if each is not None]
        return tuple(known) if len(known) == len(found) else ()

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its name: systems measure by it."""
        self.code = self.code or unique_code(self, self.name)

    def clean(self) -> None:
        """Raise ValidationError for an unknown figure, or figures that do not give that kind of value."""
        super().clean()
        if self.of_figure and not self.figure:
            sentence = gettext("Choose also the figure that is counted, or leave this one empty.")
            raise ValidationError({"of_figure": sentence})
        if not self.figure:
            return
        for name in ("figure", "of_figure"):
            key = getattr(self, name)
            if key and find(key) is None:
                raise ValidationError({name: gettext("There is no figure %(key)s.") % {"key": key}})
        if bool(self.of_figure) != (self.kind == ValueOf.SHARE):
            sentence = gettext(
                "A share has a figure that it is a share of, and no other kind of value has one."
            )
            raise ValidationError({"of_figure": sentence})
        timed = self.counted[0].at > 0
        if timed != (self.kind == ValueOf.MINUTES) or self.kind in (ValueOf.DAYS, ValueOf.LEVEL):
            raise ValidationError({"figure": gettext("The figure does not give that kind of value.")})


class IndicatorTarget(KeptRow):
    """What is aimed at in a year, and from which value it is near. Holds for the whole city. Personal data: none."""

    permission = "indicators:target"
    about = ("indicator", "year")

    indicator = Pointer(Indicator, _("indicator"))
    year = YearField(_("year"))
    target = models.DecimalField(
        _("target"), max_digits=10, decimal_places=1, help_text=_("In the value's own unit.")
    )
    warning = models.DecimalField(
        _("near the target from"), max_digits=10, decimal_places=1, null=True, blank=True
    )

    class Meta(KeptRow.Meta):
        verbose_name = _("target of an indicator")
        verbose_name_plural = _("targets of indicators")
        ordering = ("-year", "indicator__position", "id")

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"

    def clean(self) -> None:
        """Raise ValidationError for a target where no direction is better, or one reversed against it."""
        super().clean()
        if not self.indicator_id or self.target is None:
            return
        polarity = self.indicator.polarity
        if polarity == IndicatorPolarity.CONTEXT:
            sentence = gettext("Neither direction of this indicator is better, so it has no target.")
            raise ValidationError({"target": sentence})
        if self.warning not in (None, self.target) and reaches(polarity, self.warning, self.target):
            more = gettext("More is better here: write a value below the target.")
            less = gettext("Less is better here: write a value above the target.")
            raise ValidationError({"warning": more if polarity == IndicatorPolarity.UP else less})


class MeasuredBy(models.TextChoices):
    """How a value came here."""

    COMPUTED = "computed", _("Counted in the registers")
    MANUAL = "manual", _("Measured by hand")
    CAMPAIGN = "campaign", _("Asked for in a campaign")
    API = "api", _("By the API")


class IndicatorMeasurement(Tracked):
    """The value of an indicator for a unit and what lies below it, in a period that has ended.

    A correction is a new row that points at the corrected one. The value is empty where nothing could be measured.
    Personal data: who measured.
    """

    permission = RESOURCE
    append_only = True
    read_in = ("unit",)
    written_in = "unit"
    derived_fields = ("last_on", "value", "method_version")

    indicator = Pointer(Indicator, _("indicator"))
    unit = Pointer(Unit, _("unit"))
    first_on = models.DateField(_("first day of the period"))
    last_on = models.DateField(_("last day of the period"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=1, null=True, blank=True)
    numerator = models.PositiveIntegerField(_("number counted"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    missing = models.PositiveIntegerField(
        _("answers missing"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    method_version = models.PositiveSmallIntegerField(_("version of the method"), default=1)
    how = models.CharField(_("how it was measured"), max_length=10, choices=MeasuredBy)
    measured_by = models.CharField(_("measured by"), max_length=120)
    comment = models.CharField(_("comment"), max_length=500, blank=True, help_text=_("Name no one."))
    corrects = Pointer("self", _("corrects"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ("-first_on", "-created_at", "-id")
        indexes = (models.Index(fields=("unit", "first_on"), name="measurement_of_unit"),)
        constraints = (
            in_order("first_on", "last_on", "measurement_days_in_order"),
            models.UniqueConstraint(
                fields=("indicator", "unit", "first_on"),
                condition=Q(corrects__isnull=True),
                name="measurement_once",
                violation_error_message=_(
                    "The period is measured already. Correct that measurement instead."
                ),
            ),
            models.UniqueConstraint(
                fields=("corrects",),
                condition=Q(corrects__isnull=False),
                name="measurement_corrected_once",
                violation_error_message=_(
                    "Somebody else has corrected this measurement. Correct the latest."
                ),
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""),
                name="measurement_corrected_with_reason",
                violation_error_message=_("Write why the measurement is corrected."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.first_on}"

    @property
    def reading(self) -> IndicatorReading:
        """The value with the number of cases that it rests on: of a share what it is out of."""
        return IndicatorReading(self.value, self.denominator)

    def derive(self) -> None:
        """Set the last day and the version of the method, and work a share out of its two numbers."""
        if self.indicator_id and self.first_on:
            self.last_on = period_with(self.indicator.frequency, self.first_on).last
            self.method_version = self.indicator.method_version
            if self.indicator.kind == ValueOf.SHARE:
                self.value = share_of(self.numerator, self.denominator)

    def clean(self) -> None:
        """Raise ValidationError for a period that is not over or not the indicator's, or numbers that do not agree."""
        super().clean()
        if not (self.indicator_id and self.first_on):
            return
        period = period_with(self.indicator.frequency, self.first_on)
        if self.first_on != period.first:
            raise ValidationError({"first_on": gettext("Write the first day of a period of this indicator.")})
        if self.last_on >= timezone.localdate():
            raise ValidationError(
                {"first_on": gettext("The period is not over. Measure it when it has ended.")}
            )
        if self.numerator is not None and self.denominator is not None and self.numerator > self.denominator:
            raise ValidationError({"numerator": gettext("The part is more than what it is out of.")})
        kind = self.indicator.kind
        if self.value is not None and (self.value < 0 or (kind == ValueOf.COUNT and self.value % 1)):
            whole = gettext("Write a whole number that is not below zero.")
            raise ValidationError(
                {"value": whole if kind == ValueOf.COUNT else gettext("A value cannot be below zero.")}
            )
        if self.how != MeasuredBy.COMPUTED and self.value is None and not self.comment.strip():
            sentence = gettext("Write the value, or say in the comment why it could not be measured.")
            name = "numerator" if kind == ValueOf.SHARE else "value"
            raise ValidationError({name: sentence})


def share_of(numerator: int | None, denominator: int | None) -> Decimal | None:
    """Return the share in per cent with one decimal; None if it is unknown or out of nothing."""
    if numerator is None or not denominator:
        return None
    return (Decimal(PERCENT * numerator) / denominator).quantize(TENTH, ROUND_HALF_UP)
