"""When a stated level counts, and what may be stated."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class OfferFault(StrEnum):
    """An error in a statement."""

    EMPTY = "empty"
    FUTURE = "future"
    OLDER = "older"
    ENDED = "ended"


def is_valid_on(valid_to: date | None, day: date) -> bool:
    """Tell whether a statement is valid on the day: through its last day; without one, until it is replaced."""
    return valid_to is None or day <= valid_to


def faults(
    levels: Mapping[str, int | None],
    *,
    stated_on: date,
    valid_to: date | None,
    latest: date | None,
    today: date,
) -> Iterable[tuple[str, OfferFault]]:
    """Return the errors that block a statement, each with its field. `latest` is the date of the previous
    statement.

    A date before the previous statement's would make a statement that never counts.
    """
    if all(level is None for level in levels.values()):
        yield "__all__", OfferFault.EMPTY
    if stated_on > today:
        yield "stated_on", OfferFault.FUTURE
    elif latest is not None and stated_on < latest:
        yield "stated_on", OfferFault.OLDER
    if valid_to is not None and valid_to < today:
        yield "valid_to", OfferFault.ENDED
