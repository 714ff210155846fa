"""What risks rest on as things stand: their cells, mandates, classification, suppliers and measures.

The same for all users: ids, levels and statuses. Whoever shows them asks the gate first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.floods import archived, list_links
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.selectors.catalogue import bodies
from akropolis.graph.compliance.selectors.standing import statuses
from akropolis.graph.risk.models import Risk, RiskMandate, RiskMatrix, RiskMeasure
from akropolis.graph.risk.rules.matrix import MatrixBody
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk_decisions.rules.mandates import Mandate, best_mandate
from akropolis.graph.risk_decisions.rules.staleness import TEXTS, MandateFact, RiskFacts, write_facts
from akropolis.shared.classification.rules.aspects import ORDER

BECAUSE = (
    "what an acceptance rests on is compared without a user; who may see the risk is asked where it is shown"
)
EVERYBODY = system("risks")
FEW = 1000
"""Above this many risks or nodes, whole tables are read instead of rows by their keys."""
NOT_ASSESSED = "not_assessed"

type Levels = Mapping[str, int | None]
type Suppliers = tuple[str, ...]
type Deciding = tuple[str, str]
"""The code of a role and the kind of the unit in which it is held."""


def list_mandates(series: str, day: date) -> list[Mandate[str]]:
    """Return the mandates in force on the day for the series of matrices, by role code."""
    rows = RiskMandate.in_force(EVERYBODY, day)
    return [
        Mandate(row.role.code, row.unit_kind, row.level, row.consequence)
        for row in rows
        if row.series == series
    ]


class CurrentFacts:
    """Reads what several risks rest on, on a day, in a number of queries that does not grow with the risks.

    `suppliers` are those behind each node that are known already; others are read from the graph.
    """

    def __init__(self, day: date, suppliers: Mapping[int, Suppliers] | None = None) -> None:
        self.day = day
        self.suppliers = dict(suppliers or {})
        self.matrices = {row.pk: row for row in RiskMatrix.rows(EVERYBODY)}
        self.in_use = matrix_in_use(EVERYBODY, day)
        self._bodies: dict[UUID, MatrixBody] = {}
        self._mandates: dict[str, list[Mandate[str]]] = {}

    def read(self, risks: Sequence[Risk], deciding: Mapping[UUID, Deciding]) -> dict[UUID, RiskFacts]:
        """Return risk → facts, for risks that have been judged. `deciding` is by which role each is accepted."""
        nodes = {risk.node_id for risk in risks if risk.node_id is not None}
        self.suppliers |= list_suppliers(nodes - self.suppliers.keys(), self.day)
        levels, measures = list_levels(nodes), self._measures(risks)
        codes = dict(Unit.objects.unscoped(because=BECAUSE).order_by().values_list("pk", "code"))
        return {
            risk.pk: self._facts(risk, deciding[risk.pk], codes, levels, measures.get(risk.pk, {}))
            for risk in risks
            if risk.level is not None
        }

    def measures_of(self, risk: Risk) -> Mapping[str, str]:
        """Return the risk's measures, by code, and how each is where the risk is."""
        return self._measures([risk]).get(risk.pk, {})

    def matrix_of(self, risk: Risk) -> RiskMatrix:
        """Return the edition that says which level the risk's cell now has: a later one of the same series."""
        assert risk.matrix_id is not None
        judged_by, later = self.matrices[risk.matrix_id], self.in_use
        return later if later is not None and later.series == judged_by.series else judged_by

    def level_of(self, risk: Risk) -> int | None:
        """Return the level of the risk's cell by `matrix_of`; its own level where that has no such cell."""
        cells = self.body(self.matrix_of(risk)).cells
        return cells.get((risk.likelihood or 0, risk.consequence or 0), risk.level)

    def body(self, matrix: RiskMatrix) -> MatrixBody:
        """Return the parsed content of the matrix."""
        if matrix.pk not in self._bodies:
            self._bodies[matrix.pk] = body_of(matrix)
        return self._bodies[matrix.pk]

    def mandates(self, series: str) -> list[Mandate[str]]:
        """Return the mandates in force for the series."""
        if series not in self._mandates:
            self._mandates[series] = list_mandates(series, self.day)
        return self._mandates[series]

    def _facts(
        self,
        risk: Risk,
        deciding: Deciding,
        codes: Mapping[UUID, str],
        levels: Mapping[int, Levels],
        measures: Mapping[str, str],
    ) -> RiskFacts:
        matrix, level = self.matrix_of(risk), self.level_of(risk) or 0
        consequence = risk.consequence or 0
        mandate = best_mandate(self.mandates(matrix.series), *deciding, level, consequence)
        node = risk.node_id
        return RiskFacts(
            likelihood=risk.likelihood or 0,
            consequence=consequence,
            level=level,
            matrix=str(matrix.pk),
            mandate=MandateFact(
                *deciding, mandate.level if mandate else 0, mandate.consequence if mandate else None
            ),
            unit=codes[risk.owner_unit_id],
            owner=str(risk.owner_id or ""),
            node=str(node or ""),
            levels=levels.get(node, {}) if node else {},
            suppliers=self.suppliers.get(node, ()) if node else (),
            measures=measures,
            texts={name: str(getattr(risk, name)) for name in TEXTS},
        )

    def _measures(self, risks: Sequence[Risk]) -> dict[UUID, dict[str, str]]:
        """Return risk → measure → how it is where the risk is: at its node, or else in its authority."""
        where = Q(risk__in=[risk.pk for risk in risks]) if len(risks) <= FEW else Q()
        rows = RiskMeasure.objects.unscoped(because=BECAUSE).filter(where).order_by()
        links = list(rows.values_list("risk", "control", "control__code"))
        if not links:
            return {}
        body, by_key = cached_graph(bodies, self.day), {risk.pk: risk for risk in risks}
        places: dict[UUID, tuple[int | None, UUID]] = {
            pk: (
                risk.node_id,
                body[risk.owner_unit_id].pk if risk.owner_unit_id in body else risk.owner_unit_id,
            )
            for pk, risk in by_key.items()
        }
        at = Q(control__in={control for _risk, control, _code in links})
        if len(risks) <= FEW:
            nodes, units = ({place[n] for place in places.values()} - {None} for n in (0, 1))
            at &= Q(node__in=nodes) | Q(unit__in=units)
        found = {(place, control): str(status) for place, control, status in statuses(self.day, at)}
        measures: dict[UUID, dict[str, str]] = {}
        for risk, control, code in links:
            if risk in places:
                there = [place for place in places[risk] if place is not None]
                status = (found[place, control] for place in there if (place, control) in found)
                measures.setdefault(risk, {})[code] = next(status, NOT_ASSESSED)
        return measures


