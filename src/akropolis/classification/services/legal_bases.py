"""What is done with the list of legal bases: they are added, changed and ended, never taken away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from akropolis.classification.models import LegalBasis
from akropolis.classification.rules.content import level_problem
from akropolis.kernel.access.errors import Invalid
from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.writer import writing


def add(access: Access, values: Mapping[str, Any], *, because: str = "") -> LegalBasis:
    """A new legal basis. Raises Invalid on levels that are none."""
    _check(values)
    with writing(access, because=because) as w:
        return w.create(LegalBasis, values)


def change(
    access: Access,
    row: LegalBasis,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    because: str = "",
) -> LegalBasis:
    """A changed legal basis. Decisions that rest on it keep what it proposed then."""
    _check(values)
    with writing(access, because=because) as w:
        return w.update(row, values, version=version)


def end(
    access: Access, row: LegalBasis, day: date, *, version: int | None = None, because: str = ""
) -> LegalBasis:
    """From the day after `day` it can no longer be chosen."""
    return change(access, row, {"valid_to": day}, version=version, because=because)


def _check(values: Mapping[str, Any]) -> None:
    if "levels" in values and level_problem(values["levels"]):
        raise Invalid({"levels": [_("Give the levels as whole numbers from 0.")]})
