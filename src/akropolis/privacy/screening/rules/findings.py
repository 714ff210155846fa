"""What the answers of a screening mean: findings to act on, and which flags of a processing they set or contradict."""

from collections.abc import Mapping
from enum import StrEnum

YES, NO = "yes", "no"
FLAGS = ("children", "protected_people", "third_country")
"""Questions whose answers are flags of a processing, by the same name."""


class ScreeningFinding(StrEnum):
    """Something in an answer that calls for action."""

    UNKNOWN = "unknown"
    AGREEMENT = "agreement"
    RETENTION = "retention"
    LOGS = "logs"


def list_findings(answers: Mapping[str, str]) -> list[ScreeningFinding]:
    """Return the findings: nobody knows, no agreement (GDPR 28.3), no erasure (5.1 e), no access to logs (32)."""
    if answers.get("holds") != YES:
        return [ScreeningFinding.UNKNOWN] if answers.get("holds") == "unknown" else []
    return [
        finding
        for finding in (ScreeningFinding.AGREEMENT, ScreeningFinding.RETENTION, ScreeningFinding.LOGS)
        if answers.get(finding) == NO
    ]


def compare_flags(
    answers: Mapping[str, str], written: Mapping[str, bool | None], *, alone: bool
) -> tuple[dict[str, bool], list[str]]:
    """Return the flags to set, where nothing is written, and those that what is written contradicts.

    "No" about one service says something of the processing only if it stands on that service `alone`.
    """
    said = {key: answers[key] == YES for key in FLAGS if answers.get(key) in ((YES, NO) if alone else (YES,))}
    unset = {key: value for key, value in said.items() if written[key] is None}
    return unset, [key for key, value in said.items() if written[key] not in (None, value)]
