"""What one of several writers does to the same graph at the same time as the others: decides, changes, archives."""

import random
from datetime import date
from itertools import pairwise

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Dependency, Node, Service
from akropolis.graph.assets.services import levels, nodes
from akropolis.graph.information.models import ClassificationDecision
from akropolis.shared.classification.rules.aspects import ORDER
from tests.factories.graphs import decide, depend, information, service
from tests.kernel.forks import at_once

STEPS = 12


def prepare() -> None:
    """Ten sets of information in a chain of services that everybody changes."""
    values = {"code": "stad", "name": "Staden", "kind": "city", "valid_from": date(2019, 1, 1)}
    unit = create(system("Test"), Unit, values)
    with writing(system("Test")) as w:
        chain = [service(w, unit, f"Tjänst {n}") for n in range(6)]
        for one, other in pairwise(chain):
            depend(w, one, other)
        for number in range(10):
            depend(w, information(w, unit, f"Mängd {number}"), chain[number % 3])


def take_part(name: str) -> int:
    """Change the graph `STEPS` times; how many decisions that made."""
    chance, decisions = random.Random(name), 0
    for _step in range(STEPS):
        with writing(system(name)) as w:
            sets = list(Node.everything.filter(kind="information").order_by("pk"))
            chain = list(Node.everything.filter(kind="service").order_by("pk"))
            what = chance.choice(["decide", "decide", "decide", "edge", "archive"])
            if what == "decide":
                decide(w, chance.choice(sets), *[chance.choice([1, 2, 3, 4]) for _aspect in ORDER])
                decisions += 1
            elif what == "edge":
                edge = chance.choice(list(Dependency.everything.order_by("number")))
                w.update(edge, {"integrity": not edge.integrity})
            else:
                row = Service.everything.get(pk=chance.choice(chain).record)
                w.restore(row) if row.archived_at else w.archive(row)
    return decisions


def wrong() -> int:
    """How many nodes are not what all that was written gives."""
    return len(levels.differences()) + len(nodes.differences())


def fought(rivals: int) -> tuple[int, int, int]:
    """All of it by so many processes: decisions made, decisions stored, and nodes that are not what they should be."""
    prepare()
    made = sum(at_once(take_part, rivals))
    return made, ClassificationDecision.everything.count(), wrong()
