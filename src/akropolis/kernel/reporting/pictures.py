"""Charts as pictures, for forms that cannot hold a drawing."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from akropolis.kernel.reporting import charts, fonts
from akropolis.kernel.reporting.typesetting import typeset
from akropolis.lib.document import Figure

_SOURCE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Source Sans 3", "DejaVu Sans Mono"), lang: "sv")
#image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg", width: 480pt)
"""
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


@lru_cache(maxsize=64)
def draw(figure: Figure) -> tuple[bytes, int, int]:
    """Give the figure as a PNG with its width and height in units of the drawing (640 across)."""
    drawing = charts.svg(figure)
    found = _SIZE.search(drawing)
    assert found
    data = json.dumps({"svg": drawing})
    picture = typeset(_SOURCE, data, fonts.folder(), format="png", ppi=192.0)
    return picture, int(found[1]), int(found[2])
