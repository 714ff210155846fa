"""Elements of every drawing, each returned as SVG: text, lines and filled shapes.

Each element has a class, which a page's theme colours. Its colour attributes apply where there is no style
sheet: on paper and in files.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

WIDTH = 640
FONT = "Source Sans 3"
INK, FILL, RULE = "#1f2937", "#33566f", "#c3c9d1"
LINE = 18
"""Line height of text, in units of the drawing."""

type Point = tuple[float, float]


def lines_of(words: str, width: int, most: int = 3) -> list[str]:
    """Wrap the text and return at most `most` lines."""
    return textwrap.wrap(words, width, max_lines=most, placeholder=" …") or [""]


def words(
    x: float, y: float, lines: Sequence[str], anchor: Literal["start", "middle", "end"] = "start"
) -> str:
    """Return lines of text below each other, the first at height `y`."""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return "".join(
        f'<text x="{x:g}" y="{y + LINE * n:g}"{side}>{escape(line)}</text>' for n, line in enumerate(lines)
    )


def bar(x: float, y: float, width: float, height: float) -> str:
    """Return a filled box."""
    return (
        f'<rect class="chart-fill" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{FILL}"/>'
    )


def dot(at: Point, radius: float = 4) -> str:
    """Return a filled point."""
    return f'<circle class="chart-fill" cx="{at[0]:g}" cy="{at[1]:g}" r="{radius:g}" fill="{FILL}"/>'


def joined(points: Sequence[Point]) -> str:
    """Return a line through the points, in their order."""
    places = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline class="chart-line" points="{places}" fill="none" stroke="{FILL}" stroke-width="2"/>'


def rule(y: float, left: float, right: float) -> str:
    """Return a thin horizontal line."""
    return f'<path class="chart-rule" d="M{left:g} {y:g}H{right:g}" stroke="{RULE}"/>'


def textured(x: float, y: float, width: float, height: float, share: float) -> str:
    """Return an outlined box with hatching, denser the larger `share` is: 0 is empty, 1 is filled.

    The difference is visible without colour.
    """
    if share >= 1:
        return bar(x, y, width, height)
    edge = f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"
    step = max(2.5, 12 - 14 * share)
    count = int((height - 1) / step) if share else 0
    lines = "".join(f"M{x:g} {y + height - step * n:g}h{width:g}" for n in range(1, count + 1))
    return f'<path class="chart-line" d="{edge}{lines}" fill="none" stroke="{FILL}" stroke-width="1.2"/>'


def shaded(x: float, y: float, width: float, height: float, share: float) -> str:
    """Return a box that is darker the larger `share` is, but never too dark to read text in it."""
    return (
        f'<rect class="chart-fill" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{FILL}"'
        f' fill-opacity="{0.45 * share:.2f}"/>'
    )
