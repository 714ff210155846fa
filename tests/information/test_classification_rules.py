"""How long a decision may hold, and a classification's answers by part."""

from datetime import date
from typing import Any

import pytest

from akropolis.graph.information.rules.parts import ABOUT, LAW, LEVELS, digest_part, part_of, with_part
from akropolis.graph.information.rules.validity import Validity
from akropolis.shared.clocks.rules.due import Clock, TimeMeasure

ANSWERS: dict[str, Any] = {
    "about": {"people": 4},
    "harms": {"confidentiality": {"person": {"level": 1, "text": "a"}}},
    "legal": ["x"],
    "raises": [],
    "chosen": {},
}


def test_the_proposed_and_the_last_day() -> None:
    day = date(2028, 2, 29)
    assert (Validity().proposed(day), Validity().last(day)) == (date(2030, 2, 28), date(2032, 2, 29))


def test_no_more_is_proposed_than_is_allowed() -> None:
    found = Validity(Clock(5, TimeMeasure.YEARS), Clock(18, TimeMeasure.MONTHS))
    assert (found.proposed(date(2026, 8, 31)), found.last(date(2026, 8, 31))) == (date(2028, 2, 29),) * 2


def test_what_the_information_is_holds_the_words_that_are_stored_beside_the_answers() -> None:
    assert part_of("Ord", ANSWERS, ABOUT) == {"description": "Ord", **ANSWERS["about"]}


@pytest.mark.parametrize("part", [ABOUT, LAW, LEVELS, "confidentiality", "availability"])
def test_a_part_put_back_changes_nothing(part: str) -> None:
    value = part_of("Ord", ANSWERS, part)
    again = with_part(ANSWERS, part, value)
    assert part_of("Ord", again, part) == value
    others = {each for each in (ABOUT, LAW, LEVELS, "confidentiality", "availability") if each != part}
    assert {each: part_of("Ord", again, each) for each in others} == {
        each: part_of("Ord", ANSWERS, each) for each in others
    }


def test_the_description_does_not_stand_among_the_answers() -> None:
    changed = with_part(ANSWERS, ABOUT, {"description": "Nytt", "people": 5})
    assert changed["about"] == {"people": 5}


def test_a_seal_follows_the_content_and_not_its_order() -> None:
    assert digest_part({"a": 1, "b": 2}) == digest_part({"b": 2, "a": 1})
    assert digest_part({"a": 1}) != digest_part({"a": 2})
