"""The gate: what one user may see and do, computed once and passed on as the first argument.

An `Access` without a grant opens nothing. Its query conditions are joins on the unit tree's path,
never lists of ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Refused, Unproved
from akropolis.base.kernel.access.permissions import registry

if TYPE_CHECKING:
    from akropolis.base.kernel.access.models import Unit

ROOT = "/"
WHOLE = 2
"""Number of slashes in the path of the top unit: one more than in that of the whole installation."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting user. `name` and `role` are copied as text into history and decisions. A `program` never decides."""

    id: UUID | None
    name: str
    username: str = ""
    program: bool = False
    factor: str = ""
    """How the user has authenticated (`factors.in_words`); empty for work without a sign-in."""


NOBODY = Actor(None, "")


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit, or a unit and all below it. `path` ends with a slash and starts with the top unit's code."""

    path: str
    below: bool

    @property
    def whole(self) -> bool:
        """Whether it is the whole city."""
        return self.below and self.path.count("/") <= WHOLE

    @property
    def asked(self) -> "Scope":
        """Scope in which its holder is responsible: for the whole city, only the top unit."""
        return replace(self, below=False) if self.whole else self

    def covers(self, path: str) -> bool:
        """Whether a unit with this path lies in the scope."""
        return path.startswith(self.path) if self.below else path == self.path

    def includes(self, other: "Scope") -> bool:
        """Whether every unit of the other scope lies in this one."""
        return self == other or (self.below and other.path.startswith(self.path))

    def q(self, lookup: str) -> Q:
        """Return the test of `covers` as a query condition on the relation `lookup` (for example `owner_unit`)."""
        if self.below and self.path == ROOT:
            return Q(pk__isnull=False)
        suffix = "path__startswith" if self.below else "path"
        return Q(**{f"{lookup}__{suffix}" if lookup else suffix: self.path})


EVERYWHERE = Scope(ROOT, below=True)


class Granted(dict[str, frozenset[Scope]]):
    """Permission → the scopes in which it is granted."""

    @cached_property
    def mark(self) -> str:
        """Digest that changes only when the granted scopes change."""
        granted = sorted((name, sorted(map(_in_order, scopes))) for name, scopes in self.items())
        return sha256(repr(granted).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Access:
    """What one actor may do where: permission → the scopes in which it is granted."""

    actor: Actor
    grants: Mapping[str, frozenset[Scope]] = field(default_factory=dict)
    unlimited: bool = False
    unproved: bool = False
    """Whether the city requires the actor to authenticate again before deciding anything."""

    def scopes(self, permission: str) -> frozenset[Scope]:
        """Return the scopes in which the permission is granted; empty if nowhere."""
        if self.unlimited:
            return frozenset({EVERYWHERE})
        return self.grants.get(permission, frozenset())

    def anywhere(self, permission: str) -> bool:
        """Whether the permission is granted in any unit at all."""
        return bool(self.scopes(permission))

    def may(self, permission: str, unit: "Unit | None", *, below: bool = False) -> bool:
        """Whether the permission is granted for this unit; with `below` for the units below it too.

        Without a unit only a grant on the whole city counts.
        """
        if self.unlimited:
            return True
        path = unit.path if unit is not None else None
        scopes = self.scopes(permission)
        if path is None:
            return any(scope.whole for scope in scopes)
        return any(scope.covers(path) and (scope.below or not below) for scope in scopes)

    def must(self, permission: str, unit: "Unit | None") -> None:
        """Raise Hidden if the permission is not granted for this unit, or Refused as `refusal` says."""
        if not self.may(permission, unit):
            raise self.refusal(permission)

    def must_somewhere(self, permission: str) -> None:
        """Raise Hidden if the permission is granted in no unit, or Refused as `refusal` says."""
        if not self.anywhere(permission):
            raise self.refusal(permission)

    def refusal(self, permission: str) -> Refused:
        """Return the error without the permission: Hidden, or Refused if a program tried what people decide."""
        if self.actor.program and registry.of_people(permission):
            return Refused(_("A person decides this. A service account cannot."), code="people_only")
        return Hidden()

    def answer(self, permission: str = "") -> None:
        """Raise Unproved if the user must authenticate again before this decision.

        With a `permission`, raises only if using that permission is a decision that somebody answers for.
        """
        if self.unproved and (not permission or registry.answered(permission)):
            raise Unproved

    def holds(self, other: "Access") -> bool:
        """Whether this access holds everything that is granted to the other."""
        return self.unlimited or all(
            any(mine.includes(theirs) for mine in self.scopes(permission))
            for permission, scopes in other.grants.items()
            for theirs in scopes
        )

    @property
    def granted(self) -> Granted:
        """The grants, with their `mark`."""
        return self.grants if isinstance(self.grants, Granted) else Granted(self.grants)

    @property
    def mark(self) -> str:
        """Digest that changes only when the granted scopes change."""
        return self.granted.mark

    @property
    def rights(self) -> "Access":
        """The same rights without an actor: results that depend on rights alone are equal for all who hold them."""
        return replace(self, actor=NOBODY)

    def units(self, permission: str, lookup: str = "") -> Q:
        """Return a condition for rows whose unit lies in a granted scope; without a grant no row meets it."""
        condition = Q(pk__in=[])
        for scope in sorted(self.scopes(permission), key=_in_order):
            condition |= scope.q(lookup)
        return condition

    def asked(self, permission: str, lookup: str) -> Q:
        """Return the same condition for the units in which the holder is responsible (`Scope.asked`)."""
        condition = Q(pk__in=[])
        for scope in sorted(self.scopes(permission), key=_in_order):
            condition |= scope.asked.q(lookup)
        return condition

    def is_asked(self, permission: str, unit: "Unit") -> bool:
        """Whether the actor is responsible in this unit for matters that need the permission."""
        return any(scope.asked.covers(unit.path) for scope in self.scopes(permission))


def _in_order(scope: Scope) -> tuple[str, bool]:
    return scope.path, scope.below


def system(name: str) -> Access:
    """Return an access for work without a user: installation, content, timed jobs. The history shows `name`."""
    return Access(Actor(None, name), unlimited=True)
