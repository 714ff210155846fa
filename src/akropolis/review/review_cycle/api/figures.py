"""The inputs of a pack in the API: keys and values as stored, with their words in Swedish."""

import json
from dataclasses import asdict
from typing import Any

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.figures import name
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.figures import (
    FigurePart,
    FigureReading,
    FigureRowSet,
    Input,
    PackContent,
    RowLine,
)
from akropolis.review.review_inputs.rules.own import own_rows
from akropolis.review.review_inputs.rules.packs import to_text
from akropolis.review.review_inputs.selectors.behind import rows_behind_figure
from akropolis.review.review_inputs.selectors.lines import FigureLine
from akropolis.review.review_inputs.selectors.rows import detail_of

type Plain = dict[str, Any]


def inputs_of(pack: PackContent) -> list[Plain]:
    """Return every input of the pack."""
    plain: list[Plain] = json.loads(to_text(pack))["inputs"]
    return [_input(part, item, pack.kind) for part, item in zip(pack.inputs, plain, strict=True)]


def _input(part: Input, plain: Plain, kind: str) -> Plain:
    return plain | {
        "title": telling.title_of(part.letter, kind),
        "lacks": telling.missing(part),
        "figures": [_figure(*pair) for pair in zip(part.figures, plain["figures"], strict=True)],
        "rows": [_rows(*pair) for pair in zip(part.rows, plain["rows"], strict=True)],
    }


def _figure(found: FigureReading, plain: Plain) -> Plain:
    parts = [_part(*pair) for pair in zip(found.parts, plain["parts"], strict=True)]
    return plain | {"label": name(found.key), "note": telling.note(found), "parts": parts}


def _part(part: FigurePart, plain: Plain) -> Plain:
    return plain | {"name": telling.part_name(part), "note": telling.part_note(part)}


def _rows(rows: FigureRowSet, plain: Plain) -> Plain:
    lines = [_line(rows, *pair) for pair in zip(rows.lines, plain["lines"], strict=True)]
    return plain | {"title": telling.rows_title(rows), "lines": lines}


def _line(rows: FigureRowSet, line: RowLine, plain: Plain) -> Plain:
    return plain | {"detail": detail_of(rows, line, "sv")}


def rows_behind(
    access: Access, stored: StoredPack, pack: PackContent, found: FigureReading, page: slice
) -> Plain:
    """Return a page of the rows behind the figure. Raises Hidden if unreadable for the user, or none were read."""
    if found.value is None:
        raise Hidden
    if found.rows is None:
        return _own(pack, found.key, page)
    shown = rows_behind_figure(access, stored, found, found.rows, page, "sv")
    return {
        "key": found.key,
        "kept": shown.since is not None,
        **{name: getattr(shown, name) for name in ("total", "hidden", "changed")},
        "then": shown.since and shown.since.then,
        "now": shown.since and shown.since.now,
        "added": [asdict(ref) for ref in shown.added],
        "gone": [asdict(ref) for ref in shown.gone],
        "items": [_behind(line) for line in shown.lines],
        "next": page.stop if page.stop < shown.total else None,
    }


def _behind(line: FigureLine) -> Plain:
    return {name: value for name, value in asdict(line).items() if name != "values"}


def _own(pack: PackContent, key: str, page: slice) -> Plain:
    rows = own_rows(pack, key)
    items = [
        {
            "register_key": "",
            "id": row.id,
            "label": row.label,
            "unit": row.of,
            "date": "",
            "detail": row.state,
            "changed": False,
        }
        for row in rows[page]
    ]
    nothing: Plain = {"hidden": 0, "changed": 0, "then": None, "now": None, "added": [], "gone": []}
    more = page.stop if page.stop < len(rows) else None
    return {
        "key": key,
        "kept": True,
        "total": len(rows),
        **nothing,
        "items": items,
        "next": more,
    }
