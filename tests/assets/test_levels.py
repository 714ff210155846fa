"""Levels follow decisions, dependencies and lowerings in their own transaction, exactly as all worked out anew."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.history.statements import bulk_update_rows
from akropolis.base.kernel.records.projections import drop
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Dependency, Node, NodeLevel, Service
from akropolis.graph.assets.services import levels
from akropolis.graph.information.models import InformationSet
from akropolis.shared.classification.rules.aspects import ORDER
from tests.factories.graphs import decide, decide_many, depend, information, lower, service
from tests.stage import stage, world
from tests.world import SYSTEM, World

__all__ = ["stage", "world"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def shown(node: Node) -> list[int | None]:
    """The levels that stand on the node."""
    fresh = Node.everything.get(pk=node.pk)
    return [getattr(fresh, aspect) for aspect in ORDER]


def why(node: Node, aspect: int = 0) -> tuple[Any, ...] | None:
    """Own, level, distance, via and source as stored."""
    rows = NodeLevel.objects.filter(node=node, aspect=aspect)
    found: tuple[Any, ...] | None = rows.values_list(
        "own", "level", "distance", "via_id", "source_id"
    ).first()
    return found


@pytest.fixture
def chain(world: World) -> dict[str, Node]:
    """Two information sets in a service that runs on another, each edge passing all."""
    utb, kul = world.units["utb"], world.units["kul"]
    with writing(SYSTEM) as w:
        nodes = {
            "elever": information(w, utb, "Elevregister"),
            "lån": information(w, kul, "Lån"),
            "journal": service(w, utb, "Journal"),
            "drift": service(w, kul, "Drift"),
        }
        depend(w, nodes["elever"], nodes["journal"])
        depend(w, nodes["lån"], nodes["journal"])
        depend(w, nodes["journal"], nodes["drift"])
        decide(w, nodes["elever"], 4, 2, 4)
        decide(w, nodes["lån"], 3, 3, 3)
    return nodes


def edge(source: Node, target: Node) -> Dependency:
    found: Dependency = Dependency.everything.get(source=source, target=target)
    return found


def test_demands_flow_down_with_the_way_they_came(chain: dict[str, Node]) -> None:
    assert shown(chain["drift"]) == [4, 3, 4, None, None]
    assert why(chain["drift"]) == (None, 4, 2, chain["journal"].pk, chain["elever"].pk)
    assert why(chain["drift"], 1) == (None, 3, 2, chain["journal"].pk, chain["lån"].pk)
    assert why(chain["elever"]) == (4, 4, 0, None, chain["elever"].pk)
    assert why(chain["drift"], 3) is None
    assert levels.differences() == []


def test_the_latest_decision_counts_also_when_its_time_is_out(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        decide(w, chain["elever"], 1, 1, 1, valid_to=date(2020, 1, 1))
    assert shown(chain["drift"]) == [3, 3, 3, None, None]
    assert shown(chain["elever"]) == [1, 1, 1, None, None]
    assert levels.differences() == []


def test_an_own_level_below_the_inherited_one_is_kept_beside_it(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        depend(w, chain["elever"], chain["lån"])
        decide(w, chain["lån"], 2, 3, 3)
    assert why(chain["lån"]) == (2, 4, 1, chain["elever"].pk, chain["elever"].pk)
    assert levels.differences() == []


def test_a_refused_transaction_leaves_the_levels(world: World, chain: dict[str, Node]) -> None:
    def refused() -> None:
        with writing(SYSTEM) as w:
            decide(w, chain["elever"], 1, 1, 1)
            w.settle()
            assert shown(chain["drift"]) == [3, 3, 3, None, None]
            w.create(InformationSet, {"name": "", "owner_unit": world.units["utb"]})

    with pytest.raises(Invalid):
        refused()
    assert shown(chain["drift"]) == [4, 3, 4, None, None]


def test_an_aspect_that_is_not_inherited_stops(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.update(edge(chain["journal"], chain["drift"]), {"availability": False})
    assert shown(chain["drift"]) == [4, 3, None, None, None]
    assert levels.differences() == []


def test_a_lowering_counts_from_its_first_day_to_its_last(chain: dict[str, Node]) -> None:
    first, last = today() + 10 * DAY, today() + 20 * DAY
    with writing(SYSTEM) as w:
        lower(w, edge(chain["journal"], chain["drift"]), "confidentiality", 2, first, last)
    assert shown(chain["drift"])[0] == 4
    for day, level in ((first - DAY, 4), (first, 2), (last, 2), (last + DAY, 4)):
        levels.refresh(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        assert shown(chain["drift"])[0] == level, day


def test_levels_are_of_one_day_until_the_job_or_a_writer_brings_them_to_the_next(
    world: World, chain: dict[str, Node]
) -> None:
    now, utb = timezone.now(), world.units["utb"]
    with writing(SYSTEM) as w:
        begins = depend(w, chain["elever"], service(w, utb, "Arkiv"), valid_from=today())
    levels.refresh(now - DAY)
    assert shown(begins.target) == [None] * len(ORDER)
    assert levels.differences() == []
    with writing(SYSTEM) as w:
        service(w, utb, "Något annat")
    assert shown(begins.target) == [4, 2, 4, None, None]
    assert levels.differences() == []
    levels.refresh(now - 2 * DAY)
    assert [found.row for found in levels.differences()] == [begins.target_id]


def test_a_lowering_in_force_counts_at_once(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        lowered = lower(
            w, edge(chain["elever"], chain["journal"]), "confidentiality", 2, today() - DAY, today()
        )
    assert why(chain["drift"]) == (None, 3, 2, chain["journal"].pk, chain["lån"].pk)
    with writing(SYSTEM) as w:
        w.update(lowered, {"valid_to": today() - DAY})
    assert why(chain["drift"]) == (None, 4, 2, chain["journal"].pk, chain["elever"].pk)
    assert levels.differences() == []


def test_a_dependency_counts_from_its_first_day_to_its_last(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        w.update(edge(chain["elever"], chain["journal"]), {"valid_to": today() - DAY})
        depend(w, chain["lån"], chain["drift"], valid_from=today() + DAY)
    assert shown(chain["journal"]) == [3, 3, 3, None, None]
    assert why(chain["drift"]) == (None, 3, 2, chain["journal"].pk, chain["lån"].pk)
    levels.refresh(timezone.now() + DAY)
    assert why(chain["drift"]) == (None, 3, 1, chain["lån"].pk, chain["lån"].pk)


def test_what_is_archived_takes_no_part(chain: dict[str, Node]) -> None:
    row = InformationSet.everything.get(pk=chain["elever"].record)
    with writing(SYSTEM) as w:
        w.archive(row)
    assert shown(chain["elever"]) == [None] * 5
    assert why(chain["elever"]) is None
    assert shown(chain["drift"]) == [3, 3, 3, None, None]
    assert levels.differences() == []
    with writing(SYSTEM) as w:
        w.restore(row)
    assert shown(chain["drift"]) == [4, 3, 4, None, None]
    assert levels.differences() == []


def test_what_is_archived_in_the_middle_breaks_the_way(chain: dict[str, Node]) -> None:
    row = Service.everything.get(pk=chain["journal"].record)
    with writing(SYSTEM) as w:
        w.archive(row)
    assert shown(chain["drift"]) == [None] * 5
    assert levels.differences() == []
    with writing(SYSTEM) as w:
        w.restore(row)
    assert shown(chain["drift"]) == [4, 3, 4, None, None]
    assert levels.differences() == []


def test_a_ring_comes_and_goes(chain: dict[str, Node]) -> None:
    journal, drift = chain["journal"], chain["drift"]

    def rings() -> list[int | None]:
        return list(Node.everything.filter(pk__in=(journal.pk, drift.pk)).values_list("cycle", flat=True))

    with writing(SYSTEM) as w:
        back = depend(w, drift, journal)
    assert rings() == [journal.pk, journal.pk]
    assert Node.everything.get(pk=chain["elever"].pk).cycle is None
    assert levels.differences() == []
    row = Service.everything.get(pk=drift.record)
    with writing(SYSTEM) as w:
        w.archive(row)
    assert rings() == [None, None]
    with writing(SYSTEM) as w:
        w.restore(row)
    assert rings() == [journal.pk, journal.pk]
    with writing(SYSTEM) as w:
        w.archive(back)
    assert rings() == [None, None]
    assert levels.differences() == []


def test_a_ring_whose_edges_all_go_at_once_is_none(chain: dict[str, Node]) -> None:
    with writing(SYSTEM) as w:
        back = depend(w, chain["drift"], chain["journal"])
    with writing(SYSTEM) as w:
        w.archive(back)
        w.archive(edge(chain["journal"], chain["drift"]))
    assert not Node.everything.filter(cycle__isnull=False).exists()
    assert levels.differences() == []


def test_rebuild_says_and_mends_what_was_wrong(chain: dict[str, Node]) -> None:
    bulk_update_rows(Node, ("confidentiality", "cycle"), [(1, 7, chain["drift"].pk)], key="id")
    drop(NodeLevel.objects.filter(node=chain["lån"], aspect=1))
    expected = [(chain["lån"].pk, ["integrity"]), (chain["drift"].pk, ["confidentiality", "cycle"])]
    assert [(found.row, found.fields) for found in levels.differences()] == expected
    assert [(found.row, found.fields) for found in levels.rebuild()] == expected
    assert levels.differences() == []
    assert shown(chain["drift"]) == [4, 3, 4, None, None]


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_changes_leaves_what_a_rebuild_would(world: World, seed: int) -> None:
    chance = random.Random(seed)
    unit = world.units["utb"]
    with writing(SYSTEM) as w:
        sets = [information(w, unit, f"Mängd {n}") for n in range(5)]
        nodes = sets + [service(w, unit, f"Tjänst {n}") for n in range(8)]
    edges: list[Dependency] = []
    for step in range(40):
        with writing(SYSTEM) as w:
            for _each in range(chance.choice([1, 1, 1, 3])):
                _change(w, chance, sets, nodes, edges)
        assert levels.differences() == [], f"step {step}"


def _change(
    w: Any, chance: random.Random, sets: list[Node], nodes: list[Node], edges: list[Dependency]
) -> None:
    what = chance.choice(["decide", "decide", "depend", "depend", "depend", "change", "end", "lower", "move"])
    if what == "decide":
        decide(w, chance.choice(sets), *[chance.choice([None, 1, 2, 3, 4]) for _aspect in ORDER])
    elif what == "depend":
        source, target = chance.sample(nodes, 2)
        if not Dependency.everything.filter(source=source, target=target, archived_at=None).exists():
            edges.append(depend(w, source, target, integrity=chance.random() < 0.7))
    elif what == "move":
        node = chance.choice(nodes)
        row = next(m.everything.get(pk=node.record) for m in (InformationSet, Service) if _has(m, node))
        w.restore(row) if row.archived_at else w.archive(row)
    elif edges:
        one = chance.choice(edges)
        if what == "change":
            w.update(one, {"confidentiality": not one.confidentiality})
        elif what == "lower":
            lower(w, one, chance.choice(ORDER), chance.choice([1, 2]), today(), today())
        else:
            edges.remove(one)
            w.archive(one)


def _has(model: Any, node: Node) -> bool:
    return bool(model.everything.filter(pk=node.record).exists())


def test_many_new_rows_need_no_levels(world: World, django_assert_max_num_queries: Any) -> None:
    rows = [{"name": f"Tjänst {n}", "owner_unit": world.units["utb"]} for n in range(300)]
    with writing(SYSTEM) as w:
        w.create_many(Service, rows)
        with django_assert_max_num_queries(22):
            w.settle()
    assert levels.differences() == []


def test_many_dependencies_at_once_close_their_rings(
    world: World, django_assert_max_num_queries: Any
) -> None:
    unit = world.units["utb"]
    with writing(SYSTEM) as w:
        nodes = [service(w, unit, f"Tjänst {number}") for number in range(60)]
        ends = [(nodes[number], nodes[number // 2]) for number in range(1, 60)]
        w.create_many(Dependency, [{"source": a, "target": b, "kind": "uses"} for a, b in ends])
        with django_assert_max_num_queries(40):
            w.settle()
        depend(w, nodes[0], nodes[59])
    ring = {nodes[number].pk for number in (0, 1, 3, 7, 14, 29, 59)}
    assert set(Node.everything.filter(cycle=min(ring)).values_list("pk", flat=True)) == ring
    assert levels.differences() == []


def test_many_decisions_at_once_are_worked_out_as_a_whole(world: World) -> None:
    count, unit = levels.MANY + 1, world.units["utb"]
    with writing(SYSTEM) as w:
        target = service(w, unit, "Journal")
        w.create_many(InformationSet, [{"name": f"Mängd {n}", "owner_unit": unit} for n in range(count)])
        w.settle()
        nodes = list(Node.everything.filter(name__startswith="Mängd "))
        w.create_many(Dependency, [{"source": node, "target": target, "kind": "uses"} for node in nodes])
        decide_many(w, nodes, 3, 1)
    assert shown(target) == [3, 1, None, None, None]
    assert NodeLevel.objects.filter(own__isnull=False).count() == 2 * count
    assert levels.differences() == []


LONG = 120
SHAPES = {
    "chain": [(place, place + 1) for place in range(LONG - 1)],
    "star": [(0, place) for place in range(1, LONG)],
    "ring": [(place, (place + 1) % LONG) for place in range(LONG)],
    "ladder": [(place, place + step) for place in range(LONG) for step in (1, 2) if place + step < LONG],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_change_takes_few_questions_however_far_it_reaches(
    world: World, shape: str, django_assert_max_num_queries: Any
) -> None:
    unit, edges = world.units["utb"], SHAPES[shape]
    with writing(SYSTEM) as w:
        first = information(w, unit, "Mängd 0")
        w.create_many(Service, [{"name": f"Tjänst {n}", "owner_unit": unit} for n in range(1, LONG)])
        w.settle()
        nodes = [first, *Node.everything.filter(name__startswith="Tjänst ").order_by("pk")]
        ends = [{"source": nodes[a], "target": nodes[b], "kind": "uses"} for a, b in edges]
        w.create_many(Dependency, ends)
        w.settle()
        decide(w, first, 3, 1)
        with django_assert_max_num_queries(4 * levels.STEPS):
            w.settle()
        depend(w, nodes[LONG // 2], nodes[0])
        with django_assert_max_num_queries(4 * levels.STEPS):
            w.settle()
    assert set(Node.everything.values_list(*ORDER[:2])) == {(3, 1)}
    assert levels.differences() == []
