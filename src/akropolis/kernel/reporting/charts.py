"""Bar charts as SVG: one drawing for the screen, for PDF and, made into a picture, for office files."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape

from akropolis.lib.document import Bar, Figure

WIDTH = 640
FONT = "Source Sans 3"
INK = "#1f2937"
BAR = "#33566f"

_LABEL_WIDTH = 220
_BAR_WIDTH = 320
_LINE = 18
_GAP = 12


def svg(figure: Figure, *, title_id: str = "") -> str:
    """Draw the figure's bars, longest 320 of 640 units; labels are broken into at most three lines.

    The drawing carries no words but the labels and texts: whoever shows it gives it `alt`. With `title_id` it
    describes itself, for a web page.
    """
    top = max((bar.value for bar in figure.bars), default=0) or 1
    rows: list[str] = []
    y = 0
    for bar in figure.bars:
        lines = _lines(bar.label)
        height = _LINE * len(lines) + _GAP
        rows.append(_row(bar, lines, y, height, bar.value / top))
        y += height
    described = f' role="img" aria-labelledby="{title_id}"' if title_id else ""
    title = f'<title id="{title_id}">{escape(figure.alt)}</title>' if title_id else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}"'
        f'{described} font-family="{FONT}" font-size="14" fill="{INK}">{title}{"".join(rows)}</svg>'
    )


def _lines(label: str) -> list[str]:
    return textwrap.wrap(label, 30, max_lines=3, placeholder=" …") or [""]


def _row(bar: Bar, lines: list[str], y: int, height: int, share: float) -> str:
    middle = y + height / 2
    first = middle - _LINE * (len(lines) - 1) / 2 + 5
    label = "".join(
        f'<text x="{_LABEL_WIDTH - 10}" y="{first + _LINE * n:g}" text-anchor="end">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    width = round(_BAR_WIDTH * share, 1)
    return (
        f'{label}<rect x="{_LABEL_WIDTH}" y="{middle - 9:g}" width="{width:g}" height="18" fill="{BAR}"/>'
        f'<text x="{_LABEL_WIDTH + width + 8:g}" y="{middle + 5:g}">{escape(bar.text)}</text>'
    )
