"""A cell for each part of each bar, the darker the more, with its number: bars beside each other, series below."""

from __future__ import annotations

from akropolis.kernel.reporting.charts.marks import LINE, WIDTH, lines_of, shaded, words
from akropolis.lib.document import Figure
from akropolis.lib.swedish import number

_NAMES, _CELL, _WIDEST = 150, 28, 64


def drawn(figure: Figure) -> tuple[str, int]:
    """The drawing and its height."""
    width = min(_WIDEST, (WIDTH - _NAMES) / len(figure.bars))
    most = max((part for bar in figure.bars for part in bar.parts), default=0) or 1
    heads = [lines_of(bar.label, max(4, int(width / 8)), 2) for bar in figure.bars]
    top = LINE * max(map(len, heads)) + 4
    marks = [words(_middle(place, width), 14, lines, "middle") for place, lines in enumerate(heads)]
    for row, name in enumerate(figure.series):
        y = top + _CELL * row
        marks.append(words(_NAMES - 10, y + 19, lines_of(name, 20, 1), "end"))
        for place, bar in enumerate(figure.bars):
            part = bar.parts[row]
            marks.append(
                shaded(
                    round(_NAMES + width * place + 1, 1), y + 1, round(width - 2, 1), _CELL - 2, part / most
                )
            )
            marks.append(words(_middle(place, width), y + 19, [number(part)], "middle"))
    return "".join(marks), top + _CELL * max(1, len(figure.series))


def _middle(place: int, width: float) -> float:
    return round(_NAMES + width * (place + 0.5), 1)
