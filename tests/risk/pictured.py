"""A shared service with risks of whoever answers for it and of two who use it, and risks judged on chosen days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import Risk, RiskAction, RiskJudgement, RiskMatrix, RiskMeasure
from akropolis.shared.actions.models import Action
from tests.compliance.measures import measure
from tests.factories.graphs import depend, information, node_of
from tests.risk.matrices import BODY, LEVELS
from tests.world import SYSTEM, World

CANARIES = {
    "weakness": "Kanariesvaghet",
    "description": "Kanariehandelse",
    "treatment_plan": "Kanarieplan",
    "secrecy": "Kanariesekretess",
    "reasons": "Kanarieskal",
    "action": "Kanarieatgard",
    "other": "Kanariegranne",
}
"""What no consumer may read, each a word of its own."""
TITLE = "Utpressning låser journalen"


def ago(days: int) -> date:
    """A day so many days before today."""
    return timezone.localdate() - timedelta(days=days)


def judged(
    w: Writer, risk: Risk, matrix: RiskMatrix, likelihood: int, consequence: int, on: date, **more: Any
) -> RiskJudgement:
    """A judgement of the risk as it stands on the day, which the risk repeats."""
    cells: Any = BODY["cells"]
    level = cells[f"{likelihood}-{consequence}"]
    same = {
        "matrix": matrix,
        "likelihood": likelihood,
        "consequence": consequence,
        "level": level,
        "judged_on": on,
    }
    _label, _kind, days, _report = LEVELS[level - 1]
    w.update(risk, {**same, "treat_by": on + timedelta(days=days) if days else None})
    more = {"judged_by": "Katarina Vesterlund", "consequences": {"person": consequence}, **more}
    return w.create(RiskJudgement, {"risk": risk, "kind": "current", **same, **more})


def new_risk(w: Writer, world: World, unit: str, title: str, **more: Any) -> Risk:
    """A risk of the unit."""
    return w.create(Risk, {"title": title, "owner_unit": world.units[unit], **more})


def share(world: World, matrix: RiskMatrix) -> Mapping[str, Any]:
    """`utb` runs a service that `kul` and `hamn` use; `utb` and `hamn` each have a risk on it."""
    with writing(SYSTEM) as w:
        values = {"name": "Journalen", "owner_unit": world.units["utb"], "shared": True}
        node: Node = node_of(w, w.create(Service, values))
        for unit in ("kul", "hamn"):
            depend(w, information(w, world.units[unit], f"Mängd {unit}"), node)
        texts = {key: CANARIES[key] for key in ("weakness", "description", "treatment_plan", "secrecy")}
        owner = world.people["chef"]
        risk = new_risk(w, world, "utb", TITLE, node=node, owner=owner, treatment="reduce", **texts)
        judged(w, risk, matrix, 4, 2, ago(10), reasons=CANARIES["reasons"])
        control: Control = measure(w, "Kanariemedel")
        w.create(RiskMeasure, {"risk": risk, "control": control})
        action = w.create(Action, {"title": CANARIES["action"], "owner_unit": world.units["utb"]})
        w.create(RiskAction, {"risk": risk, "action": action})
        other = new_risk(w, world, "hamn", CANARIES["other"], node=node)
        judged(w, other, matrix, 4, 3, ago(10))
    return {"node": node, "risk": risk, "other": other, "action": action}
