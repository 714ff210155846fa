"""Indicators of the demo city: what is counted in the latest periods, and some that are measured by hand for years."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from akropolis.base.kernel.records.writer import Writer
from akropolis.shared.indicators.models import (
    FREQUENCIES,
    Indicator,
    IndicatorMeasurement,
    IndicatorTarget,
    MeasuredBy,
)
from akropolis.shared.indicators.rules.periods import ended_periods, last_period
from akropolis.shared.indicators.services.measuring import rows_to_measure
from akropolis.shared.objectives.models import Objective, ObjectiveOutcome
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row

OBJECTIVES = (
    (
        "Varje nämnd och bolag har gått igenom sin information",
        "",
        TODAY.year,
        ObjectiveOutcome.REACHED,
        "Alla fem har klassat minst två tredjedelar av sina informationsmängder.",
    ),
    (
        "Åtgärder blir klara i tid",
        "actions-on-time",
        TODAY.year,
        ObjectiveOutcome.PARTLY,
        "Två av tre blev klara i tid. Målet är 85 procent.",
    ),
    ("Alla medarbetare loggar in med mer än lösenord", "mfa", TODAY.year, ObjectiveOutcome.NOT_ASSESSED, ""),
)
"""What the city aims at: the objective, the code of its indicator, its year, its outcome and what shows it."""
WHY = "the demo city measures its indicators"
BY_HAND = {"training-basic": 61, "restores": 92, "mfa": 48}
"""Indicators that are measured by hand, and the share that the first unit begins at."""
KEPT = 5
OF = 40


def build(city: City) -> None:
    """Count the latest periods as of the day after, add what is measured by hand, correct one, and set targets."""
    with city.writing() as w:
        for day in sorted(
            {last_period(each, TODAY).last + timedelta(days=1) for each, _words in FREQUENCIES}
        ):
            city.add(w, IndicatorMeasurement, rows_to_measure(city.access, day))
        found = Indicator.objects.unscoped(because=WHY).filter(code__in=[*BY_HAND, "actions-on-time"])
        known = {each.code: each for each in found}
        rows = [row for code, start in BY_HAND.items() for row in _by_hand(city, known[code], start)]
        made = city.add(w, IndicatorMeasurement, rows)
        _correct(city, w, made[0])
        aims = {
            "training-basic": (80, 70),
            "restores": (95, 85),
            "mfa": (90, 60),
            "actions-on-time": (85, 75),
        }
        since = {"valid_from": date(2025, 1, 1), "source": "Stadens mål för informationssäkerhet"}
        years = (TODAY.year - 1, TODAY.year)
        aimed: list[Row] = [
            {"indicator": known[code], "year": year, "target": target, "warning": warning, **since}
            for code, (target, warning) in aims.items()
            for year in years
        ]
        city.add(w, IndicatorTarget, aimed)
        city.add(w, Objective, list(_objectives(city, known)))


def _by_hand(city: City, indicator: Indicator, start: int) -> Iterator[Row]:
    codes = [code for code in city.reviewing() if f"samordnare.{code}" in city.people][:3]
    for place, code in enumerate(codes):
        periods = reversed(list(ended_periods(indicator.frequency, TODAY, KEPT)))
        for step, period in enumerate(periods):
            share = start + 4 * step - 6 * place if indicator.code != "restores" else start - 3 * step + place
            yield {
                "indicator": indicator,
                "unit": city.units[code],
                "first_on": period.first,
                "numerator": min(OF, share * OF // 100),
                "denominator": OF,
                "how": MeasuredBy.MANUAL,
                "measured_by": city.people[f"samordnare.{code}"].name,
            }


def _objectives(city: City, known: Mapping[str, Indicator]) -> Iterator[Row]:
    """Yield what the city aims at: reached, missed with its reason, and one that is still to be reached."""
    unit, holder = city.units["stad"], city.people["ciso"]
    for name, code, year, outcome, reason in OBJECTIVES:
        yield {
            "name": name,
            "owner_unit": unit,
            "responsible": holder,
            "indicator": known.get(code),
            "begins_on": date(year, 1, 1),
            "due_on": date(year, 9, 30) if reason else date(year, 12, 31),
            "outcome": outcome,
            "outcome_reason": reason,
            "assessed_on": date(year, 10, 15) if reason else None,
        }


def _correct(city: City, w: Writer, row: IndicatorMeasurement) -> None:
    same = {"indicator": row.indicator, "unit": row.unit, "first_on": row.first_on, "denominator": OF}
    given = {"how": MeasuredBy.MANUAL, "measured_by": row.measured_by, "corrects": row}
    reason = "En förvaltning hade räknats två gånger."
    city.add(
        w, IndicatorMeasurement, [{**same, **given, "numerator": (row.numerator or 0) - 1, "reason": reason}]
    )
