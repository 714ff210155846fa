"""Reasons to reclassify information: what the rules look at. The reasons of one cause in a unit become one action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from akropolis.base.lib.plain import Plain

EXPIRES, DEPENDENCY, SUPPLIER, INCIDENT, SCHEME = "expires", "dependency", "supplier", "incident", "scheme"
KINDS = (EXPIRES, DEPENDENCY, SUPPLIER, INCIDENT, SCHEME)
LATE = "late"


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days before its end a decision is to be renewed, and how many days each kind of reason allows."""

    before_days: int
    due_days: Mapping[str, int]


def read_terms(raw: Plain) -> Terms:
    """Parse the time limits. Raises ValueError if a kind has none, or if a number of days is not an integer from 1."""
    terms = Terms(raw["before_days"], dict(raw["due_days"]))
    figures = [terms.before_days, *terms.due_days.values()]
    if set(terms.due_days) != set(KINDS) or not all(type(days) is int and days > 0 for days in figures):
        raise ValueError(f"not the terms of classifying anew: {raw}")
    return terms


@dataclass(frozen=True, slots=True)
class ClassifiedSet:
    """A classified information set: its owner and unit, and its latest decision."""

    information: UUID
    unit: UUID
    owner: UUID | None
    number: int
    decided_at: datetime
    valid_to: date
    scheme: UUID


@dataclass(frozen=True, slots=True)
class ClassifyAnewReason:
    """Why an information set should be reclassified. Reasons with the same `cause` in one unit share an
    action.

    `key` ensures that the reason is counted once. It equals the cause, or begins with the cause and a colon,
    so that a later reason of that cause finds the same action. `about` is put into the reason's sentence: a
    day or a name; for a kind without a sentence of its own it is the whole sentence.
    """

    information: UUID
    kind: str
    cause: str
    key: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """A new dependency that affects an information set: of the set itself, or of a service that handles the set."""

    information: UUID
    dependency: UUID
    since: datetime
    day: date
    about: str = ""


def expiring(sets: Iterable[ClassifiedSet], today: date, terms: Terms) -> list[ClassifyAnewReason]:
    """List decisions that end within the terms or have ended. One cause per month; all ended ones share one."""
    last = today + timedelta(days=terms.before_days)
    found = []
    for each in sets:
        if each.valid_to <= last:
            cause = f"{EXPIRES}:{LATE if each.valid_to < today else format(each.valid_to, '%Y-%m')}"
            key = f"{EXPIRES}:{each.valid_to:%Y-%m:%d}:{each.number}"
            found.append(ClassifyAnewReason(each.information, EXPIRES, cause, key, each.valid_to.isoformat()))
    return found


def outdated(sets: Iterable[ClassifiedSet], scheme: UUID, code: str, name: str) -> list[ClassifyAnewReason]:
    """Return a reason per set decided by another scheme edition than `scheme`, the one in force with code `code`."""
    key = f"{SCHEME}:{code}"
    return [
        ClassifyAnewReason(each.information, SCHEME, key, key, name) for each in sets if each.scheme != scheme
    ]


def newly_dependent(sets: Iterable[ClassifiedSet], touches: Iterable[Touch]) -> list[ClassifyAnewReason]:
    """List dependencies added after the decision. Those of the same day share one cause."""
    decided = {each.information: each.decided_at for each in sets}
    return [
        ClassifyAnewReason(
            touch.information,
            DEPENDENCY,
            f"{DEPENDENCY}:{touch.day.isoformat()}",
            f"{DEPENDENCY}:{touch.day.isoformat()}:{touch.dependency}",
            touch.about,
        )
        for touch in touches
        if touch.information in decided and touch.since > decided[touch.information]
    ]


def due_day(kind: str, valid_to: Sequence[date], today: date, terms: Terms) -> date:
    """Return the due date: the kind's days from today, but no later than a coming end of the first decision."""
    day = today + timedelta(days=terms.due_days[kind])
    ahead = [end for end in valid_to if end >= today]
    return min([day, *ahead]) if kind == EXPIRES else day


def responsible(owners: Iterable[UUID | None]) -> UUID | None:
    """Return the id of the owner if all sets have the same one; otherwise None."""
    found = set(owners)
    return found.pop() if len(found) == 1 else None
