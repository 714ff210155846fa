"""Each decision says what it was about, what follows and what was rejected, and is in the list."""

from pathlib import Path

import pytest

from tests.docs import pages

FOLDER = pages.ROOT / "docs" / "adr"
RECORDS = sorted(FOLDER.glob("0*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Rejected alternatives"]


@pytest.mark.parametrize("record", RECORDS, ids=[path.stem for path in RECORDS])
def test_a_decision_has_its_parts(record: Path) -> None:
    title, *rest = pages.HEADING.findall(record.read_text(encoding="utf-8"))
    assert title.startswith(f"{record.name[:4]}. ")
    assert rest == HEADINGS
    rejected = record.read_text(encoding="utf-8").partition("## Rejected alternatives")[2]
    assert "\n- **" in rejected


def test_numbers_follow_each_other() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_list_holds_every_decision() -> None:
    listed = [row[0] for row in pages.rows((FOLDER / "README.md").read_text(encoding="utf-8"))]
    assert sorted(listed) == [f"[{path.name[:4]}]({path.name})" for path in RECORDS]


def test_fifteen_decisions_are_marked_as_the_first_to_read() -> None:
    titles = [row[1] for row in pages.rows((FOLDER / "README.md").read_text(encoding="utf-8"))]
    assert sum(title.startswith("**") for title in titles) == 15
