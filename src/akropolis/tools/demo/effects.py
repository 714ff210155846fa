"""Effect tests of two units of the demo city: some hold, some fail, some are old."""

from datetime import timedelta
from functools import partial

from django.db.models import Q

from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row

WHY = "the demo city says whether measures work"
TESTS = (
    ("phishing", "awareness", 400, 120, 112, 40),
    ("leavers", "leavers", 36, 36, 27, 20),
    ("exercise", "crisis-and-exercises", 4, 4, 4, 400),
    ("exercise", "continuity-plan", 6, 6, 3, 60),
)
"""Tests of units: kind, measure, how many there are, were tested and held, and how many days ago."""
AT_SERVICES = (
    ("restore", "backup", 20, 15),
    ("patching", "security-updates", 17, 200),
    ("access-review", "access-by-need", 8, 30),
)
"""Tests of twenty things at a service: kind, measure, how many held, and how many days ago."""


def build(city: City) -> None:
    """Register the tests of two units, and one test for each of three measures met at their services."""
    city.later(TODAY - timedelta(days=1), partial(_register, city))


def _register(city: City, w: Writer) -> None:
    kinds = {row.code: row for row in EffectTestKind.objects.unscoped(because=WHY)}
    measures = {row.code: row for row in Control.objects.unscoped(because=WHY)}
    rows: list[Row] = []
    for code in [code for code in city.reviewing() if f"samordnare.{code}" in city.people][:2]:
        unit, tester = city.units[code], city.people[f"samordnare.{code}"].name
        for kind, measure, population, tested, held, days in TESTS:
            numbers = {"population": population, "tested": tested, "held": held}
            of = {"kind": kinds[kind], "control": measures[measure], "owner_unit": unit, "tester": tester}
            rows.append({**of, **numbers, "tested_on": TODAY - timedelta(days=days)})
        rows += _of_services(kinds, code, tester)
    for row in rows:
        judged = (
            {}
            if row["kind"].good_share
            else {"outcome": "works" if row["held"] == row["tested"] else "partly"}
        )
        row |= judged
    city.add(w, EffectTest, rows)


def _of_services(kinds: dict[str, EffectTestKind], code: str, tester: str) -> list[Row]:
    met = Fulfilment.objects.unscoped(because=WHY).filter(state="met", node__archived_at=None)
    answered = Q(node__operator_unit__path__contains=f"/{code}") | Q(node__owner_unit__code=code)
    rows: list[Row] = []
    for kind, measure, held, days in AT_SERVICES:
        found = met.filter(answered, control__code=measure).select_related("control", "node")
        if row := found.order_by("node__number").first():
            of = {"control": row.control, "node": row.node, "owner_unit": answering_unit(or_hidden(row.node))}
            numbers = {"population": 40, "sample": 20, "tested": 20, "held": held}
            rows.append(
                {"kind": kinds[kind], "tester": tester, **of, **numbers}
                | {"tested_on": TODAY - timedelta(days=days)}
            )
    return rows
