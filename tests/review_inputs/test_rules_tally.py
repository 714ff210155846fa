"""A figure is divided among the units that have a line of their own, and what lies outside them; a table of units."""

from datetime import UTC, date, datetime

from akropolis.base.lib.document import inline_text
from akropolis.base.lib.figures import all_figures, get
from akropolis.review.review_inputs.rules.appendix import per_unit
from akropolis.review.review_inputs.rules.coverage import OwnReview, UnitNode
from akropolis.review.review_inputs.rules.figures import FigurePart, PackContent
from akropolis.review.review_inputs.rules.tally import Numbers, TallyBasis, read_figure
from tests.review_inputs.pack_strategies import PERIOD, tallies
from tests.review_inputs.said import UNITS, lines

NODES = (
    UnitNode("utb", "Utbildning", "/stad/utb/", True, date(2019, 1, 1)),
    UnitNode("idn", "Idrott", "/stad/idn/", True, date(2019, 1, 1), date(2025, 12, 31)),
)


def parts(numbers: Numbers) -> tuple[FigurePart, ...]:
    """The parts of the actions that were done on time."""
    reviews = {"utb": OwnReview("r1", "utb", 1, "decided")}
    return read_figure(
        get("actions.on_time"),
        TallyBasis("stad", PERIOD, all_figures(), {"actions": numbers}, NODES, reviews),
    ).parts


def test_what_lies_outside_the_units_is_a_part_even_where_none_of_it_counts() -> None:
    numbers = {
        "/stad/": tallies("actions", 3, due=3),
        "/stad/utb/": tallies("actions", 2, due=2, on_time=1),
        "/stad/utb/skola/": tallies("actions", 4, due=4, on_time=4),
    }
    own = (FigurePart("utb", "Utbildning", 5, 6, "r1"), FigurePart("idn", "Idrott", 0, 0, None, "2025-12-31"))
    assert parts(numbers) == (*own, FigurePart("", "", 0, 3))
    del numbers["/stad/"]
    assert parts(numbers) == own


def test_a_figure_of_a_register_that_may_not_be_read_has_neither_value_nor_parts() -> None:
    found = read_figure(
        get("actions.on_time"), TallyBasis("stad", PERIOD, all_figures(), {"actions": None}, NODES)
    )
    assert (found.value, found.denominator, found.parts, found.rows) == (None, None, (), None)


def test_the_table_of_units_shows_the_first_three_of_the_chosen_figures_that_there_are() -> None:
    chosen = ("gone.figure", "incidents.serious", "actions.total", "actions.overdue", "services.total")
    assert columns(chosen) == [
        "Allvarliga eller kritiska incidenter",
        "Åtgärder",
        "Försenade åtgärder vid brytdagen",
    ]
    assert columns(()) == ["Incidenter", "Klassade informationsmängder", "Försenade åtgärder vid brytdagen"]


def columns(chosen: tuple[str, ...]) -> list[str]:
    pack = PackContent(
        UNITS["staden"], 2027, PERIOD, datetime(2026, 11, 25, tzinfo=UTC), coverage=lines(("decided",))
    )
    table = per_unit(pack, {}, chosen, "")
    return [inline_text(cell) for cell in table.header][4:]
