"""How far a chapter has come, in a word or two: by its writer's own word, its text, or what the registers give it."""

from typing import Any

import pytest
from django.utils.translation import override

from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.web.contents import ChapterInputs, state_word

NOTHING = ChapterInputs(observations=0, from_city=False, directions=0, verdicts=0)
SOME = ChapterInputs(observations=3, from_city=False, directions=2, verdicts=1)


def word(key: str, given: ChapterInputs = NOTHING, **more: Any) -> str:
    with override("sv"):
        return state_word(Chapter(key=key, **more), given, None)


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("horizon", NOTHING, "tomt"),
        ("horizon", SOME, "3"),
        ("horizon", ChapterInputs(3, True, 0, 0), "från staden"),
        ("directions", NOTHING, "tomt"),
        ("directions", SOME, "2 inriktningar"),
        ("directions", ChapterInputs(0, False, 1, 0), "1 inriktning"),
        ("introduction", SOME, "tomt"),
        ("state", SOME, "tomt"),
        ("indicators", SOME, "skapas automatiskt"),
        ("wrapper_summary", SOME, "skapas automatiskt"),
        ("wrapper_opinion", SOME, "frivillig"),
        ("wrapper_economy", NOTHING, "frivillig"),
        ("followup", SOME, "skapas automatiskt"),
        ("assessment", SOME, "1 av 3"),
        ("assessment", NOTHING, "0 av 3"),
    ],
)
def test_a_chapter_without_text_is_told_by_what_it_is_given(
    key: str, given: ChapterInputs, expected: str
) -> None:
    assert word(key, given) == expected
    assert word(key, given, text=" \n") == expected


@pytest.mark.parametrize("key", ["horizon", "directions", "introduction", "wrapper_opinion"])
def test_one_with_text_is_a_draft_and_one_that_is_said_to_be_ready_is_that(key: str) -> None:
    assert (word(key, SOME, text="Ord"), word(key, SOME, text="Ord", status="ready")) == ("utkast", "klart")
