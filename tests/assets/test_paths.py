"""Why a node has its level, in words, as each person may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from akropolis.base.kernel.cache.results import request_cache
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.assets.selectors.paths import html_sentence, paths, sentence
from akropolis.graph.assets.selectors.sight import Sight
from tests.factories.graphs import decide, depend, forget, information, service
from tests.world import SYSTEM, WORD, World


def told(world: World, who: str, node: Node) -> list[str]:
    return [sentence(path) for path in paths(Sight(world.access(who)), [node.pk])[node.pk]]


def test_the_path_names_who_set_the_demand_and_the_way(world: World, nodes: dict[str, Node]) -> None:
    assert told(world, "ciso", nodes["kluster"]) == [
        f"K3 T2 S1 från Elevhälsojournaler {WORD} (Utbildningsnämnden) via Journalsystem",
        "R3 från Lånade böcker (Kulturnämnden) via Journalsystem",
    ]
    assert told(world, "ciso", nodes["inloggning"])[1] == (
        "R3 från Lånade böcker (Kulturnämnden) via Journalsystem och Hamnens kluster"
    )
    assert told(world, "ciso", nodes["journal"])[1] == "R3 från Lånade böcker (Kulturnämnden)"


def test_an_own_level_is_said_to_be_ones_own(world: World, nodes: dict[str, Node]) -> None:
    assert told(world, "owner", nodes["elever"]) == ["K3 R2 T2 S1 genom egen klassning"]
    assert told(world, "owner", nodes["reserv"]) == []


def test_a_neighbour_reads_kind_and_unit_of_what_is_hidden(world: World, nodes: dict[str, Node]) -> None:
    assert told(world, "neighbour", nodes["moln"]) == [
        "K3 T2 S1 från en informationsmängd hos Utbildningsnämnden via Journalsystem och "
        "en plattform eller komponent hos Mälarstads Hamn AB",
        "R3 från Lånade böcker (Kulturnämnden) via Journalsystem och "
        "en plattform eller komponent hos Mälarstads Hamn AB",
    ]


def test_hidden_steps_before_what_is_seen_are_left_out(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        secret = service(w, world.units["utb"], f"Dold {WORD}")
        source = information(w, world.units["utb"], f"Prov {WORD}")
        depend(w, source, secret)
        depend(w, secret, nodes["journal"])
        decide(w, source, 4, 4, 4, 4)
    assert told(world, "neighbour", nodes["journal"]) == [
        "K4 R4 T4 S4 från en informationsmängd hos Utbildningsnämnden"
    ]
    assert told(world, "ciso", nodes["journal"]) == [
        f"K4 R4 T4 S4 från Prov {WORD} (Utbildningsnämnden) via Dold {WORD}"
    ]


def test_names_are_links_where_they_are_open_and_never_markup(world: World, nodes: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=nodes["journal"].record), {"name": "<b>Journal</b> & co"})
    sight = Sight(world.access("neighbour"))
    html = [html_sentence(path) for path in paths(sight, [nodes["moln"].pk])[nodes["moln"].pk]]
    assert html[0] == (
        "K3 T2 S1 från en informationsmängd hos Utbildningsnämnden via "
        f'<a href="/graf/{nodes["journal"].record}/">&lt;b&gt;Journal&lt;/b&gt; &amp; co</a> och '
        "en plattform eller komponent hos Mälarstads Hamn AB"
    )
    operator = Sight(world.access("operator"))
    html = [html_sentence(path) for path in paths(operator, [nodes["journal"].pk])[nodes["journal"].pk]]
    assert html[1] == "R3 från <em>Lånade böcker</em> (Kulturnämnden)"


def test_in_english(world: World, nodes: dict[str, Node]) -> None:
    with translation.override("en"):
        assert (
            told(world, "ciso", nodes["kluster"])[1]
            == "R3 from Lånade böcker (Kulturnämnden) via Journalsystem"
        )


@pytest.mark.parametrize("length", [3, 30])
def test_a_long_way_takes_no_more_queries(world: World, length: int) -> None:
    with writing(SYSTEM) as w:
        chain = [information(w, world.units["utb"], "Källa")]
        for n in range(length):
            chain.append(service(w, world.units["utb"], f"Steg {n:02d}"))
            depend(w, chain[-2], chain[-1])
        decide(w, chain[0], 3)
    access = world.access("owner")
    with CaptureQueriesContext(connection) as queries, request_cache():
        (path,) = paths(Sight(access), [chain[-1].pk])[chain[-1].pk]
    assert [step.label for step in path.steps] == [f"Steg {n:02d}" for n in range(length - 1)]
    assert len(queries) <= 9


def test_many_nodes_are_asked_for_together(world: World, nodes: dict[str, Node]) -> None:
    counts = []
    for more in (0, 20):
        with writing(SYSTEM) as w:
            sets = [information(w, world.units["utb"], f"Mängd {n}") for n in range(more)]
            for made in sets:
                depend(w, nodes["elever"], made)
        asked = [node.pk for node in (*nodes.values(), *sets)]
        forget()
        with CaptureQueriesContext(connection) as queries, request_cache():
            found = paths(Sight(world.access("operator")), asked)
        assert len(found) == len(asked)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
