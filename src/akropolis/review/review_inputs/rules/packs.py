"""Lossless JSON of packs: a written pack is read back equal, and equal packs give the same text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from akropolis.base.lib.commitments import canonical
from akropolis.base.lib.periods import Period
from akropolis.base.lib.plain import Plain
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    CarryingRole,
    CitedReport,
    CoverageLine,
    FigurePart,
    FigureReading,
    FigureRowSet,
    FollowedDirection,
    Input,
    PackContent,
    PackUnit,
    RowLine,
    RowsRef,
    Spread,
    day,
    loads,
)

FORMAT = "akropolis-pack/2"


def to_text(pack: PackContent) -> str:
    """Return the pack's canonical JSON text."""
    return canonical({"format": FORMAT, **_plain(pack)})


def from_text(text: str) -> PackContent:
    """Parse the pack from the text. Raises ValueError for another format."""
    return _pack(_data(text))


def figures_of(text: str) -> PackContent:
    """Parse only the figures of the pack from its JSON text, without rows and without the figures' parts."""
    data = _data(text)
    for part in data["inputs"]:
        part["rows"] = ()
        for figure in part["figures"]:
            figure["missing"], figure["rows"], figure["parts"], figure["spread"] = (), None, (), ()
    return _pack({**data, "coverage": (), "directions": ()})


def _data(text: str) -> Plain:
    data: Plain = loads(text)
    if data.get("format") != FORMAT:
        raise ValueError(f"not a pack of the format {FORMAT}")
    return data


def _pack(data: Plain) -> PackContent:
    return PackContent(
        unit=PackUnit(**data["unit"]),
        year=data["year"],
        period=Period(*(day(data["period"][name]) for name in ("first", "last", "cutoff"))),
        gathered_at=datetime.fromisoformat(data["gathered_at"]),
        inputs=tuple(_input(part) for part in data["inputs"]),
        coverage=tuple(CoverageLine(**line) for line in data["coverage"]),
        directions=tuple(_direction(line) for line in data["directions"]),
        kind=data.get("kind", REVIEW.key),
        roles=tuple(
            CarryingRole(**{**role, "units": tuple(role["units"])}) for role in data.get("roles", ())
        ),
    )


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if _written(value, f.name)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _written(value: Any, name: str) -> bool:
    """Leave out an empty `spread`, `cited` and `roles`, and the `kind` of a review, so that packs from before these
    existed are written exactly as they were.
    """
    if isinstance(value, PackContent) and name == "kind":
        return value.kind != REVIEW.key
    return not name.startswith("_") and (
        name not in ("spread", "cited", "roles") or bool(getattr(value, name))
    )


def _number(value: int | str | None) -> int | Decimal | None:
    """Parse a number: JSON numbers are integers; decimals are stored as text, since JSON numbers are not exact."""
    return Decimal(value) if isinstance(value, str) else value


def _known(kind: type, data: Plain) -> dict[str, Any]:
    """Return only the values of the type's own fields, dropping the display texts that the API adds."""
    return {f.name: data[f.name] for f in fields(kind)}


def _part(data: Plain) -> FigurePart:
    return FigurePart(**{**_known(FigurePart, data), "value": _number(data["value"])})


def _figure(data: Plain) -> FigureReading:
    return FigureReading(
        **{
            **_known(FigureReading, {"spread": (), **data}),
            "value": _number(data["value"]),
            "previous": _number(data["previous"]),
            "missing": tuple(data["missing"]),
            "rows": RowsRef(**data["rows"]) if data["rows"] else None,
            "parts": tuple(_part(part) for part in data["parts"]),
            "spread": tuple(Spread(**cell) for cell in data.get("spread", ())),
        }
    )


def _line(data: Plain) -> RowLine:
    details = tuple((field, value) for field, value in data["details"])
    return RowLine(**{**_known(RowLine, data), "details": details})


def _rows(data: Plain) -> FigureRowSet:
    return FigureRowSet(data["key"], tuple(_line(line) for line in data["lines"]), data["total"])


def _input(data: Plain) -> Input:
    return Input(
        letter=data["letter"],
        figures=tuple(_figure(figure) for figure in data["figures"]),
        rows=tuple(_rows(rows) for rows in data["rows"]),
        missing=tuple(data["missing"]),
        cited=tuple(CitedReport(**each) for each in data.get("cited", ())),
    )


def _direction(data: Plain) -> FollowedDirection:
    return FollowedDirection(**{**data, "answers": tuple(AnswerLine(**line) for line in data["answers"])})
