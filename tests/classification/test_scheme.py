"""A scheme is read strictly, written back as it was, told in two languages, and says what it lacks."""

from typing import Any

import pytest

from akropolis.shared.classification.rules.scheme import MOST, read_body, scheme_problems, write_body
from tests.classification.schemes import body


def codes(raw: dict[str, Any]) -> list[tuple[str, str]]:
    """Place and code of each problem."""
    return [(problem.place, problem.code) for problem in scheme_problems(read_body(raw))]


def test_a_whole_scheme_has_no_problems() -> None:
    assert codes(body()) == []


def test_what_is_written_is_read_as_it_was() -> None:
    scheme = read_body(body())
    assert read_body(write_body(scheme)) == scheme
    assert write_body(read_body(write_body(scheme))) == write_body(scheme)


def test_the_reader_gets_her_language_and_swedish_where_there_is_no_other() -> None:
    english = read_body(body()).told("en")
    assert [a.name for a in english.aspects] == ["Confidentiality", "Tillgänglighet", "Autenticitet"]
    assert [c.name for c in english.categories] == ["Persons", "Ekonomi"]
    assert (english.criterion("person", 1), english.criterion("person", 2)) == ("Discomfort", "Skada")
    assert [a.name for a in english.told("sv").aspects] == [
        "Konfidentialitet",
        "Tillgänglighet",
        "Autenticitet",
    ]


def test_only_active_aspects_are_asked_about_and_the_top_is_beyond() -> None:
    scheme = read_body(body())
    assert [a.letter for a in scheme.active] == ["K", "T"]
    assert scheme.highest == 2
    assert scheme.beyond is not None
    assert scheme.beyond.value == 3


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"aspects": [], "levels": []},
        body(aspects=[{"key": "beauty", "name": "Skönhet", "question": "?"}]),
        body(levels=[{"value": "0", "label": "Ingen"}]),
        body(levels=[{"value": True, "label": "Ingen"}]),
        body(categories=[{"key": "person", "name": None}]),
        body(criteria={"person": {"x": {"text": "?"}}}),
        body(criteria=[1]),
    ],
)
def test_what_is_no_scheme_is_refused(raw: Any) -> None:
    with pytest.raises(ValueError, match=r"^not a scheme: "):
        read_body(raw)


def level(value: int, label: str = "Nivå", *, beyond: bool = False) -> dict[str, Any]:
    return {"value": value, "label": label, "beyond": beyond}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"levels": [level(0), level(2)]}, [("levels", "levels_apart")]),
        ({"levels": [level(1), level(2)]}, [("levels", "levels_apart")]),
        ({"levels": [level(0), level(1, beyond=True)]}, [("levels", "level_count")]),
        (
            {"levels": [level(0), level(1, beyond=True), level(2)]},
            [("levels", "beyond_not_top")],
        ),
        ({"levels": [level(0), level(1, "")]}, [("levels.1", "level_unnamed")]),
        ({"aspects": []}, [("aspects", "no_aspect")]),
        (
            {"aspects": [{"key": "integrity", "name": "Riktighet", "question": ""}]},
            [("aspects.integrity", "aspect_unwritten")],
        ),
        ({"categories": [], "criteria": {}}, [("categories", "no_category")]),
        (
            {"categories": [{"key": "person", "name": "Person"}] * 2},
            [("categories", "twice")],
        ),
        (
            {
                "criteria": {
                    "person": {"1": {"text": "x"}, "2": {"text": "x"}},
                    "economy": {"2": {"text": "x"}},
                }
            },
            [("criteria.economy.1", "criterion_unwritten")],
        ),
        ({"levels": [level(0), level(1, "x" * 81)]}, [("levels.1", "too_long")]),
    ],
)
def test_what_a_scheme_lacks_is_said(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes(body(**changes)) == expected


def test_a_scheme_may_have_any_number_of_levels_up_to_the_most() -> None:
    criteria = {"person": {str(value): {"text": "x"} for value in range(MOST + 1)}}
    categories = [{"key": "person", "name": "Person"}]
    for count in range(2, MOST + 1):
        levels = [level(value) for value in range(count)]
        assert codes(body(levels=levels, categories=categories, criteria=criteria)) == []
    too_many = [level(value) for value in range(MOST + 1)]
    assert codes(body(levels=too_many, categories=categories, criteria=criteria)) == [
        ("levels", "level_count")
    ]
