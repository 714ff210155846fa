"""The written pages of the project, and what can be read out of them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
HEADING = re.compile(r"^#{1,6} (.+)$", re.M)
SIGNS = re.compile(r"[^\w\- ]")


def pages() -> list[Path]:
    """Every Markdown page that people write or read."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    return sorted(path for path in found if "vendor" not in path.parts)


def name(path: Path) -> str:
    """The page's path in the project."""
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a language."""
    return [text for kind, text in FENCE.findall(path.read_text(encoding="utf-8")) if kind == language]


def anchors(path: Path) -> set[str]:
    """The names by which the page's headings can be linked to."""
    headings = HEADING.findall(prose(path))
    return {SIGNS.sub("", heading.replace("`", "").lower()).strip().replace(" ", "-") for heading in headings}


def rows(text: str) -> list[list[str]]:
    """The rows of every table in a text, heads and rules left out."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {number for number, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for number, row in enumerate(cells) if number not in rules and number + 1 not in rules]
