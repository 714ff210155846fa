"""Lines for the rows behind a figure, the same for registers and lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review_inputs.rules.frozen import Since

NAMED = 10
"""Maximum number of added or removed rows listed by name."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A row by its current name, in the register with that key."""

    id: str
    label: str
    register_key: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A row as it was when kept, or as it is now if nothing was kept. `changed`: it has changed since.

    `values` are what a list keeps of it, in words.
    """

    register_key: str
    id: str
    label: str
    unit: str
    date: str = ""
    detail: str = ""
    changed: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRowsPage:
    """A page of the rows behind a figure: `total` are visible to the reader, `hidden` are not.

    `since` is None if no rows were kept; the lines are then today's. `added` and `gone` are named in part.
    `columns` are the headings of the lines' values.
    """

    lines: tuple[FigureLine, ...]
    total: int
    hidden: int = 0
    changed: int = 0
    since: Since | None = None
    added: tuple[Ref, ...] = ()
    gone: tuple[Ref, ...] = ()
    columns: tuple[str, ...] = ()


def codes(access: Access, permission: str, among: Iterable[str]) -> frozenset[str]:
    """Return those of the units' codes where the reader has the permission."""
    rows = Unit.objects.visible(access).filter(access.units(permission), code__in=list(among))
    return frozenset(rows.values_list("code", flat=True))


def unit_names() -> dict[str, str]:
    """Return the name of every unit, by code."""
    every = Unit.objects.unscoped(because="names of units are no secret")
    return dict(every.values_list("code", "name"))
