"""What levels would demand of others: what rises, where less is offered, and nothing of what one may not see."""

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import InformationSet
from akropolis.graph.information.services.foreseen import ForeseenDemands, LevelChange, NodeEffect, demands
from tests.factories.graphs import depend, information, service
from tests.world import SYSTEM, World

SAME = {"confidentiality": 3, "integrity": 2, "availability": 2, "traceability": 1}
"""What `elever` of the scene is decided to."""


@pytest.mark.parametrize(
    ("before", "after", "offered", "rises", "gap"),
    [
        (1, 2, None, True, False),
        (2, 1, 0, False, True),
        (None, 0, 0, True, False),
        (0, None, 0, False, False),
        (None, None, None, False, False),
        (1, 2, 1, True, True),
        (1, 2, 2, True, False),
        (1, 2, 3, True, False),
    ],
)
def test_a_demand_rises_when_there_is_more_of_it_and_has_a_gap_when_less_is_offered(
    before: int | None, after: int | None, offered: int | None, rises: bool, gap: bool
) -> None:
    change = LevelChange("integrity", before, after, offered)
    assert (change.rises, change.gap) == (rises, gap)


def set_of(node: Node) -> InformationSet:
    found: InformationSet = InformationSet.everything.get(pk=node.record)
    return found


def told(found: ForeseenDemands) -> list[tuple[str, list[tuple[str, int | None, int | None]]]]:
    """Each effect with what changes."""
    return [(e.seen.label, [(c.aspect, c.before, c.after) for c in e.changes]) for e in found.effects]


def test_what_would_change_is_told_of_all_that_is_seen_and_of_nothing_else(
    world: World, nodes: dict[str, Node]
) -> None:
    row = set_of(nodes["elever"])
    rising = demands(world.access("owner"), row, {**SAME, "availability": 4})
    expected = [("availability", 2, 4)]
    journal, cloud = (nodes[name].name for name in ("journal", "moln"))
    assert (rising.alone, rising.wide) == (False, False)
    assert [each for each in told(rising) if each[0] in (journal, cloud)] == [
        (journal, expected),
        (cloud, expected),
    ]
    assert all(effect.rises and not effect.gaps for effect in rising.effects)
    hidden = {nodes["kluster"].name, nodes["inloggning"].name}
    assert not {effect.seen.label for effect in rising.effects} & hidden
    everything = demands(SYSTEM, row, {**SAME, "availability": 4})
    assert {effect.seen.label for effect in everything.effects} == {journal, cloud, *hidden}
    falling = demands(world.access("owner"), row, {"confidentiality": 0})
    assert (journal, [("confidentiality", 3, 2)]) in told(falling)
    assert not any(effect.rises for effect in falling.effects)


def test_the_same_levels_and_aspects_without_one_change_nothing(world: World, nodes: dict[str, Node]) -> None:
    row = set_of(nodes["elever"])
    for levels in (SAME, {}, dict.fromkeys(SAME)):
        assert demands(world.access("owner"), row, levels) == ForeseenDemands()


def test_that_nothing_is_known_of_what_it_depends_on_is_said(world: World) -> None:
    with writing(SYSTEM) as w:
        alone = information(w, world.units["utb"], "Ensam")
        tied = information(w, world.units["utb"], "Knuten")
        depend(w, tied, service(w, world.units["utb"], "Tjänst"))
    access, asked = world.access("owner"), {"integrity": 3}
    assert demands(access, set_of(alone), asked) == ForeseenDemands(alone=True)
    assert told(demands(access, set_of(tied), asked)) == [("Tjänst", [("integrity", None, 3)])]
    with writing(SYSTEM) as w:
        w.archive(set_of(tied))
    assert demands(access, set_of(tied), asked) == ForeseenDemands(alone=True)


def test_an_effect_is_silent_where_nobody_has_said_what_is_offered(world: World) -> None:
    with writing(SYSTEM) as w:
        tied = information(w, world.units["utb"], "Knuten")
        depend(w, tied, service(w, world.units["utb"], "Tjänst"))
    (effect,) = demands(world.access("owner"), set_of(tied), {"integrity": 3}).effects
    assert (effect.silent, effect.gaps, effect.rises) == (True, (), True)
    both = NodeEffect(
        effect.seen, (LevelChange("integrity", 1, 2, 1), LevelChange("availability", 2, 1, 1)), silent=False
    )
    assert ([change.aspect for change in both.gaps], both.rises) == (["integrity"], True)
