"""The inputs of a pack as the API gives them: keys and values as stored, and beside them their words in Swedish."""

import json
from typing import Any

from akropolis.lib.figures import name
from akropolis.packs.rules import telling
from akropolis.packs.rules.figures import Input, Pack, Part, Reading, RowLine, Rows
from akropolis.packs.rules.packs import to_text
from akropolis.packs.selectors.rows import detail_of

type Plain = dict[str, Any]


def inputs_of(pack: Pack) -> list[Plain]:
    """Every input of the pack."""
    plain: list[Plain] = json.loads(to_text(pack))["inputs"]
    return [_input(part, item) for part, item in zip(pack.inputs, plain, strict=True)]


def _input(part: Input, plain: Plain) -> Plain:
    return plain | {
        "title": telling.TITLES[part.letter].sv,
        "lacks": telling.missing(part),
        "figures": [_figure(*pair) for pair in zip(part.figures, plain["figures"], strict=True)],
        "rows": [_rows(*pair) for pair in zip(part.rows, plain["rows"], strict=True)],
    }


def _figure(found: Reading, plain: Plain) -> Plain:
    parts = [_part(*pair) for pair in zip(found.parts, plain["parts"], strict=True)]
    return plain | {"label": name(found.key), "note": telling.note(found), "parts": parts}


def _part(part: Part, plain: Plain) -> Plain:
    return plain | {"name": telling.part_name(part), "note": telling.part_note(part)}


def _rows(rows: Rows, plain: Plain) -> Plain:
    lines = [_line(rows, *pair) for pair in zip(rows.lines, plain["lines"], strict=True)]
    return plain | {"title": telling.rows_title(rows), "lines": lines}


def _line(rows: Rows, line: RowLine, plain: Plain) -> Plain:
    return plain | {"detail": detail_of(rows, line, "sv")}
