"""Decided sets that are like another by name: which words are alike, which sets come first, and which never come."""

from typing import Any

import pytest

from akropolis.base.kernel.records.writer import writing
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.information.selectors.similar import MOST, similar, word_stems
from tests.factories.graphs import decide, information
from tests.world import SYSTEM, World

pytestmark = pytest.mark.usefixtures("stage")


def a_set(world: World, name: str, unit: str = "utb", *levels: int) -> InformationSet:
    """A set, decided once for each level."""
    with writing(SYSTEM) as w:
        node = information(w, world.units[unit], name)
        for level in levels:
            decide(w, node, level)
    found: InformationSet = InformationSet.everything.get(pk=node.record)
    return found


def names(world: World, to: InformationSet, who: str = "owner") -> list[str]:
    return [each.information.name for each in similar(world.access(who), to)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Elevakt", {"eleva"}),
        ("Elevakter i skolan", {"eleva", "skola"}),
        ("ELEVAKT, skola 7", {"eleva", "skola"}),
        ("Betyg", {"betyg"}),
        ("Lån om bok", set()),
        ("", set()),
    ],
)
def test_words_are_alike_that_begin_with_the_same_letters(name: str, found: set[str]) -> None:
    assert word_stems(name) == found


def test_the_more_words_are_shared_the_earlier_and_the_own_unit_s_first(world: World) -> None:
    this = a_set(world, "Elevers betyg och frånvaro")
    for name, unit in (("Elever C", "kul"), ("Elever B", "utb"), ("Betyg A", "utb")):
        a_set(world, name, unit, 1)
    a_set(world, "Elever med frånvaro", "kul", 1)
    a_set(world, "Skolskjuts", "utb", 1)
    assert names(world, this, "ciso") == ["Elever med frånvaro", "Betyg A", "Elever B", "Elever C"]
    assert names(world, this) == ["Betyg A", "Elever B"]


def test_each_set_comes_once_with_its_latest_decision(world: World) -> None:
    this, other = a_set(world, "Elever", "utb", 1), a_set(world, "Elevakter", "utb", 1, 3, 2)
    found = similar(world.access("owner"), a_set(world, "Elevakt"))
    assert [(each.information, each.number, each.confidentiality) for each in found] == [(other, 3, 2)]
    assert ClassificationDecision.everything.count() == 4
    assert names(world, this) == []


@pytest.mark.parametrize("change", ["archived", "pointer", "undecided"])
def test_what_is_out_of_use_or_handled_elsewhere_or_undecided_is_nothing_to_begin_from(
    world: World, change: str
) -> None:
    this = a_set(world, "Elevakt")
    other = a_set(world, "Elevakter", "utb", *(() if change == "undecided" else (1,)))
    with writing(SYSTEM) as w:
        if change == "archived":
            w.archive(other)
        if change == "pointer":
            w.update(other, {"pointer": True})
    assert names(world, this) == []


def test_who_may_not_read_classifications_is_offered_none(world: World) -> None:
    this = a_set(world, "Elevakt")
    a_set(world, "Elevakter", "utb", 1)
    found: dict[str, Any] = {who: names(world, this, who) for who in ("owner", "neighbour", "outsider")}
    assert found == {"owner": ["Elevakter"], "neighbour": [], "outsider": []}


def test_at_most_five_come(world: World) -> None:
    this = a_set(world, "Elevakt")
    for number in range(MOST + 2):
        a_set(world, f"Elevakt {number}", "utb", 1)
    assert names(world, this) == [f"Elevakt {number}" for number in range(5)]
