"""The levels by rustworkx, our baseline: levels and a shortest path, but not the one over the smallest ids."""

from typing import Any

from akropolis.shared.classification.rules.propagation import NOTHING, UNKNOWN, Answer, Edge, Levels


def propagate(rustworkx: object, own: dict[int, Levels], edges: list[Edge]) -> list[list[Answer]]:
    """Return the library's answer for every node, by aspect. Ids count from 1, and an edge passes all or nothing."""
    columns = zip(*(own[node + 1] for node in range(len(own))), strict=True)
    return [_flood(rustworkx, levels, edges, aspect) for aspect, levels in enumerate(columns)]


def _flood(rustworkx: Any, own: tuple[int, ...], edges: list[Edge], aspect: int) -> list[Answer]:
    count = len(own)
    graph: Any = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(count))
    graph.extend_from_edge_list([(tail - 1, head - 1) for tail, head, caps in edges if caps[aspect] >= 0])
    found: list[Answer] = [UNKNOWN] * count
    for level in range(max(own), NOTHING, -1):
        roots = [node for node, mine in enumerate(own) if mine == level and found[node] is UNKNOWN]
        for root in roots:
            found[root] = (level, 0, NOTHING, root)
        top = graph.add_node(count)
        graph.add_edges_from_no_data([(top, root) for root in roots])
        done = [top, *roots]
        for tail, heads in rustworkx.bfs_successors(graph, top):
            if tail != count:
                _level, distance, _via, source = found[tail]
                for head in heads:
                    found[head] = (level, distance + 1, tail, source)
                done += heads
        graph.remove_nodes_from(done)
    return found
