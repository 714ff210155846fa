"""Line chart of a time series: large with its texts, or small, to show beside a sentence."""

from __future__ import annotations

from math import ceil

from akropolis.base.kernel.reporting.charts.marks import (
    LINE,
    WIDTH,
    Point,
    dot,
    joined,
    lines_of,
    rule,
    words,
)
from akropolis.base.lib.document import Figure

SMALL = (112, 28)
_SIDE, _HEIGHT, _ROOM = 60, 130, 16
_EDGE = 4
_LABELS = 6
"""Maximum number of points whose texts fit; with more points only some have a text."""


def drawn(figure: Figure) -> tuple[str, int]:
    """Return the chart's SVG elements and its height: each point's text above it, its label below the zero line."""
    shown = ceil(len(figure.bars) / _LABELS)
    texts = [lines_of(each.text, 14) if place % shown == 0 else [] for place, each in enumerate(figure.bars)]
    above = LINE * max(map(len, texts)) + 6
    points = _points(figure, (_SIDE, above), (WIDTH - _SIDE, above + _HEIGHT))
    zero = above + _HEIGHT
    said = [
        words(x, y - 10 - LINE * (len(t) - 1), t, "middle") for (x, y), t in zip(points, texts, strict=True)
    ]
    labels = [
        words(x, zero + _ROOM + 6, [each.label], "middle")
        for (x, _y), each in zip(points[::shown], figure.bars[::shown], strict=True)
    ]
    marks = (rule(zero, _SIDE - 30, WIDTH - _SIDE + 30), joined(points), *map(dot, points), *said, *labels)
    return "".join(marks), zero + _ROOM + LINE


def small(figure: Figure) -> str:
    """Return the line as SVG without words, with a dot at its end; the bottom is zero, as in the large chart."""
    width, height = SMALL
    points = _points(figure, (_EDGE, _EDGE), (width - _EDGE, height - _EDGE))
    return rule(height - _EDGE, 0, width) + joined(points) + dot(points[-1], 3)


def _points(figure: Figure, first: Point, last: Point) -> list[Point]:
    """Return each bar's point (x, y) in the box with `first` as its top left and `last` as its bottom right corner."""
    (left, top), (right, bottom) = first, last
    heights = (bottom - (bottom - top) * each.value / figure.whole for each in figure.bars)
    return [
        (round(left + (right - left) * x, 1), round(y, 1))
        for x, y in zip(_across(figure), heights, strict=True)
    ]


def _across(figure: Figure) -> list[float]:
    """Return each point's horizontal position, from 0 to 1.

    Positions follow the years if the labels are ascending years; otherwise the points are evenly spaced.
    """
    labels = [each.label for each in figure.bars]
    places = [int(label) if label.isdecimal() else -1 for label in labels]
    if places != sorted(set(places)) or places[0] < 0:
        places = list(range(len(labels)))
    span = places[-1] - places[0]
    return [(place - places[0]) / span if span else 0.5 for place in places]
