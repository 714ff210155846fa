"""What a person sees of others' nodes. Each test first makes what could leak, and shows that it is there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node, NodeKind, Service
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode, Way
from tests.factories.graphs import depend, forget, information, service
from tests.world import SYSTEM, WORD, World

OPEN, SUMMARY, MASKED = Way.OPEN, Way.SUMMARY, Way.MASKED
EXPECTED = {
    "owner": {
        **dict.fromkeys(("skolhälsa", "elever", "journal", "moln", "reserv"), OPEN),
        **dict.fromkeys(("kluster", "inloggning"), MASKED),
    },
    "neighbour": {
        **dict.fromkeys(("lån", "journal", "moln"), OPEN),
        **dict.fromkeys(("kluster", "inloggning"), MASKED),
    },
    "operator": {
        **dict.fromkeys(("journal", "kluster", "inloggning", "moln"), OPEN),
        **dict.fromkeys(("skolhälsa", "elever", "lån"), SUMMARY),
    },
    "outsider": {},
}


def by_name(nodes: dict[str, Node], found: dict[int, Way]) -> dict[str, Way]:
    names = {node.pk: name for name, node in nodes.items()}
    return {names[pk]: way for pk, way in found.items()}


def everyone(nodes: dict[str, Node]) -> list[int]:
    return [node.pk for node in nodes.values()]


@pytest.mark.parametrize("who", EXPECTED)
def test_each_person_sees_what_the_rule_says(world: World, nodes: dict[str, Node], who: str) -> None:
    found = Sight(world.access(who)).ways(everyone(nodes))
    assert by_name(nodes, found) == EXPECTED[who]


@pytest.mark.parametrize("who", ["auditor", "ciso", "admin"])
def test_who_reads_the_whole_city_sees_all(world: World, nodes: dict[str, Node], who: str) -> None:
    found = Sight(world.access(who)).of(everyone(nodes))
    assert list(found) == everyone(nodes)
    assert {seen.way for seen in found.values()} == {OPEN}


def test_an_open_node_is_told_whole(world: World, nodes: dict[str, Node]) -> None:
    seen = Sight(world.access("owner")).one(nodes["elever"].pk)
    assert seen == VisibleNode(
        nodes["elever"].pk,
        OPEN,
        NodeKind.INFORMATION,
        f"Elevhälsojournaler {WORD}",
        nodes["elever"].number,
        "Utbildningsnämnden",
        "utb",
        (3, 2, 2, 1, None),
        1200,
        nodes["elever"].record,
        f"/informationsmangder/{nodes['elever'].record}/",
    )
    assert seen.letters == "K3 R2 T2 S1"


def test_a_summary_has_neither_link_nor_id(world: World, nodes: dict[str, Node]) -> None:
    seen = Sight(world.access("operator")).one(nodes["elever"].pk)
    assert seen is not None
    assert (seen.label, seen.number) == (f"Elevhälsojournaler {WORD}", nodes["elever"].number)
    assert (seen.letters, seen.people, seen.unit) == ("K3 R2 T2 S1", 1200, "Utbildningsnämnden")
    assert (seen.record, seen.url, seen.graph_url) == (None, "", "")


@pytest.mark.parametrize(("language", "label"), [
    ("sv", "en plattform eller komponent hos Mälarstads Hamn AB"),
    ("en", "a platform or component at Mälarstads Hamn AB"),
])  # fmt: skip
def test_a_masked_node_is_kind_and_unit_alone(
    world: World, nodes: dict[str, Node], language: str, label: str
) -> None:
    with translation.override(language):
        seen = Sight(world.access("neighbour")).one(nodes["kluster"].pk)
    pk = nodes["kluster"].pk
    assert seen == VisibleNode(pk, MASKED, NodeKind.PLATFORM, label, "", "Mälarstads Hamn AB", "hamn")
    assert seen.letters == ""


@pytest.mark.parametrize("kind", NodeKind)
def test_every_kind_has_words_for_its_mask(world: World, kind: NodeKind) -> None:
    from akropolis.graph.assets.selectors.sight import masked_label

    with translation.override("en"):
        english = masked_label(kind, "X")
    assert masked_label(kind, "X") != english
    assert "X" in masked_label(kind, "X")


def test_what_only_leads_to_something_shared_is_not_between(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        depend(w, nodes["reserv"], nodes["kluster"])
    sight = Sight(world.access("neighbour"))
    assert sight.of([nodes["reserv"].pk, nodes["elever"].pk]) == {}


def test_a_hidden_end_is_not_between(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        last = service(w, world.units["hamn"], "Reservkraft")
        depend(w, nodes["kluster"], last)
    assert Sight(world.access("neighbour")).one(last.pk) is None
    found = Sight(world.access("operator")).one(last.pk)
    assert found is not None
    assert found.label == "Reservkraft"


def test_around_a_start_only_what_lies_towards_it_is_masked(world: World, nodes: dict[str, Node]) -> None:
    sight = Sight(world.access("neighbour"))
    assert by_name(nodes, sight.ways(everyone(nodes), start=nodes["lån"].pk)) == EXPECTED["neighbour"]
    with writing(SYSTEM) as w:
        alone = service(w, world.units["kul"], "Bokbuss")
    found = Sight(world.access("neighbour")).ways(everyone(nodes), start=alone.pk)
    assert by_name(nodes, found) == {"lån": OPEN, "journal": OPEN, "moln": OPEN}


def test_around_a_hidden_start_there_is_nothing(world: World, nodes: dict[str, Node]) -> None:
    sight = Sight(world.access("neighbour"))
    for name in ("elever", "kluster"):
        assert sight.of(everyone(nodes), start=nodes[name].pk) == {}


def test_shared_alone_gives_no_sight_of_who_stands_on_it(world: World, nodes: dict[str, Node]) -> None:
    assert nodes["journal"].shared
    assert Sight(world.access("neighbour")).one(nodes["elever"].pk) is None


def test_who_reads_another_kind_only_is_told_nothing_by_operating(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "registrar", "Rut Ek", "registrator", "hamn")
        world.add(w, "employee", "Mia Öst", "medarbetare", "hamn")
    assert Sight(world.access("registrar")).ways(everyone(nodes)) == {}
    found = by_name(nodes, Sight(world.access("employee")).ways(everyone(nodes)))
    # She reads services and information at hamn, but neither platforms nor suppliers.
    assert found == {
        **dict.fromkeys(("journal", "inloggning"), OPEN),
        **dict.fromkeys(("skolhälsa", "elever", "lån"), SUMMARY),
        "kluster": SUMMARY,
    }


def test_a_dependency_that_has_ended_gives_no_sight(world: World, nodes: dict[str, Node]) -> None:
    today = timezone.localdate()
    edge = Dependency.everything.get(source=nodes["elever"], target=nodes["journal"])
    with writing(SYSTEM) as w:
        w.update(edge, {"valid_to": today - timedelta(days=1)})
    access = world.access("operator")
    assert Sight(access).one(nodes["elever"].pk) is None
    assert Sight(access, day=today - timedelta(days=2)).one(nodes["elever"].pk) is not None


def test_who_has_taken_a_node_over_sees_nothing_of_what_hung_on_it_before(
    world: World, nodes: dict[str, Node]
) -> None:
    access, before = world.access("neighbour"), timezone.localdate() - timedelta(days=2)
    elever, journal = nodes["elever"].pk, nodes["journal"].pk
    assert Sight(access).one(elever) is None
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["journal"].record), {"operator_unit": world.units["kul"]})
    assert by_name(nodes, Sight(access).ways([elever])) == {"elever": SUMMARY}
    assert Sight(access, day=before).ways([elever]) == {}
    assert (Sight(access).answers_for(journal), Sight(access, day=before).answers_for(journal)) == (
        True,
        False,
    )


def test_what_is_archived_carries_no_sight(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.archive(Service.everything.get(pk=nodes["journal"].record))
    sight = Sight(world.access("operator"))
    assert by_name(nodes, sight.ways(everyone(nodes))) == dict.fromkeys(
        ("journal", "kluster", "inloggning", "moln"), OPEN
    )
    archived = sight.one(nodes["journal"].pk)
    assert archived is not None
    assert archived.archived


def test_who_set_a_demand_is_never_less_than_masked(world: World, nodes: dict[str, Node]) -> None:
    found = Sight(world.access("neighbour")).setters([nodes["elever"].pk, nodes["lån"].pk])
    assert found[nodes["elever"].pk].label == "en informationsmängd hos Utbildningsnämnden"
    assert (found[nodes["elever"].pk].way, found[nodes["lån"].pk].way) == (MASKED, OPEN)


@pytest.mark.parametrize("more", [0, 30])
def test_queries_are_few_and_do_not_grow(world: World, nodes: dict[str, Node], more: int) -> None:
    with writing(SYSTEM) as w:
        sets = [information(w, world.units["utb"], f"Mängd {n}") for n in range(more)]
        for made in sets:
            depend(w, made, nodes["journal"])
    access = world.access("operator")
    forget()
    with CaptureQueriesContext(connection) as queries, request_cache():
        Sight(access).of(everyone(nodes) + [node.pk for node in sets], start=nodes["kluster"].pk)
    assert len(queries) == 6
