"""Column widths of a table, chosen so that no word is broken as long as every word fits."""

from __future__ import annotations

import re

from akropolis.base.lib.document import Table, inline_text

TEXT_WIDTH = 160.0
"""Width of the text in millimetres: A4 less 25 mm on each side."""
_SIGN, _GAP, _MOST = 2.5, 4.5, 60.0
"""Width of a character in the table's bold type, the gap to the next column, and the most a word can claim, in mm."""
_BREAKS = re.compile(r"[\s/–-]+")


def column_shares(table: Table) -> tuple[float, ...]:
    """Return each column's share of the text width: the requested share, but never less than its longest word
    needs.

    If the longest words of all columns do not fit side by side, the requested shares are returned.
    """
    asked = table.widths or (1.0,) * len(table.header)
    needs = [_need(table, index) for index in range(len(asked))]
    widths = [TEXT_WIDTH * width / sum(asked) for width in asked]
    if sum(needs) <= TEXT_WIDTH:
        widths = _raised(widths, needs)
    return tuple(width / sum(widths) for width in widths)


def _need(table: Table, index: int) -> float:
    texts = [inline_text(row[index]) for row in (table.header, *(row.cells for row in table.rows))]
    longest = max((len(word) for text in texts for word in _BREAKS.split(text)), default=0)
    return min(longest * _SIGN + _GAP, _MOST)


def _raised(widths: list[float], needs: list[float]) -> list[float]:
    """Return the widths with each too narrow column widened to its need; the other columns shrink in proportion."""
    fixed: set[int] = set()
    while narrow := [n for n, width in enumerate(widths) if n not in fixed and width < needs[n]]:
        fixed.update(narrow)
        left = TEXT_WIDTH - sum(needs[n] for n in fixed)
        free = sum(width for n, width in enumerate(widths) if n not in fixed)
        widths = [
            needs[n] if n in fixed else width * left / free if free else width
            for n, width in enumerate(widths)
        ]
    return widths
