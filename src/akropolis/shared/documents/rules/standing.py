"""Which version of a governing document applies on a day, and the resulting status of a unit's local instruction."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class VersionTerm(NamedTuple):
    """A version's number and validity: from its first day, and through its last day if it has one."""

    number: int
    valid_from: date
    valid_to: date | None

    def late(self, day: date) -> bool:
        """Return whether the version's last day is before `day`."""
        return self.valid_to is not None and self.valid_to < day


class RequiredDocumentStatus(StrEnum):
    """The status of a document that a unit must have. Members are sorted from best to worst."""

    VALID = "valid"
    OUT_OF_DATE = "out_of_date"
    BEGUN = "begun"
    MISSING = "missing"


def find_applied_term(terms: Iterable[VersionTerm], day: date) -> VersionTerm | None:
    """Return the newest version whose first day is `day` or earlier. It replaces the previous one, and still
    applies after its own last day. None if there is none.
    """
    return max((term for term in terms if term.valid_from <= day), default=None)


def better(one: RequiredDocumentStatus, other: RequiredDocumentStatus) -> bool:
    """Return whether the status `one` is better than the status `other`."""
    order = list(RequiredDocumentStatus)
    return order.index(one) < order.index(other)
