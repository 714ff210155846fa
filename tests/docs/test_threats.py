"""Each threat in docs/threat-model.md names a test, and there is such a test."""

import re

from tests.docs import pages

PAGE = pages.ROOT / "docs" / "threat-model.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
SECTIONS = re.compile(r"^## ([STRIDE]): .*?$(.*?)(?=^## )", re.M | re.S)


def test_every_letter_has_threats_and_each_names_tests_that_there_are() -> None:
    sections = SECTIONS.findall(PAGE.read_text(encoding="utf-8"))
    assert [letter for letter, _text in sections] == list("STRIDE")
    rows = [row for _letter, text in sections for row in pages.rows(text)]
    assert [row for row in rows if len(row) != 3 or not all(row) or not NAMED.fullmatch(row[2])] == []
    assert min(len(pages.rows(text)) for _letter, text in sections) > 3
    missing = [name for row in rows for name in NAMED.findall(row[2]) if not _there(*name)]
    assert missing == []


def _there(path: str, name: str) -> bool:
    file = pages.ROOT / path
    return file.is_file() and f"\ndef {name}(" in file.read_text(encoding="utf-8")
