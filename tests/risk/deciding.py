"""A city with mandates, people on three steps of the tree, and risks that are judged."""

from datetime import date
from typing import Any

from akropolis.base.kernel.access.models import Role, Unit
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.risk.models import Risk, RiskMandate, RiskMatrix
from akropolis.graph.risk.services.judging import judge
from tests.risk.matrices import use_matrix
from tests.world import SYSTEM, World

MANDATES = (("chef", "administration", 2), ("namnd", "committee", 3), ("kommunstyrelse", "city", 4))
"""A förvaltningschef up to Medel, a nämnd up to Hög, the kommunstyrelse all of it."""


def give_mandate(role: str, kind: str, level: int, **more: Any) -> RiskMandate:
    """Let the role in that kind of unit accept up to the level."""
    held = Role.everything.get(code=role)
    values = {"series": "test-4", "role": held, "unit_kind": kind, "level": level, "mark": "O"}
    return create(SYSTEM, RiskMandate, {**values, "valid_from": date(2024, 1, 1), **more})


def decided(world: World, mandates: tuple[tuple[str, str, int], ...] = MANDATES) -> RiskMatrix:
    """The matrix and the mandates, and a förvaltningschef, a nämnd and a kommunstyrelse who hold them."""
    matrix = use_matrix()
    with writing(SYSTEM) as w:
        world.add(w, "director", "Disa Förvaltningschef", "chef", "utbf")
        world.add(w, "board", "Nils Ordförande", "namnd", "utb")
        world.add(w, "executive", "Karin Kommunstyrelse", "kommunstyrelse", "stad")
    for mandate in mandates:
        give_mandate(*mandate)
    return matrix


def judged(world: World, likelihood: int = 3, consequence: int = 2, unit: str = "utbf", **given: Any) -> Risk:
    """A risk of the unit that is judged: Hög without other values."""
    owner: Unit = world.units[unit]
    risk = create(SYSTEM, Risk, {"title": "Utpressning", "owner_unit": owner, **given})
    judge(SYSTEM, risk, "current", likelihood, {"person": consequence})
    return Risk.everything.get(pk=risk.pk)
