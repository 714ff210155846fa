"""When it is over: how long each part took, half and nine of ten, and whether it had happened before."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers.figures import by_unit
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.figures import get, percentile_of, sum_tallies, value_of
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentThreat,
    RootCause,
    TrackRegime,
    TrackStep,
)
from akropolis.events.incidents.register import REGISTER
from akropolis.events.incidents.selectors.afterwards import list_recurrences
from akropolis.events.incidents.services import incidents, tracks
from akropolis.events.incidents.web import links
from akropolis.graph.assets.models import Node
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from akropolis.shared.threats.models import Threat
from akropolis.shared.threats.services.naming import name_threats
from akropolis.shared.threats.web.catalogue import THREATS
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, World

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
NOON = datetime(2026, 8, 31, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def incident(world: World, code: str, at: datetime = NOON, **values: Any) -> Incident:
    given = {"title": f"Intrång {code}", "owner_unit": world.units[code], "occurred_at": at}
    return create(SYSTEM, Incident, {**given, "kind": IncidentKind.INCIDENT, **values})


def after(hours: float) -> dict[str, datetime]:
    """Each time so many hours after the one before."""
    names = ("detected_at", "aware_at", "assessed_at")
    return {name: NOON + place * hours * HOUR for place, name in enumerate(names, 1)}


def said(world: World, key: str, code: str = "stad") -> int | None:
    found = by_unit(world.access("ciso"), [get(key)], YEAR, world.units[code].path, YEAR.cutoff)
    return value_of(get(key), sum_tallies(row[key] for row in found.values())) if found else None


@pytest.mark.parametrize(
    ("took", "half", "most"),
    [((), None, None), ((7,), 7, 7), ((9, 1), 1, 9), ((3, 1, 2), 2, 3), (tuple(range(10, 0, -1)), 5, 9)],
)
def test_within_how_long_half_and_nine_of_ten_were_over(
    took: tuple[int, ...], half: int | None, most: int | None
) -> None:
    assert (percentile_of(took, 50), percentile_of(took, 90)) == (half, most)


@pytest.mark.django_db
def test_the_times_are_counted_over_units_and_not_added(world: World) -> None:
    for code, hours in (("utb", 1), ("utb", 10), ("kul", 100)):
        incident(world, code, **after(hours))
    incident(world, "kul")  # nothing is known of its times
    incident(world, "kul", kind=IncidentKind.NEAR_MISS, **after(5))
    create(SYSTEM, Incident, {**vars_of(world), "exercise": True, **after(5)})
    for key in ("discovery", "acknowledgement", "decision"):
        found = [said(world, f"incidents.{key}", code) for code in ("stad", "utb", "kul")]
        assert found == [600, 60, 6000]
        assert said(world, f"incidents.{key}_p90") == 6000
    assert said(world, "incidents.containment") is None
    figure = get("incidents.discovery")
    assert Listing(REGISTER, world.access("ciso"), figure.query(YEAR)).total == 3
    assert Listing(REGISTER, world.access("owner"), figure.query(YEAR)).total == 2


def vars_of(world: World) -> dict[str, Any]:
    return {
        "title": "Övning",
        "owner_unit": world.units["utb"],
        "occurred_at": NOON,
        "kind": IncidentKind.INCIDENT,
    }


@pytest.mark.django_db
def test_a_notification_counts_from_the_units_own_knowledge(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    event = incident(world, "stad", aware_at=NOON)
    wanted = [(world.units[code], TrackRegime.PRIVACY) for code in ("utb", "kul")]
    made = {track.owner_unit.code: track for track in tracks.open_tracks(world.access("ciso"), event, wanted)}
    with writing(SYSTEM) as w:
        w.update(made["utb"], {"aware_at": NOON + 10 * HOUR})
    for code, who in (("utb", "owner"), ("kul", "neighbour")):
        step = TrackStep.everything.get(track=made[code])
        tracks.file(world.access(who), step, submitted_at=NOON + 30 * HOUR, receipt="IMY-1")
    found = [said(world, "incident-tracks.reporting", code) for code in ("utb", "kul", "stad")]
    assert found == [20 * 60, 30 * 60, 20 * 60]


def recurring(world: World) -> list[str]:
    query = get("incidents.recurring").query(YEAR)
    return [row.number for row in Listing(REGISTER, world.access("ciso"), query).rows.order_by("number")]


@pytest.mark.django_db
def test_what_recurs_is_of_the_same_cause_within_six_months_in_the_same_unit(
    world: World, nodes: dict[str, Node]
) -> None:
    THREATS.load(SYSTEM)

    def made(code: str, at: datetime, cause: str = RootCause.MALICIOUS, *threats: str) -> Incident:
        row = incident(world, code, at, root_cause=cause)
        name_threats(SYSTEM, row, IncidentThreat, [Threat.everything.get(code=each) for each in threats])
        return row

    first = made("utb", datetime(2026, 2, 28, 11, tzinfo=UTC), RootCause.MALICIOUS, "phishing", "power")
    last_day = made("utb", datetime(2026, 8, 28, 20, tzinfo=UTC), RootCause.MALICIOUS, "phishing")
    made("utb", datetime(2026, 8, 29, 11, tzinfo=UTC), RootCause.HUMAN, "phishing")
    made(
        "utb", datetime(2026, 8, 30, 11, tzinfo=UTC), RootCause.MALICIOUS, "power"
    )  # a day more than six months
    made("utb", datetime(2026, 8, 30, 12, tzinfo=UTC), RootCause.UNKNOWN, "phishing")
    other = made("kul", datetime(2026, 8, 30, 13, tzinfo=UTC), RootCause.MALICIOUS, "phishing")
    assert recurring(world) == [last_day.number]
    hit = [made("kul", datetime(2026, 9, day, tzinfo=UTC), RootCause.SYSTEM) for day in (1, 2)]
    with writing(SYSTEM) as w:
        for row in hit:
            incidents.link(w, row, [nodes["journal"]])
    assert recurring(world) == sorted([last_day.number, hit[1].number])
    # The panel tells of those that its reader may read, before and after, in whatever unit.
    assert [one.incident.pk for one in list_recurrences(world.access("ciso"), last_day)] == [
        first.pk,
        other.pk,
    ]
    assert [one.incident.pk for one in list_recurrences(world.access("owner"), last_day)] == [first.pk]
    assert [one.incident.pk for one in list_recurrences(world.access("neighbour"), other)] == []
    page = text_of(world.client("owner"), last_day)
    assert (first.label() in page, other.number in page) == (True, False)
    assert "samma hot: Nätfiske" in page
    assert links.again_panel(world.access("ciso"), incident(world, "utb")) is None
