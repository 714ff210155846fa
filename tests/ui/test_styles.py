"""The style sheets: tokens only, every token and file is there, and the theme's colours can be read."""

import re
from pathlib import Path
from typing import Any

import pytest

OWN = (
    "base.css",
    "layout.css",
    "header.css",
    "components.css",
    "records.css",
    "tables.css",
    "forms.css",
    "document.css",
    "lists.css",
    "review.css",
    "writing.css",
    "print.css",
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklch|color)a?\(", re.IGNORECASE)
LEVELS = ("accent", "neutral", "info", "success", "warning", "danger")
READABLE = 4.5
VISIBLE = 3.0


def _sheet(folder: Path, name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (folder / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def _tokens(folder: Path, scheme: str) -> dict[str, str]:
    theme = (folder / "theme.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-color-scheme="{scheme}"\]{{([^}}]*)}}', theme)
    assert block
    return dict(re.findall(r"--ds-color-([\w-]+): (#[0-9a-fA-F]{6});", block[1]))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", OWN)
def test_no_colour_is_written_outside_the_theme(css_folder: Path, name: Any) -> None:
    assert COLOUR.findall(_sheet(css_folder, name)) == []


def test_every_token_is_defined(css_folder: Path) -> None:
    vendor = css_folder.parent.parent / "vendor" / "designsystemet" / "index.css"
    own = "".join(_sheet(css_folder, name) for name in OWN)
    known = own + _sheet(css_folder, "theme.css") + vendor.read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[\w-]+)\s*:", known))
    assert sorted(set(re.findall(r"var\((--[\w-]+)", own)) - defined) == []


def test_every_file_that_a_sheet_names_is_there(css_folder: Path) -> None:
    named = [(name, url) for name in OWN for url in re.findall(r'url\("([^"]+)"\)', _sheet(css_folder, name))]
    assert len(named) > 10
    assert [pair for pair in named if not (css_folder / pair[1]).exists()] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("level", LEVELS)
def test_the_colours_of_text_and_edges_can_be_told_apart(css_folder: Path, scheme: Any, level: Any) -> None:
    tokens = _tokens(css_folder, scheme)
    page = tokens["neutral-background-default"]
    surfaces = [
        tokens[f"{level}-{name}"] for name in ("background-default", "surface-default", "surface-tinted")
    ]
    text = min(_contrast(tokens[f"{level}-text-default"], below) for below in [page, *surfaces])
    quiet = min(
        _contrast(tokens[f"{level}-text-subtle"], below) for below in [page, surfaces[0], surfaces[1]]
    )
    filled = _contrast(tokens[f"{level}-base-contrast-default"], tokens[f"{level}-base-default"])
    edge = min(_contrast(tokens[f"{level}-border-default"], below) for below in [page, surfaces[1]])
    assert text >= READABLE
    assert quiet >= READABLE
    assert filled >= READABLE
    assert edge >= VISIBLE
