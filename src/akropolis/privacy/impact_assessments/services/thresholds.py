"""Testing whether a processing needs an impact assessment."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.impact_assessments.models import ThresholdTest
from akropolis.privacy.impact_assessments.rules.threshold import NOT_NEEDED, REQUIRES, UNKNOWN, YES, judge
from akropolis.privacy.impact_assessments.selectors.thresholds import (
    collect_facts,
    criteria_in_force,
    suggest,
)
from akropolis.privacy.processing.models import Processing

KEPT = ("version", "name", "issuer", "provision", "effect")
"""What a test stores of each criterion."""


class ThresholdAnswer(NamedTuple):
    """The answer to a criterion, and why."""

    answer: str
    reason: str = ""


def record_test(
    access: Access,
    processing: Processing,
    answers: Mapping[str, ThresholdAnswer],
    *,
    make: bool,
    reason: str = "",
) -> ThresholdTest:
    """Store a test with its path. `answers` are by the key of the criterion; what is not answered is unknown.

    An answer that the record proposes has its reason, if no other is given. Raises Invalid if no assessment is to be
    made although article 35.3 requires one, or without a reason although the result does not say that none is needed.
    """
    with writing(access) as w:
        today, facts = timezone.localdate(w.at), collect_facts(access, [processing])[processing.pk]
        path: list[dict[str, object]] = []
        for row in criteria_in_force(today):
            said, proposed = answers.get(str(row.pk), ThresholdAnswer(UNKNOWN)), suggest(row, facts)
            agrees = proposed is not None and proposed.answer == said.answer
            why = said.reason.strip() or (proposed.reason if proposed and agrees else "")
            path.append(
                {name: getattr(row, name) for name in KEPT}
                | {"key": row.code, "answer": said.answer, "reason": why}
                | {"proposed": proposed.answer if proposed else ""}
            )
        result = judge((str(each["effect"]), str(each["answer"])) for each in path)
        if not make:
            _require_reason(path, result, reason)
        values = {"processing": processing, "tested_on": today, "tested_by": access.actor.name}
        values |= {"result": result, "make": make, "reason": reason.strip()}
        return w.create(ThresholdTest, values | {"answers": path, "basis": facts.basis})


def _require_reason(path: list[dict[str, object]], result: str, reason: str) -> None:
    required = [each for each in path if (each["effect"], each["answer"]) == (REQUIRES, YES)]
    if required:
        sentence = _("%(provision)s requires an impact assessment: %(name)s.")
        raise Invalid({"make": [sentence % required[0]]})
    if result != NOT_NEEDED and not reason.strip():
        raise Invalid({"reason": [_("Write why no impact assessment is made (WP248 rev.01).")]})
