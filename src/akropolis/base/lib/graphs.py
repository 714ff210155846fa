"""Graph traversals over whole numbers, in linear time and memory.

Nodes are numbered from 0. A graph is a list of neighbours: for each node the nodes that its edges lead to. Nothing
here recurses, so long chains of edges are safe.
"""

from collections.abc import Iterable, Sequence

NOWHERE = -1
"""Stands for a missing node."""

type Neighbours = Sequence[Sequence[int]]


def neighbours(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return, for each of the `count` nodes, a list of its successors in the order of `edges`."""
    found: list[list[int]] = [[] for _each in range(count)]
    for tail, head in edges:
        found[tail].append(head)
    return found


def reverse_edges(graph: Neighbours) -> list[list[int]]:
    """Return the same graph with every edge reversed."""
    found: list[list[int]] = [[] for _each in graph]
    for tail, heads in enumerate(graph):
        for head in heads:
            found[head].append(tail)
    return found


def strong_components(graph: Neighbours) -> list[int]:
    """Return, for each node, the smallest node in its strongly connected component; its own number if it is alone.

    Uses two traversals (Kosaraju): the second goes backwards from each node, in reverse order of finishing.
    """
    back = reverse_edges(graph)
    found = [NOWHERE] * len(graph)
    for root in reversed(_finished(graph)):
        if found[root] < 0:
            part = _claimed(back, root, found)
            smallest = min(part)
            for node in part:
                found[node] = smallest
    return found


def _finished(graph: Neighbours) -> list[int]:
    """Return the nodes in the order in which a depth-first search finishes them."""
    seen = bytearray(len(graph))
    done: list[int] = []
    for root in range(len(graph)):
        if seen[root]:
            continue
        seen[root] = 1
        work = [(root, iter(graph[root]))]
        while work:
            node, heads = work[-1]
            for head in heads:
                if not seen[head]:
                    seen[head] = 1
                    work.append((head, iter(graph[head])))
                    break
            else:
                work.pop()
                done.append(node)
    return done


def _claimed(graph: Neighbours, root: int, found: list[int]) -> list[int]:
    """Return the unclaimed nodes reachable from the root, and mark them in `found` with the root."""
    found[root] = root
    part = [root]
    for node in part:
        for head in graph[node]:
            if found[head] < 0:
                found[head] = root
                part.append(head)
    return part
