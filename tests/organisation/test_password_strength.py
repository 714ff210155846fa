"""A chosen password must not be what is guessed first: not in Swedish, and not from the installation's own names."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.world import World

GUESSED = "password_too_guessable"


def _codes(world: World, password: str) -> list[str | None]:
    try:
        validate_password(password, world.people["owner"])
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "Losenord1234",
        "Lösenord1234",
        "Sommar2026!!",
        "sommarsommarsommar",
        "qwertyuiopå12",
        "Välkommen2026",
        "Passw0rd1234",
    ],
)
def test_what_swedes_choose_first_is_refused(world: World, password: str) -> None:
    assert _codes(world, password) == [GUESSED]


@pytest.mark.parametrize("password", ["Utbildningsnämnden26", "utbildningsnamnden26", "NadjaPeric2026"])
def test_the_names_of_units_and_her_own_are_refused_with_and_without_marks(
    world: World, password: str
) -> None:
    assert GUESSED in _codes(world, password)


@pytest.mark.parametrize(
    "password",
    [
        "korrekt häst batteri",
        "Tr4dgard-molnig-7",
        "k9Xw-22pq-Lz81",
        "blå giraffer dansar",
        "x" * 30 + "Kq7!vTz2#mWp",
    ],
)
def test_words_without_connection_and_random_signs_are_taken(world: World, password: str) -> None:
    assert _codes(world, password) == []


def test_a_password_of_thousands_of_signs_is_judged_by_its_beginning(world: World) -> None:
    assert _codes(world, "Losenord1234" * 10_000) == [GUESSED]
