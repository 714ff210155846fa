"""Charts as SVG: the same drawing is used on screen, in PDF and, converted to a picture, in office files.

A drawing has no words except its labels and texts. The caller must supply an `alt` text or the equivalent
table (`lib.document.table_of`).
"""

from __future__ import annotations

from akropolis.base.kernel.reporting.charts import bars, columns, grid, lines
from akropolis.base.kernel.reporting.charts.marks import FONT, INK, WIDTH
from akropolis.base.lib.document import Figure

_KINDS = {"bars": bars.drawn, "line": lines.drawn, "columns": columns.drawn, "grid": grid.drawn}


def svg(figure: Figure) -> str:
    """Return the whole drawing as SVG, 640 units wide, with its labels and texts."""
    return _framed(*_KINDS[figure.kind](figure))


def small(figure: Figure) -> str:
    """Return the chart's line alone as SVG, without labels and texts, to show beside a sentence."""
    width, height = lines.SMALL
    return _framed(lines.small(figure), height, width)


def _framed(marks: str, height: int, width: int = WIDTH) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}" font-size="14" fill="{INK}" aria-hidden="true">{marks}</svg>'
    )
