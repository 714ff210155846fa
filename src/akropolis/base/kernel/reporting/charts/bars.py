"""Bar chart: horizontal bars, the longest half the width of the drawing, labels before them and texts after."""

from __future__ import annotations

from akropolis.base.kernel.reporting.charts.marks import LINE, bar, lines_of, words
from akropolis.base.lib.document import Bar, Figure

_LABEL_WIDTH = 220
_BAR_WIDTH = 320
_GAP = 12
_MOST = 40
"""Maximum number of bars that fit on a paper page; the rest are only in the table."""


def drawn(figure: Figure) -> tuple[str, int]:
    """Return the chart's SVG elements and its height."""
    rows: list[str] = []
    y = 0
    for each in figure.bars[:_MOST]:
        lines = lines_of(each.label, 30)
        height = LINE * len(lines) + _GAP
        rows.append(_row(each, lines, y + height / 2, each.value / figure.whole))
        y += height
    if left := len(figure.bars) - len(rows):
        rows.append(words(_LABEL_WIDTH, y + LINE, [f"… + {left}"]))
        y += LINE + _GAP
    return "".join(rows), y


def _row(each: Bar, lines: list[str], middle: float, share: float) -> str:
    first = middle - LINE * (len(lines) - 1) / 2 + 5
    width = round(_BAR_WIDTH * share, 1)
    return (
        words(_LABEL_WIDTH - 10, first, lines, "end")
        + bar(_LABEL_WIDTH, middle - 9, width, 18)
        + words(_LABEL_WIDTH + width + 8, middle + 5, [each.text])
    )
