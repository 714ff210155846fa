"""What recurs each year, what came of it, and what shows it."""

from akropolis.shared.year_wheel.models.duties import (
    DutyOutcome,
    DutyPlace,
    DutyStatus,
    DutyUnits,
    YearlyDuty,
)
from akropolis.shared.year_wheel.models.evidence import (
    DutyDone,
    DutyEvidence,
    duty_evidence,
    evidence_choices,
)

__all__ = [
    "DutyDone",
    "DutyEvidence",
    "DutyOutcome",
    "DutyPlace",
    "DutyStatus",
    "DutyUnits",
    "YearlyDuty",
    "duty_evidence",
    "evidence_choices",
]
