"""Which version of a governing document applies on a day, and the resulting status of a unit's local instruction."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class VersionTerm(NamedTuple):
    """How long a version is valid: from its first day, and through its last if one is set."""

    number: int
    valid_from: date
    valid_to: date | None

    def late(self, day: date) -> bool:
        """Return whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < day


class RequiredDocumentStatus(StrEnum):
    """Status of something that a unit must have, best first."""

    VALID = "valid"
    OUT_OF_DATE = "out_of_date"
    BEGUN = "begun"
    MISSING = "missing"


def find_applied_term(terms: Iterable[VersionTerm], day: date) -> VersionTerm | None:
    """Return the newest version valid from `day` or earlier: it replaces the one before, and still applies
    after its own last day. None if there is none.
    """
    return max((term for term in terms if term.valid_from <= day), default=None)


def better(one: RequiredDocumentStatus, other: RequiredDocumentStatus) -> bool:
    """Return whether `one` is better than `other`."""
    order = list(RequiredDocumentStatus)
    return order.index(one) < order.index(other)
