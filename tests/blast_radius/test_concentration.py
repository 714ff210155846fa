"""What stands on one thing alone: the rule against its definition, and what each person is told of it."""

import re
from collections.abc import Collection

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, NodeKind, Platform, Process
from akropolis.graph.blast_radius.rules.concentration import (
    Burden,
    CriticalThing,
    Need,
    foundations,
    newly_felled,
)
from akropolis.graph.blast_radius.selectors.concentration import (
    Concentration,
    authorities,
    newly_alone,
    stands_alone,
)
from tests.factories.graphs import decide, depend, forget, information, service
from tests.world import SYSTEM, WORD, World

NODES = st.integers(0, 7)
NEEDS = st.lists(st.tuples(NODES, NODES, st.sampled_from(["", "", "runs_on", "uses"])), max_size=24)


def fallen(needs: Collection[Need], first: int) -> set[int]:
    """The definition, step by step: who needs what has fallen, or has lost every alternative of a kind."""
    down = {first}
    while True:
        more = {tail for tail, head, kind in needs if not kind and head in down}
        for tail, kind in {(tail, kind) for tail, _head, kind in needs if kind}:
            heads = {head for node, head, way in needs if (node, way) == (tail, kind)}
            if len(heads) > 1 and heads <= down:
                more.add(tail)
        if more <= down:
            return down
        down |= more


@given(NEEDS, st.sets(NODES), st.randoms())
def test_what_falls_is_what_the_definition_says(needs: list[Need], bearers: set[int], random: object) -> None:
    found = foundations(needs, bearers)
    random.shuffle(needs)  # type: ignore[attr-defined]
    again = foundations(needs, bearers)
    things = [CriticalThing(node, "x") for node in range(8)]
    for bearer in bearers:
        expected = fallen(needs, bearer)
        assert {thing.node for thing in found.felled(bearer, things)} == expected
        assert again.felled(bearer, things) == found.felled(bearer, things)


@given(NEEDS, st.sets(NODES), st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 300)), max_size=8))
def test_burdens_count_each_thing_once(
    needs: list[Need], bearers: set[int], facts: list[tuple[str, int]]
) -> None:
    found = foundations(needs, bearers)
    things = [CriticalThing(node, unit, people or None) for node, (unit, people) in enumerate(facts)]
    expected = {}
    for bearer in bearers:
        those = found.felled(bearer, things)
        if those:
            people = sum(thing.people or 0 for thing in those)
            expected[bearer] = Burden(len(those), len({thing.unit for thing in those}), people)
    assert found.burdens(things) == expected


@given(NEEDS, NEEDS, st.sets(NODES), st.permutations(range(8)), st.integers(1, 3))
def test_what_newly_falls_is_counted_and_the_first_are_named(
    before: list[Need], more: list[Need], bearers: set[int], order: list[int], named: int
) -> None:
    was, now = foundations(before, bearers), foundations([*before, *more], bearers)
    expected = {}
    for bearer in bearers:
        new = fallen([*before, *more], bearer) - fallen(before, bearer)
        if new:
            expected[bearer] = ([node for node in order if node in new][:named], len(new))
    assert newly_felled(was, now, order, named=named) == expected


def test_an_alternative_that_hangs_on_the_same_supplier_is_none() -> None:
    needs = [(1, 2, "runs_on"), (1, 3, "runs_on"), (2, 9, ""), (3, 9, "")]
    found = foundations(needs, [2, 3, 9])
    assert found.burdens([CriticalThing(1, "a")]) == {9: Burden(1, 1, 0)}
    assert not foundations([(1, 2, "runs_on"), (2, 9, "")], [2, 9]).burdens([CriticalThing(1, "a")])


def test_a_long_chain_and_a_ring_are_no_danger() -> None:
    count = 5000
    needs = [(node, node + 1, "") for node in range(count)] + [(count, count - 10, "")]
    found = foundations(needs, [count - 5])
    assert len(found.felled(count - 5, [CriticalThing(node, "a") for node in range(count)])) == count


def test_only_bearers_can_be_asked_for() -> None:
    with pytest.raises(KeyError):
        foundations([(1, 2, "")], [2]).felled(3, [])


def told(world: World, nodes: dict[str, Node], who: str, *, within: str = "") -> dict[str, Burden]:
    names = {node.pk: name for name, node in nodes.items()}
    found = Concentration(world.access(who), within=within).bearers
    return {names[bearer.seen.id]: bearer.burden for bearer in found}


def test_each_person_is_told_of_the_bearers_she_sees(world: World, nodes: dict[str, Node]) -> None:
    everything = {"journal", "kluster", "inloggning", "moln"}
    assert told(world, nodes, "ciso").keys() == everything
    assert told(world, nodes, "operator").keys() == everything
    assert told(world, nodes, "owner").keys() == {"journal", "moln"}
    assert told(world, nodes, "outsider") == {}


