"""Risks of `utb` for the tests: judged by the small matrix, about an information set that is classified."""

from typing import Any

from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.services.judging import judge
from akropolis.shared.actions.models import Action
from akropolis.shared.classification.models import Scheme
from tests.factories import classification, graphs
from tests.risk.matrices import use_matrix
from tests.world import START, SYSTEM, World


def a_risk(world: World, *, unit: str = "utb", **given: Any) -> Risk:
    """A risk that nobody has judged."""
    return create(SYSTEM, Risk, {"title": "Utpressning", "owner_unit": world.units[unit], **given})


def scales() -> Scheme:
    """The small matrix in use, and the small scheme in force."""
    use_matrix()
    with writing(SYSTEM) as w:
        return classification.scheme(w)


def a_judged_risk(world: World, *, likelihood: int = 3, person: int = 2, **given: Any) -> Risk:
    """A risk judged as it stands; by default its level is 3, Hög."""
    scheme = scales()
    risk = a_risk(world, **given)
    judge(SYSTEM, risk, "current", likelihood, {"person": person}, scheme=scheme)
    return Risk.everything.get(pk=risk.pk)


def a_measure(code: str = "mfa", title: str = "Multifaktor") -> Control:
    """A measure of the catalogue."""
    texts = dict.fromkeys(("what", "why", "how", "own", "evidence"), title)
    return create(SYSTEM, Control, {"code": code, "name": title, **texts, "valid_from": START})


def an_action(world: World, *, unit: str = "utb", **given: Any) -> Action:
    """An action that is not done."""
    return create(SYSTEM, Action, {"title": "Inför MFA", "owner_unit": world.units[unit], **given})


def a_classified_set(world: World, harms: dict[str, Any], scheme: Scheme, *, unit: str = "utb") -> Node:
    """An information set with a decision of these answers, whose confidentiality is 2 and availability 1."""
    with writing(SYSTEM) as w:
        node = graphs.information(w, world.units[unit], "Elevakter")
        row = InformationSet.everything.get(pk=node.record)
        values = {"information": row, "scheme": scheme, "number": 1, "information_name": row.name}
        levels = {"confidentiality": 2, "availability": 1, "answers": {"harms": harms}}
        who = {"unit_name": "Utbildningsnämnden", "decider_name": "Elin Ek", "decider_role": "Chef"}
        dates = {"decided_at": w.at, "valid_to": classification.VALID_TO}
        w.create(ClassificationDecision, {**values, **levels, **who, **dates})
    return Node.everything.get(pk=node.pk)
