"""Counting all indicators of every unit for five years of periods, as the nightly job counts those that have ended."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.shared.indicators.rules.periods import ended_periods
from akropolis.shared.indicators.selectors.measurements import measured_units
from akropolis.shared.indicators.services.measuring import rows_to_measure
from akropolis.tools.bench.measure import Measurement, figure, timed

YEARS = 5
YEAR = timedelta(days=366)
"""The demo city has measured its latest periods; those that ended a year ago are not measured."""


def measured() -> Iterator[Measurement]:
    """Measure what the job counts on the day after each quarter of five years, and on the day after a year."""
    access, today = system("bench"), timezone.localdate()
    quarters = ended_periods("quarter", today - YEAR, 4 * YEARS)
    days = [period.last + timedelta(days=1) for period in quarters]
    units = len(measured_units(access, today))
    worst = max(day for day in days if day.month == 1)
    times = timed(lambda: rows_to_measure(access, worst), runs=5)
    rows = len(rows_to_measure(access, worst))
    yield figure("count the indicators of a year's end", f"{units} units, {rows} values", times)
    counted = sum(len(rows_to_measure(access, day)) for day in days)
    times = timed(lambda: [rows_to_measure(access, day) for day in days], runs=3)
    yield figure(
        "count the indicators of five years", f"{units} units, {counted} values", times, limit=3000.0
    )
