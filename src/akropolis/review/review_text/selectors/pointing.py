"""Rows that an answer to one of the three questions refers to by number: rows of registers, and reviews."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.declaration import registry
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review
from akropolis.review.review.rules.kind import REVIEW
from akropolis.shared.yearly_reports.rules.kinds import kinds

ALL = system("of a row that a judgement points at, kind, number and unit are said to all its readers")


@dataclass(frozen=True, slots=True)
class Pointed:
    """A row that a judgement refers to. `said` is the text shown to everyone, in Swedish as in documents: its
    kind, number and unit.

    `label` and `url` are empty for those who may not read the row.
    """

    number: str
    said: str
    label: str = ""
    url: str = ""


def figures_of(evidence: Iterable[str]) -> tuple[str, ...]:
    """Return the figure keys in the evidence of a judgement: a key contains a dot, a number does not."""
    return tuple(key for key in evidence if "." in key)


def rows_of(evidence: Iterable[str]) -> tuple[str, ...]:
    """Return the row numbers in the evidence of a judgement."""
    return tuple(key for key in evidence if "." not in key)


def by_number(access: Access, numbers: Collection[str]) -> dict[str, Record]:
    """Return the visible rows with these numbers, by number; one query per kind of row among them."""
    found: dict[str, Record] = {}
    models: list[type[Record]] = [*(register.model for register in registry), Review]
    for model in models:
        prefixes = [kind.number_prefix for kind in kinds] if model is Review else [model.number_prefix]
        wanted = [number for number in numbers if number.partition("-")[0] in prefixes]
        if wanted:
            rows = model.objects.visible(access).filter(number__in=wanted).select_related("owner_unit")
            found |= {row.number: row for row in rows}
    return found


def pointed_at(access: Access, numbers: Collection[str]) -> list[Pointed]:
    """Return a description of the row with each number, in the same order; for a deleted row, only the number."""
    every, seen = by_number(ALL, numbers), by_number(access, numbers)
    return [_pointed_row(number, every.get(number), seen.get(number)) for number in numbers]


def row_texts(numbers: Collection[str]) -> tuple[str, ...]:
    """Return the text printed in documents for the row with each number, the same for every reader."""
    every = by_number(ALL, numbers)
    return tuple(_pointed_row(number, every.get(number), None).said for number in numbers)


def _pointed_row(number: str, row: Record | None, seen: Record | None) -> Pointed:
    if row is None:
        return Pointed(number, number)
    with translation.override("sv"):
        what = str(row._meta.verbose_name)
        if isinstance(row, Review) and row.kind != REVIEW.key:
            what = row.declared.title.sv
        words = f"{what} {number} ({row.owner_unit.name})"
    return Pointed(number, words, seen.label(), _page(seen)) if seen else Pointed(number, words)


def _page(row: Tracked) -> str:
    if isinstance(row, Review):
        return url_of("review", row)
    register = registry.of(type(row))
    return reverse(f"{register.key}-detail", args=[row.pk]) if register else ""
