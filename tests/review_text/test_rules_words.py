"""The names that stand in a review's headings."""

import pytest

from akropolis.base.lib.swedish import genitive


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("Kulturnämnden", "Kulturnämndens"),
        ("SLK", "SLK:s"),
        ("Elnät AB", "Elnät AB:s"),
        ("Mälarstads", "Mälarstads"),
        ("Hamnbolaget AX", "Hamnbolaget AX"),
        ("Malmö Blitz", "Malmö Blitz"),
        ("", ""),
    ],
)
def test_whose_it_is_is_said_as_in_swedish(name: str, owned: str) -> None:
    assert genitive(name) == owned
