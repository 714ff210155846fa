"""Levels flow down the graph: held to a slow definition, to the shapes that others get wrong, and to themselves."""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akropolis.shared.classification.rules.changes import State, TooWide, update
from akropolis.shared.classification.rules.propagation import (
    NOBODY,
    NOTHING,
    UNKNOWN,
    UNLIMITED,
    Answer,
    Answers,
    Edge,
    Levels,
    propagate,
)

FREE = (UNLIMITED,) * 3
ASPECTS = 2

levels = st.sampled_from([NOTHING, NOTHING, 0, 1, 2, 3, 4])
caps = st.sampled_from([UNLIMITED, UNLIMITED, UNLIMITED, NOTHING, 0, 1, 2, 3])


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> tuple[dict[int, Levels], list[Edge]]:
    ids = draw(st.lists(st.integers(1, 60), min_size=1, max_size=most, unique=True))
    own: dict[int, Levels] = {node: draw(st.tuples(levels, levels)) for node in ids}
    node = st.sampled_from(ids)
    edges: list[Edge] = [*draw(st.lists(st.tuples(node, node, st.tuples(caps, caps)), max_size=22))]
    return own, edges


def slow(own: Mapping[int, Levels], edges: Iterable[Edge], aspect: int) -> dict[int, Answer]:
    """The definition word by word: levels until nothing rises, then distances until nothing sinks."""
    ties = [(t, h, c[aspect]) for t, h, c in edges if t in own and h in own]
    level = {node: given[aspect] for node, given in own.items()}
    for _each in own:
        for tail, head, cap in ties:
            level[head] = max(level[head], min(level[tail], cap))
    known = [node for node in own if level[node] >= 0]
    far = {node: 0 if own[node][aspect] == level[node] else len(own) + 1 for node in known}
    support = [(t, h) for t, h, cap in ties if h in far and 0 <= min(level[t], cap) == level[h]]
    for _each in own:
        for tail, head in support:
            far[head] = min(far[head], far[tail] + 1)
    found = dict.fromkeys(own, UNKNOWN)
    for node in sorted(known, key=lambda each: (-level[each], far[each])):
        if far[node] == 0:
            found[node] = (level[node], 0, NOBODY, node)
        else:
            via = min(t for t, h in support if h == node and far[t] + 1 == far[node])
            found[node] = (level[node], far[node], via, found[via][3])
    return found


def plain(own: Mapping[int, int], *edges: tuple[int, int]) -> dict[int, Answer]:
    """One aspect, every edge free."""
    found = propagate({n: (level,) for n, level in own.items()}, [(t, h, (UNLIMITED,)) for t, h in edges])
    return {node: answers[0] for node, answers in found.items()}


@given(graphs())
def test_every_answer_is_the_definition_s(case: tuple[dict[int, Levels], list[Edge]]) -> None:
    found = propagate(*case)
    for aspect in range(ASPECTS):
        assert {node: answers[aspect] for node, answers in found.items()} == slow(*case, aspect)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(case: tuple[dict[int, Levels], list[Edge]], chance: random.Random) -> None:
    own, edges = case
    nodes, mixed = list(own.items()), list(edges)
    chance.shuffle(nodes)
    chance.shuffle(mixed)
    assert propagate(dict(nodes), mixed) == propagate(own, edges)


@given(graphs())
def test_never_below_one_s_own_and_only_what_someone_demands(
    case: tuple[dict[int, Levels], list[Edge]],
) -> None:
    own, _edges = case
    for node, answers in propagate(*case).items():
        for aspect, (level, distance, via, source) in enumerate(answers):
            assert level >= own[node][aspect]
            if level >= 0:
                assert own[source][aspect] >= level
                assert (distance == 0) == (via == NOBODY) == (source == node)


@given(graphs())
def test_done_twice_is_done_once(case: tuple[dict[int, Levels], list[Edge]]) -> None:
    own, edges = case
    once = propagate(own, edges)
    again = propagate({node: tuple(a[0] for a in answers) for node, answers in once.items()}, edges)
    assert [[a[0] for a in answers] for answers in again.values()] == [
        [a[0] for a in answers] for answers in once.values()
    ]


@given(graphs(), st.data())
def test_a_higher_level_of_one_s_own_lowers_nobody(
    case: tuple[dict[int, Levels], list[Edge]], data: st.DataObject
) -> None:
    own, edges = case
    raised = data.draw(st.sampled_from(sorted(own)))
    higher = {**own, raised: tuple(level + 1 for level in own[raised])}
    before, after = propagate(own, edges), propagate(higher, edges)
    assert all(b[0] <= a[0] for node in own for b, a in zip(before[node], after[node], strict=True))


