"""Plan and frame of a year, the column of causes, and actions that survive two reviews."""

from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import Incident, IncidentAction
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors import periods
from akropolis.shared.actions.selectors.frame import frame_of, progress_by_month
from tests.world import SYSTEM, World

DAY = date(2026, 5, 10)
AT = datetime(2026, 5, 1, 10, tzinfo=UTC)


def act(world: World, title: str, unit: str = "utb", **more: object) -> Action:
    """An action of the unit, due in May 2026."""
    return create(SYSTEM, Action, {"title": title, "owner_unit": world.units[unit], "due_on": DAY, **more})


def test_sums_per_unit_know_nothing_of_the_neighbour_and_unknown_is_not_zero(world: World) -> None:
    act(world, "Ett", cost=1000, hours=4, status="done", done_on=DAY)
    act(world, "Två", cost=500)
    act(world, "Tre", "utbf")
    act(world, "Avbruten", status="cancelled", cost=9)
    act(world, "Grannens", "kul", cost=70_000)
    frames = {frame.name: frame for frame in frame_of(world.access("owner"), 2026).units}
    own = frames["Utbildningsnämnden"]
    assert (own.actions, own.done, own.cost, own.cost_done) == (3, 1, 1500, 1000)
    assert (own.hours, own.hours_done, own.unknown) == (4, 4, 1)
    assert frames["Utbildningsförvaltningen"].cost is None
    assert "Kulturnämnden" not in frames
    page = world.client("owner").get("/atgarder/ram/?ar=2026").text
    assert "1 500" in page.replace("\xa0", " ")
    assert "70 000" not in page.replace("\xa0", " ")
    link = "/atgarder/?owner_unit=utb&amp;status=planned,ongoing,done&amp;due_on_from=2026-01-01"
    assert link in page


def test_progress_counts_by_the_end_of_each_month(world: World) -> None:
    act(world, "Ett", status="done", done_on=date(2026, 7, 1))
    act(world, "Två")
    found = {
        day.month: (due, done) for day, due, done in progress_by_month(frame_of(SYSTEM, 2026).actions, 2026)
    }
    assert (found[4], found[5], found[6], found[7], found[12]) == ((0, 0), (2, 0), (2, 0), (2, 1), (2, 1))


def test_survived_is_open_at_both_cut_offs(world: World) -> None:
    old = act(world, "Gammal", begun_on=date(2025, 3, 1))
    act(world, "Efter förra brytdagen", begun_on=date(2025, 12, 1))
    act(world, "Ny", begun_on=date(2026, 1, 1))
    act(world, "Gammal men klar", begun_on=date(2025, 3, 1), status="done", done_on=date(2026, 2, 1))
    period = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 30))
    assert list(Action.everything.filter(periods.survived(period))) == [old]


def test_the_column_names_what_raised_it_and_says_the_kind_where_it_is_hidden(world: World) -> None:
    own, others = (
        create(SYSTEM, Incident, {"title": title, "owner_unit": world.units[unit], "occurred_at": AT})
        for title, unit in (("Eget intrång", "utb"), ("Grannens intrång", "kul"))
    )
    rows = [act(world, f"Åtgärd {n}") for n in range(4)]
    with writing(SYSTEM) as w:
        for row in rows[:2]:
            w.create(IncidentAction, {"incident": own, "action": row})
        w.create(IncidentAction, {"incident": others, "action": rows[2]})
    client = world.client("owner")
    page = client.get("/atgarder/").text
    assert "Föranledd av" in page
    assert page.count(f'href="/incidenter/{own.pk}/"') == 2
    assert "Grannens intrång" not in page
    assert "Incident" in page
    with CaptureQueriesContext(connection) as few:
        client.get("/atgarder/")
    with writing(SYSTEM) as w:
        w.create(IncidentAction, {"incident": own, "action": rows[3]})
    with CaptureQueriesContext(connection) as more:
        client.get("/atgarder/")
    assert len(more) <= len(few) + 3
