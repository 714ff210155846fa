"""Heat map: one numbered cell per part of each bar, darker for a larger number. Bars are columns, series are rows."""

from __future__ import annotations

from akropolis.base.kernel.reporting.charts.marks import LINE, WIDTH, lines_of, shaded, words
from akropolis.base.lib.document import Figure
from akropolis.base.lib.swedish import number

_NAMES, _WIDEST_NAMES, _CELL, _WIDEST = 150, 300, 28, 64
_LETTER = 7.5
"""Width of a letter in units of the drawing: an upper bound for most text."""


def drawn(figure: Figure) -> tuple[str, int]:
    """Return the drawing and its height. Few bars leave more room for names, which wrap to two lines if they must."""
    left = min(_WIDEST_NAMES, max(_NAMES, WIDTH - _WIDEST * len(figure.bars)))
    width = min(_WIDEST, (WIDTH - left) / len(figure.bars))
    most = max((part for bar in figure.bars for part in bar.parts), default=0) or 1
    heads = [lines_of(bar.label, max(4, int(width / 8)), 2) for bar in figure.bars]
    y = LINE * max(map(len, heads)) + 4
    marks = [words(_middle(left, place, width), 14, lines, "middle") for place, lines in enumerate(heads)]
    for row, name in enumerate(figure.series):
        lines = lines_of(name, int(left / _LETTER), 2)
        height = _CELL + LINE * (len(lines) - 1)
        marks.append(words(left - 10, y + 19, lines, "end"))
        for place, bar in enumerate(figure.bars):
            x, part = round(left + width * place + 1, 1), bar.parts[row]
            marks.append(shaded(x, y + 1, round(width - 2, 1), height - 2, part / most))
            marks.append(words(_middle(left, place, width), y + height / 2 + 5, [number(part)], "middle"))
        y += height
    return "".join(marks), max(y, LINE + _CELL)


def _middle(left: float, place: int, width: float) -> float:
    return round(left + width * (place + 0.5), 1)
