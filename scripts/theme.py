"""Make the theme's tokens anew from src/akropolis/base/ui/theme/designsystemet.config.json (needs npx and a registry).

python scripts/theme.py

The result, static/ui/css/theme.css, is committed: it changes about once a year, and a page needs it to be readable.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

UI = Path(__file__).resolve().parent.parent / "src" / "akropolis" / "base" / "ui"
CONFIG = UI / "theme" / "designsystemet.config.json"
CLI = "@digdir/designsystemet@1.15.0"


def one_rule_per_line(css: str) -> str:
    """The same rules without comments and with one block a line, so that a change of colour is a readable diff."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).replace('@charset "UTF-8";', "")
    # An unquoted family name may not hold a word that begins with a digit.
    css = css.replace(
        "--ds-font-family: Source Sans 3;", '--ds-font-family: "Source Sans 3", system-ui, sans-serif;'
    )
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};]) ?", r"\1", css)
    # Paper is white, whatever a person has chosen for the screen.
    css = re.sub(r'(\[data-color-scheme="dark"\]\{[^}]*\})', r"@media screen{\1}", css)
    css = css.replace("(prefers-color-scheme: dark)", "screen and (prefers-color-scheme: dark)")
    return re.sub(r"(\}+)", "\\1\n", css).strip() + "\n"


def build(folder: Path) -> str:
    """The theme's CSS as Designsystemet's own tool makes it."""
    shutil.copy(CONFIG, folder)
    for step in (["create"], ["build", "--out-dir", "build"]):
        subprocess.run(["npx", "--yes", CLI, "tokens", *step], cwd=folder, check=True)
    return (folder / "build" / "akropolis.css").read_text(encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        css = one_rule_per_line(build(Path(folder)))
    (UI / "static" / "ui" / "css" / "theme.css").write_text(css, encoding="utf-8")


if __name__ == "__main__":
    main()
