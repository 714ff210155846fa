"""The campaign that asks units for the indicators measured by hand; an answer is stored as a measurement."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.periods import Period
from akropolis.shared.campaigns.models import Ask
from akropolis.shared.campaigns.models.kinds import CampaignCandidate, CampaignKind, KnownAnswers
from akropolis.shared.campaigns.rules.prompts import Prompt
from akropolis.shared.campaigns.services.answers import WHOLE
from akropolis.shared.indicators.models import (
    EDIT,
    READ,
    Indicator,
    IndicatorMeasurement,
    MeasuredBy,
    ValueOf,
)
from akropolis.shared.indicators.reports.indicator_words import period_words
from akropolis.shared.indicators.rules.periods import last_period
from akropolis.shared.indicators.selectors.measurements import counting, measured_units
from akropolis.shared.indicators.services.measuring import correct_measurement, record_measurement
from akropolis.shared.indicators.web.measuring import NumbersForm
from akropolis.shared.indicators.web.overview import indicator_url

VALUE, DENOMINATOR, COMMENT = "value", "denominator", "comment"


def candidates(access: Access, day: date) -> Iterator[CampaignCandidate]:
    """Yield each manual indicator in each unit; those whose latest period is not measured are proposed."""
    units = measured_units(access, day)
    manual = [each for each in Indicator.in_force(access, day) if not each.figure]
    rows = counting(access).filter(indicator__in=manual)
    done = set(rows.values_list("indicator", "unit", "first_on"))
    for indicator in manual:
        period = last_period(indicator.frequency, day)
        words = {"period": period_words(indicator.frequency, period)}
        for unit in units:
            left = (indicator.pk, unit.pk, period.first) not in done
            state = _("not measured for %(period)s") if left else _("measured for %(period)s")
            yield CampaignCandidate(
                Indicator, indicator.pk, indicator.title, unit, indicator.title, state % words, left
            )


def prompts(_access: Access, _day: date) -> Sequence[Prompt]:
    """Return what is asked of every indicator; beside each stands what it means of that one (`known_answers`)."""
    why = _("Why it could not be measured, or what to know of the value.")
    return [
        Prompt(VALUE, _("The value")),
        Prompt(DENOMINATOR, _("What it rests on")),
        Prompt(COMMENT, _("Comment"), help=why),
    ]


def _period(indicator: Indicator, ask: Ask) -> Period:
    """Return the period that is asked about: the latest that had ended when the campaign was sent."""
    return last_period(indicator.frequency, ask.campaign.sent_on or timezone.localdate())


def _value_name(indicator: Indicator) -> str:
    return "numerator" if indicator.kind == ValueOf.SHARE else VALUE


def known_answers(access: Access, _day: date, asks: Collection[Ask]) -> Mapping[UUID, KnownAnswers]:
    """Return for each ask its question and period, what the numbers mean, and what is measured already."""
    indicators = {row.pk: row for row in Indicator.rows(access)}
    rows = counting(access).filter(unit__in={ask.unit_id for ask in asks})
    rows = rows.filter(indicator__in={ask.object_id for ask in asks})
    measured = {(row.indicator_id, row.unit_id, row.first_on): row for row in rows}
    found = {}
    for ask in (each for each in asks if each.object_id in indicators):
        indicator = indicators[ask.object_id]
        period = _period(indicator, ask)
        words = {"question": indicator.said("question"), "period": period_words(indicator.frequency, period)}
        row = measured.get((indicator.pk, ask.unit_id, period.first))
        found[ask.pk] = KnownAnswers(
            _as_answers(row) if row else {},
            _("%(question)s It is asked for %(period)s.") % words,
            indicator_url(indicator, ask.unit),
            _hints(indicator),
        )
    return found


def _hints(indicator: Indicator) -> Mapping[str, str]:
    """Return what the questions mean of the indicator, in the words of the page where it is measured."""
    fields = NumbersForm(kind=indicator.kind).fields
    of = fields.get(DENOMINATOR)
    leave = _("Leave it empty: this value rests on nothing that is counted.")
    return {
        VALUE: f"{fields[_value_name(indicator)].label}.",
        DENOMINATOR: leave if of is None else f"{of.label}.",
    }


def _as_answers(row: IndicatorMeasurement) -> Mapping[str, str]:
    value: Decimal | int | None = getattr(row, _value_name(row.indicator))
    shown = "" if value is None else f"{Decimal(value).normalize():f}".replace(".", ",")
    of = "" if row.denominator is None else str(row.denominator)
    return {name: text for name, text in ((VALUE, shown), (DENOMINATOR, of), (COMMENT, row.comment)) if text}


def store_answer(access: Access, ask: Ask, answers: Mapping[str, str]) -> None:
    """Store the answer as the unit's measurement of the period; one that is sent again with other numbers corrects it.

    Raises Invalid at the question for what is no measurement.
    """
    indicator = Indicator.objects.visible(access).one(pk=ask.object_id)
    first_on = _period(indicator, ask).first
    row = counting(access).filter(indicator=indicator, unit=ask.unit, first_on=first_on).first()
    try:
        values = _values(indicator, answers)
        if row is None:
            record_measurement(
                access, indicator, ask.unit, {**values, "first_on": first_on}, MeasuredBy.CAMPAIGN
            )
        elif any(getattr(row, name) != value for name, value in values.items()):
            reason = _("The answer in %(campaign)s says otherwise.") % {"campaign": ask.campaign}
            correct_measurement(access, row, values, reason, MeasuredBy.CAMPAIGN)
    except Invalid as refusal:
        raise Invalid({_prompt_of(name): errors for name, errors in refusal.errors.items()}) from None


def _values(indicator: Indicator, answers: Mapping[str, str]) -> dict[str, object]:
    """Return the answers as numbers. Raises Invalid at what is none, as the page where it is measured does."""
    value = answers[VALUE].replace(",", ".")
    form = NumbersForm({**answers, _value_name(indicator): value}, kind=indicator.kind)
    if not form.is_valid():
        raise Invalid({name: [str(each) for each in errors] for name, errors in form.errors.items()})
    return {name: value for name, value in form.row_values().items() if name != "missing"}


def _prompt_of(name: str) -> str:
    """Return the question that a field of a measurement is asked by, or the answer as a whole."""
    return name if name in (VALUE, DENOMINATOR, COMMENT) else VALUE if name == "numerator" else WHOLE


INDICATORS_ASKED = CampaignKind(
    key="indicators",
    label=gettext_lazy("Indicators that are measured by hand"),
    text=gettext_lazy("Each answer is the unit's measurement of the latest period that has ended."),
    right=EDIT,
    reads=READ,
    candidates=candidates,
    prompts=prompts,
    known=known_answers,
    apply=store_answer,
)
