"""Keeps what has changed since risks were accepted: in the transaction that changes it, and in a job on a new day.

A change is compared with all that an acceptance rests on by the same code as a rebuild. Which acceptances a
change of the graph concerns is read off `AcceptedNode`: levels and suppliers that differ from those last compared with.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import batched
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.log import invalidate_caches, lock_head
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.statements import bulk_upsert_rows
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.kernel.records.projections import BATCH, Projection, Touched, concerned, drop, rows_of
from akropolis.base.lib.calendar import DAY
from akropolis.graph.assets.models import GraphRecord, Node, NodeLevel
from akropolis.graph.assets.selectors.floods import upstream
from akropolis.graph.assets.selectors.kept import causes as graph_causes
from akropolis.graph.assets.services.graph import touched_edges
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.compliance.selectors.standing import PROVED
from akropolis.graph.risk.models import (
    AcceptanceChange,
    AcceptedNode,
    DecisionKind,
    Risk,
    RiskDecision,
    RiskMandate,
    RiskMatrix,
    RiskMeasure,
)
from akropolis.graph.risk_decisions.rules.staleness import (
    TEXTS,
    FactChange,
    RiskFacts,
    list_changes,
    read_facts,
)
from akropolis.graph.risk_decisions.selectors.facts import (
    BECAUSE,
    FEW,
    CurrentFacts,
    Suppliers,
    list_suppliers,
)
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.evidence.models import Evidence, Proof

COLUMNS = ("decision_id", "risk_id", "key", "asks", "cause", "was", "now", "since")
READ = ("matrix", "likelihood", "consequence", "level", "owner_unit", "owner", "node", *TEXTS)
UNKNOWN = Value(-1)

type Values = tuple[bool, object, object, object]
"""Of a change: whether it asks, its cause, what the fact was and what it is."""
type Stored = dict[tuple[UUID, str], Values]
"""Decision and fact → the change."""


def causes() -> tuple[type, ...]:
    """Return the models that `AcceptanceChange` is derived from."""
    risks = (Risk, RiskDecision, RiskMeasure, RiskMandate, RiskMatrix)
    return (*graph_causes(), *risks, Control, Fulfilment, Evidence, Proof)


def follow(touched: Touched) -> None:
    """Compare the acceptances that the written rows may concern with what they rest on now."""
    day = timezone.localdate()
    if concerned(touched, (RiskMandate, RiskMatrix, Control)):
        _bring(Q(), day)
        return
    risks = _touched_risks(touched)
    nodes = _changed_nodes(touched, day) if concerned(touched, graph_causes()) else set()
    if risks or nodes:
        _bring(_among("risk", risks) | _among("risk__node", nodes), day)


def differences() -> list[Difference]:
    """Return every acceptance whose stored changes differ from those found by comparing. Changes nothing.

    What held until yesterday is no difference: mandates and measures lapse by date, and the job may not have run.
    """
    today = timezone.localdate()
    stored = _stored(Q())
    wrong = _wrong(stored, _Comparison(Q(), today).found)
    if wrong:
        wrong &= _wrong(stored, _Comparison(Q(), today - DAY).found)
    return [Difference(AcceptanceChange._meta.label_lower, pk, ["key"]) for pk in sorted(wrong)]


def rebuild() -> list[Difference]:
    """Correct the changes that differ, under the lock on writing, and return the differences."""
    with transaction.atomic():
        lock_head()
        wrong = differences()
        drop(AcceptedNode.objects.all())
        _bring(Q(), timezone.localdate())
        invalidate_caches()
        return wrong


def refresh(now: datetime) -> str:
    """Run the background job: measures, mandates and dependencies begin and end by date. Locks only when needed."""
    day = timezone.localdate(now)
    wrong = _wrong(_stored(Q()), _Comparison(Q(), day).found)
    if wrong:
        rebuild()
    return f"{len(wrong)} acceptances"


PROJECTION = Projection(follow, differences, rebuild, (AcceptanceChange, AcceptedNode), causes)


# What a transaction has touched


def _touched_risks(touched: Touched) -> set[UUID]:
    """Return the risks that were written, or whose decision, measure, unit or measure's assessment was."""
    found = {row.pk for row in rows_of(touched, Risk)}
    found |= {row.risk_id for row in (*rows_of(touched, RiskDecision), *rows_of(touched, RiskMeasure))}
    risks = Risk.objects.unscoped(because=BECAUSE).filter(accepted_until__isnull=False).order_by()
    for unit in rows_of(touched, Unit):
        found |= set(risks.filter(owner_unit__path__startswith=unit.path).values_list("pk", flat=True))
    if controls := _assessed(touched):
        links = RiskMeasure.objects.unscoped(because=BECAUSE).filter(control__in=controls).order_by()
        found |= set(links.filter(risk__accepted_until__isnull=False).values_list("risk", flat=True))
    return found


