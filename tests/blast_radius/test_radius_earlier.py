"""A radius of an earlier day: what was known that day is shown, and what is only known of today is left out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.reports.radius_words import describe_radius
from akropolis.graph.blast_radius.rules.radius import RadiusEvent, UnknownOfRow
from akropolis.graph.blast_radius.selectors.radius import Radius, radius
from akropolis.graph.offers.models import Controllership, GapAction
from akropolis.shared.actions.models import Action
from tests.world import SYSTEM, World

THEN = timedelta(days=20)


@pytest.fixture
def past(world: World, nodes: dict[str, Node]) -> dict[str, Node]:
    """An open action and a stated controller at the service, and a unit that was formed ten days ago."""
    utb = world.units["utb"]
    with writing(SYSTEM) as w:
        action = w.create(Action, {"title": "Höj skyddet nu", "owner_unit": utb})
        place = {"node": nodes["journal"], "unit": utb, "aspect": "confidentiality"}
        w.create(GapAction, {**place, "action": action})
        w.create(Controllership, {"node": nodes["journal"], "unit": utb, "role": "controller"})
        formed = timezone.localdate() - timedelta(days=10)
        w.update(Unit.everything.get(pk=world.units["kul"].pk), {"valid_from": formed})
    return nodes


def asked(world: World, nodes: dict[str, Node], *, then: bool) -> Radius:
    day = timezone.localdate() - THEN if then else None
    return radius(world.access("ciso"), nodes["moln"], RadiusEvent.OUTAGE, day)


def test_units_formed_since_are_left_out_and_that_is_said(world: World, past: dict[str, Node]) -> None:
    now, then = (asked(world, past, then=each) for each in (False, True))
    own = sum(row.unit == "kul" for row in now.rows)
    assert own > 0
    assert (now.left, then.left) == (0, own)
    assert [row.node for row in then.rows] == [row.node for row in now.rows if row.unit != "kul"]
    assert "kul" not in {hit.unit.code for hit in then.hit}
    said = [sentence for sentence in describe_radius(then).grounds if "fanns inte den dagen" in sentence]
    assert len(said) == 1
    assert said[0].startswith(f"{own} ")


def test_nothing_of_today_is_counted_or_said(world: World, past: dict[str, Node]) -> None:
    now, then = (asked(world, past, then=each) for each in (False, True))
    told = " ".join([*describe_radius(now).lead, *describe_radius(now).missing])
    for word in ("registrerade personer", "Känsligast för avbrott är", "Öppet på det som berörs: 1 åtgärd"):
        assert word in told
        assert word not in " ".join([*describe_radius(then).lead, *describe_radius(then).missing])
    assert (then.whole.people, then.whole.people_unknown, then.whole.outage, then.whole.outage_unknown) == (
        0,
        0,
        None,
        0,
    )
    assert then.chosen(missing=UnknownOfRow.PEOPLE) == then.chosen(missing=UnknownOfRow.OUTAGE) == []
    assert {shown.controller for shown in then.shown(then.rows)} == {None}
    assert {shown.controller for shown in now.shown(now.rows)} != {None}
    assert [fact for shown in then.shown(then.rows) for fact in shown.facts] == []


def test_page_file_and_api_leave_out_the_same(world: World, past: dict[str, Node]) -> None:
    record, day = past["moln"].record, (timezone.localdate() - THEN).isoformat()
    client = world.client("ciso")
    words = ("Höj skyddet nu", "registrerade", "/incident/", "Personuppgiftsansvarig", "/bild/")
    pages = {then: client.get(f"/graf/{record}/rackvidd/{then}").text for then in ("", f"?dag={day}")}
    main = {then: page[page.index("<main") : page.index("</main>")] for then, page in pages.items()}
    assert [word for word in words if word not in main[""]] == []
    assert [word for word in words if word in main[f"?dag={day}"]] == []
    files = {
        then: str(read_sheets("r.xlsx", client.get(f"/graf/{record}/rackvidd.xlsx{then}").content))
        for then in pages
    }
    columns = ("Höj skyddet nu", "Registrerade personer", "Öppna åtgärder", "Kulturnämnden")
    assert [word for word in columns if word not in files[""]] == []
    assert [word for word in columns if word in files[f"?dag={day}"]] == []
    given = client.get(f"/api/v1/nodes/{record}/radius?day={day}").json()
    empty = ("people", "open_incidents", "open_actions", "shortest_outage_minutes")
    assert [given["totals"][name] for name in empty] == [None] * 4
    assert {(row["people"], row["controller"], tuple(row["open"])) for row in given["items"]} == {
        (None, None, ())
    }
    assert given["left_out"] > 0
    assert given["total"] == given["totals"]["rows"] == len(given["items"])
