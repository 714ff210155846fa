"""A figure in a sentence: in words of the right gender, and as one where it is the only one of one."""

import pytest
from django.utils.html import strip_tags

from akropolis.shell.home.selectors.figures import FigureCount
from akropolis.shell.home.selectors.sayings import ACCEPTED


@pytest.mark.parametrize(
    ("accepted", "ending", "said"),
    [
        (1, 1, ["Ett gap är tidsbegränsat accepterat.", "Det upphör inom ett år."]),
        (3, 1, ["Tre gap är tidsbegränsat accepterade.", "Ett av dem upphör inom ett år."]),
        (3, 3, ["Tre gap är tidsbegränsat accepterade.", "Tre av dem upphör inom ett år."]),
        (1, 0, ["Ett gap är tidsbegränsat accepterat.", ""]),
    ],
)
def test_accepted_gaps_are_counted_as_one_says_it(accepted: int, ending: int, said: list[str]) -> None:
    whole, part = ACCEPTED
    told = [
        whole.told(FigureCount(accepted, "/dit/"), accepted),
        part.told(FigureCount(ending, "/dit/"), accepted),
    ]
    assert [strip_tags(each) for each in told] == said
    assert "/dit/" in told[0]
