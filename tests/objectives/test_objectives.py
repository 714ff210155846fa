"""An objective from what is aimed at to its outcome: what is counted, what is asked for, and what is measured."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import create
from akropolis.base.lib.periods import Period
from akropolis.review.review_cycle.selectors.clauses import clauses_of
from akropolis.shared.indicators.models import IndicatorMeasurement, MeasuredBy
from akropolis.shared.objectives.models import Objective, ObjectiveOutcome
from akropolis.shared.objectives.register.objectives import RULES
from tests.factories import reviews
from tests.indicators.test_measuring import indicator
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)
JUDGED: dict[str, Any] = {"outcome_reason": "Alla har klassat.", "assessed_on": date(2025, 10, 1)}


def aimed(world: World, unit: str = "utb", **given: Any) -> Objective:
    """An objective of 2025, to be reached in September."""
    days = {"begins_on": date(2025, 1, 1), "due_on": date(2025, 9, 30)}
    return create(SYSTEM, Objective, {"name": WORD, "owner_unit": world.units[unit], **days, **given})


def selected(first: date, last: date, cutoff: date) -> dict[str, int]:
    """How many each selection holds, for the period as known on the cut-off."""
    period = Period(first, last, cutoff)
    return {rule.key: Objective.everything.filter(rule.condition(period)).count() for rule in RULES}


@pytest.mark.parametrize(
    ("cutoff", "found"),
    [
        (date(2025, 9, 30), {"held": 3, "reached": 0, "missed": 0, "unassessed": 0}),
        (date(2025, 9, 30) + DAY, {"held": 3, "reached": 1, "missed": 1, "unassessed": 1}),
    ],
)
def test_an_outcome_counts_from_the_day_that_it_was_judged(
    world: World, cutoff: date, found: dict[str, int]
) -> None:
    aimed(world, outcome=ObjectiveOutcome.REACHED, **JUDGED)
    aimed(world, outcome=ObjectiveOutcome.PARTLY, **JUDGED)
    aimed(world)
    aimed(world, begins_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    assert selected(date(2025, 1, 1), date(2025, 12, 31), cutoff) == found


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "missed", "assessed_on": TODAY}, "outcome_reason"),
        ({"outcome": "missed", "outcome_reason": WORD}, "assessed_on"),
        ({"outcome": "missed", "outcome_reason": WORD, "assessed_on": TODAY + DAY}, "assessed_on"),
        ({"assessed_on": TODAY}, "outcome"),
        ({"due_on": date(2024, 12, 31)}, "__all__"),
    ],
)
def test_an_outcome_has_a_reason_and_a_day_that_has_come(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        aimed(world, **given)
    assert set(refused.value.errors) == {field}
    assert not Objective.everything.exists()


def test_a_review_knows_of_objectives_only_when_some_are_registered(world: World) -> None:
    def clause(unit: str) -> tuple[str, str]:
        review = reviews.ongoing(SYSTEM, world.units[unit], 2026)
        found = {each.clause.number: each for each in clauses_of(SYSTEM, review)}
        return found["9.3.2 d 4"].status, found["9.3.2 d 4"].reason

    period = {"begins_on": date(2025, 1, 1), "due_on": date(2026, 12, 31)}
    aimed(world, "kul", **period)
    assert (clause("utb"), clause("kul")) == (("missing", "unsaid"), ("met", "figures"))


def test_what_is_measured_stands_beside_the_outcome_and_does_not_judge_it(world: World) -> None:
    of = indicator()
    row = aimed(world, indicator=of)
    address = reverse("objectives-detail", args=[row.pk])
    assert "inte mätt än" in world.client("owner").get(address).text
    values = {"first_on": date(TODAY.year - 1, 1, 1), "numerator": 12, "denominator": 20}
    by = {"how": MeasuredBy.MANUAL, "measured_by": "Någon", "indicator": of, "unit": world.units["utb"]}
    made = create(SYSTEM, IndicatorMeasurement, {**values, **by})
    page = world.client("owner").get(address).text
    assert (made.value, "60\N{NO-BREAK SPACE}% (12 av 20)" in page) == (Decimal("60.0"), True)
    row.refresh_from_db()
    assert row.outcome == ObjectiveOutcome.NOT_ASSESSED


def test_only_the_unit_and_those_above_read_an_objective(world: World) -> None:
    row = aimed(world)
    address = reverse("objectives-detail", args=[row.pk])
    codes = {who: world.client(who).get(address).status_code for who in ("owner", "ciso", "neighbour")}
    assert codes == {"owner": 200, "ciso": 200, "neighbour": 404}
    assert WORD not in world.client("neighbour").get(reverse("objectives-list")).text
