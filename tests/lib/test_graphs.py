"""Walks over graphs of whole numbers, held to plain definitions of what they say."""

from hypothesis import given
from hypothesis import strategies as st

from akropolis.base.lib.graphs import neighbours, reverse_edges, strong_components

LONG = 200_000


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    count = draw(st.integers(1, 9))
    node = st.integers(0, count - 1)
    return count, draw(st.lists(st.tuples(node, node), max_size=24))


def steps(count: int, edges: list[tuple[int, int]]) -> list[list[float]]:
    """The least number of steps from each node to each (Floyd–Warshall)."""
    far = [[0.0 if a == b else float("inf") for b in range(count)] for a in range(count)]
    for tail, head in edges:
        far[tail][head] = min(far[tail][head], 1.0)
    for k in range(count):
        for a in range(count):
            for b in range(count):
                far[a][b] = min(far[a][b], far[a][k] + far[k][b])
    return far


def test_neighbours_are_where_edges_lead() -> None:
    assert neighbours(4, [(0, 3), (2, 0), (0, 1)]) == [[3, 1], [], [0], []]


@given(graphs())
def test_turned_twice_is_the_same_graph(case: tuple[int, list[tuple[int, int]]]) -> None:
    graph = neighbours(*case)
    assert [sorted(heads) for heads in reverse_edges(reverse_edges(graph))] == [
        sorted(heads) for heads in graph
    ]
    assert sorted((h, t) for t, heads in enumerate(reverse_edges(graph)) for h in heads) == sorted(case[1])


@given(graphs())
def test_a_ring_is_what_reaches_each_other(case: tuple[int, list[tuple[int, int]]]) -> None:
    far = steps(*case)
    both = [
        min(b for b in range(case[0]) if max(far[a][b], far[b][a]) < float("inf")) for a in range(case[0])
    ]
    assert strong_components(neighbours(*case)) == both


def test_a_long_chain_and_a_long_ring() -> None:
    chain = neighbours(LONG, ((n, n + 1) for n in range(LONG - 1)))
    assert strong_components(chain) == list(range(LONG))
    ring = neighbours(LONG, ((n, (n + 1) % LONG) for n in range(LONG)))
    assert strong_components(ring) == [0] * LONG
