"""Measurements of indicators in the API: systems that know a value send it, by the same service as the page."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at, unit_at
from akropolis.shared.indicators.models import EDIT, Indicator, IndicatorMeasurement, MeasuredBy
from akropolis.shared.indicators.services.measuring import correct_measurement, record_measurement


class MeasuredNumbers(Sent):
    """The numbers of a measurement: of a share its two parts, else the value. All may be empty, with a comment."""

    value: Decimal | None = Field(
        None, description="The value; not of a share, which is counted from its parts."
    )
    numerator: int | None = Field(None, ge=0, description="Of a share: how many it is true of.")
    denominator: int | None = Field(
        None, ge=0, description="Of a share: out of how many. Of a median: of how many cases."
    )
    missing: int | None = Field(None, ge=0, description="Number of answers missing; null if it is not known.")
    comment: str = Field("", max_length=500)


class NewMeasurement(MeasuredNumbers):
    """A measurement of an indicator that the registers do not count."""

    indicator: str = Field(min_length=1, description="The code of the indicator.")
    unit: str = Field(description="The code of the unit.")
    first_on: date = Field(description="The first day of the period, which must have ended.")


class CorrectedMeasurement(MeasuredNumbers):
    """The right numbers, in place of those of the measurement. The earlier stays, and does not count."""

    reason: str = Field(max_length=500, description="What was wrong.")


def _measure(access: Access, _row: object, sent: NewMeasurement) -> IndicatorMeasurement:
    values = sent.model_dump(exclude={"indicator", "unit"})
    indicator = pointed_at(Indicator.objects.visible(access).filter(code=sent.indicator), "indicator")
    return record_measurement(access, indicator, unit_at(access, sent.unit), values, MeasuredBy.API)


def _correct(access: Access, row: IndicatorMeasurement, sent: CorrectedMeasurement) -> IndicatorMeasurement:
    values = sent.model_dump(exclude={"reason"})
    return correct_measurement(access, row, values, sent.reason, MeasuredBy.API)


declare(
    PartRows(
        key="indicator-measurements",
        model=IndicatorMeasurement,
        about="The measurements of indicators by unit and period; one that another `corrects` does not count.",
        fields=(
            "indicator",
            "unit",
            "first_on",
            "last_on",
            "value",
            "numerator",
            "denominator",
            "missing",
            "method_version",
            "how",
            "comment",
            "corrects",
            "reason",
        ),
        narrowed=("indicator", "unit"),
        verbs=(
            Verb("measure", EDIT, NewMeasurement, _measure, "Save a measurement.", makes=True),
            Verb("correct", EDIT, CorrectedMeasurement, _correct, "Correct a measurement."),
        ),
    ),
)
