"""Compact rows: a hundred thousand rows that wait to be stored would otherwise fill the memory."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, overload

from django.db.models import Model

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.records.values import built, defaults


class Packed(NamedTuple):
    """A compact row: its column names, shared with similar rows, its values, and whether it is new."""

    names: tuple[str, ...]
    values: tuple[object, ...]
    adding: bool


def pack_row(row: Model) -> Packed:
    """Return the compact form of a row that was made by `built` and has been cleaned."""
    held = row.__dict__
    found = {
        name: held[name]
        for name, default, called in defaults(type(row))
        if called or (held[name] is not default and held[name] != default)
    }
    for name, pointed_at in row._state.fields_cache.items():
        found.pop(field_of(type(row), name).attname, None)
        found[name] = pointed_at
    return Packed(_shared(tuple(found)), tuple(found.values()), row._state.adding)


def values_of_packed(kept: Packed) -> dict[str, object]:
    """Return the packed row's values keyed by name, except those that a new row has by default."""
    return dict(zip(kept.names, kept.values, strict=True))


@lru_cache(1000)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


class PackedRows[R: Model](Sequence[R]):
    """The rows, rebuilt one by one as they are read."""

    def __init__(self, model: type[R], kept: Sequence[Packed]) -> None:
        self._model, self._kept = model, kept

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[R]:
        return map(self._row, self._kept)

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[R]: ...
    def __getitem__(self, place: int | slice) -> R | Sequence[R]:
        if isinstance(place, slice):
            return PackedRows(self._model, self._kept[place])
        return self._row(self._kept[place])

    def _row(self, kept: Packed) -> R:
        row = built(self._model, values_of_packed(kept))
        row._state.adding = kept.adding
        return row