def _assessed(touched: Touched) -> set[UUID]:
    """Return the measures that were assessed, or whose assessment's evidence was written."""
    found = {row.control_id for row in rows_of(touched, Fulfilment)}
    rows = {row.object_id for row in rows_of(touched, Proof) if row.kind == PROVED}
    if evidence := list(touched.get(Evidence, {})):
        proofs = Proof.objects.unscoped(because=BECAUSE).filter(kind=PROVED, evidence__in=evidence)
        rows |= set(proofs.order_by().values_list("object_id", flat=True))
    if rows:
        assessments = Fulfilment.objects.unscoped(because=BECAUSE).filter(pk__in=rows).order_by()
        found |= set(assessments.values_list("control", flat=True))
    return found


def _changed_nodes(touched: Touched, day: date) -> set[int]:
    """Return the nodes of accepted risks whose levels or suppliers differ, and store what they now are."""
    other = (~Q(**{f"here_{each}": F(f"there_{each}")}) for each in ORDER)
    compared = {f"here_{each}": Coalesce(each, UNKNOWN) for each in ORDER}
    compared |= {f"there_{each}": Coalesce(f"node__{each}", UNKNOWN) for each in ORDER}
    rows = AcceptedNode.objects.alias(**compared).filter(reduce(or_, other))
    changed = set(rows.values_list("pk", flat=True))
    right: dict[int, Suppliers] = {}
    if starts := {source for source, _target in touched_edges(touched)} | _moved(touched):
        near = AcceptedNode.objects.filter(_among("pk", upstream(starts, day)))
        stored = dict(near.values_list("pk", "suppliers"))
        right = list_suppliers(stored, day)
        changed |= {node for node, suppliers in right.items() if stored[node] != ",".join(suppliers)}
    _store_nodes(changed, {**list_suppliers(changed - right.keys(), day), **right})
    return changed


def _moved(touched: Touched) -> set[int]:
    """Return the nodes whose row was archived or restored: paths end or begin there."""
    at = {
        pk: row.updated_at
        for kind in touched
        if issubclass(kind, GraphRecord)
        for pk, row in touched[kind].items()
    }
    found: set[int] = set()
    for part in batched(at, BATCH):
        changes = Change.objects.filter(object_id__in=part, at__gte=min(at[pk] for pk in part))
        kinds = Q(payload__startswith='{"action":"archive"') | Q(payload__startswith='{"action":"restore"')
        records = changes.filter(kinds).values("object_id")
        nodes = Node.objects.unscoped(because=BECAUSE).filter(record__in=records).order_by()
        found |= set(nodes.values_list("pk", flat=True))
    return found


def _store_nodes(nodes: Collection[int], suppliers: Mapping[int, Suppliers]) -> None:
    """Store what the nodes are compared with from now on: their levels, and these suppliers."""
    levels = Node.objects.unscoped(because=BECAUSE).filter(_among("pk", nodes)).order_by()
    rows = [(pk, *each, ",".join(suppliers[pk])) for pk, *each in levels.values_list("pk", *ORDER)]
    bulk_upsert_rows(AcceptedNode, ("node_id", *ORDER, "suppliers"), rows, key=("node_id",))


def _among(name: str, keys: Collection[object]) -> Q:
    """Return the filter of rows with one of the keys; the database takes only so many as a list."""
    return reduce(or_, (Q(**{f"{name}__in": part}) for part in batched(keys, BATCH)), Q(pk__in=[]))


# What is compared


