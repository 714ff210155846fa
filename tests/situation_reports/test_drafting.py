"""A draft goes on from the picture before: what the rows said is exchanged, what a person wrote stays."""

import pytest

from akropolis.events.situation_reports.rules.drafting import DraftedAnswer, KnownFacts, begin_answer


def test_the_first_is_what_the_rows_say_and_then_what_has_been_entered() -> None:
    assert begin_answer(KnownFacts("Nu.", "Kom."), None) == DraftedAnswer("Nu.\n\nKom.", "Nu.")
    assert begin_answer(KnownFacts(), None) == DraftedAnswer("", "")


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (
            DraftedAnswer("Före. Två enheter. Efter.", "Två enheter."),
            "Tre enheter.",
            "Före. Tre enheter. Efter.",
        ),
        (DraftedAnswer("Två enheter.", "Två enheter."), "Två enheter.", "Två enheter."),
        (DraftedAnswer("Skrivet av en människa.", "Två enheter."), "Två enheter.", "Skrivet av en människa."),
        (DraftedAnswer("Skrivet.", "Två enheter."), "Tre enheter.", "Skrivet.\n\nTre enheter."),
        (DraftedAnswer("Skrivet.", ""), "Tre enheter.", "Skrivet.\n\nTre enheter."),
        (DraftedAnswer("Två enheter.", "Två enheter."), "", ""),
    ],
)
def test_what_rows_said_is_exchanged_where_it_stands(before: DraftedAnswer, now: str, text: str) -> None:
    assert begin_answer(KnownFacts(now), before) == DraftedAnswer(text, now)


def test_what_has_come_since_stands_last_and_is_not_exchanged() -> None:
    first = begin_answer(KnownFacts("Nu.", "Ett."), None)
    second = begin_answer(KnownFacts("Nu.", "Två."), first)
    assert second.text == "Nu.\n\nEtt.\n\nTvå."
    assert begin_answer(KnownFacts("Sedan."), second).text == "Sedan.\n\nEtt.\n\nTvå."