def test_the_counts_are_of_what_is_seen(world: World, nodes: dict[str, Node]) -> None:
    # elever is K3 and lån R3; skolhälsa demands nothing of its own and nothing depends on it.
    assert told(world, nodes, "ciso")["moln"] == Burden(2, 2, 1200)
    assert told(world, nodes, "owner")["moln"] == Burden(1, 1, 1200)
    assert told(world, nodes, "neighbour")["moln"] == Burden(1, 1, 0)
    assert told(world, nodes, "ciso", within="/stad/kul/")["moln"] == Burden(1, 1, 0)
    assert told(world, nodes, "owner", within="/stad/kul/") == {}


def test_what_falls_is_named_by_authority(world: World, nodes: dict[str, Node]) -> None:
    found = Concentration(world.access("operator")).felled(nodes["kluster"].pk)
    assert [(one.authority, one.seen.id) for one in found] == [
        ("Kulturnämnden", nodes["lån"].pk),
        ("Utbildningsnämnden", nodes["elever"].pk),
    ]
    assert Concentration(world.access("owner")).felled(nodes["kluster"].pk) == []
    assert Concentration(world.access("owner")).one(nodes["kluster"].pk) is None


def test_a_process_counts_when_it_is_said_to_be_critical(world: World, nodes: dict[str, Node]) -> None:
    row = Process.everything.get(pk=nodes["skolhälsa"].record)
    with writing(SYSTEM) as w:
        w.update(row, {"critical": True})
    assert told(world, nodes, "ciso")["moln"] == Burden(3, 2, 1200)


def test_what_is_archived_bears_nothing(world: World, nodes: dict[str, Node]) -> None:
    row = Platform.everything.get(pk=nodes["kluster"].record)
    with writing(SYSTEM) as w:
        w.archive(row)
    assert told(world, nodes, "ciso").keys() == {"journal"}


