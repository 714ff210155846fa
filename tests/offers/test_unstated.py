"""Unknown is not less: levels that nobody has stated are told apart from those that are too low, wherever they are."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Platform
from akropolis.graph.assets.models.services import PlatformKind
from akropolis.graph.offers.register.gaps import GapList, UnstatedList
from akropolis.graph.offers.rules.gaps import View
from akropolis.graph.offers.selectors.gap_rows import GapFilter, GapRow, Side
from akropolis.graph.offers.selectors.gaps import Gaps
from akropolis.graph.offers.services import offers
from tests.behaviours.tokens import bearer
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.sheets import lines
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def state(world: World, node: Node, **levels: int) -> None:
    offers.state(world.access("operator"), node, levels=levels, evidence="G", stated_on=timezone.localdate())


def rows(world: World, who: str, **wanted: Any) -> list[GapRow]:
    return Gaps(world.access(who), timezone.localdate()).rows(GapFilter(**wanted))


def said(found: list[GapRow]) -> list[tuple[str, str, str, str]]:
    return sorted(
        (row.thing.name, row.unit.code, row.side, "".join(line.gap.aspect[0] for line in row.lines))
        for row in found
    )


def test_what_is_too_low_and_what_is_not_stated_are_never_in_one_list(
    world: World, nodes: dict[str, Node]
) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    known, unknown = (rows(world, "ciso", view=view, kind="service") for view in View)
    assert said(known) == [
        ("Journalsystem", "hamn", "operates", "c"),
        ("Journalsystem", "stad", "others", "c"),
        ("Journalsystem", "utb", "others", "c"),
    ]
    assert {(row.thing.name, "".join(line.gap.aspect[0] for line in row.lines)) for row in unknown} == {
        ("Journalsystem", "at"),
        ("Journalsystem", "a"),
        ("Hamnens inloggning", "ciat"),
    }
    assert {row.side for row in unknown if row.unit.code == "hamn"} == {Side.OPERATES}


def test_the_worst_first_begins_with_what_is_known(world: World, nodes: dict[str, Node]) -> None:
    hamn = world.units["hamn"]
    with writing(SYSTEM) as w:
        node, low, high = information(w, hamn, "Bilder"), service(w, hamn, "Lager"), service(w, hamn, "Arkiv")
        secret = information(w, hamn, "Ritningar")
        depend(w, node, low)
        depend(w, secret, high)
        decide(w, node, 1)
        decide(w, secret, 4, 4, 4, 4)
    state(world, low, confidentiality=0)
    found = [row.thing.name for row in rows(world, "operator", kind="service")]
    assert found[:2] == ["Lager", "Arkiv"]


def test_a_statement_that_has_run_out_is_not_known(world: World, nodes: dict[str, Node]) -> None:
    state(world, nodes["journal"], confidentiality=3, integrity=3, availability=2, traceability=1)
    assert rows(world, "neighbour") == []
    today = timezone.localdate()
    given: dict[str, Any] = {"levels": {"confidentiality": 1}, "evidence": "G", "valid_to": today}
    offers.state(world.access("operator"), nodes["journal"], stated_on=today, **given)
    assert [row.thing.name for row in rows(world, "neighbour", view=View.KNOWN)] == ["Journalsystem"]
    later = Gaps(world.access("neighbour"), today + DAY)
    assert later.rows(GapFilter(view=View.KNOWN)) == []
    assert {line.gap.lack for row in later.rows(GapFilter(view=View.UNKNOWN)) for line in row.lines} == {
        "expired",
        "unstated",
    }


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({"kind": PlatformKind.COMPONENT}, False),
        ({"kind": PlatformKind.PLATFORM, "purl": "pkg:oci/bild@1"}, False),
        ({"kind": PlatformKind.DATABASE}, True),
    ],
)
def test_a_part_of_software_has_no_gap_of_its_own_and_still_passes_the_demand_on(
    world: World, nodes: dict[str, Node], given: dict[str, str], counts: bool
) -> None:
    hamn = world.units["hamn"]
    with writing(SYSTEM) as w:
        node, top, base = information(w, hamn, "Bilder"), service(w, hamn, "Arkiv"), service(w, hamn, "Lager")
        part = node_of(w, w.create(Platform, {"name": "openssl", "owner_unit": hamn, **given}))
        depend(w, node, top)
        depend(w, top, part)
        depend(w, part, base)
        decide(w, node, 3)
    found = {row.thing.name for row in rows(world, "operator")} & {"Arkiv", "Lager", "openssl"}
    assert found == {"Arkiv", "Lager"} | ({"openssl"} if counts else set())
    state(world, part, confidentiality=1)
    assert {row.thing.name for row in rows(world, "operator", view=View.KNOWN)} == (
        {"openssl"} if counts else set()
    )


def test_unknown_levels_by_the_unit_that_can_state_them(world: World, nodes: dict[str, Node]) -> None:
    utb, utbf = world.units["utb"], world.units["utbf"]
    with writing(SYSTEM) as w:
        node, mine = information(w, utb, "Schema"), service(w, utb, "Skolportal", operator_unit=utbf)
        depend(w, node, mine)
        decide(w, node, 2)
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    code = {unit.pk: unit.code for unit in world.units.values()}
    wanted = {"view": View.UNKNOWN, "side": Side.OPERATES}
    found = [
        (code[row.thing.stated_by], *each) for row in rows(world, "ciso", **wanted) for each in said([row])
    ]
    assert sorted(found) == [
        ("hamn", "Hamnens inloggning", "hamn", "operates", "ciat"),
        ("hamn", "Hamnens kluster", "hamn", "operates", "ciat"),
        ("hamn", "Journalsystem", "hamn", "operates", "at"),
        ("stad", "Molnbolaget AB", "stad", "operates", "ciat"),
        ("utbf", "Skolportal", "utb", "operates", "c"),
    ]
    for who in ("neighbour", "colleague", "outsider"):
        assert rows(world, who, **wanted) == []


@pytest.mark.parametrize(("listed", "page"), [(GapList, "/gap/"), (UnstatedList, "/okanda-nivaer/")])
@pytest.mark.parametrize("who", ["operator", "owner", "ciso"])
def test_page_file_and_api_count_the_same(
    world: World, nodes: dict[str, Node], who: str, listed: Any, page: str
) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    client, today = world.client(who), timezone.localdate()
    count = sum(len(row.lines) for row in listed(world.access(who), {}, today).rows())
    assert count > 0
    assert listed({}, {}, today).counted(count) in client.get(page).text
    assert len(lines(client.get(f"{page}xlsx/").content)) == 1 + count
    name = {GapList: "gaps", UnstatedList: "unstated-levels"}[listed]
    assert world.client(**bearer(world, who)).get(f"/api/v1/{name}").json()["total"] == count


def test_the_page_of_both_sides_tells_them_apart(world: World, nodes: dict[str, Node]) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    address = f"/tjanster/{nodes['journal'].record}/gemensam/"
    text = world.client("operator").get(address).text
    gaps, unknown = text.index('id="gaps"'), text.index('id="unknown-levels"')
    assert gaps < text.index("Konfidentialitet: 3 krävs, 2 erbjuds") < unknown
    assert unknown < text.index("Ingen nivå är angiven: tillgänglighet (T2) och spårbarhet (S1)")
    state(world, nodes["journal"], confidentiality=3, integrity=3)
    text = world.client("operator").get(address).text
    assert ('id="gaps"' in text, 'id="unknown-levels"' in text) == (False, True)


@pytest.mark.parametrize("key", ["gaps", "unstated"])
def test_what_waits_is_as_many_as_its_list_shows(world: World, nodes: dict[str, Node], key: str) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    (task,) = (t for t in tasks_for(world.access("operator"), timezone.localdate()) if t.key.startswith(key))
    listed = GapList if key == "gaps" else UnstatedList
    found = listed(world.access("operator"), dict(parse_qsl(urlsplit(task.url).query)), timezone.localdate())
    assert [word for word in str(task.title).split() if word.isdigit()] == [str(len(found.rows()))]


def test_a_unit_below_which_rows_lie_can_be_asked_for(world: World, nodes: dict[str, Node]) -> None:
    state(world, nodes["journal"], confidentiality=2, integrity=3)
    found = UnstatedList(world.access("ciso"), {"unit": "stad"}, timezone.localdate())
    assert len(found.rows()) == len(UnstatedList(world.access("ciso"), {}, timezone.localdate()).rows())
    none = GapList(world.access("ciso"), {"unit": "kulf"}, timezone.localdate())
    assert (none.rows(), none.problems) == ([], [])
    assert [str(c.label) for c in none.shown_filters[0].choices if c.chosen] == ["Kulturförvaltningen"]
    assert GapList(world.access("ciso"), {"unit": "finnsinte"}, timezone.localdate()).problems != []
