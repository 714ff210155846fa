"""The class of a legal entity under the Cybersecurity Act (SFS 2025:1506), chapter 1, and its registration.

The class is given with the paragraphs that it follows from; the registration has a status. Three-valued
logic: an unknown answer is neither yes nor no, and a class is proposed only if the unknown answers
cannot change it. The city maintains the size limits and the sectors (`SizeLimit`, `Sector`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ACT = "Cybersäkerhetslagen"


class Circumstance(StrEnum):
    """A circumstance, besides sector and size, that may make an entity covered or essential."""

    SOLE = "sole_provider"
    EFFECT = "significant_effect"
    IMPORTANCE = "special_importance"
    TRUST = "trust_service"
    QUALIFIED = "qualified_trust"
    NETWORK = "public_network"
    DIGITAL = "digital_service"
    DOMAINS = "domain_registration"
    DNS = "dns_or_tld"
    DESIGNATED = "designated"


class Kind(StrEnum):
    """The class of an entity under the act."""

    ESSENTIAL = "essential"
    IMPORTANT = "important"
    OUTSIDE = "outside"


COVERED = frozenset({Kind.ESSENTIAL, Kind.IMPORTANT})
"""The classes that the act applies to."""


class EntityQuestion(StrEnum):
    """The question asked in a step of the test."""

    MUNICIPALITY = "municipality"
    SECTOR = "sector"
    WHATEVER_SIZE = "whatever_size"
    NETWORK = "network"
    DIGITAL = "digital"
    LARGE_MUNICIPALITY = "large_municipality"
    LARGE_ANNEX_1 = "large_annex_1"
    NETWORK_AND_SIZE = "network_and_size"
    TRUST_OR_DNS = "trust_or_dns"
    DESIGNATED = "designated"


@dataclass(frozen=True, slots=True)
class EntitySize:
    """Number of employees, and turnover and balance sheet total in thousands of euro; None if not stated."""

    employees: int | None = None
    turnover: int | None = None
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """An entity as input of the test: municipality or not, size, annexes of NIS 2, other circumstances."""

    municipality: bool
    size: EntitySize = EntitySize()
    annexes: frozenset[int] = frozenset()
    holds: frozenset[Circumstance] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for medium-sized and for larger enterprises; None where the city has no row for that size."""

    medium: EntitySize | None
    large: EntitySize | None


@dataclass(frozen=True, slots=True)
class EntityStep:
    """A question of the test, its answer (None if unknown), its paragraph, and how certain the paragraph is."""

    question: EntityQuestion
    holds: bool | None
    provision: str
    mark: str


@dataclass(frozen=True, slots=True)
class EntityClassProposal:
    """The resulting class and the paragraph that gives it; without a class, something has to be stated first."""

    kind: Kind | None
    provision: str
    covers: tuple[EntityStep, ...]
    raises: tuple[EntityStep, ...]


