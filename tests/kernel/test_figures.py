"""Rows behind a figure, counted month by month."""

from datetime import UTC, date, datetime

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.figures import by_month
from akropolis.base.lib.figures import DeclaredFigure, FigureWords
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import Incident
from tests.world import SYSTEM, World


def test_each_month_and_choice_is_counted_once_in_the_swedish_calendar(world: World) -> None:
    said = FigureWords("Prov", "Test")
    figure = DeclaredFigure(
        key="incidents.prov",
        label=said,
        meaning=said,
        register="incidents",
        dated="occurred_at",
        spread="severity",
    )
    days = [
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), 2, "utb"),  # in Sweden it is February
        (datetime(2026, 2, 1, tzinfo=UTC), 2, "utb"),
        (datetime(2026, 2, 28, tzinfo=UTC), 1, "utbf"),
        (datetime(2026, 10, 1, tzinfo=UTC), 2, "utb"),
        (datetime(2026, 10, 2, tzinfo=UTC), 2, "kul"),
        (datetime(2027, 1, 2, tzinfo=UTC), 2, "utb"),
    ]
    with writing(SYSTEM) as w:
        for number, (at, severity, unit) in enumerate(days):
            given = {"occurred_at": at, "severity": severity, "owner_unit": world.units[unit]}
            w.create(Incident, {"title": f"Nummer {9 - number}", **given})
    year = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
    below = [("2026-02", "1", 1), ("2026-02", "2", 2), ("2026-10", "2", 1)]
    assert by_month(SYSTEM, figure, year, world.units["utb"].path) == below
    assert by_month(world.access("owner"), figure, year, "/") == below
    assert by_month(SYSTEM, figure, year, "/") == [*below[:2], ("2026-10", "2", 2)]
    assert by_month(world.access("outsider"), figure, year, "/") == []
