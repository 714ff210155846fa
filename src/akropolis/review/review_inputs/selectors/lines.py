"""Classes for showing the rows behind a figure, the same for registers and computed lists."""

from collections.abc import Iterable
from dataclasses import dataclass

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review_inputs.rules.frozen import Since

NAMED = 10
"""Maximum number of added or removed rows that are listed by name."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A row referred to by its id and current name. `register_key` is the key of its register."""

    id: str
    label: str
    register_key: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A row as it was when stored, or as it is now if nothing was stored. `changed` says whether it has changed
    since.

    `values` are the values stored of a computed list's row, in words.
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
    """A page of the rows behind a figure. `total` rows are visible to the reader and `hidden` rows are not.

    `since` is None if no rows were stored with the pack; the lines then show today's rows. `added` and
    `gone` name only some of the rows added and removed. `columns` are the headings of the lines' values.
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
    """Return the codes among those given of units where the reader has the permission."""
    rows = Unit.objects.visible(access).filter(access.units(permission), code__in=list(among))
    return frozenset(rows.values_list("code", flat=True))


def unit_names() -> dict[str, str]:
    """Return the names of all units, by code."""
    every = Unit.objects.unscoped(because="names of units are no secret")
    return dict(every.values_list("code", "name"))
