"""What a wheel needs beside the source: compiled translations, third-party styles and fonts, which commit it is, and
all that is served beside the pages once more, compressed and with the hash of its content in its name.

A wheel carries them and the user guide, so that `pip install .` and the built wheel give an `akropolis` that needs
nothing more. Where npm is missing, the build asks for it as a wheel. An editable install is left alone: there `make`
does the first two, and the guide is read where it lies.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "scripts"))

import catalogues
import static

ROOT = Path(__file__).resolve().parent
HANDBOOK = "akropolis/shell/home/handbook"
"""Where the user guide lies in a wheel: the product serves it."""
COLLECTED = "akropolis/collected"
"""Where the static files lie in a wheel as they are served: `settings.STATIC_ROOT`."""


class Prepare(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the catalogues and fetches the static files before anything is packed."""

    def dependencies(self) -> list[str]:
        """What this build needs on top of build-system.requires: less, once the third-party files are in place."""
        collecting = ["django>=6.1,<6.2", "whitenoise>=6.12"] if self.target_name == "wheel" else []
        if static.current():
            return collecting
        return [*collecting, "django-htmx>=1.29", *([] if static.npm() else [static.NODE_WHEEL])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are collected; raises StaticError, with what to do, if npm cannot fetch."""
        if version == "editable":
            return
        catalogues.compile_all()
        if not static.current():
            static.fetch()
        if self.target_name == "wheel":
            root = Path(self.root)
            collected = root / "build" / "collected"
            subprocess.run([sys.executable, str(root / "scripts" / "collect.py"), str(collected)], check=True)
            served = {str(collected): COLLECTED, str(root / "docs" / "anvandarguide"): HANDBOOK}
            build_data["force_include"].update(served)
        self._stamp(build_data)

    def _stamp(self, build_data: dict[str, Any]) -> None:
        """The commit, in a file. An unpacked source archive has it already, and no git."""
        library = Path("akropolis", "base", "lib", "build.txt")
        found = self._commit()
        if not found or Path(self.root, "src", library).is_file():
            return
        stamp = Path(self.root, "build", library.name)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(found + "\n", encoding="ascii")
        inside = library if self.target_name == "wheel" else Path("src", library)
        build_data["force_include"][str(stamp)] = str(inside)

    def _commit(self) -> str:
        """As the product itself asks git; by its file, since the product is not installed where it is built."""
        return str(
            runpy.run_path(str(ROOT / "src" / "akropolis" / "base" / "lib" / "built.py"))["commit"](ROOT)
        )
