"""The rows behind a figure of the review's own, as the API gives them: a page at a time, and nothing of registers."""

from dataclasses import replace
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden
from akropolis.review.review_cycle.api.figures import rows_behind
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules.figures import FigureReading
from tests.review_inputs.test_rules_own import DIRECTIONS, pack
from tests.world import SYSTEM

NOTHING: dict[str, Any] = {"hidden": 0, "changed": 0, "then": None, "now": None, "added": [], "gone": []}
DUE = FigureReading("coverage.due", 3)


def shown(found: FigureReading, first: int, last: int) -> Any:
    return rows_behind(SYSTEM, StoredPack(), pack("staden", *DIRECTIONS), found, slice(first, last))


def row(code: str, name: str, state: str) -> dict[str, Any]:
    return {
        "register_key": "",
        "id": code,
        "label": name,
        "unit": "",
        "date": "",
        "detail": state,
        "changed": False,
    }


ROWS = [
    row("utb", "Utbildning", "beslutad"),
    row("kul", "Kultur", "pågår"),
    row("soc", "Social", "inte påbörjad"),
]


@pytest.mark.parametrize(
    ("first", "last", "following"), [(0, 2, 2), (2, 4, None), (0, 3, None), (0, 9, None), (3, 5, None)]
)
def test_the_rows_come_page_by_page_until_there_are_no_more(
    first: int, last: int, following: int | None
) -> None:
    assert shown(DUE, first, last) == {
        "key": "coverage.due",
        "kept": True,
        "total": 3,
        **NOTHING,
        "items": ROWS[first:last],
        "next": following,
    }


def test_each_is_told_with_whose_it_is() -> None:
    found = shown(FigureReading("directions.followed", 3), 0, 9)
    assert [(each["label"], each["unit"]) for each in found["items"]] == [
        (one.title, one.source) for one in DIRECTIONS
    ]


def test_behind_what_was_not_read_there_is_nothing() -> None:
    with pytest.raises(Hidden):
        shown(replace(DUE, value=None), 0, 2)