class _Comparison:
    """The acceptances in force that meet a condition on their decision, and what has changed since each."""

    def __init__(self, condition: Q, day: date) -> None:
        rows = RiskDecision.objects.unscoped(because=BECAUSE).filter(condition, kind=DecisionKind.ACCEPTED)
        rows = rows.filter(risk__accepted_until__isnull=False, risk__archived_at=None, risk__ended_on=None)
        ordered = rows.order_by("decided_on", "created_at", "id")
        # One that was read in from elsewhere may have nothing frozen to compare with.
        latest = {row.risk_id: row for row in ordered if "mandate" in row.frozen}
        where = _among("pk", latest) if len(latest) <= FEW else Q(accepted_until__isnull=False)
        risks = Risk.objects.unscoped(because=BECAUSE).filter(where).only(*READ).order_by()
        self.decisions = {row.pk: row for row in latest.values()}
        frozen = {risk: read_facts(row.frozen) for risk, row in latest.items()}
        deciding = {risk: (facts.mandate.role, facts.mandate.unit_kind) for risk, facts in frozen.items()}
        self.risks = [risk for risk in risks if risk.pk in latest]
        # All are compared with what is read anew: dependencies begin and end by date too.
        nodes = {risk.node_id for risk in self.risks if risk.node_id is not None}
        known = AcceptedNode.objects.filter(_among("pk", nodes if condition else ()))
        stored: dict[int, Suppliers] = {
            node: tuple(filter(None, suppliers.split(",")))
            for node, suppliers in known.values_list("pk", "suppliers")
        }
        self.new = nodes - stored.keys()
        reading = CurrentFacts(day, stored)
        now = reading.read(self.risks, deciding)
        self.suppliers = reading.suppliers
        changes = {risk: list_changes(frozen[risk], facts) for risk, facts in now.items()}
        sources = _Sources(changes, now)
        self.found: Stored = {
            (latest[risk].pk, change.key): (change.asks, sources.of(risk, change), change.was, change.now)
            for risk, several in changes.items()
            for change in several
        }


class _Sources:
    """From which row each change comes, so that one change of a shared service is one task for each owner."""

    def __init__(self, changes: Mapping[UUID, Sequence[FactChange]], facts: Mapping[UUID, RiskFacts]) -> None:
        self.facts = facts
        keys = [change.key for several in changes.values() for change in several]
        codes = {key.partition(":")[2] for key in keys if key.startswith("measure:")}
        self.controls: dict[str, UUID] = {}
        if codes:
            rows = Control.objects.unscoped(because=BECAUSE).filter(code__in=codes).order_by()
            self.controls = dict(rows.values_list("code", "pk"))
        self.levels: dict[tuple[int, int], UUID] = {}
        nodes = {int(facts[risk].node) for risk, several in changes.items() if _of_levels(several)}
        if nodes:
            sources = NodeLevel.objects.filter(_among("node", nodes))
            for node, aspect, record in sources.values_list("node", "aspect", "source__record"):
                self.levels[node, aspect] = record

    def of(self, risk: UUID, change: FactChange) -> UUID | None:
        """Return the source's id: of a level the node that decides it; None for a change of the risk itself."""
        kind, _colon, name = change.key.partition(":")
        facts = self.facts[risk]
        if kind == "levels":
            return self.levels.get((int(facts.node), ORDER.index(name)))
        if kind == "supplier":
            return UUID(name)
        if kind == "measure":
            return self.controls.get(name)
        return UUID(facts.matrix) if kind in ("mandate", "matrix") else None


def _of_levels(changes: Iterable[FactChange]) -> bool:
    return any(change.key.startswith("levels:") for change in changes)


def _stored(condition: Q) -> Stored:
    rows = AcceptanceChange.objects.filter(condition)
    values = rows.values_list("decision", "key", "asks", "cause", "was", "now")
    return {(decision, key): (asks, cause, was, now) for decision, key, asks, cause, was, now in values}


def _wrong(stored: Stored, right: Stored) -> set[UUID]:
    """Return the decisions of which something differs; `since` is when a change was first seen, and is not compared."""
    keys = stored.keys() | right.keys()
    return {pair[0] for pair in keys if stored.get(pair) != right.get(pair)}


def _bring(condition: Q, day: date) -> None:
    """Store what has changed since the acceptances that meet the condition; `since` stays where nothing did."""
    compared = _Comparison(condition, day)
    _store_nodes(compared.new, compared.suppliers)
    stored = _stored(condition)
    gone = stored.keys() - compared.found.keys()
    for part in batched({decision for decision, _key in gone}, BATCH):
        rows = AcceptanceChange.objects.filter(decision__in=part).values_list("pk", "decision", "key")
        drop(AcceptanceChange.objects.filter(pk__in=[pk for pk, *pair in rows if tuple(pair) in gone]))
    new = {pair: values for pair, values in compared.found.items() if stored.get(pair) != values}
    put = [(pair[0], compared.decisions[pair[0]].risk_id, pair[1], *new[pair], day) for pair in new]
    bulk_upsert_rows(AcceptanceChange, COLUMNS, put, key=("decision_id", "key"))
