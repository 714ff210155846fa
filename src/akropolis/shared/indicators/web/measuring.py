"""The pages on which a measurement is registered by hand, and corrected."""

from collections.abc import Iterable, Mapping
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
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.lib.periods import Period
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.indicators.models import EDIT, MEDIANS, READ, Indicator, IndicatorMeasurement, ValueOf
from akropolis.shared.indicators.reports.indicator_words import period_of, period_words
from akropolis.shared.indicators.selectors.measurements import unmeasured_periods
from akropolis.shared.indicators.services.measuring import correct_measurement, record_measurement
from akropolis.shared.indicators.web.overview import indicator_url


@dataclass(frozen=True, slots=True)
class IndicatorInUnit:
    """An indicator of a unit, which is to be measured."""

    indicator: Indicator
    unit: Unit


def _place(access: Access, pk: UUID, unit: str) -> IndicatorInUnit:
    indicator = Indicator.objects.visible(access).one(pk=pk)
    return IndicatorInUnit(indicator, Unit.objects.visible(access).filter(access.units(READ)).one(code=unit))


class NumbersForm(VersionedForm, model=IndicatorMeasurement):
    """The numbers: of a share its two parts, of a median also of how many cases; and what they leave out."""

    numerator = FromModel(label=gettext_lazy("How many it is true of"))
    value = FromModel()
    denominator = FromModel(label=gettext_lazy("Out of how many"))
    missing = FromModel()
    comment = FromModel(
        gettext_lazy("If it could not be measured, leave the numbers empty and write why. Name no one.")
    )

    def __init__(self, data: FormData = None, *, kind: str, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["value"].label = ValueOf(kind).label
        not_asked = {"numerator", "denominator"}
        if kind == ValueOf.SHARE:
            not_asked = {"value"}
        elif kind in MEDIANS:
            not_asked = {"numerator"}
            self.fields["denominator"].label = _("Of how many cases it is the median")
        for name in not_asked:
            del self.fields[name]


class MeasureForm(NumbersForm):
    """A measurement by hand: which period of those that are not measured yet, and the numbers."""

    first_on = forms.TypedChoiceField(
        label=gettext_lazy("Period"),
        coerce=date.fromisoformat,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Choose a period that is over and not measured. One that is measured is corrected instead."
            )
        },
    )
    field_order = ("first_on",)

    def __init__(
        self,
        data: FormData = None,
        *,
        indicator: Indicator,
        periods: Iterable[Period],
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, kind=indicator.kind, **kwargs)
        choices = [(each.first.isoformat(), period_words(indicator.frequency, each)) for each in periods]
        self.fields["first_on"].choices = choices  # type: ignore[attr-defined] # it is a choice field


class CorrectForm(NumbersForm):
    """The right numbers, and why the earlier ones were wrong."""

    reason = FromModel(
        gettext_lazy("What was wrong. It is shown beside the value."),
        label=gettext_lazy("Why it is corrected"),
        required=True,
    )


def _periods(request: HttpRequest, place: IndicatorInUnit) -> Mapping[str, object]:
    day = timezone.localdate()
    periods = unmeasured_periods(access_of(request), place.indicator, place.unit, day)
    return {"indicator": place.indicator, "periods": periods}


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
    given=_periods,
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
