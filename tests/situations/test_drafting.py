"""A draft goes on from the picture before: what the rows said is exchanged, what a person wrote stays."""

import pytest

from akropolis.situations.rules.drafting import Begun, Known, begun


def test_the_first_is_what_the_rows_say_and_then_what_has_been_entered() -> None:
    assert begun(Known("Nu.", "Kom."), None) == Begun("Nu.\n\nKom.", "Nu.")
    assert begun(Known(), None) == Begun("", "")


@pytest.mark.parametrize(
    ("before", "now", "text"),
    [
        (Begun("Före. Två enheter. Efter.", "Två enheter."), "Tre enheter.", "Före. Tre enheter. Efter."),
        (Begun("Två enheter.", "Två enheter."), "Två enheter.", "Två enheter."),
        (Begun("Skrivet av en människa.", "Två enheter."), "Två enheter.", "Skrivet av en människa."),
        (Begun("Skrivet.", "Två enheter."), "Tre enheter.", "Skrivet.\n\nTre enheter."),
        (Begun("Skrivet.", ""), "Tre enheter.", "Skrivet.\n\nTre enheter."),
        (Begun("Två enheter.", "Två enheter."), "", ""),
    ],
)
def test_what_rows_said_is_exchanged_where_it_stands(before: Begun, now: str, text: str) -> None:
    assert begun(Known(now), before) == Begun(text, now)


def test_what_has_come_since_stands_last_and_is_not_exchanged() -> None:
    first = begun(Known("Nu.", "Ett."), None)
    second = begun(Known("Nu.", "Två."), first)
    assert second.text == "Nu.\n\nEtt.\n\nTvå."
    assert begun(Known("Sedan."), second).text == "Sedan.\n\nEtt.\n\nTvå."
