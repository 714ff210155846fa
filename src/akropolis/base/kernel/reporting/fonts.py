"""Fonts for documents: only the project's own files, so that every machine produces the same pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import akropolis.base.ui


@cache
def folder() -> Path | None:
    """Return the font folder, or None if the fonts have not been downloaded; typst then uses its built-in fonts."""
    # The package is found by import, so that it is found in a wheel as well.
    place = Path(akropolis.base.ui.__file__).parent / "static" / "vendor" / "fonts"
    return place if any(place.glob("*.ttf")) else None
