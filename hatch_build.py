"""What a wheel needs beside the source: compiled translations, and the third-party styles and fonts.

A wheel carries both and the user guide, so that `pip install .` and the built wheel give an `akropolis` that needs
nothing more. Where npm is missing, the build asks for it as a wheel. An editable install is left alone: there `make`
does the first two, and the guide is read where it lies.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

import catalogues
import static

HANDBOOK = "akropolis/home/handbook"
"""Where the user guide lies in a wheel: the product serves it."""


class Prepare(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues and fetches the static files before anything is packed."""

    def dependencies(self) -> list[str]:
        """What this build needs on top of build-system.requires: nothing, once the static files are in place."""
        if static.current():
            return []
        return ["django-htmx>=1.29", *([] if static.npm() else [static.NODE_WHEEL])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are collected; raises StaticError, with what to do, if npm cannot fetch."""
        if version == "editable":
            return
        if self.target_name == "wheel":
            build_data["force_include"][str(Path(self.root, "docs", "anvandarguide"))] = HANDBOOK
        catalogues.compile_all()
        if not static.current():
            static.fetch()
