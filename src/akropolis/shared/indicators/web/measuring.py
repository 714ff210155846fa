"""The pages on which a measurement is registered by hand, and corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.indicators.models import EDIT, READ, Indicator, IndicatorMeasurement, ValueOf
from akropolis.shared.indicators.reports.indicator_words import period_of, period_words
from akropolis.shared.indicators.rules.periods import ended_periods
from akropolis.shared.indicators.services.measuring import correct_measurement, record_measurement
from akropolis.shared.indicators.web.overview import indicator_url

OFFERED = 8
"""How many ended periods are offered."""


@dataclass(frozen=True, slots=True)
class IndicatorInUnit:
    """An indicator of a unit, which is to be measured."""

    indicator: Indicator
    unit: Unit


def _place(access: Access, pk: UUID, unit: str) -> IndicatorInUnit:
    indicator = Indicator.objects.visible(access).one(pk=pk)
    return IndicatorInUnit(indicator, Unit.objects.visible(access).filter(access.units(READ)).one(code=unit))


class NumbersForm(VersionedForm, model=IndicatorMeasurement):
    """The measured numbers: of a share its two parts, else the value; and what they leave out."""

    numerator = FromModel()
    denominator = FromModel()
    value = FromModel()
    missing = FromModel()
    comment = FromModel()

    def __init__(self, data: FormData = None, *, kind: str, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        for name in ("value",) if kind == ValueOf.SHARE else ("numerator", "denominator"):
            del self.fields[name]


class MeasureForm(NumbersForm):
    """A measurement by hand: which period, and the numbers."""

    first_on = forms.TypedChoiceField(label=gettext_lazy("Period"), coerce=date.fromisoformat)
    field_order = ("first_on",)

    def __init__(self, data: FormData = None, *, indicator: Indicator, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, kind=indicator.kind, **kwargs)
        periods = ended_periods(indicator.frequency, timezone.localdate(), OFFERED)
        choices = [(each.first.isoformat(), period_words(indicator.frequency, each)) for each in periods]
        self.fields["first_on"].choices = choices  # type: ignore[attr-defined] # it is a choice field


class CorrectForm(NumbersForm):
    """The right numbers, and why the earlier ones were wrong."""

    reason = FromModel(
        gettext_lazy("What was wrong. It is shown beside the value."),
        label=gettext_lazy("Why it is corrected"),
        required=True,
    )


def _numbers_of(_request: HttpRequest, row: IndicatorMeasurement) -> Mapping[str, object]:
    names = ("numerator", "denominator", "value", "missing", "comment")
    return {"kind": row.indicator.kind, "initial": {name: getattr(row, name) for name in names}}


def _correct(access: Access, row: IndicatorMeasurement, form: CorrectForm) -> IndicatorMeasurement:
    values = form.row_values()
    return correct_measurement(access, row, values, str(values.pop("reason")))


MEASURE = Act(
    on=ActTarget(
        EDIT,
        _place,
        lambda place: indicator_url(place.indicator, place.unit),
        lambda place: place.indicator.title,
        unit="unit",
    ),
    form=MeasureForm,
    given=lambda _request, place: {"indicator": place.indicator},
    do=lambda access, place, form: record_measurement(access, place.indicator, place.unit, form.row_values()),
    once=True,
    after=lambda made: indicator_url(made.indicator, made.unit),
    done=lambda made: _("The measurement of %(period)s is saved.") % {"period": period_of(made)},
    title=gettext_lazy("Register a measurement"),
    lead=lambda place: f"{place.indicator} · {place.unit}",
    submit=gettext_lazy("Save the measurement"),
)
CORRECT = Act(
    on=ActTarget(
        EDIT,
        row_of(IndicatorMeasurement, "indicator", "unit"),
        lambda row: indicator_url(row.indicator, row.unit),
        lambda row: row.indicator.title,
        unit="unit",
    ),
    form=CorrectForm,
    given=_numbers_of,
    do=_correct,
    once=True,
    after=lambda made: indicator_url(made.indicator, made.unit),
    done=gettext_lazy("The correction is saved. The earlier value stays in the table and does not count."),
    title=gettext_lazy("Correct a measurement"),
    lead=lambda row: f"{row.indicator} · {row.unit} · {period_of(row)}",
    submit=gettext_lazy("Save the correction"),
)