def test_a_new_dependency_says_what_it_makes_stand_alone(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        kept = information(w, world.units["kul"], "Arkiv")
        mild = information(w, world.units["kul"], "Öppettider")
        decide(w, kept, 3)
        decide(w, mild, 1)
        both = depend(w, kept, nodes["reserv"])
        softly = depend(w, kept, nodes["inloggning"], alternative=True)
        unimportant = depend(w, mild, nodes["reserv"])
        again = depend(w, kept, nodes["moln"])
    assert newly_alone(both) == {kept.pk}
    assert newly_alone(softly) == newly_alone(unimportant) == frozenset()
    assert newly_alone(again) == frozenset()  # it stood on the supplier before, by another way
    assert stands_alone(nodes["moln"].pk) == {kept.pk, nodes["elever"].pk, nodes["lån"].pk}


def test_the_second_alternative_on_the_same_ground_is_told(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        kept = information(w, world.units["kul"], "Arkiv")
        decide(w, kept, 3)
        first, second = (service(w, world.units["kul"], name) for name in ("Ett", "Två"))
        depend(w, kept, first, alternative=True)
        depend(w, kept, second, alternative=True)
        depend(w, first, nodes["reserv"])
        last = depend(w, second, nodes["reserv"])
    assert newly_alone(last) == {kept.pk}


def test_a_fixed_number_of_queries(world: World, nodes: dict[str, Node]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context, request_cache():
            assert Concentration(world.access("owner")).bearers
        return len(context)

    def anew() -> int:
        forget()
        return asked()

    before = anew()
    with writing(SYSTEM) as w:
        for number in range(5):
            more = information(w, world.units["utb"], f"Mängd {number}")
            decide(w, more, 3)
            depend(w, more, nodes["journal"])
    assert (anew(), asked()) == (before, 3)
    assert before <= 18


# As pages, as a file and through the API


def test_the_page_says_what_most_rests_on(world: World, nodes: dict[str, Node]) -> None:
    page = world.client("ciso").get("/koncentration/").content.decode()
    assert "Av det du får se är 2 informationsmängder och processer kritiska." in page
    assert (
        "En leverantör, en plattform eller komponent och två it-tjänster utgör enskild felkälla för en del av det."
        in page
    )
    first = nodes["moln"]
    assert f"/koncentration/{first.record}/" in page
    fallen = world.client("ciso").get(f"/koncentration/{first.record}/").content.decode()
    assert "Lånade böcker" in fallen
    assert f"Elevhälsojournaler {WORD}" in fallen


def test_what_falls_with_one_thing_is_said_first_on_its_page(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        alone = service(w, world.units["utb"], "Fristående")
        few = service(w, world.units["utb"], "Ensam")
        depend(w, information(w, world.units["utb"], "Betyg"), few)
        decide(w, Node.everything.get(name="Betyg"), 4, 4, 4)

    def lead(node: Node) -> str:
        return str(world.client("ciso").get(f"/koncentration/{node.record}/").context["lead"])

    assert lead(alone) == "Inget kritiskt som du får se är helt beroende av det."
    falls, none = "Om det faller bort, faller", "det finns ingen annan väg."
    assert lead(few) == f"{falls} 1 kritisk sak med det, i 1 nämnd eller bolag: {none}"
    assert lead(nodes["moln"]) == f"{falls} 2 kritiska saker med det, i 2 nämnder och bolag: {none}"


def test_a_bar_is_as_long_as_its_number_of_the_most_there_is(world: World, nodes: dict[str, Node]) -> None:
    for query in ("", "?slag=service", "?sort=critical"):
        page = world.client("ciso").get(f"/koncentration/{query}")
        asked = page.context["list"]
        bars = re.findall(r'<svg class="ak-bar"[^>]*><rect width="([\d.]+)"', page.text)
        assert bars == [f"{100 * one.burden.things / 2:.1f}" for one in asked.ordered]
        assert bars != []


def test_the_pages_tell_a_neighbour_of_her_own_things(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    for address in (
        "/koncentration/",
        f"/koncentration/{nodes['moln'].record}/",
        "/koncentration/?enhet=utb",
    ):
        page = client.get(address).content.decode()
        assert WORD not in page
        assert "Hamnens" not in page
    for hidden in ("kluster", "elever", "reserv", "lån"):
        assert client.get(f"/koncentration/{nodes[hidden].record}/").status_code == 404


@pytest.mark.parametrize("query", ["?slag=hittepå", "?enhet=x", "?sida=-1", "?sida=999999", "?sida=²"])
def test_a_broken_address_is_a_page_all_the_same(world: World, nodes: dict[str, Node], query: str) -> None:
    assert world.client("ciso").get(f"/koncentration/{query}").status_code == 200


def test_the_file_holds_the_ranking_and_what_falls(world: World, nodes: dict[str, Node]) -> None:
    answer = world.client("operator").get("/koncentration/xlsx/?slag=platform")
    ranking, falling = read_sheets("k.xlsx", answer.content).values()
    assert [line.cells[0] for line in ranking.lines] == ["Hamnens kluster"]
    assert ranking.lines[0].cells[4:] == ("2", "2", "1200")
    assert [line.cells[:2] for line in falling.lines] == [
        ("Hamnens kluster", "Lånade böcker"),
        ("Hamnens kluster", f"Elevhälsojournaler {WORD}"),
    ]


def test_the_api_gives_the_same(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("ciso")
    body = client.get("/api/v1/concentration?limit=3").json()
    assert (body["total"], body["next"], body["critical"]) == (4, "3", 2)
    rest = client.get("/api/v1/concentration?limit=3&cursor=3").json()
    assert rest["next"] is None
    ids = {item["id"] for item in (*body["items"], *rest["items"])}
    assert ids == {str(nodes[name].record) for name in ("journal", "kluster", "inloggning", "moln")}
    one = client.get(f"/api/v1/concentration/{nodes['moln'].record}").json()
    assert (one["critical"], one["authorities"], one["registered_people"]) == (2, 2, 1200)
    assert [fallen["authority"] for fallen in one["falls"]] == ["Kulturnämnden", "Utbildningsnämnden"]


def test_the_api_hides_what_sight_hides(world: World, nodes: dict[str, Node]) -> None:
    client = world.client("neighbour")
    answer = client.get("/api/v1/concentration")
    assert WORD not in answer.content.decode()
    assert {item["name"] for item in answer.json()["items"]} == {"Journalsystem", "Molnbolaget AB"}
    assert client.get(f"/api/v1/concentration/{nodes['kluster'].record}").status_code == 404
    operator = world.client("operator").get(f"/api/v1/concentration/{nodes['kluster'].record}").json()
    assert {fallen["id"] for fallen in operator["falls"]} == {None}


@pytest.mark.parametrize("query", ["unit=x", "kind=x", "cursor=x", "limit=0", "okand=1"])
def test_the_api_refuses_rubbish(world: World, nodes: dict[str, Node], query: str) -> None:
    assert world.client("ciso").get(f"/api/v1/concentration?{query}").status_code == 422


def test_an_administration_counts_to_the_committee_that_it_lies_under(world: World) -> None:
    found = authorities()
    assert {code: found[unit.pk] for code, unit in world.units.items()} == {
        "stad": "stad",
        "utb": "utb",
        "utbf": "utb",
        "kul": "kul",
        "kulf": "kul",
        "hamn": "hamn",
    }


def test_the_few_that_bear_half_are_those_that_add_most(world: World, nodes: dict[str, Node]) -> None:
    def named(who: str, kind: NodeKind, most: int = 5) -> list[int]:
        return [one.node for one in Concentration(world.access(who)).bearing_half(kind, most)]

    assert named("ciso", NodeKind.SUPPLIER) == [nodes["moln"].pk]
    assert named("owner", NodeKind.SUPPLIER) == [nodes["moln"].pk]
    assert named("ciso", NodeKind.SUPPLIER, most=0) == []
    assert named("owner", NodeKind.PLATFORM) == []
    assert named("outsider", NodeKind.SUPPLIER) == []
