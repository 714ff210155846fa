"""Measures by hand, and services whose levels demand them."""

from datetime import date
from typing import Any

from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.compliance.models import Control, Framework, MeasureBearer, Requirement
from tests.world import SYSTEM

WORDS = dict.fromkeys(("what", "why", "how", "own", "evidence"), "Ord")


def measure(w: Writer, name: str, bearer: MeasureBearer = MeasureBearer.SERVICE, **given: Any) -> Control:
    """A new measure; `confidentiality=2` demands it from K2."""
    values = {"name": name, "bearer": bearer, "valid_from": date(2026, 1, 1), "mark": "K", **WORDS, **given}
    return w.create(Control, values)


def requirement(name: str = "Krav") -> Requirement:
    """A new requirement of a framework that is in use, one and the same for all of them."""
    since: dict[str, Any] = {"valid_from": date(2026, 1, 1), "mark": "K"}
    with writing(SYSTEM) as w:
        law = Framework.everything.filter(name="Lagen").first() or w.create(
            Framework, {"name": "Lagen", **since}
        )
        place = 1 + Requirement.everything.count()
        values = {"name": name, "framework": law, "reference": f"{place} §", "position": place}
        return w.create(Requirement, {**values, **since})