def freeze_facts(risk: Risk, deciding: Deciding, day: date) -> dict[str, object]:
    """Return what an acceptance of the judged risk by the role rests on, as it is stored with the decision."""
    return write_facts(CurrentFacts(day).read([risk], {risk.pk: deciding})[risk.pk])


def list_levels(nodes: Collection[int]) -> dict[int, Levels]:
    """Return node → its level per aspect, None where unknown."""
    rows = Node.objects.unscoped(because=BECAUSE).order_by()
    if len(nodes) <= FEW:
        rows = rows.filter(pk__in=nodes)
    return {pk: dict(zip(ORDER, levels, strict=True)) for pk, *levels in rows.values_list("pk", *ORDER)}


def list_suppliers(nodes: Collection[int], day: date) -> dict[int, Suppliers]:
    """Return node → the ids of the suppliers that it depends on, directly or not, in a fixed order.

    No path leads through what is archived. At most one query a step, and two when the nodes are many.
    """
    if not nodes:
        return {}
    down, gone = _downward(nodes, day), archived(day)
    around = set(down) | {head for heads in down.values() for head in heads}
    of = Node.objects.unscoped(because=BECAUSE).filter(kind=NodeKind.SUPPLIER).order_by()
    if len(around) <= FEW:
        of = of.filter(pk__in=around)
    records = {pk: str(record) for pk, record in of.values_list("pk", "record")}
    found: dict[int, list[str]] = {node: [] for node in nodes}
    up: dict[int, list[int]] = {}
    for source, targets in down.items():
        for target in targets if source not in gone else ():
            up.setdefault(target, []).append(source)
    # From each supplier upwards: suppliers are few, and nodes many.
    for supplier, record in sorted(records.items(), key=lambda pair: pair[1]):
        for node in _dependents(supplier, up) if supplier not in gone or supplier in found else ():
            if node in found:
                found[node].append(record)
    return {node: tuple(suppliers) for node, suppliers in found.items()}


def _downward(nodes: Collection[int], day: date) -> dict[int, list[int]]:
    down: dict[int, list[int]] = {}
    layer = set(nodes)
    while layer:
        many = len(layer) > FEW
        rows = list_links(day) if many else list_links(day, source_id__in=layer)
        for source, target, *_rest in rows:
            down.setdefault(source, []).append(target)
        if many:
            break
        layer = {target for source in layer for target in down.get(source, ())} - down.keys() - layer
    return down


def _dependents(node: int, up: Mapping[int, Iterable[int]]) -> set[int]:
    """Return the node and all that depends on it."""
    seen, todo = {node}, [node]
    while todo:
        for tail in up.get(todo.pop(), ()):
            if tail not in seen:
                seen.add(tail)
                todo.append(tail)
    return seen
