"""A graph by hand: information, services, what depends on what, and decisions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.assets.models import Dependency, GraphRecord, Lowering, Node, Service
from akropolis.graph.assets.selectors import kept
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.offers.models import Controllership
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import ORDER

DAY = date(2026, 3, 10)
MOMENT = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
VALID_TO = date(2028, 1, 1)
BODY: dict[str, Any] = {
    "aspects": [{"key": str(aspect), "name": str(aspect), "question": "?"} for aspect in ORDER],
    "levels": [{"value": value, "label": f"Nivå {value}"} for value in range(5)],
    "categories": [{"key": "person", "name": "Person"}],
    "criteria": {"person": {str(value): {"text": f"Skada {value}"} for value in range(5)}},
}
"""A scheme that can be read, with every aspect and the levels 0 to 4."""
DECIDER = {"decider_name": "Katarina Vesterlund", "decider_role": "CISO"}


def forget() -> None:
    """Let what is kept of the whole graph be worked out anew."""
    kept._shelf.cache_clear()
    results.clear_cache()


def information(w: Writer, unit: Unit, name: str, **given: Any) -> Node:
    """The node of a new information set."""
    return node_of(w, w.create(InformationSet, {"name": name, "owner_unit": unit, **given}))


def service(w: Writer, unit: Unit, name: str, **given: Any) -> Node:
    """The node of a new it-tjänst."""
    return node_of(w, w.create(Service, {"name": name, "owner_unit": unit, **given}))


def node_of(w: Writer, row: GraphRecord) -> Node:
    """The node of a row that was written in this transaction or before it."""
    w.settle()
    found: Node = Node.everything.get(record=row.pk)
    return found


def nodes_of(w: Writer, rows: Sequence[GraphRecord]) -> list[Node]:
    """The nodes of rows that were written in this transaction, in their order."""
    w.settle()
    found = {node.record: node for node in Node.everything.filter(record__in=[row.pk for row in rows])}
    return [found[row.pk] for row in rows]


def information_many(w: Writer, *rows: Mapping[str, object]) -> list[Node]:
    """The nodes of new information sets. A hundred are made as quickly as ten one by one."""
    return nodes_of(w, w.create_many(InformationSet, rows))


def depend(w: Writer, source: Node, target: Node, **given: Any) -> Dependency:
    """`source` depends on `target`, which inherits every demand unless something else is given."""
    return w.create(Dependency, {"source": source, "target": target, "kind": "uses", **given})


def depend_many(w: Writer, sources: Iterable[Node], target: Node, **given: object) -> list[Dependency]:
    """Each of them depends on `target`."""
    same = {"target": target, "kind": "uses", **given}
    return w.create_many(Dependency, [{"source": source, **same} for source in sources])


def lower(w: Writer, dependency: Dependency, aspect: str, level: int, first: date, last: date) -> Lowering:
    """A decided lowering."""
    values = {"dependency": dependency, "aspect": aspect, "level": level, "reason": "Kryptering"}
    return w.create(Lowering, {**values, **DECIDER, "valid_from": first, "valid_to": last})


def decide(w: Writer, node: Node, *levels: int | None, valid_to: date = VALID_TO) -> ClassificationDecision:
    """A new decision on the information behind the node, with levels in the order of the aspects."""
    return decide_many(w, [node], *levels, valid_to=valid_to)[0]


def decide_many(
    w: Writer, nodes: Sequence[Node], *levels: int | None, valid_to: date = VALID_TO
) -> list[ClassificationDecision]:
    """The same decision on each of them."""
    rows = InformationSet.everything.select_related("owner_unit").in_bulk([node.record for node in nodes])
    before = ClassificationDecision.everything.filter(information__in=rows)
    numbers = Counter(before.values_list("information_id", flat=True))
    padded = [*levels, *[None] * (len(ORDER) - len(levels))]
    same = {"scheme": scheme(w), "decided_at": w.at, "valid_to": valid_to, **DECIDER}
    same |= dict(zip(ORDER, padded, strict=True))
    return w.create_many(
        ClassificationDecision,
        [
            {
                "information": row,
                "number": numbers[row.pk] + 1,
                "information_name": row.name,
                "unit_name": row.owner_unit.name,
                **same,
            }
            for row in rows.values()
        ],
    )


def scheme(w: Writer) -> Scheme:
    """A scheme for decisions to name."""
    found: Scheme | None = Scheme.everything.filter(code="prov").order_by("edition").first()
    values = {"code": "prov", "edition": 1, "name": "Prov", "valid_from": DAY, "body": BODY}
    return found or w.create(Scheme, values)


def stated_before(node: Node, unit: Unit, basis: str = "", role: str = "controller") -> Controllership:
    """Personuppgiftsansvar as versions took it that let any unit state it: past the writer, which no longer does."""
    given = {"node": node, "unit": unit, "role": role, "basis": basis}
    return Controllership.everything.create(**given, created_at=MOMENT, updated_at=MOMENT)
