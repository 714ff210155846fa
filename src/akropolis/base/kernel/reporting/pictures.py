"""Charts as pictures, for formats that cannot hold SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache

from akropolis.base.kernel.reporting import charts, fonts
from akropolis.base.kernel.reporting.typesetting import typeset
from akropolis.base.lib.document import Block, Figure, walk_blocks

type Picture = tuple[bytes, int, int]
"""A PNG with its width and height in units of the drawing (a full drawing is 640 wide)."""

MOST = 100
"""Maximum number of pictures in each process's cache; a picture is about 20 kB."""
_SOURCE = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Source Sans 3", "DejaVu Sans Mono"), lang: "sv")
#for svg in json(bytes(sys.inputs.data)) { page(image(bytes(svg), format: "svg", width: 480pt)) }
"""
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def drawer(blocks: Iterable[Block]) -> Callable[[Figure], Picture]:
    """Return a function that returns the `Picture` of a chart among the blocks.

    Charts that are not in the cache are drawn now, all in one run.
    """
    shelf = _shelf()
    known = {each: shelf.get(each) for each in walk_blocks(blocks) if isinstance(each, Figure)}
    found = {each: picture for each, picture in known.items() if picture}
    new = [each for each in known if each not in found]
    found.update(zip(new, _drawn(new), strict=True))
    if len(shelf) > MOST:
        shelf.clear()
    shelf.update(found)
    return found.__getitem__


def _drawn(figures: list[Figure]) -> list[Picture]:
    if not figures:
        return []
    drawings = [charts.svg(figure) for figure in figures]
    made = typeset(_SOURCE, json.dumps(drawings), fonts.folder(), format="png", ppi=192.0)
    return [(png, *_size(drawing)) for png, drawing in zip(made, drawings, strict=True)]


def _size(drawing: str) -> tuple[int, int]:
    found = _SIZE.search(drawing)
    assert found
    return int(found[1]), int(found[2])


@cache
def _shelf() -> dict[Figure, Picture]:
    return {}
