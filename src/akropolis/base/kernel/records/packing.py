"""Rows in a fraction of their room: of a hundred thousand that wait to be stored, they themselves fill the memory."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, overload

from django.db.models import Model

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.records.values import built, defaults


class Packed(NamedTuple):
    """A row: its columns' names, which rows with the same ones share, what they hold, and whether it is new."""

    names: tuple[str, ...]
    values: tuple[object, ...]
    adding: bool


def packed(row: Model) -> Packed:
    """What the row was made of (`built`) and has been cleaned to."""
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


def held(kept: Packed) -> dict[str, object]:
    """Its values by name, but for those that a new row has anyway."""
    return dict(zip(kept.names, kept.values, strict=True))


@lru_cache(1000)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    return names


class PackedRows[R: Model](Sequence[R]):
    """The rows, made one by one as they are asked for."""

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
        row = built(self._model, held(kept))
        row._state.adding = kept.adding
        return row
