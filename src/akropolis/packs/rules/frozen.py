"""The rows behind a pack's figures, as they were: which, in which version, and whose. Their words stand in the history.

So a row that is lawfully forgotten there is forgotten here, and what a pack keeps of it is no more than that it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from akropolis.lib.commitments import canonical
from akropolis.packs.rules.figures import loads

FORMAT = "akropolis-rows/1"


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A row, its version, and the code of the unit that owned it."""

    id: str
    version: int
    unit: str


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """Rows of one register in the list's order, and for each figure's key the places of those that it counts."""

    register: str
    rows: tuple[FrozenRow, ...]
    figures: Mapping[str, tuple[int, ...]]


def to_text(kept: Iterable[RegisterRows]) -> str:
    """The one JSON text of the rows. A figure that counts all of them has no list of places."""
    return canonical({"format": FORMAT, "kept": [_plain(one) for one in kept]})


def from_text(text: str) -> tuple[RegisterRows, ...]:
    """The rows that the text was written from. Raises ValueError for another format."""
    data: Mapping[str, Any] = loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"not rows of the format {FORMAT}")
    return tuple(_kept(one) for one in data["kept"])


def rows_of(kept: Iterable[RegisterRows], key: str) -> tuple[FrozenRow, ...] | None:
    """The rows of the figure with that key; None when none were kept."""
    for one in kept:
        if key in one.figures:
            return tuple(one.rows[place] for place in one.figures[key])
    return None


@dataclass(frozen=True, slots=True)
class Since:
    """What has become of rows that were kept: how many there were and are, who has come, and who is not counted now."""

    then: int
    now: int
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def since(then: Collection[str], now: Collection[str], *, known: Collection[str] = ()) -> Since:
    """The two compared, in their own order. `known` were counted then too, though the reader may not see them so."""
    before, after = {*then, *known}, set(now)
    added = tuple(each for each in now if each not in before)
    gone = tuple(each for each in then if each not in after)
    return Since(len(then), len(then) - len(gone) + len(added), added, gone)


def _plain(one: RegisterRows) -> dict[str, Any]:
    whole = tuple(range(len(one.rows)))
    return {
        "register": one.register,
        "rows": [[row.id, row.version, row.unit] for row in one.rows],
        "figures": {key: None if places == whole else places for key, places in one.figures.items()},
    }


def _kept(data: Mapping[str, Any]) -> RegisterRows:
    whole = tuple(range(len(data["rows"])))
    places = {key: whole if found is None else tuple(found) for key, found in data["figures"].items()}
    return RegisterRows(data["register"], tuple(FrozenRow(*row) for row in data["rows"]), places)
