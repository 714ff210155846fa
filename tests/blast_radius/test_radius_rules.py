"""How far an event reaches, by hand and against every way that there is."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.blast_radius.rules.radius import (
    HIDDEN,
    FloodReach,
    Link,
    RadiusEvent,
    RadiusTotals,
    ReachedRow,
    UnknownOfRow,
    authorities,
    compute_reach,
    highest_row,
    most_urgent,
    passes,
    totals,
    ways,
    worst_first,
)
from akropolis.shared.classification.rules.aspects import BITS, Aspect

ALL = 0b11111
ONLY_AVAILABILITY = BITS[Aspect.AVAILABILITY]
NOTHING = (None,) * 5


def row(node: int, kind: str = "information", unit: str = "utb", **given: object) -> ReachedRow:
    usual: dict[str, object] = {
        "distance": 1, "firm": True, "levels": NOTHING, "people": None, "outage": None, "order": f"{node:03d}"
    }  # fmt: skip
    return ReachedRow(node, kind, unit, **(usual | given))  # type: ignore[arg-type]


def test_an_event_runs_against_the_dependencies() -> None:
    links = [(2, 1, ALL, 0), (3, 2, ALL, 0), (1, 9, ALL, 0)]
    assert compute_reach(ways(links, RadiusEvent.OUTAGE), 1).distance == {1: 0, 2: 1, 3: 2}


def test_an_outage_and_a_breach_run_along_different_dependencies() -> None:
    confidentiality, traceability = BITS[Aspect.CONFIDENTIALITY], BITS[Aspect.TRACEABILITY]
    links = [
        (2, 1, ONLY_AVAILABILITY, 0),
        (3, 1, confidentiality, 0),
        (4, 1, BITS[Aspect.INTEGRITY], 0),
        (5, 1, traceability, 0),
    ]
    assert set(compute_reach(ways(links, RadiusEvent.OUTAGE), 1).distance) == {1, 2}
    assert set(compute_reach(ways(links, RadiusEvent.BREACH), 1).distance) == {1, 3, 4}
    assert passes(RadiusEvent.BREACH) == confidentiality | BITS[Aspect.INTEGRITY]


def test_the_way_is_the_shortest_and_by_the_smallest_id() -> None:
    links = [(5, 1, ALL, 0), (3, 1, ALL, 0), (9, 5, ALL, 0), (9, 3, ALL, 0), (7, 9, ALL, 0), (7, 4, ALL, 0)]
    assert compute_reach(ways(links, RadiusEvent.OUTAGE), 1).way(7) == [1, 3, 9, 7]


def test_a_ring_ends() -> None:
    links = [(2, 1, ALL, 0), (3, 2, ALL, 0), (1, 3, ALL, 0)]
    assert compute_reach(ways(links, RadiusEvent.OUTAGE), 1).distance == {1: 0, 2: 1, 3: 2}


def test_nothing_leads_through_what_is_gone() -> None:
    links = [(2, 1, ALL, 0), (3, 2, ALL, 0), (3, 4, ALL, 0), (4, 1, ALL, 0)]
    found = compute_reach(ways(links, RadiusEvent.OUTAGE, {2}), 1)
    assert found.distance == {1: 0, 4: 1, 3: 2}
    assert found.way(3) == [1, 4, 3]


def test_what_has_an_alternative_on_every_way_is_not_firm() -> None:
    links = [(2, 1, ALL, 1), (3, 2, ALL, 0), (4, 1, ALL, 0), (5, 4, ALL, 1)]
    found = compute_reach(ways(links, RadiusEvent.OUTAGE), 1)
    assert set(found.distance) == {1, 2, 3, 4, 5}
    assert set(found.firm) == {1, 4}


def test_an_alternative_on_one_of_two_ways_spares_nothing() -> None:
    twice = [(2, 1, ALL, 1), (2, 1, ALL, 0)]
    assert set(compute_reach(ways(twice, RadiusEvent.OUTAGE), 1).firm) == {1, 2}
    around = [(2, 1, ALL, 1), (3, 1, ALL, 0), (2, 3, ALL, 0)]
    found = compute_reach(ways(around, RadiusEvent.OUTAGE), 1)
    assert (found.distance[2], set(found.firm)) == (1, {1, 2, 3})


def test_an_alternative_counts_only_where_the_event_runs() -> None:
    links = [(2, 1, ONLY_AVAILABILITY, 1), (2, 1, BITS[Aspect.CONFIDENTIALITY], 0)]
    assert set(compute_reach(ways(links, RadiusEvent.OUTAGE), 1).firm) == {1}
    assert set(compute_reach(ways(links, RadiusEvent.BREACH), 1).firm) == {1, 2}


NODES = st.integers(1, 7)
LINKS = st.lists(
    st.tuples(NODES, NODES, st.sampled_from([ALL, ONLY_AVAILABILITY, 0b00011]), st.integers(0, 1)),
    max_size=18,
)


def every_way(links: list[Link], event: RadiusEvent, *, firm: bool) -> dict[int, int]:
    """Node → the shortest distance from 1, by trying all steps again and again."""
    found, wanted = {1: 0}, passes(event)
    for _each in range(8):
        for source, target, bits, alternative in links:
            if bits & wanted and target in found and not (firm and alternative):
                found[source] = min(found.get(source, 99), found[target] + 1)
    return found


@given(LINKS, st.sampled_from(RadiusEvent))
def test_it_finds_what_trying_every_way_finds(links: list[Link], event: RadiusEvent) -> None:
    found = compute_reach(ways(links, event), 1)
    assert dict(found.distance) == every_way(links, event, firm=False)
    assert set(found.firm) == set(every_way(links, event, firm=True))


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_the_links_does_not_matter(links: list[Link], chance: object) -> None:
    shuffled = list(links)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (
        compute_reach(ways(links, RadiusEvent.OUTAGE), 1),
        compute_reach(ways(shuffled, RadiusEvent.OUTAGE), 1),
    )
    assert (dict(one.before), set(one.firm)) == (dict(other.before), set(other.firm))


@given(LINKS)
def test_every_way_is_made_of_links_and_as_long_as_its_distance(links: list[Link]) -> None:
    found = compute_reach(ways(links, RadiusEvent.OUTAGE), 1)
    steps = {(target, source) for source, target, bits, _alternative in links if bits & ONLY_AVAILABILITY}
    for node, distance in found.distance.items():
        way = found.way(node)
        assert (way[0], way[-1], len(way) - 1) == (1, node, distance)
        assert set(itertools.pairwise(way)) <= steps


def test_totals_count_per_unit_and_whole() -> None:
    rows = [
        row(1, levels=(3, 2, 1, None, None), people=100),
        row(2, levels=NOTHING, firm=False),
        row(3, "process", outage=240),
        row(4, "process", unit="kul"),
        row(5, "process", unit="kul", outage=HIDDEN),
        row(6, "service", unit="kul", levels=(1, 3, None, None, None), people=None),
    ]
    whole, units = totals(rows)
    utb, kul = units["utb"], units["kul"]
    assert (utb.rows, utb.people, utb.people_unknown, utb.unclassified, utb.spared) == (3, 100, 1, 1, 1)
    assert (utb.levels, utb.outage, utb.outage_unknown) == ([3, 2, 1, None, None], 240, 0)
    assert (kul.rows, kul.people_unknown, kul.outage, kul.outage_unknown) == (3, 0, None, 1)
    assert (whole.rows, dict(whole.kinds)) == (6, {"information": 2, "process": 3, "service": 1})
    assert (whole.levels, whole.outage, whole.outage_unknown, whole.spared) == (
        [3, 3, 1, None, None],
        240,
        1,
        1,
    )


def test_the_shortest_outage_is_the_whole_s_too() -> None:
    whole, _units = totals([row(1, "process", outage=600), row(2, "process", unit="kul", outage=60)])
    assert whole.outage == 60
    assert totals([])[0] == RadiusTotals()


@pytest.mark.parametrize(("event", "first"), [(RadiusEvent.BREACH, "utb"), (RadiusEvent.OUTAGE, "kul")])
def test_the_unit_that_is_hit_hardest_stands_first(event: RadiusEvent, first: str) -> None:
    rows = [row(1, levels=(4, 1, 1, None, None)), row(2, unit="kul", levels=(1, 1, 3, None, None), people=9)]
    assert worst_first(totals(rows)[1], event)[0] == first


def test_people_decide_between_units_of_the_same_level_and_equal_units_keep_their_order() -> None:
    rows = [row(1, unit="a"), row(2, unit="b", people=5), row(3, unit="c")]
    assert worst_first(totals(rows)[1], RadiusEvent.OUTAGE) == ["b", "a", "c"]


def test_the_most_urgent_processes_are_those_that_are_known() -> None:
    rows = [
        row(1, "process", outage=600),
        row(2, "process", outage=None),
        row(3, "process", outage=HIDDEN),
        row(4, "process", outage=0),
        row(5, "service", outage=1),
    ]
    assert [each.node for each in most_urgent(rows, 5)] == [4, 1]
    assert [each.node for each in most_urgent(rows, 1)] == [4]


def test_the_row_named_for_the_highest_level_has_all_of_it() -> None:
    split = [row(1, levels=(4, 1, 0, None, None)), row(2, levels=(1, 3, 0, None, None))]
    assert highest_row(split, totals(split)[0], RadiusEvent.BREACH) is None
    service = row(3, "service", levels=(4, 3, 0, None, None))
    both = [service, *split, row(4, levels=(4, 3, 0, None, None))]
    found = highest_row(both, totals(both)[0], RadiusEvent.BREACH)
    assert found is not None
    assert found.node == 4
    unknown = [row(5)]
    assert highest_row(unknown, totals(unknown)[0], RadiusEvent.BREACH) is None


@pytest.mark.parametrize(
    ("each", "lacking"),
    [
        (row(1), {UnknownOfRow.CLASSIFICATION, UnknownOfRow.PEOPLE}),
        (row(1, levels=(None, 0, None, None, None), people=0), set()),
        (row(1, "process"), {UnknownOfRow.OUTAGE}),
        (row(1, "process", outage=HIDDEN), set()),
        (row(1, "service"), set()),
    ],
)
def test_what_a_row_lacks(each: ReachedRow, lacking: set[UnknownOfRow]) -> None:
    assert {missing for missing in UnknownOfRow if each.lacks(missing)} == lacking


@dataclass(frozen=True)
class Body:
    path: str
    own_authority: bool = False


def test_units_count_as_the_authority_above_them_once() -> None:
    stad, utb = Body("/stad/"), Body("/stad/utb/", own_authority=True)
    school, office = Body("/stad/utb/skola/"), Body("/stad/kontor/")
    by_path = {body.path: body for body in (stad, utb, school, office)}
    assert authorities([school, utb, office, stad], by_path.get) == [utb, office, stad]


def test_a_way_to_the_start_is_the_start() -> None:
    assert FloodReach({1: 0}, {1: -1}, {1}).way(1) == [1]
