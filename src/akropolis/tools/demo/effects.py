"""Effect tests of two units of the demo city: some hold, some fail, some are old."""

from datetime import timedelta
from functools import partial

from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.tools.demo.frame import TODAY, City

WHY = "the demo city says whether measures work"
TESTS = (
    ("phishing", "awareness", 400, 120, 112, 40),
    ("leavers", "leavers", 36, 36, 27, 20),
    ("exercise", "crisis-and-exercises", 4, 4, 4, 400),
    ("exercise", "continuity-plan", 6, 6, 3, 60),
    ("restore", "backup", 40, 20, 20, 15),
    ("patching", "security-updates", 40, 20, 17, 200),
    ("access-review", "access-by-need", 40, 20, 8, 30),
)
"""Kind, measure, how many there are, were tested and held, and how many days ago."""


def build(city: City) -> None:
    """Register each test in two units, or at a service of theirs where the measure is met."""
    city.later(TODAY - timedelta(days=1), partial(_register, city))


def _register(city: City, w: Writer) -> None:
    kinds = {row.code: row for row in EffectTestKind.objects.unscoped(because=WHY)}
    met = Fulfilment.objects.unscoped(because=WHY).filter(state="met").order_by("node__number", "unit__code")
    rows = []
    for code in [code for code in city.reviewing() if f"samordnare.{code}" in city.people][:2]:
        for key, measure, population, tested, held, days in TESTS:
            row: dict[str, object] = {"kind": kinds[key], "owner_unit": city.units[code]}
            row["control"] = Control.objects.unscoped(because=WHY).get(code=measure)
            here = met.filter(control__code=measure, node__owner_unit__path__startswith=city.units[code].path)
            if found := here.select_related("node__owner_unit").first():
                row |= {"node": found.node, "owner_unit": found.gate_unit()}
            row |= {"population": population, "tested": tested, "held": held}
            row |= {"outcome": "works" if held == tested else "partly"} if key == "exercise" else {}
            row |= {
                "tested_on": TODAY - timedelta(days=days),
                "tester": city.people[f"samordnare.{code}"].name,
            }
            rows.append(row)
    city.add(w, EffectTest, rows)