@pytest.mark.parametrize("ring", [False, True])
def test_two_parents_give_the_highest_of_each(ring: bool) -> None:
    """4-2-4 and 3-3-3 give 4-3-4, also when the child lies in a ring."""
    own = {1: (4, 2, 4), 2: (3, 3, 3), 3: (NOTHING,) * 3, 4: (NOTHING,) * 3}
    edges = [(1, 3, FREE), (2, 3, FREE), (3, 4, FREE)] + ([(4, 3, FREE)] if ring else [])
    found = propagate(own, edges)
    assert [level for level, *_rest in found[3]] == [4, 3, 4]
    assert found[4] == ((4, 2, 3, 1), (3, 2, 3, 2), (4, 2, 3, 1))


def test_a_ring_shares_the_highest_that_reaches_it() -> None:
    found = plain({1: 2, 2: NOTHING, 3: 1, 9: 3}, (1, 2), (2, 3), (3, 1), (9, 2))
    assert found == {1: (3, 3, 3, 9), 2: (3, 1, 9, 9), 3: (3, 2, 2, 9), 9: (3, 0, NOBODY, 9)}


def test_a_ring_that_nothing_reaches_knows_nothing() -> None:
    assert plain({1: NOTHING, 2: NOTHING}, (1, 2), (2, 1)) == {1: UNKNOWN, 2: UNKNOWN}


def test_what_is_not_inherited_stops_at_the_edge() -> None:
    own = {1: (3, 4), 2: (NOTHING, 1), 3: (NOTHING, NOTHING)}
    found = propagate(own, [(1, 2, (UNLIMITED, NOTHING)), (2, 3, (UNLIMITED, UNLIMITED))])
    assert found[3] == ((3, 2, 2, 1), (1, 1, 2, 2))


def test_a_lowered_edge_demands_at_most_its_cap() -> None:
    own = {1: (4,), 2: (NOTHING,), 3: (NOTHING,), 4: (2,)}
    found = propagate(own, [(1, 2, (2,)), (2, 3, (UNLIMITED,)), (4, 3, (UNLIMITED,)), (1, 4, (3,))])
    assert found == {
        1: ((4, 0, NOBODY, 1),),
        2: ((2, 1, 1, 1),),
        3: ((3, 2, 4, 1),),
        4: ((3, 1, 1, 1),),
    }


def test_the_nearest_of_equals_and_then_the_smallest_id() -> None:
    found = plain({1: 3, 2: NOTHING, 5: 3, 6: 3, 9: NOTHING}, (1, 2), (2, 9), (6, 9), (5, 9))
    assert found[9] == (3, 1, 5, 5)


def test_nothing_in_nothing_out() -> None:
    assert propagate({}, []) == {}


def test_a_long_chain_is_no_danger() -> None:
    count = 200_000
    own = {node: (4 if node == 0 else NOTHING,) for node in range(count)}
    found = propagate(own, [(node, node + 1, (UNLIMITED,)) for node in range(count - 1)])
    assert found[count - 1] == ((4, count - 1, count - 2, 0),)


@dataclass
class Kept:
    """A graph with the answers that were stored after the last change, as a database would hold them."""

    own: dict[int, Levels] = field(default_factory=dict)
    edges: dict[int, Edge] = field(default_factory=dict)
    answers: dict[int, Answers] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def states(self, nodes: Collection[int]) -> Mapping[int, State]:
        none = (NOTHING,) * ASPECTS
        return {
            node: (self.own.get(node, none), self.answers.get(node, (UNKNOWN,) * ASPECTS)) for node in nodes
        }

    def incoming(self, nodes: Collection[int]) -> Iterable[Edge]:
        self.read |= set(nodes)
        return [edge for edge in self._living() if edge[1] in nodes]

    def outgoing(self, nodes: Collection[int]) -> Iterable[Edge]:
        return [edge for edge in self._living() if edge[0] in nodes]

    def _living(self) -> list[Edge]:
        return [e for e in self.edges.values() if e[0] in self.own and e[1] in self.own]

    def full(self) -> dict[int, Answers]:
        return propagate(self.own, self.edges.values())

    def follow(self, changed: Collection[int]) -> dict[int, Answers]:
        """Bring the answers up to date by what changed; held to the whole."""
        found = update(changed, self)
        assert all(self.answers.get(node, (UNKNOWN,) * ASPECTS) != now for node, now in found.items())
        self.answers |= found
        gone = self.answers.keys() - self.own.keys()
        assert all(self.answers[node] == (UNKNOWN,) * ASPECTS for node in gone)
        assert {node: self.answers.get(node) for node in self.own} == self.full()
        return found


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, int, int, Levels, Levels]]:
    """What is done, to which node or edge, and with which levels and caps."""
    kind = st.sampled_from(["own", "own", "edge", "edge", "cut", "cap", "leave", "many"])
    number = st.integers(0, 7)
    one = st.tuples(kind, number, number, st.tuples(levels, levels), st.tuples(caps, caps))
    return draw(st.lists(one, max_size=12))


