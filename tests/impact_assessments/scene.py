"""A processing with pupils and health data, as the tests of impact assessments need it."""

from typing import Any

from akropolis.base.kernel.records.writer import create
from akropolis.privacy.impact_assessments.models import ThresholdTest
from akropolis.privacy.impact_assessments.selectors.thresholds import criteria_in_force
from akropolis.privacy.impact_assessments.services.thresholds import ThresholdAnswer, record_test
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
)
from tests.world import SYSTEM, TODAY, World

PLAIN: dict[str, Any] = {"children": False, "protected_people": False, "automated": False, "people": 40}


def processing(world: World, unit: str = "utb", **values: Any) -> Processing:
    given = {"title": "Elevhälsan", "owner_unit": world.units[unit]}
    return create(SYSTEM, Processing, given | PLAIN | values)


def about(row: Processing, *, groups: tuple[str, ...] = (), categories: tuple[str, ...] = ()) -> Processing:
    """The processing is about these groups and has these categories, by the keys of their tables."""
    for code in groups:
        group = DataSubjectGroup.everything.get(code=code)
        create(SYSTEM, ProcessingGroup, {"processing": row, "group": group})
    for code in categories:
        category = DataCategory.everything.get(code=code)
        create(SYSTEM, ProcessingCategory, {"processing": row, "category": category})
    return row


def answers(*met: str, unknown: tuple[str, ...] = ()) -> dict[str, ThresholdAnswer]:
    """Yes to the criteria with these keys, don't know to the unknown, no to all others."""
    return {
        str(row.pk): ThresholdAnswer("yes" if row.code in met else "unknown" if row.code in unknown else "no")
        for row in criteria_in_force(TODAY)
    }


def run_test(world: World, row: Processing, *met: str, make: bool = True, reason: str = "") -> ThresholdTest:
    return record_test(world.access("owner"), row, answers(*met), make=make, reason=reason)
