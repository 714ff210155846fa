"""The user guide speaks of what is on the pages: every label in bold is a Swedish text of the product."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.docs import pages

CHAPTERS = sorted((pages.ROOT / "docs" / "anvandarguide").glob("*.md"))
LABEL = re.compile(r"\*\*([^*]+)\*\*")


def _texts() -> set[str]:
    found: set[str] = set()
    for path in (pages.ROOT / "src").rglob("django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream):
                found |= {message.string} if isinstance(message.string, str) else set(message.string or ())
    # Of a label that ends in what it is about ("Ny: åtgärd") the guide names the beginning.
    return {_folded(text.partition(": %(")[0]) for text in found if text}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().removesuffix(".").removesuffix(":")


TEXTS = _texts() | {"fet stil"}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[path.stem for path in CHAPTERS])
def test_labels_are_those_of_the_pages(chapter: Path) -> None:
    assert [label for label in LABEL.findall(pages.prose(chapter)) if _folded(label) not in TEXTS] == []


def test_the_test_finds_what_it_should() -> None:
    assert ("skicka på remiss" in TEXTS, "skicka ut på remiss" in TEXTS) == (True, False)


def test_the_contents_hold_every_chapter() -> None:
    first = (pages.ROOT / "docs" / "anvandarguide" / "README.md").read_text(encoding="utf-8")
    listed = [target for target in pages.LINK.findall(first) if target.endswith(".md")]
    chapters = [path.name for path in CHAPTERS if path.name[0].isdigit()]
    assert listed == sorted(chapters, key=lambda name: int(name.partition("-")[0]))
