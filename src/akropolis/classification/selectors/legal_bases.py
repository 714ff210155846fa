"""The lagrum that bear on classification."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from akropolis.classification.models import LegalBasis
from akropolis.classification.rules.aspects import ORDER
from akropolis.classification.rules.assessment import Provision
from akropolis.kernel.access.gate import Access


def in_force(access: Access, day: date | None = None) -> list[LegalBasis]:
    """Those in force on that day (today without one), in their order."""
    day = day or timezone.localdate()
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return list(LegalBasis.objects.visible(access).filter(valid))


def as_provisions(rows: Iterable[LegalBasis]) -> list[Provision]:
    """The rows as the rules read them."""
    return [as_provision(row) for row in rows]


def as_provision(row: LegalBasis) -> Provision:
    """One row as the rules read it; what it holds of other keys than aspects is left out."""
    levels = {aspect.value: row.levels[aspect] for aspect in ORDER if isinstance(row.levels.get(aspect), int)}
    return Provision(row.code, row.name_text, row.provision, levels, row.levels.get("beyond") is True)


def ended(access: Access, day: date | None = None) -> list[LegalBasis]:
    """Those that are not in force on that day (today without one): ended, or still to come."""
    held = {row.pk for row in in_force(access, day)}
    return [row for row in LegalBasis.objects.visible(access) if row.pk not in held]
