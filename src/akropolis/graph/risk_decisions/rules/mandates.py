"""Who may accept a risk: the city's mandates, matched with the roles that a person holds. Pure functions."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Mandate[K: Hashable]:
    """A role in a kind of unit may accept up to a level; an empty kind is every kind.

    `consequence` further limits it to cells with at most that consequence; None is every cell of the level.
    """

    role: K
    unit_kind: str
    level: int
    consequence: int | None = None

    def holds_for(self, role: K, unit_kind: str) -> bool:
        """Whether the mandate is given to the role in a unit of that kind."""
        return self.role == role and self.unit_kind in ("", unit_kind)

    def covers(self, level: int, consequence: int) -> bool:
        """Whether a cell of that level and consequence may be accepted by it."""
        return level <= self.level and (self.consequence is None or consequence <= self.consequence)


@dataclass(frozen=True, slots=True)
class HeldRole[K: Hashable]:
    """A role that a person holds, and the kind of the unit that it is held in. `name` is how the person signs."""

    role: K
    unit_kind: str
    name: str = ""


class MandateOutcome(StrEnum):
    """Whether a person may accept a cell, or why not."""

    GIVEN = "given"
    NO_MANDATES = "no_mandates"
    NO_ROLE = "no_role"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class MandateAnswer[K: Hashable]:
    """Whether a person may accept a cell, and why.

    `mandate` and `held` are the mandate that gives it and the role that it is held by; for `BEYOND` the highest
    mandate that the person has. `may` are all roles by which the person may accept.
    """

    outcome: MandateOutcome
    mandate: Mandate[K] | None = None
    held: HeldRole[K] | None = None
    may: tuple[HeldRole[K], ...] = ()

    @property
    def given(self) -> bool:
        """Whether the person may accept."""
        return self.outcome is MandateOutcome.GIVEN


def find_mandate[K: Hashable](
    mandates: Iterable[Mandate[K]], held: Iterable[HeldRole[K]], level: int, consequence: int
) -> MandateAnswer[K]:
    """Return whether a person who holds these roles may accept the cell. Without mandates, nobody may."""
    mandates = list(mandates)
    if not mandates:
        return MandateAnswer(MandateOutcome.NO_MANDATES)
    pairs = [(m, h) for h in held for m in mandates if m.holds_for(h.role, h.unit_kind)]
    giving = [(m, h) for m, h in pairs if m.covers(level, consequence)]
    if giving:
        may = tuple(dict.fromkeys(h for _mandate, h in giving))
        return MandateAnswer(MandateOutcome.GIVEN, *_highest(giving), may)
    return (
        MandateAnswer(MandateOutcome.BEYOND, *_highest(pairs))
        if pairs
        else MandateAnswer(MandateOutcome.NO_ROLE)
    )


def best_mandate[K: Hashable](
    mandates: Iterable[Mandate[K]], role: K, unit_kind: str, level: int, consequence: int
) -> Mandate[K] | None:
    """Return the role's mandate that covers the cell, else its highest; None if the role has none."""
    answer = find_mandate(mandates, [HeldRole(role, unit_kind)], level, consequence)
    return answer.mandate


def _highest[K: Hashable](pairs: list[tuple[Mandate[K], HeldRole[K]]]) -> tuple[Mandate[K], HeldRole[K]]:
    """Return the pair with the highest level; among equal levels the one with the least limited consequence."""

    def height(pair: tuple[Mandate[K], HeldRole[K]]) -> tuple[int, float]:
        limit = pair[0].consequence
        return pair[0].level, float("inf") if limit is None else limit

    return max(pairs, key=height)
