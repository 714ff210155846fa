"""The rule of the threshold: whether a processing needs an impact assessment (GDPR article 35; WP248 rev.01)."""

from collections import Counter
from collections.abc import Iterable, Mapping

YES, NO, UNKNOWN = "yes", "no", "unknown"
COUNTS, REQUIRES = "counts", "requires"
NEEDED, MAY, OPEN, NOT_NEEDED = "needed", "may", "open", "not_needed"
TWO = 2
"""So many criteria met normally call for an assessment (WP248 rev.01, III.B)."""
NEARLY = 0.1
"""The number of people has changed when it differs by more than this share of what it was."""


def judge(answers: Iterable[tuple[str, str]]) -> str:
    """Return what the answers lead to, each given as its criterion's effect and the answer.

    Needed by one that requires it (article 35.3) or two that count; one that counts may be enough. What is unknown
    leaves it open where it would make an assessment needed.
    """
    found = Counter(answers)
    met, unknown = found[COUNTS, YES], found[COUNTS, UNKNOWN]
    if found[REQUIRES, YES] or met >= TWO:
        return NEEDED
    if found[REQUIRES, UNKNOWN] or (unknown and met + unknown >= TWO):
        return OPEN
    return MAY if met or unknown else NOT_NEEDED


def find_changes(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Return the keys of what differs in what a test rests on; a number of people that is nearly the same does not."""
    return [key for key, value in now.items() if not _same(before.get(key), value)]


def _same(before: object, now: object) -> bool:
    if type(before) is int and type(now) is int:
        return abs(now - before) <= NEARLY * before
    return before == now
