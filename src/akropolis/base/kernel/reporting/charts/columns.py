"""Column chart: each column is a stack of the series from the bottom up, the first series empty, the last filled."""

from __future__ import annotations

from math import ceil

from akropolis.base.kernel.reporting.charts.marks import LINE, WIDTH, lines_of, rule, textured, words
from akropolis.base.lib.document import Bar, Figure

_LEFT, _HEIGHT, _ROOM = 10, 150, 16
_LABELS = 14
"""Maximum number of labels that fit side by side."""
_SHORT = 14
"""Longest series name, in letters, with which the key has four names per line; with longer names it has three."""


def drawn(figure: Figure) -> tuple[str, int]:
    """Return the drawing and its height: columns with text above and label below, and a key to the textures."""
    zero = LINE + 6 + _HEIGHT
    step = (WIDTH - 2 * _LEFT) / len(figure.bars)
    shown = ceil(len(figure.bars) / _LABELS)
    columns = [
        _column(figure, bar, _LEFT + step * (place + 0.5), step * 0.6, zero, said=place % shown == 0)
        for place, bar in enumerate(figure.bars)
    ]
    lines = 2 if any(len(lines_of(bar.label, 4, 2)) > 1 for bar in figure.bars) else 1
    below = zero + _ROOM + LINE * lines + 6
    keys, height = _keys(figure.series, below)
    return "".join((rule(zero, 0, WIDTH), *columns, *keys)), below + height


def _column(figure: Figure, bar: Bar, middle: float, width: float, zero: float, *, said: bool) -> str:
    marks, top = [], zero
    for place, part in enumerate(bar.parts or (bar.value,)):
        height = _HEIGHT * part / figure.whole
        top -= height
        if part:
            share = _share(place, len(bar.parts or (bar.value,)))
            marks.append(
                textured(
                    round(middle - width / 2, 1), round(top, 1), round(width, 1), round(height, 1), share
                )
            )
    if said:
        marks.append(words(round(middle, 1), zero + _ROOM + 2, lines_of(bar.label, 4, 2), "middle"))
        marks.append(words(round(middle, 1), round(top - 6, 1), [bar.text] if bar.value else [], "middle"))
    return "".join(marks)


def _share(place: int, several: int) -> float:
    return place / (several - 1) if several > 1 else 1


def _keys(series: tuple[str, ...], top: float) -> tuple[list[str], int]:
    """Return the SVG elements of the key to the textures, with its first row at height `top`, and the key's height."""
    keys, across = [], 4 if max(map(len, series), default=0) <= _SHORT else 3
    for place, name in enumerate(series):
        x, y = _LEFT + place % across * (WIDTH / across), top + place // across * (LINE + 4)
        keys.append(textured(x, y + 2, 18, 14, _share(place, len(series))))
        keys.append(words(x + 26, y + 14, lines_of(name, 24, 1)))
    return keys, ceil(len(series) / across) * (LINE + 4)