@settings(max_examples=400, deadline=None)
@given(graphs(8), changes())
def test_a_change_gives_what_the_whole_would(
    case: tuple[dict[int, Levels], list[Edge]], done: list[tuple[str, int, int, Levels, Levels]]
) -> None:
    kept = Kept(dict(case[0]), dict(enumerate(case[1])))
    kept.answers = kept.full()
    ids = sorted(kept.own)
    pending: set[int] = set()
    for kind, a, b, own, cap in done:
        one, other = ids[a % len(ids)], ids[b % len(ids)]
        pending |= _apply(kept, kind, (one, other), own, cap)
        if kind != "many":
            kept.follow(pending)
            pending = set()
    kept.follow(pending)


def _apply(kept: Kept, kind: str, ends: tuple[int, int], own: Levels, cap: Levels) -> set[int]:
    """One change, and the nodes that count as changed by it."""
    one, other = ends
    if kind in ("own", "many"):
        kept.own[one] = own  # a node that had left comes back: its edges with it
        return {one} | {head for tail, head, _cap in kept.edges.values() if tail == one}
    if kind == "leave":
        kept.own.pop(one, None)
        return {one} | {head for tail, head, _cap in kept.edges.values() if tail == one}
    number = next((n for n, edge in kept.edges.items() if edge[:2] == (one, other)), None)
    if kind == "edge":
        kept.edges[max(kept.edges, default=0) + 1] = (one, other, cap)
    elif number is not None:
        _tail, _head, old = kept.edges.pop(number)
        if kind == "cap":
            kept.edges[number] = (one, other, cap if cap != old else old)
    return {other}


def test_an_offer_made_before_its_giver_was_taken_up_does_not_count() -> None:
    """3 offers 0 its own level; before that is taken, 3 inherits a higher one from farther away."""
    own: dict[int, Levels] = {0: (NOTHING,) * 2, 1: (3, NOTHING), 2: (NOTHING,) * 2, 3: (1, NOTHING)}
    free, one = (UNLIMITED,) * 2, (1, UNLIMITED)
    kept = Kept(own, {1: (0, 1, one), 2: (2, 3, free), 3: (3, 0, one), 4: (1, 0, free)})
    kept.answers = kept.full()
    kept.own |= {1: (NOTHING,) * 2, 2: (3, NOTHING)}
    kept.follow({0, 1, 2, 3})
    assert [answers[0] for answers in kept.answers.values()] == [
        (1, 2, 3, 2),
        (1, 3, 0, 2),
        (3, 0, NOBODY, 2),
        (3, 1, 2, 2),
    ]


def test_random_worlds_of_some_size_stay_exact() -> None:
    chance = random.Random(20261125)
    for _world in range(12):
        kept = _city(chance, 120, 300)
        for _change in range(25):
            node = chance.randrange(120)
            kept.own[node] = (chance.choice([NOTHING, 1, 2, 3, 4]), chance.choice([NOTHING, 1, 2, 3, 4]))
            number = chance.choice(list(kept.edges))
            _tail, head, _caps = kept.edges.pop(number)
            kept.edges[number] = (node, chance.randrange(120), (UNLIMITED, chance.choice([2, UNLIMITED])))
            kept.follow({node, head, kept.edges[number][1]})


def _city(chance: random.Random, nodes: int, edges: int) -> Kept:
    level = [NOTHING, NOTHING, NOTHING, 1, 2, 3, 4]
    kept = Kept({node: (chance.choice(level), chance.choice(level)) for node in range(nodes)})
    for number in range(edges):
        cap = (UNLIMITED, chance.choice([UNLIMITED, UNLIMITED, UNLIMITED, 2, NOTHING]))
        kept.edges[number] = (chance.randrange(nodes), chance.randrange(nodes), cap)
    kept.answers = kept.full()
    return kept


def test_what_changes_nothing_reads_no_further() -> None:
    """A level below what is inherited anyway touches the node alone, however many hang on it."""
    own: dict[int, Levels] = {0: (4, 4), **dict.fromkeys(range(1, 100), (NOTHING, NOTHING))}
    kept = Kept(own, {node: (node - 1, node, (UNLIMITED, UNLIMITED)) for node in range(1, 100)})
    kept.answers = kept.full()
    kept.own[50] = (3, 1)
    assert kept.follow({50}) == {}
    assert kept.read == {50}


def test_a_change_that_reaches_too_far_is_left_to_the_whole() -> None:
    own: dict[int, Levels] = {0: (4, 4), **dict.fromkeys(range(1, 100), (NOTHING, NOTHING))}
    kept = Kept(own, {node: (node - 1, node, (UNLIMITED, UNLIMITED)) for node in range(1, 100)})
    kept.answers = kept.full()
    kept.own[0] = (3, 4)
    for bound in ({"most": 20}, {"steps": 20}):
        with pytest.raises(TooWide):
            update({0}, kept, **bound)
    assert len(kept.follow({0})) == 100