def both(one: bool | None, other: bool | None) -> bool | None:
    """Return whether both hold: False if one is False, else None if one is unknown."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(answers: Iterable[bool | None]) -> bool | None:
    """Return whether at least one holds: True if one is True, else None if one is unknown."""
    found = set(answers)
    return True if True in found else None if None in found else False


def reaches(size: EntitySize, limit: EntitySize | None) -> bool | None:
    """Return whether the enterprise reaches the size: by staff, or by both turnover and balance sheet total.

    None if unknown. Recommendation 2003/361/EC, annex, article 2; its article 3.4 on public owners is not
    applied (1 kap. 2 § 13).
    """
    if limit is None:
        return None
    staff = _over(size.employees, limit.employees, least=0)
    money = both(_over(size.turnover, limit.turnover, least=1), _over(size.balance, limit.balance, least=1))
    return either((staff, money))


def _over(value: int | None, limit: int | None, *, least: int) -> bool | None:
    return None if value is None or limit is None else value >= limit + least


@dataclass(frozen=True, slots=True)
class _Asked:
    """The described entity, and whether it reaches the medium and the large size (None if unknown)."""

    entity: Described
    medium: bool | None
    large: bool | None

    def any(self, *wanted: Circumstance) -> bool:
        return any(each in self.entity.holds for each in wanted)


type _Rule = tuple[EntityQuestion, str, str, Callable[[_Asked], bool | None]]
C, Q = Circumstance, EntityQuestion

COVERS: tuple[_Rule, ...] = (
    (Q.MUNICIPALITY, "1 kap. 3 § 2", "P", lambda at: at.entity.municipality),
    (Q.SECTOR, "1 kap. 4 §", "P", lambda at: both(bool(at.entity.annexes), at.medium)),
    (
        Q.WHATEVER_SIZE,
        "1 kap. 5 §",
        "P",
        lambda at: at.any(C.SOLE, C.EFFECT, C.IMPORTANCE, C.TRUST, C.QUALIFIED),
    ),
    (Q.NETWORK, "1 kap. 6 §", "P", lambda at: at.any(C.NETWORK)),
    (
        Q.DIGITAL,
        "1 kap. 7 §",
        "P",
        lambda at: either((at.any(C.DNS, C.DOMAINS), both(at.any(C.DIGITAL), at.medium))),
    ),
)
"""Steps of the test; each of them, if answered yes, makes an entity covered by the act."""
RAISES: tuple[_Rule, ...] = (
    (Q.LARGE_MUNICIPALITY, "1 kap. 9 § 2 a", "P", lambda at: both(at.entity.municipality, at.large)),
    (Q.LARGE_ANNEX_1, "1 kap. 9 § 2 b", "P", lambda at: both(1 in at.entity.annexes, at.large)),
    (Q.NETWORK_AND_SIZE, "1 kap. 9 § 3", "P", lambda at: both(at.any(C.NETWORK), at.medium)),
    (Q.TRUST_OR_DNS, "1 kap. 9 § 4–5", "P", lambda at: at.any(C.QUALIFIED, C.DNS)),
    (Q.DESIGNATED, "1 kap. 9 § 6", "S", lambda at: at.any(C.DESIGNATED)),
)
"""Each of these makes an entity väsentlig. The regulations' own list (MCFFS 2026:1) has not been read."""
REST, NOBODY = f"{ACT} 1 kap. 9 § sista stycket", f"{ACT} 1 kap. 3–7 §§"


def proposed(entity: Described, limits: Limits) -> EntityClassProposal:
    """Return the class that the test gives, with every step. An entity designated as väsentlig is thereby covered."""
    at = _Asked(entity, reaches(entity.size, limits.medium), reaches(entity.size, limits.large))
    covers, raises = _asked_steps(COVERS, at), _asked_steps(RAISES, at)
    covered, raised = (either(step.holds for step in steps) for steps in (covers, raises))
    if raised:
        decisive = next(step.provision for step in raises if step.holds)
        return EntityClassProposal(Kind.ESSENTIAL, decisive, covers, raises)
    if covered is None or raised is None:
        return EntityClassProposal(None, "", covers, raises)
    return EntityClassProposal(
        *((Kind.IMPORTANT, REST) if covered else (Kind.OUTSIDE, NOBODY)), covers, raises
    )


def _asked_steps(rules: Iterable[_Rule], at: _Asked) -> tuple[EntityStep, ...]:
    return tuple(
        EntityStep(question, test(at), f"{ACT} {where}", mark) for question, where, mark, test in rules
    )


# How the registration stands (CSL 2 kap. 2 §): made, confirmed, and told of what has changed


class EntityStatus(StrEnum):
    """Status of the registration, sorted from the worst."""

    LATE = "late"
    UNCLASSED = "unclassed"
    UNREGISTERED = "unregistered"
    CHANGED = "changed"
    SENT = "sent"
    CONFIRMED = "confirmed"
    OUTSIDE = "outside"


def standing(
    kind: str, *, registered: bool, confirmed: bool, changed: bool, last_day: date | None, today: date
) -> EntityStatus:
    """Return the status on a day. `last_day` is that of the longest waiting change, if the city has a clock."""
    if kind == Kind.OUTSIDE:
        return EntityStatus.OUTSIDE
    if registered and changed and last_day is not None and last_day < today:
        return EntityStatus.LATE
    if not kind:
        return EntityStatus.UNCLASSED
    if not registered:
        return EntityStatus.UNREGISTERED
    if changed:
        return EntityStatus.CHANGED
    return EntityStatus.CONFIRMED if confirmed else EntityStatus.SENT
