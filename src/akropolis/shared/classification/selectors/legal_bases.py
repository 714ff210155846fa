"""The legal bases (lagrum) that are relevant to classification."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.assessment import LegalProvision


def in_force(access: Access, day: date | None = None) -> list[LegalBasis]:
    """Return the legal bases in force on the day (default today), sorted by position."""
    return LegalBasis.in_force(access, day or timezone.localdate())


def as_provisions(rows: Iterable[LegalBasis]) -> list[LegalProvision]:
    """Return each legal basis as a `LegalProvision`."""
    return [as_provision(row) for row in rows]


def as_provision(row: LegalBasis) -> LegalProvision:
    """Return the legal basis as a `LegalProvision`; keys in `levels` that are not aspects are dropped."""
    levels = {aspect.value: row.levels[aspect] for aspect in ORDER if isinstance(row.levels.get(aspect), int)}
    return LegalProvision(row.code, row.title, row.provision, levels, row.levels.get("beyond") is True)
