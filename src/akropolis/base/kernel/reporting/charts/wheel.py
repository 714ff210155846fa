"""A year as a wheel: twelve months clockwise from the top, and a mark with a symbol at each day that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin
from xml.sax.saxutils import escape, quoteattr

from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting.charts.marks import WIDTH, Point

_MONTHS = 12
_OUTER, _LABELS, _RING, _MARK = 250, 282, 34, 13
_INNER = 60
_CENTRE = WIDTH / 2, 296
_HEIGHT = 592


@dataclass(frozen=True, slots=True)
class WheelMark:
    """A mark at a day: a symbol of one character, and the words that it stands for. A `strong` one is filled."""

    on: date
    symbol: str
    words: str
    strong: bool = False


def wheel(marks: Sequence[WheelMark], name: str) -> SafeString:
    """Return the drawing as an SVG element in the page's colours, with the accessible name.

    Marks too near each other go further in. The page must say the same in a table beside it.
    """
    body = "".join(map(_circle, (_OUTER + 8, _INNER)))
    body += "".join(map(_month, range(_MONTHS))) + "".join(_placed(sorted(marks, key=lambda mark: mark.on)))
    return SafeString(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {_HEIGHT}" width="{WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label={quoteattr(name)} focusable="false" fill="currentColor" font-size="15">{body}</svg>'
    )


def _at(turn: float, radius: float) -> Point:
    angle = 2 * pi * turn - pi / 2
    return round(_CENTRE[0] + radius * cos(angle), 1), round(_CENTRE[1] + radius * sin(angle), 1)


def _circle(radius: float) -> str:
    return (
        f'<circle cx="{_CENTRE[0]:g}" cy="{_CENTRE[1]:g}" r="{radius:g}" fill="none" stroke="currentColor"'
        ' stroke-opacity="0.35"/>'
    )


def _month(number: int) -> str:
    (x, y), (to_x, to_y) = _at(number / _MONTHS, _INNER), _at(number / _MONTHS, _OUTER + 8)
    at_x, at_y = _at((number + 0.5) / _MONTHS, _LABELS)
    name = escape(str(MONTHS_3[number + 1]))
    return (
        f'<path class="chart-rule" d="M{x:g} {y:g}L{to_x:g} {to_y:g}" stroke="currentColor" stroke-opacity="0.35"/>'
        f'<text x="{at_x:g}" y="{at_y + 5:g}" text-anchor="middle">{name}</text>'
    )


def _placed(marks: Sequence[WheelMark]) -> list[str]:
    drawn: list[str] = []
    last: list[float] = []  # per ring, the turn of its last mark
    for mark in marks:
        turn = (mark.on.month - 1 + (mark.on.day - 0.5) / 31) / _MONTHS
        ring = 0
        while ring < len(last) and (turn - last[ring]) * 2 * pi * _radius(ring) < 2 * _MARK + 2:
            ring += 1
        last[ring : ring + 1] = [turn]
        drawn.append(_mark(mark, _at(turn, _radius(ring))))
    return drawn


def _radius(ring: int) -> float:
    return max(_OUTER - _MARK - 2 - _RING * ring, 30)


def _mark(mark: WheelMark, at: Point) -> str:
    fill = "currentColor" if mark.strong else "none"
    ink = ' class="chart-on-fill" fill="Canvas"' if mark.strong else ""
    return (
        f"<g><title>{escape(mark.words)}</title>"
        f'<circle cx="{at[0]:g}" cy="{at[1]:g}" r="{_MARK}" fill="{fill}" stroke="currentColor" pointer-events="all"/>'
        f'<text x="{at[0]:g}" y="{at[1] + 5:g}" text-anchor="middle"{ink}>{escape(mark.symbol)}</text></g>'
    )
