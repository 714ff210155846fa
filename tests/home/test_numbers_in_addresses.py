"""Numbers in addresses are anybody's to write: what is none, or none that a database holds, never ends in an error."""

import pytest

from tests.world import World

WORLD = "reviewed"
pytestmark = pytest.mark.django_db
REVIEW = "/genomgangar/2026/utb/"


@pytest.mark.parametrize("bad", ["9" * 4400, "9" * 30, "٣", "²", "-1"])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{REVIEW}?utgava=", 404),
        (f"{REVIEW}historik/?fore=", 404),
        ("/granskning/?fore=", 200),
        ("/incidenter/?sida=", 200),
        ("/gap/?sida=", 200),
    ],
)
def test_what_is_no_number_is_answered(world: World, address: str, status: int, bad: str) -> None:
    assert world.client("ciso").get(address + bad).status_code == status
