"""Rules for offers: when a stated level counts, and what may be stated."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class OfferFault(StrEnum):
    """An error in a stated offer."""

    EMPTY = "empty"
    FUTURE = "future"
    OLDER = "older"
    ENDED = "ended"


def is_valid_on(valid_to: date | None, day: date) -> bool:
    """Tell whether an offer is valid on the day: through its last day; without a last day, until it is replaced."""
    return valid_to is None or day <= valid_to


def faults(
    levels: Mapping[str, int | None],
    *,
    stated_on: date,
    valid_to: date | None,
    latest: date | None,
    today: date,
) -> Iterable[tuple[str, OfferFault]]:
    """Yield (field, error) for each error that blocks a stated offer. `latest` is the date of the previous
    offer.

    An offer dated before the previous one would never count, and is therefore an error.
    """
    if all(level is None for level in levels.values()):
        yield "__all__", OfferFault.EMPTY
    if stated_on > today:
        yield "stated_on", OfferFault.FUTURE
    elif latest is not None and stated_on < latest:
        yield "stated_on", OfferFault.OLDER
    if valid_to is not None and valid_to < today:
        yield "valid_to", OfferFault.ENDED
