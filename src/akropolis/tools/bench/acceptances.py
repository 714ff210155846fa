"""What goes stale of 5,000 accepted risks after one change: of a shared service, its classification or a measure."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.projections import concerned
from akropolis.base.kernel.records.projections import registry as projections
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Dependency, DependencyKind, Node, NodeKind, Service
from akropolis.graph.assets.selectors.floods import upstream
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.information.models import ClassificationDecision
from akropolis.graph.risk.models import AcceptanceChange, DecisionKind, Risk, RiskDecision, RiskMeasure
from akropolis.graph.risk.selectors.matrices import body_of, matrix_in_use
from akropolis.graph.risk_decisions.rules.staleness import write_facts
from akropolis.graph.risk_decisions.selectors.facts import EVERYBODY, CurrentFacts
from akropolis.graph.risk_decisions.services import acceptances
from akropolis.tools.bench.measure import Measurement, figure, timed

RISKS, LIMIT, RUNS = 5_000, 60.0, 7
BENCHMARK = system("Benchmark")
type Written = Callable[[Writer], object]


def measured() -> Iterator[Measurement]:
    """Yield all figures. The stored rows remain."""
    risks = _accepted()
    day = timezone.localdate()
    near = {risk.node_id for risk in risks}
    shared = list(Node.everything.filter(kind=NodeKind.SERVICE, shared=True, archived_at=None))
    reach = {node: len(upstream([node.pk], day).keys() & near) for node in shared}
    widest = max(shared, key=reach.__getitem__)
    usual = sorted(shared, key=reach.__getitem__)[len(shared) // 2]
    supplier = Node.everything.filter(kind=NodeKind.SUPPLIER).latest("pk")
    changes: list[tuple[str, Written]] = [
        ("a shared service gets a supplier", partial(_depend, usual, supplier)),
        ("the most shared service gets a supplier", partial(_depend, widest, supplier)),
        ("the most shared service is described anew", partial(_describe, widest)),
        ("a set is classified higher", _classify),
        ("a measure is assessed anew", _assess),
    ]
    for name, change in changes:
        runs = [_followed(change) for _each in range(RUNS)]
        size = f"{RISKS} risks, {runs[0][1]} stale"
        yield figure(name, size, [took for took, _stale in runs], limit=LIMIT)
    yield figure("acceptances compared anew", f"{RISKS} risks", timed(acceptances.rebuild, runs=1, warm=0))


def _accepted() -> list[Risk]:
    """Create accepted risks in all units, on what these stand on, each with two measures; return them."""
    day = timezone.localdate()
    matrix = matrix_in_use(EVERYBODY, day)
    assert matrix is not None
    (likelihood, consequence), level = next((c, v) for c, v in body_of(matrix).cells.items() if v == 2)
    kinds = (NodeKind.PROCESS, NodeKind.SERVICE, NodeKind.INFORMATION)
    nodes = list(Node.everything.filter(kind__in=kinds, archived_at=None).select_related("owner_unit"))
    controls = list(Control.everything.order_by("position")[:20])
    cell = {"matrix": matrix, "likelihood": likelihood, "consequence": consequence, "level": level}
    with writing(BENCHMARK) as w:
        rows = [
            {
                "title": f"Benchmark {n}",
                "node": (node := nodes[n % len(nodes)]),
                "owner_unit": node.owner_unit,
            }
            for n in range(RISKS)
        ]
        risks = w.create_many(Risk, [row | cell for row in rows])
        links = [(risk, controls[n % 19 + each]) for n, risk in enumerate(risks) for each in (0, 1)]
        w.create_many(RiskMeasure, [{"risk": risk, "control": control} for risk, control in links])
        units = {unit.pk: unit for unit in Unit.everything.all()}
        deciding = {risk.pk: ("chef", str(units[risk.owner_unit_id].kind)) for risk in risks}
        facts = CurrentFacts(day).read(risks, deciding)
        said: dict[str, object] = {
            "kind": DecisionKind.ACCEPTED,
            "reason": "Benchmark",
            "decider_name": "B",
            "decider_role": "B",
        }
        said |= {"decided_on": day, "valid_to": day + timedelta(days=365), **cell}
        w.create_many(
            RiskDecision,
            [said | {"risk": r, "unit": r.owner_unit, "frozen": write_facts(facts[r.pk])} for r in risks],
        )
        for risk in risks:
            w.update(risk, {"accepted_until": day + timedelta(days=365)})
    acceptances.rebuild()
    return risks


def _followed(change: Written) -> tuple[float, int]:
    """Return how long the acceptances take to follow a change, and how many it makes stale; then undo it."""
    before = AcceptanceChange.objects.filter(asks=True).count()
    with writing(BENCHMARK) as w:
        change(w)
        others = (each for each in projections if each is not acceptances.PROJECTION)
        for projection in others:
            if concerned(w.touched, projection.causes()):
                projection.follow(w.touched)
        begun = time.process_time()
        acceptances.follow(w.touched)
        took = (time.process_time() - begun) * 1000
        w.touched.clear()
        stale = AcceptanceChange.objects.filter(asks=True).count() - before
        transaction.set_rollback(True)
    return took, stale


def _depend(source: Node, target: Node, w: Writer) -> None:
    w.create(Dependency, {"source": source, "target": target, "kind": DependencyKind.DELIVERED_BY})


def _describe(node: Node, w: Writer) -> None:
    w.update(Service.everything.get(pk=node.record), {"description": "Benchmark"})


def _classify(w: Writer) -> None:
    last = ClassificationDecision.everything.filter(confidentiality__lt=3).latest("number")
    names = [f.attname for f in last._meta.concrete_fields if f.attname not in ("id", "version")]
    values = {name: getattr(last, name) for name in names if not name.endswith(("_at", "_on"))}
    raised = {"number": last.number + 1, "confidentiality": 3, "decided_at": timezone.now()}
    w.create(ClassificationDecision, values | raised)


def _assess(w: Writer) -> None:
    risks = RiskMeasure.everything.values("control", "risk__node")
    near = {"control__in": risks.values("control"), "node__in": risks.values("risk__node")}
    row = Fulfilment.everything.filter(state="met", **near).latest("pk")
    w.update(row, {"state": "not_begun"})
