"""The rows behind a pack's figures, as they were when gathered: row id, version and owner. Contents are in
the history.

If a row is lawfully erased from the history, its contents thus disappear here too; the pack keeps only
that the row existed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.plain import Plain
from akropolis.review.review_inputs.rules.figures import loads

FORMAT = "akropolis-rows/1"


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """A row, its version, and the code of the unit that owned it.

    For a figure of a computed list, the id is that of the object that the list's row is about; `at` is the
    code of the unit that the list's row counts towards, and `values` are the values stored of it.
    """

    id: str
    version: int
    unit: str
    at: str = ""
    values: tuple[str | int | None, ...] = ()

    @property
    def key(self) -> str:
        """Return the key that distinguishes the row from the figure's other rows."""
        return f"{self.id} {self.at}" if self.at else self.id


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """The stored rows of one register, in the list's order, and for each figure key the indexes of the rows it
    counts.

    `columns` names the values stored of a computed list's rows.
    """

    register: str
    rows: tuple[FrozenRow, ...]
    figures: Mapping[str, tuple[int, ...]]
    columns: tuple[str, ...] = ()


def to_text(kept: Iterable[RegisterRows]) -> str:
    """Return the canonical JSON text of the rows. A figure that counts all of them has no list of indexes."""
    return canonical({"format": FORMAT, "kept": [_plain(one) for one in kept]})


def from_text(text: str) -> tuple[RegisterRows, ...]:
    """Parse the stored rows from the JSON text. Raises ValueError if the text has another format."""
    data: Plain = loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"not rows of the format {FORMAT}")
    return tuple(_frozen_rows(one) for one in data["kept"])


def of_figure(kept: Iterable[RegisterRows], key: str) -> RegisterRows | None:
    """Return only the stored rows counted by the figure with that key; None if no rows were stored for it."""
    for one in kept:
        if key in one.figures:
            rows = tuple(one.rows[place] for place in one.figures[key])
            return RegisterRows(one.register, rows, {key: tuple(range(len(rows)))}, one.columns)
    return None


@dataclass(frozen=True, slots=True)
class Since:
    """Changes in kept rows: how many there were and are, which were added, and which no longer count."""

    then: int
    now: int
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def compare_kept_rows(then: Collection[str], now: Collection[str], *, known: Collection[str] = ()) -> Since:
    """Compare the two, in their own order. `known` were counted then too, even if the reader may not see them so."""
    before, after = {*then, *known}, set(now)
    added = tuple(each for each in now if each not in before)
    gone = tuple(each for each in then if each not in after)
    return Since(len(then), len(then) - len(gone) + len(added), added, gone)


def _plain(one: RegisterRows) -> dict[str, object]:
    whole = tuple(range(len(one.rows)))
    return {
        "register": one.register,
        "rows": [
            [row.id, row.version, row.unit, *((row.at, *row.values) if row.at else ())] for row in one.rows
        ],
        "figures": {key: None if places == whole else places for key, places in one.figures.items()},
        **({"columns": one.columns} if one.columns else {}),
    }


def _frozen_rows(data: Plain) -> RegisterRows:
    whole = tuple(range(len(data["rows"])))
    places = {key: whole if found is None else tuple(found) for key, found in data["figures"].items()}
    rows = tuple(_row(*row) for row in data["rows"])
    return RegisterRows(data["register"], rows, places, tuple(data.get("columns", ())))


def _row(pk: str, version: int, unit: str, at: str = "", *values: str | int | None) -> FrozenRow:
    return FrozenRow(pk, version, unit, at, values)
