"""When information is to be classified anew: what the rules look at, and the tasks that come of it, one per unit."""

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
    """How many days before its end a decision is to be renewed, and how many are given for each kind of reason."""

    before_days: int
    due_days: Mapping[str, int]


def read_terms(raw: Plain) -> Terms:
    """The figures as written. ValueError when a kind has none, or a figure is not a number of days from 1."""
    terms = Terms(raw["before_days"], dict(raw["due_days"]))
    figures = [terms.before_days, *terms.due_days.values()]
    if set(terms.due_days) != set(KINDS) or not all(type(days) is int and days > 0 for days in figures):
        raise ValueError(f"not the terms of classifying anew: {raw}")
    return terms


@dataclass(frozen=True, slots=True)
class ClassifiedSet:
    """A classified information set: who has it, and its latest decision."""

    information: UUID
    unit: UUID
    owner: UUID | None
    number: int
    decided_at: datetime
    valid_to: date
    scheme: UUID


@dataclass(frozen=True, slots=True)
class ClassifyAnewReason:
    """Why one information set is to be classified anew. Reasons of one `cause` in one unit share a task.

    `key` makes it count once, and is the cause or begins with it and a colon, so that a later reason finds the task.
    `about` is what its sentence is about: a day, a name, or the whole sentence for what is told from outside.
    """

    information: UUID
    kind: str
    cause: str
    key: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """A new dependency that touches an information set, of its own or of a service that handles it."""

    information: UUID
    dependency: UUID
    since: datetime
    day: date
    about: str = ""


def expiring(sets: Iterable[ClassifiedSet], today: date, terms: Terms) -> list[ClassifyAnewReason]:
    """Decisions that end within the terms or have ended. One cause per month; what has ended already is one."""
    last = today + timedelta(days=terms.before_days)
    found = []
    for each in sets:
        if each.valid_to <= last:
            cause = f"{EXPIRES}:{LATE if each.valid_to < today else format(each.valid_to, '%Y-%m')}"
            key = f"{EXPIRES}:{each.valid_to:%Y-%m:%d}:{each.number}"
            found.append(ClassifyAnewReason(each.information, EXPIRES, cause, key, each.valid_to.isoformat()))
    return found


def outdated(sets: Iterable[ClassifiedSet], scheme: UUID, code: str, name: str) -> list[ClassifyAnewReason]:
    """Decisions by another edition of the scheme than the one in force, `code`."""
    key = f"{SCHEME}:{code}"
    return [
        ClassifyAnewReason(each.information, SCHEME, key, key, name) for each in sets if each.scheme != scheme
    ]


def newly_dependent(sets: Iterable[ClassifiedSet], touches: Iterable[Touch]) -> list[ClassifyAnewReason]:
    """Dependencies that came after the decision. Those of one day are one cause."""
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
    """By when: so many days from today, but not later than the first decision's end while that is still to come."""
    day = today + timedelta(days=terms.due_days[kind])
    ahead = [end for end in valid_to if end >= today]
    return min([day, *ahead]) if kind == EXPIRES else day


def responsible(owners: Iterable[UUID | None]) -> UUID | None:
    """The owner of them all, when it is one and the same."""
    found = set(owners)
    return found.pop() if len(found) == 1 else None
