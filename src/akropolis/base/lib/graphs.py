"""Walks over a graph of whole numbers. Time and memory grow linearly.

Nodes are numbered from 0. A graph is its neighbours: for each node the nodes that its edges lead to.
Nothing here recurses, so a long chain of edges is no danger.
"""

from collections.abc import Iterable, Sequence

NOWHERE = -1
"""Stands where no node does."""

type Neighbours = Sequence[Sequence[int]]


def neighbours(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """For each of the `count` nodes, where its edges lead, in the order of the edges."""
    found: list[list[int]] = [[] for _each in range(count)]
    for tail, head in edges:
        found[tail].append(head)
    return found


def turned(graph: Neighbours) -> list[list[int]]:
    """The same graph with every edge the other way round."""
    found: list[list[int]] = [[] for _each in graph]
    for tail, heads in enumerate(graph):
        for head in heads:
            found[head].append(tail)
    return found


def rings(graph: Neighbours) -> list[int]:
    """For each node the smallest number among the nodes that it reaches and that reach it; its own where it is alone.

    The strongly connected parts, by two walks (Kosaraju): backwards from each node, the last to be finished first.
    """
    back = turned(graph)
    found = [NOWHERE] * len(graph)
    for root in reversed(_finished(graph)):
        if found[root] < 0:
            part = _claimed(back, root, found)
            smallest = min(part)
            for node in part:
                found[node] = smallest
    return found


def _finished(graph: Neighbours) -> list[int]:
    """The nodes in the order in which a walk in depth is done with them."""
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
    """What the root leads to and no part has claimed before; marked in `found` with the root."""
    found[root] = root
    part = [root]
    for node in part:
        for head in graph[node]:
            if found[head] < 0:
                found[head] = root
                part.append(head)
    return part
