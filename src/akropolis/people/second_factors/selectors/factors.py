"""Queries for which factors a person has."""

from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import User
from akropolis.people.second_factors.models import Factor, FactorKind, RecoveryCode

WHY = "what a person can prove herself by is asked before it is known that it is she"


@dataclass(frozen=True, slots=True)
class Means:
    """Which kinds of factors a person has: app codes, passkeys or both."""

    codes: bool
    passkeys: bool

    @property
    def any(self) -> bool:
        """Return whether the person has at least one factor."""
        return self.codes or self.passkeys


def means_of(person: User) -> Means:
    """Return which kinds of factors the person has, for use during sign-in. One query."""
    kinds = set(all_factors().filter(user=person).values_list("kind", flat=True))
    return Means(codes=FactorKind.TOTP in kinds, passkeys=FactorKind.PASSKEY in kinds)


def all_factors() -> GatedQuerySet[Factor]:
    """Return the factors of all people, without a check of rights; only for sign-in."""
    return Factor.objects.unscoped(because=WHY)


def factors_of(access: Access, person: User) -> list[Factor]:
    """Return the person's factors, if the user is that person or an account administrator."""
    return list(Factor.objects.visible(access).filter(user=person))


def codes_left(access: Access, person: User) -> int:
    """Return how many of the person's recovery codes are unused."""
    return RecoveryCode.objects.visible(access).filter(user=person, used_at__isnull=True).count()
