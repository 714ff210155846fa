"""How far a year has come, as a map and as a table."""

from datetime import date

import pytest

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review_text.models import Verdict
from akropolis.review.review_text.services import openings
from tests.factories.reviews import judge
from tests.world import START, SYSTEM, World

WORLD = "reviewed"
YEAR = "/genomgangar/2027/"
TABLE = f"{YEAR}?som=tabell"


@pytest.fixture
def many(world: World) -> World:
    """Four more nämnder, so that the year is a map; one of them with a last day that has passed."""
    with writing(SYSTEM) as w:
        for code in ("n1", "n2", "n3", "n4"):
            values = {
                "code": code,
                "name": f"Nämnd {code}",
                "kind": "committee",
                "parent": world.units["stad"],
            }
            world.units[code] = w.create(Unit, values | {"valid_from": START, "reviews": True})
    openings.open_review(SYSTEM, world.units["n1"], 2027, due_on=date(2026, 1, 31))
    return world


def _map(world: World, who: str) -> dict[str, list[tuple[str, str, int]]]:
    context = world.client(who).get(YEAR).context
    return {
        str(group): [(one.standing.code, str(one.state), one.unanswered) for one in units]
        for group, units in context["map"]
    }


def test_the_map_holds_every_unit_by_what_it_is(many: World) -> None:
    assert _map(many, "ciso") == {
        "Nämnder": [
            ("kul", "Inte påbörjad", 1),
            ("n1", "Planerad", 1),
            ("n2", "Inte påbörjad", 1),
            ("n3", "Inte påbörjad", 1),
            ("n4", "Inte påbörjad", 1),
            ("utb", "Pågår", 0),
        ],
        "Bolag": [("hamn", "Inte påbörjad", 1)],
    }
    page = many.client("ciso").get(YEAR).content.decode()
    assert page.count("sen, skulle ha beslutats senast 31 januari") == 1
    assert page.count("1 inriktning obesvarad") == 6


def test_few_units_are_a_table_and_one_alone_is_nothing(world: World) -> None:
    context = world.client("auditor").get(YEAR).context
    assert (context["map"], context["ways"]) == (None, [])
    assert [row.cells[0].text for row in context["table"].rows] == [
        "Kulturnämnden",
        "Mälarstads Hamn AB",
        "Utbildningsnämnden",
    ]
    assert world.client("neighbour").get(YEAR).context["table"] is None


@pytest.mark.parametrize(
    ("sort", "column", "direction", "first"),
    [
        ("", 0, "ascending", "Kulturnämnden"),
        ("-enhet", 0, "descending", "Utbildningsnämnden"),
        ("-status", 1, "descending", "Utbildningsnämnden"),
        ("senast", 2, "ascending", "Nämnd n1"),
        ("obesvarade", 5, "ascending", "Utbildningsnämnden"),
        ("-obesvarade", 5, "descending", "Kulturnämnden"),
        ("x", 0, "ascending", "Kulturnämnden"),
    ],
)
def test_the_table_is_sorted_by_the_column_that_is_asked(
    many: World, sort: str, column: int, direction: str, first: str
) -> None:
    table = many.client("ciso").get(f"{TABLE}&sort={sort}").context["table"]
    assert (table.rows[0].cells[0].text, len(table.rows)) == (first, 7)
    assert [each.direction for each in table.columns] == [
        direction if place == column else "" for place in range(6)
    ]


def test_what_is_answered_stands_in_words_in_the_order_of_the_questions(many: World) -> None:
    row = Verdict.everything.get(review=many.reviews["utb-ongoing"], aspect="effective")
    judge(SYSTEM, row, answer="no", reasons="Målen är inte våra.", evidence=["incidents.total"])
    table = many.client("ciso").get(f"{TABLE}&sort=-status").context["table"]
    assert table.rows[0].cells[4].text == "lämpligt ja, tillräckligt ja, verksamt nej"
    assert "●●○" in many.client("ciso").get(YEAR).content.decode()


def test_what_a_unit_is_writing_is_not_on_the_map_of_another(many: World) -> None:
    assert ("utb", "Pågår", 0) in _map(many, "ciso")["Nämnder"]
    assert many.client("neighbour").get(YEAR).context["map"] is None
    page = many.client("neighbour").get(TABLE).content.decode()
    assert "Utbildningsnämnden" not in page
