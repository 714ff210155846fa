"""Which version of a governing document applies on a day, and how a unit's local instruction then stands."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class VersionTerm(NamedTuple):
    """How long a version holds: from its first day, and until its last if one is set."""

    number: int
    valid_from: date
    valid_to: date | None

    def late(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < day


class RequiredDocumentStatus(StrEnum):
    """How it stands with what a unit must have, the best first."""

    VALID = "valid"
    OUT_OF_DATE = "out_of_date"
    BEGUN = "begun"
    MISSING = "missing"


def find_applied_term(terms: Iterable[VersionTerm], day: date) -> VersionTerm | None:
    """The newest version that has begun to hold by the day: it takes the place of the one before, and keeps it when
    its own last day has passed. None while there is none.
    """
    return max((term for term in terms if term.valid_from <= day), default=None)


def better(one: RequiredDocumentStatus, other: RequiredDocumentStatus) -> bool:
    """Whether the one is better than the other."""
    order = list(RequiredDocumentStatus)
    return order.index(one) < order.index(other)
