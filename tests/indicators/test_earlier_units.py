"""A unit formed by a merge shows what was measured before it, unit by unit, and adds nothing up (peers.md G9)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create
from akropolis.people.organisation.models.handovers import HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.shared.indicators.models import Indicator, IndicatorMeasurement, MeasuredBy
from akropolis.shared.indicators.selectors.measurements import history_before
from tests.indicators.test_measuring import indicator
from tests.organisation.test_reorganising import NEW, WHY
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
BEGAN = date(timezone.localdate().year - 1, 1, 1)


def measure(world: World, of: Indicator, unit: str, numerator: int) -> IndicatorMeasurement:
    """So many of twenty, last year."""
    values = {"indicator": of, "unit": world.units[unit], "first_on": BEGAN, "numerator": numerator}
    by = {"denominator": 20, "how": MeasuredBy.MANUAL, "measured_by": "Någon"}
    return create(SYSTEM, IndicatorMeasurement, {**values, **by})


NUMERATORS = {"utb": 12, "kul": 5, "hamn": 20}


@pytest.mark.parametrize(
    ("kind", "before"), [(HandoverKind.MERGE, ("utb", "kul")), (HandoverKind.SPLIT, ("hamn",))]
)
def test_g9_a_new_unit_shows_each_earlier_value_with_its_own_basis(
    world: World, kind: HandoverKind, before: tuple[str, ...]
) -> None:
    of = indicator()
    for unit, numerator in NUMERATORS.items():
        measure(world, of, unit, numerator)
    new = {**NEW, "parent": world.units["stad"]}
    several = {
        HandoverKind.MERGE: [new],
        HandoverKind.SPLIT: [new, {**new, "code": "an", "name": "En annan"}],
    }
    givers = [world.units[code] for code in before]
    carry_out(world.access("admin"), Wish(kind, givers, timezone.localdate(), WHY, several[kind]))
    formed = Unit.everything.get(code=NEW["code"])
    found = history_before(world.access("ciso"), of, formed)
    assert {each.unit.code: each.row.numerator for each in found} == {c: NUMERATORS[c] for c in before}
    page = world.client("ciso").get(f"{reverse('indicator', args=[of.pk])}?unit={formed.code}").text
    shown = {code for code, n in NUMERATORS.items() if f"({n} av 20)" in page}
    assert ("Före omorganisationen" in page, shown) == (True, set(before))
    assert history_before(world.access("neighbour"), of, formed) == []
