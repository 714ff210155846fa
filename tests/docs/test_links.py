"""Every link in a written page leads somewhere."""

from pathlib import Path

import pytest

from tests.docs import pages

PAGES = [pytest.param(path, id=pages.name(path)) for path in pages.pages()]
LARGEST_PICTURE = 200 * 1024


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in pages.LINK.findall(pages.prose(page)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        path = (page.parent / place).resolve() if place else page
        if not path.exists() or (anchor and path.suffix == ".md" and anchor not in pages.anchors(path)):
            broken.append(target)
    assert broken == []


def test_no_picture_is_heavy() -> None:
    pictures = (pages.ROOT / "docs").rglob("*.png")
    assert [pages.name(path) for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []
