"""What was answered is read as it is stored, stored as it was read, and carried to another edition answer by answer."""

from typing import Any

import pytest

from akropolis.shared.classification.rules.answers import (
    Answers,
    Carried,
    ChosenLevel,
    HarmAnswer,
    Raise,
    RaiseKind,
    carried_over,
    read_answers,
    without_texts,
    write_answers,
)
from akropolis.shared.classification.rules.scheme import read_body
from tests.classification.schemes import body

SCHEME = read_body(body())
ANSWERS = Answers(
    harms={
        "confidentiality": {"person": HarmAnswer(3, "Någon skadas"), "economy": HarmAnswer(0)},
        "availability": {"person": HarmAnswer(None, "Vet inte")},
    },
    raises=(
        Raise(RaiseKind.ACCUMULATION, "confidentiality", 2, "Många"),
        Raise(RaiseKind.AGGREGATION, "availability", None),
    ),
    legal=("osl-23", "defence"),
    chosen={"confidentiality": ChosenLevel(1, "Mindre"), "availability": ChosenLevel()},
)
STORED: dict[str, Any] = {
    "harms": {
        "confidentiality": {
            "person": {"level": 3, "text": "Någon skadas"},
            "economy": {"level": 0, "text": ""},
        },
        "availability": {"person": {"level": None, "text": "Vet inte"}},
    },
    "raises": [
        {"kind": "accumulation", "aspect": "confidentiality", "level": 2, "reason": "Många"},
        {"kind": "aggregation", "aspect": "availability", "level": None, "reason": ""},
    ],
    "legal": ["osl-23", "defence"],
    "chosen": {
        "confidentiality": {"level": 1, "reason": "Mindre"},
        "availability": {"level": None, "reason": ""},
    },
}


def test_all_of_it_is_stored_and_read_back() -> None:
    assert write_answers(ANSWERS) == STORED
    assert read_answers(STORED) == ANSWERS
    assert read_answers({}) == Answers()


def test_what_is_left_out_is_empty_and_a_provision_is_named_once() -> None:
    raw = {
        "harms": {"integrity": {"person": {}}},
        "raises": [{"kind": "aggregation", "aspect": "integrity"}],
        "legal": ["b", "a", "b"],
        "chosen": {"integrity": {"reason": " \0x "}},
    }
    assert read_answers(raw) == Answers(
        {"integrity": {"person": HarmAnswer()}},
        (Raise(RaiseKind.AGGREGATION, "integrity", None),),
        ("b", "a"),
        {"integrity": ChosenLevel(None, "x")},
    )


@pytest.mark.parametrize(
    "row",
    [{"kind": "aggregation"}, {"aspect": "integrity"}, {"kind": "aggregation", "aspect": "x", "level": 1.0}],
)
def test_a_raise_says_of_what_and_why_and_to_a_whole_number(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^not answers: "):
        read_answers({"raises": [row]})


def test_an_answer_that_is_not_there_is_empty() -> None:
    asked = (("confidentiality", "person"), ("confidentiality", "climate"), ("integrity", "person"))
    assert [ANSWERS.harm(*each) for each in asked] == [
        HarmAnswer(3, "Någon skadas"),
        HarmAnswer(),
        HarmAnswer(),
    ]


def test_each_answer_is_carried_if_aspect_harm_and_level_are_there_and_is_else_gone_if_it_said_something() -> (
    None
):
    old = Answers(
        {
            "confidentiality": {
                "person": HarmAnswer(3, "över"),
                "climate": HarmAnswer(None, "ord"),
                "gone": HarmAnswer(),
            },
            "authenticity": {"person": HarmAnswer(0)},  # which is off
            "availability": {"economy": HarmAnswer(4), "person": HarmAnswer(0)},
        },
        (
            Raise(RaiseKind.AGGREGATION, "availability", 4),
            Raise(RaiseKind.AGGREGATION, "availability", None, "kvar"),
            Raise(RaiseKind.ACCUMULATION, "authenticity", 1),
            Raise(RaiseKind.ACCUMULATION, "confidentiality", 3),
        ),
        ("osl-23",),
        {"confidentiality": ChosenLevel(1, "då")},
    )
    assert carried_over(SCHEME, old) == Carried(
        Answers(
            {"confidentiality": {"person": HarmAnswer(3, "över")}, "availability": {"person": HarmAnswer(0)}},
            (
                Raise(RaiseKind.AGGREGATION, "availability", None, "kvar"),
                Raise(RaiseKind.ACCUMULATION, "confidentiality", 3),
            ),
            ("osl-23",),
        ),
        (
            "harms.confidentiality.climate",
            "harms.authenticity.person",
            "harms.availability.economy",
            "raises.0",
            "raises.2",
        ),
    )


def test_without_texts_there_are_levels_and_provisions_alone() -> None:
    assert without_texts(ANSWERS) == Answers(
        {
            "confidentiality": {"person": HarmAnswer(3), "economy": HarmAnswer(0)},
            "availability": {"person": HarmAnswer()},
        },
        legal=("osl-23", "defence"),
    )
