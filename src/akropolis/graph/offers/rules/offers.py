"""When a stated level counts, and what may be stated."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class OfferFault(StrEnum):
    """What is wrong with a statement."""

    EMPTY = "empty"
    FUTURE = "future"
    OLDER = "older"
    ENDED = "ended"


def is_valid_on(valid_to: date | None, day: date) -> bool:
    """Whether a statement counts on the day: to its last day included; without one, until it is replaced."""
    return valid_to is None or day <= valid_to


def faults(
    levels: Mapping[str, int | None],
    *,
    stated_on: date,
    valid_to: date | None,
    latest: date | None,
    today: date,
) -> Iterable[tuple[str, OfferFault]]:
    """What keeps a statement from being made, each with the field that it stands at. `latest` is the date of the last.

    An older date than that of the last statement would make a statement that never counts.
    """
    if all(level is None for level in levels.values()):
        yield "__all__", OfferFault.EMPTY
    if stated_on > today:
        yield "stated_on", OfferFault.FUTURE
    elif latest is not None and stated_on < latest:
        yield "stated_on", OfferFault.OLDER
    if valid_to is not None and valid_to < today:
        yield "valid_to", OfferFault.ENDED
