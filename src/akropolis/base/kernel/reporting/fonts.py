"""The fonts that documents are set in: our own files only, so that every machine gives the same pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import akropolis.base.ui


@cache
def folder() -> Path | None:
    """Give the folder of the fonts, or None where they have not been fetched: then typst's own are used."""
    # The package is found by import, so that it is found in a wheel as well.
    place = Path(akropolis.base.ui.__file__).parent / "static" / "vendor" / "fonts"
    return place if any(place.glob("*.ttf")) else None
