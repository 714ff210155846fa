"""A process is killed in the middle of an import of the organisation, or of opening a year: all of it or nothing."""

import subprocess
import sys

import pytest

from tests.production.place import ROOT, Place

pytestmark = pytest.mark.django_db
RUN = "import django, sys; django.setup(); from tests.production import halving; halving.die_until_done(sys.argv[1])"


def stored(place: Place, name: str) -> list[list[int]]:
    """Units, people, roles, reviews, messages and links: before, after each death, at the end, and done anew."""
    command = [sys.executable, "-c", RUN, name]
    done = subprocess.run(command, env=place.environment(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [[int(count) for count in line.split()] for line in done.stdout.splitlines()]


def test_an_organisation_is_imported_whole_or_not_at_all(place: Place) -> None:
    before, *deaths, end, again = stored(place, "import")
    assert deaths == [before] * len(deaths)
    assert len(deaths) >= 3
    assert [after - first for first, after in zip(before, end, strict=True)] == [2, 2, 2, 0, 0, 6]
    assert again == end
    assert place.run_each("verify", "rebuild --check").code == 0


def test_a_year_is_opened_for_all_its_units_with_their_letters_or_for_none(place: Place) -> None:
    before, *deaths, end, again = stored(place, "open")
    assert deaths == [before] * len(deaths)
    assert len(deaths) >= 3
    new = [after - first for first, after in zip(before, end, strict=True)]
    assert (new[:3], new[3] > 1, new[4] > 0, new[5] >= new[3]) == ([0, 0, 0], True, True, True)
    assert again == end
    assert place.run_each("verify", "rebuild --check").code == 0
