"""Last year's directions in this year's pack: whose they are, what is answered, how long they have lived."""

import pytest

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create
from akropolis.review.review.models import Direction, DirectionUnit, Review
from akropolis.review.review_inputs.rules.coverage import UnitNode
from akropolis.review.review_inputs.selectors.followed import list_followed_directions
from tests.review_inputs import packing as world
from tests.review_inputs.packing import SYSTEM

pytestmark = pytest.mark.django_db


def direction(review: Review, title: str, **values: object) -> Direction:
    return create(SYSTEM, Direction, {"review": review, "title": title, **values})


def choose(row: Direction, unit: Unit) -> None:
    create(SYSTEM, DirectionUnit, {"review": row.review, "direction": row, "unit": unit})


def lines(review: Review, *due: Unit) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each direction with its source and whose answers are asked, how far they have come and in which words."""
    nodes = [UnitNode(unit.code, unit.name, unit.path, unit.reviews, unit.valid_from) for unit in due]
    return [
        (one.title, one.source, [(line.code, line.course, line.text) for line in one.answers])
        for one in list_followed_directions(SYSTEM, review, nodes)
    ]


def kept(review: Review) -> list[tuple[str, int]]:
    return [(one.title, one.survived) for one in list_followed_directions(SYSTEM, review, [])]


def test_a_direction_that_carries_on_another_units_counts_no_further_back_than_that() -> None:
    units = world.city("ald", "soc")
    oldest, old = (world.review(units["ald"], year) for year in (2024, 2025))
    own = world.review(units["soc"], 2026)
    first = direction(oldest, "Grannens första")
    second = direction(old, "Grannens andra", continues=first)
    direction(own, "Vår", continues=second)
    for row in (oldest, old, own):
        world.decided(row)
    assert kept(world.review(units["soc"])) == [("Vår", 1)]
    assert kept(world.review(units["ald"], 2026)) == [("Grannens andra", 1)]


def test_a_direction_is_as_old_as_the_reviews_that_it_was_carried_on_in() -> None:
    units = world.city("soc")
    before: Direction | None = None
    for year in (2023, 2024, 2025, 2026):
        row = world.review(units["soc"], year)
        before = direction(row, f"Vår {year}", continues=before)
        direction(row, f"Ny {year}")
        world.decided(row)
    assert kept(world.review(units["soc"])) == [("Vår 2026", 3), ("Ny 2026", 0)]


def test_g12_it_follows_the_newest_decided_edition_of_an_earlier_year_and_the_city_comes_first() -> None:
    units = world.city("ald", "soc")
    for owner in units.values():
        for year in (2024, 2025, 2026, 2027):
            row = world.review(owner, year)
            direction(row, f"{owner.code} {year}")
            if year != 2026:
                world.decided(row)
    assert [source for _title, source, _answers in lines(world.review_of(units["soc"], 2027))] == [
        "Mälarstad 2025",
        "Nämnd soc 2025",
    ]
    assert lines(world.review_of(units["soc"], 2026)) == [
        ("stad 2025", "Mälarstad 2025", [("soc", "unanswered", "")]),
        ("soc 2025", "Nämnd soc 2025", [("soc", "unanswered", "")]),
    ]
    later = world.review(units["soc"], 2025, edition=2)
    direction(later, "soc 2025 rättad")
    world.decided(later)
    assert [title for title, _source, _answers in lines(world.review_of(units["soc"], 2026))] == [
        "stad 2025",
        "soc 2025 rättad",
    ]
    assert lines(world.review_of(units["stad"], 2024)) == []


def test_a_unit_follows_up_what_the_city_set_for_all_and_for_its_own_branch() -> None:
    units = world.city("ald", "soc")
    below = world.unit("socf", units["soc"])
    city = world.review(units["stad"], 2026)
    for position, (title, chosen) in enumerate(
        (
            ("För alla", ()),
            ("För oss", ("soc", "ald")),
            ("För dem under oss", ("socf",)),
            ("För grannen", ("ald",)),
            ("För staden", ("stad",)),
        )
    ):
        row = direction(city, title, position=position, to_all=not chosen)
        for code in chosen:
            choose(row, {**units, "socf": below}[code])
    world.decided(city)
    own = world.review(units["soc"], 2026)
    direction(own, "Vår egen", to_all=False)
    world.decided(own)

    def titles(unit: Unit) -> list[str]:
        return [title for title, _source, _answers in lines(world.review(unit))]

    assert titles(units["soc"]) == ["För alla", "För oss", "För dem under oss", "För staden", "Vår egen"]
    assert titles(below) == ["För alla", "För oss", "För dem under oss", "För staden"]
    assert titles(units["ald"]) == ["För alla", "För oss", "För grannen", "För staden"]


def test_the_city_follows_up_with_those_who_are_to_answer_and_those_who_have() -> None:
    units = world.city("ald", "fun", "kul", "soc")
    city = world.review(units["stad"], 2026)
    everyone = direction(city, "För alla", position=3)
    some = direction(city, "För några", position=2, to_all=False)
    direction(city, "För ingen", position=1, to_all=False)
    own = direction(city, "För staden", position=4, to_all=False)
    for row, code in ((some, "soc"), (some, "ald"), (own, "stad")):
        choose(row, units[code])
    world.decided(city)
    world.answer(everyone, units["kul"], outcome="done", result="Klart.")
    world.answer(everyone, units["fun"], outcome="not_begun")
    world.answer(some, units["kul"], outcome="ongoing", reason="Vi också.")
    world.answer(some, units["soc"], kind="in_place", reason="Fanns redan.")
    world.answer(own, units["kul"], kind="declined", reason="Inte vi.")
    assert [
        (title, [(code, course) for code, course, _text in answers])
        for title, _source, answers in lines(world.review(units["stad"]), units["soc"], units["ald"])
    ] == [
        ("För några", [("ald", "unanswered"), ("soc", "done"), ("kul", "ongoing")]),
        ("För alla", [("soc", "unanswered"), ("ald", "unanswered"), ("fun", "not_begun"), ("kul", "done")]),
        ("För staden", [("stad", "unanswered"), ("kul", "declined")]),
    ]


def test_an_answer_counts_for_the_corrected_edition_and_for_no_other_direction() -> None:
    units = world.city("soc")
    wanted: list[Direction] = []
    for year, edition, position in ((2025, 1, 3), (2026, 1, 2), (2026, 2, 1)):
        row = world.review(units["soc"], year, edition=edition)
        wanted.append(direction(row, "Öva", position=position))
        world.decided(row)
    before, first, _second = wanted
    world.answer(before, units["soc"], outcome="done", result="I fjol.")
    world.answer(first, units["soc"], outcome="ongoing", result="På väg.")
    assert lines(world.review(units["soc"])) == [("Öva", "Nämnd soc 2026", [("soc", "ongoing", "På väg.")])]


def test_a_unit_has_its_own_answer_else_that_of_its_branch() -> None:
    units = world.city("ald", "soc")
    below = world.unit("socf", units["soc"])
    city = world.review(units["stad"], 2026)
    first, second, third = (direction(city, title, position=n) for n, title in enumerate(("A", "B", "C")))
    world.decided(city)
    for row in (first, second, third):
        world.answer(row, units["ald"], outcome="done", result="Grannens ord.")
    world.answer(first, below, outcome="ongoing", result="De under oss.")
    world.answer(second, below, outcome="ongoing", result="De under oss.")
    world.answer(second, units["soc"], outcome="not_begun", reason="Våra ord.")
    answers = [found for _title, _source, found in lines(world.review(units["soc"]))]
    assert answers == [
        [("soc", "ongoing", "De under oss.")],
        [("soc", "not_begun", "Våra ord.")],
        [("soc", "unanswered", "")],
    ]
