"""What is told of the rows behind a figure, of a register and of a list alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review_inputs.rules.frozen import Since

NAMED = 10
"""At most so many of those that have come or gone are named."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A row by its name of today, in the register with that key."""

    id: str
    label: str
    register_key: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A row as it was when it was kept, or as it is now where nothing was kept. `changed`: it is another now.

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
    """A page of the rows behind a figure, as far as they are open to the reader: `total` of them are, `hidden` are not.

    `since` is None where no rows were kept; the lines are then those of today. `added` and `gone` are named in part.
    `columns` head the lines' values.
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
    """Which of these units the reader has the permission in."""
    rows = Unit.objects.visible(access).filter(access.units(permission), code__in=list(among))
    return frozenset(rows.values_list("code", flat=True))


def unit_names() -> dict[str, str]:
    """The name of every unit, by its code."""
    every = Unit.objects.unscoped(because="names of units are no secret")
    return dict(every.values_list("code", "name"))
