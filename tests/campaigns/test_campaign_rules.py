"""The questions as they are kept, what is wrong with an answer, and who has answered."""

import pytest

from akropolis.shared.campaigns.rules.coverage import AskState, count_coverage
from akropolis.shared.campaigns.rules.prompts import (
    Form,
    Prompt,
    answers_in_words,
    faults,
    load_prompts,
    store_prompts,
)

ROLE = Prompt(
    "role", "Vad är enheten?", Form.CHOICE, "Art. 4.7", (("a", "Ansvarig"), ("b", "Biträde")), required=True
)
DAY = Prompt("day", "När?", Form.DAY)
WORD = Prompt("word", "Varför?", Form.TEXT)


def test_questions_come_back_as_they_were_frozen() -> None:
    assert load_prompts(store_prompts([ROLE, DAY, WORD])) == [ROLE, DAY, WORD]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"role": "a"}, {}),
        ({"role": "b", "day": "2027-03-01", "word": "å" * 300}, {}),
        ({}, {"role": "missing"}),
        ({"role": "c"}, {"role": "no_choice"}),
        ({"role": "a", "day": "2027-02-30"}, {"day": "no_day"}),
        ({"role": "a", "day": "20270301"}, {"day": "no_day"}),
        ({"role": "a", "word": "å" * 301}, {"word": "long"}),
    ],
)
def test_what_is_wrong_with_an_answer_is_told_by_its_question(
    answers: dict[str, str], wrong: dict[str, str]
) -> None:
    assert faults([ROLE, DAY, WORD], answers) == wrong


def test_an_answer_is_told_in_the_words_of_the_choice() -> None:
    assert answers_in_words([ROLE, WORD], {"role": "b"}) == [("Vad är enheten?", "Biträde"), ("Varför?", "")]


def test_coverage_counts_each_once_and_names_who_has_most_left() -> None:
    states = [("A", "asked"), ("B", "begun"), ("B", "asked"), ("B", "answered"), ("C", "signed")]
    found = count_coverage((unit, AskState(state)) for unit, state in states)
    assert (found.asked, found.answered, found.signed, found.whole) == (5, 2, 1, False)
    assert found.missing == (("B", 2), ("A", 1))
    assert found.answered + sum(left for _unit, left in found.missing) == found.asked
    assert count_coverage([("A", AskState.ANSWERED)]).whole
