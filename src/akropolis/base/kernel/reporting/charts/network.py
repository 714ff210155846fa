"""Dependency diagram: boxes at given positions, with an arrow from each to what it depends on.

The SVG is self-contained: it holds its title, its key and the colours for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from akropolis.base.kernel.reporting.charts.marks import FONT, INK, LINE, lines_of, words

WIDTH, HEIGHT = 240, 88
_STEP_X, _STEP_Y = 296, 54
"""Horizontal distance between columns, and vertical distance between half rows."""
_EDGE = 24
_TONES = (
    ("#f1f2f4", "#6b7280"),
    ("#e3f1e3", "#3f7a43"),
    ("#e1edf8", "#2f6ea8"),
    ("#fbeed8", "#a8701c"),
    ("#fbe3e0", "#b23a2e"),
)
"""Pairs of fill and edge colour, indexed by level; the first pair is for no level."""
_START = ("#1e2b4f", "#1e2b4f")


@dataclass(frozen=True, slots=True)
class NetworkBox:
    """A box: its position, its text, and how it is drawn. `level` sets the colour; one box is the `start`."""

    column: int
    row: int
    name: str
    more: Sequence[str]
    level: int = 0
    start: bool = False
    dashed: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from one box to another, each given by its index in the list of boxes."""

    source: int
    target: int
    dashed: bool = False
    dotted: bool = False


def network(title: str, boxes: Sequence[NetworkBox], arrows: Sequence[Arrow], key: Sequence[str]) -> str:
    """Return the whole drawing as SVG. `key` explains the colours: one text per level, the first for no level."""
    left, top = min(box.column for box in boxes), min(box.row for box in boxes)
    at = [(_EDGE + (box.column - left) * _STEP_X, 3 * _EDGE + (box.row - top) * _STEP_Y) for box in boxes]
    width = max(max(x for x, _y in at) + WIDTH, 3 * WIDTH) + _EDGE
    bottom = max(y for _x, y in at) + HEIGHT
    drawn = [_arrow(at[arrow.source], at[arrow.target], arrow) for arrow in arrows]
    drawn += [_box(box, *place) for box, place in zip(boxes, at, strict=True)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{bottom + 3 * _EDGE}"'
        f' viewBox="0 0 {width} {bottom + 3 * _EDGE}" font-family="{FONT}, sans-serif" font-size="14" fill="{INK}">'
        f"<title>{escape(title)}</title>"
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#6b7280"/></marker></defs>'
        f'<rect width="100%" height="100%" fill="#fff"/><g font-weight="600">{words(_EDGE, 32, [title])}</g>'
        f"{''.join(drawn)}{_key(key, bottom + _EDGE)}</svg>"
    )


def _box(box: NetworkBox, x: int, y: int) -> str:
    fill, edge = _START if box.start else _TONES[min(box.level, len(_TONES) - 1)]
    dash = ' stroke-dasharray="5 4"' if box.dashed else ""
    outer = _rectangle(x - 4, y - 4, WIDTH + 8, HEIGHT + 8, "none", edge) if box.several else ""
    lines = [*lines_of(box.name, 30, 2), *(lines_of(more, 34, 1)[0] for more in box.more if more)]
    first = y + HEIGHT / 2 - LINE * (len(lines) - 1) / 2 + 5
    text = words(x + WIDTH / 2, first, lines, "middle")
    ink = "#fff" if box.start else INK
    return f'{outer}{_rectangle(x, y, WIDTH, HEIGHT, fill, edge, dash)}<g fill="{ink}">{text}</g>'


def _rectangle(x: float, y: float, width: float, height: float, fill: str, edge: str, dash: str = "") -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" fill="{fill}" stroke="{edge}"'
        f' stroke-width="1.5"{dash}/>'
    )


def _arrow(source: tuple[int, int], target: tuple[int, int], arrow: Arrow) -> str:
    """Draw an arrow from the edge of one box to the edge of the other, along the line between their centres."""
    across, down = target[0] - source[0], target[1] - source[1]
    share = min(
        WIDTH / 2 / abs(across) if across else 1.0,
        HEIGHT / 2 / abs(down) if down else 1.0,
    )
    x1, y1 = source[0] + WIDTH / 2 + across * share, source[1] + HEIGHT / 2 + down * share
    x2, y2 = target[0] + WIDTH / 2 - across * share, target[1] + HEIGHT / 2 - down * share
    dash = ' stroke-dasharray="2 3"' if arrow.dotted else ' stroke-dasharray="7 5"' if arrow.dashed else ""
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#6b7280" stroke-width="1.2"{dash}'
        ' fill="none" marker-end="url(#to)"/>'
    )


def _key(key: Sequence[str], y: float) -> str:
    drawn, x = "", float(_EDGE)
    for (fill, edge), says in zip(_TONES, key, strict=False):
        drawn += _rectangle(x, y, 24, 16, fill, edge) + words(x + 32, y + 13, [says])
        x += 56 + 8 * len(says)
    return drawn
