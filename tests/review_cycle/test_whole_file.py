"""A file with several reviews is taken in: units, chapters, observations and directions, each where it belongs."""

from datetime import date

import pytest

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.access.models import Unit
from akropolis.review.review.models import Direction, Review
from akropolis.review.review_cycle.services.exchange import import_text
from akropolis.review.review_text.models import Chapter, Embedding, ReviewObservation
from akropolis.shared.horizon.models import Observation

pytestmark = pytest.mark.django_db
SYSTEM = system("test")
FILE = """\
format: akropolis-review/1
title: Ledningens genomgång
units:
- {code: stad, name: Mälarstad, kind: city}
- {code: utb, name: Utbildningsnämnden, kind: committee, parent: stad, short: UTB, employees: 12}
- {code: kon, name: Stadskontoret, kind: administration, parent: stad, valid_from: 2020-02-03}
- {code: par, name: Parkkontoret, kind: administration, parent: stad}
observations:
- {key: krav, theme: law, title: Nya krav, text: Kraven skärps.}
- {key: hot, theme: law, title: Nya hot, text: De ökar., observed_on: 2025-03-04, source: MSB, source_url: "https://a.se/"}
reviews:
- unit: utb
  year: 2026
  covers: 2025-01-01/2025-12-31
  title: Vår egen
  cutoff: 2025-10-31
  chapters:
  - {key: state, title: Läget, text: Lugnt.}
  - {key: horizon, observations: [hot, krav]}
- unit: stad
  year: 2026
  covers: 2024-07-01/2025-12-31
  chapters:
  - {key: directions, directions: [{title: Öva, text: Ofta.}, {title: Mät}]}
  - {key: horizon, text: Se nedan., observations: [krav]}
- unit: kon
  year: 2025
  covers: 2024-01-01/2024-12-31
  chapters:
  - {key: state, text: Bra.}
"""


@pytest.fixture
def reviews() -> dict[str, Review]:
    """By the unit's code, in the order of the file."""
    return {row.owner_unit.code: row for row in import_text(SYSTEM, FILE, name="hel.yaml").reviews}


def test_each_review_has_its_year_its_period_and_its_title_and_is_under_way(
    reviews: dict[str, Review],
) -> None:
    rows = [Review.everything.get(pk=row.pk) for row in reviews.values()]
    assert [(row.owner_unit.code, row.year, row.period_from, row.period_to, row.title) for row in rows] == [
        ("utb", 2026, date(2025, 1, 1), date(2025, 12, 31), "Vår egen"),
        ("stad", 2026, date(2024, 7, 1), date(2025, 12, 31), "Ledningens genomgång"),
        ("kon", 2025, date(2024, 1, 1), date(2024, 12, 31), "Ledningens genomgång"),
    ]
    assert rows[0].cutoff == date(2025, 10, 31)
    assert len({row.state for row in rows}) == 1


def test_units_are_those_of_the_file_and_make_reviews_where_they_have_one_or_are_an_authority(
    reviews: dict[str, Review],
) -> None:
    found = Unit.everything.order_by("code").values_list(
        "code", "reviews", "valid_from", "short", "employees"
    )
    first = date(2024, 1, 1)
    assert list(found) == [
        ("kon", True, date(2020, 2, 3), "", None),
        ("par", False, first, "", None),
        ("stad", False, first, "", None),
        ("utb", True, first, "UTB", 12),
    ]
    assert {row.code: row.parent and row.parent.code for row in Unit.everything.all()} == {
        "stad": None, "utb": "stad", "kon": "stad", "par": "stad",
    }  # fmt: skip


def test_each_has_its_own_chapters_first_as_they_stand_in_the_file_and_no_others(
    reviews: dict[str, Review],
) -> None:
    found = {
        code: [
            (row.key, row.title, row.text, row.status)
            for row in Chapter.everything.filter(review=review, included=True).order_by("position")
        ]
        for code, review in reviews.items()
    }
    assert found == {
        "utb": [("state", "Läget", "Lugnt.", "ready"), ("horizon", "", "", "empty")],
        "stad": [("directions", "", "", "empty"), ("horizon", "", "Se nedan.", "ready")],
        "kon": [("state", "", "Bra.", "ready")],
    }
    for review in reviews.values():
        positions = Chapter.everything.filter(review=review).order_by("position")
        assert [row.position for row in positions] == list(range(1, len(positions) + 1))


def test_what_was_observed_is_the_units_own_and_the_citys_for_all(reviews: dict[str, Review]) -> None:
    names = ("owner_unit__code", "title", "shared", "observed_on", "source", "source_url")
    assert list(Observation.everything.order_by("owner_unit__code", "title").values_list(*names)) == [
        ("stad", "Nya krav", True, date(2025, 12, 31), "", ""),
        ("utb", "Nya hot", False, date(2025, 3, 4), "MSB", "https://a.se/"),
        ("utb", "Nya krav", False, date(2025, 12, 31), "", ""),
    ]
    chosen = ReviewObservation.everything.order_by("review__owner_unit__code", "position")
    assert [(row.review.owner_unit.code, row.observation.title, row.position) for row in chosen] == [
        ("stad", "Nya krav", 1),
        ("utb", "Nya hot", 1),
        ("utb", "Nya krav", 2),
    ]
    assert {row.observation.owner_unit_id == row.review.owner_unit_id for row in chosen} == {True}


def test_directions_are_set_in_order_and_the_city_carries_the_reviews_of_its_year(
    reviews: dict[str, Review],
) -> None:
    set_there = Direction.everything.order_by("position")
    assert [(row.review, row.title, row.text) for row in set_there] == [
        (reviews["stad"], "Öva", "Ofta."),
        (reviews["stad"], "Mät", ""),
    ]
    assert [(row.review, row.unit.code) for row in Embedding.everything.all()] == [(reviews["stad"], "utb")]


def test_a_second_file_leaves_the_first_as_it_was_and_finds_what_is_there(reviews: dict[str, Review]) -> None:
    def stored() -> list[tuple[object, ...]]:
        mine = [row.pk for row in reviews.values()]
        return list(
            Chapter.everything.filter(review__in=mine).order_by("pk").values_list("pk", "version", "text")
        )

    before = stored()
    later = FILE.replace("year: 2026", "year: 2028").replace("year: 2025", "year: 2027")
    taken = import_text(SYSTEM, later.replace("Lugnt.", "Oroligt."), name="ny.yaml")
    assert (stored(), taken.units, taken.observations) == (before, 0, 0)
    own = Chapter.everything.get(review=taken.reviews[0], key="state")
    assert (own.text, Observation.everything.count(), Embedding.everything.count()) == ("Oroligt.", 3, 2)
