"""When an inject is given, and how its places are filled: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from akropolis.events.exercises.rules.injects import (
    InjectFacts,
    InjectWords,
    fill_inject,
    fill_placeholders,
    given_at,
    passed,
)

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minute", "pace", "after"),
    [(0, 1, 0 * MINUTE), (90, 1, 90 * MINUTE), (90, 60, 90 * SECOND), (1440, 1440, MINUTE)],
)
def test_an_inject_is_given_when_its_minute_has_come_in_that_pace(
    minute: int, pace: int, after: timedelta
) -> None:
    assert given_at(START, minute, pace) == START + after
    assert passed(START, START + after, pace) == minute * MINUTE


def test_before_the_start_no_time_has_passed() -> None:
    assert [passed(START, START + n * MINUTE, 60) for n in (-1, 0, 1)] == [
        timedelta(),
        timedelta(),
        60 * MINUTE,
    ]


@pytest.mark.parametrize(
    ("text", "filled_in"),
    [
        ("{leverantör} ringer {enhet}.", "Molnbolaget ringer {enhet}."),
        ("{hot} och {hot}", "{hot} och {hot}"),
        ("{Leverantör} {a1} { hot }", "{Leverantör} {a1} { hot }"),
        ("Inga platser", "Inga platser"),
    ],
)
def test_a_place_of_which_nothing_is_known_is_left(text: str, filled_in: str) -> None:
    assert fill_placeholders(text, {"{leverantör}": "Molnbolaget", "{hot}": ""}) == filled_in


@pytest.mark.parametrize(
    ("text", "whom"), [("{enhet} märker det", ""), ("Det ringer", "{enhet}"), ("Fråga {enhet}", "{enhet}")]
)
def test_an_inject_that_names_a_unit_is_given_once_for_each_five_minutes_apart(text: str, whom: str) -> None:
    line = InjectWords(20, text, whom, "{enhet} ringer {tjänst}")
    said = {"{tjänst}": "Journal", "{enhet}": "Staden"}
    found = list(fill_inject(line, InjectFacts(said, ("Kultur", "Hamnen"))))
    assert found == [
        InjectWords(
            minute, text.replace("{enhet}", name), whom.replace("{enhet}", name), f"{name} ringer Journal"
        )
        for minute, name in ((20, "Kultur"), (25, "Hamnen"))
    ]
    assert list(fill_inject(line, InjectFacts(said))) == [
        InjectWords(
            20, text.replace("{enhet}", "Staden"), whom.replace("{enhet}", "Staden"), "Staden ringer Journal"
        )
    ]


def test_an_inject_that_names_no_unit_to_anybody_is_given_once() -> None:
    line = InjectWords(20, "{tjänst} står still", "Alla", "Någon ringer {enhet}")
    known = InjectFacts({"{tjänst}": "Journal", "{enhet}": "Staden"}, ("Kultur", "Hamnen"))
    assert list(fill_inject(line, known)) == [
        InjectWords(20, "Journal står still", "Alla", "Någon ringer Staden")
    ]
