"""What every figure does, whichever it is: the number is that of the rows behind its link, for whoever asks."""

from datetime import date
from itertools import product
from typing import Any, get_args
from urllib.parse import parse_qsl

import pytest
from django.db import models

from akropolis.home.selectors.figures import found
from akropolis.kernel.records.writer import writing
from akropolis.kernel.registers.declaration import Register, registry
from akropolis.kernel.registers.figures import by_unit, rows_by_figure, rows_of
from akropolis.kernel.registers.listing import Listing
from akropolis.lib.figures import Figure, Letter, Tally, Words, every, get, name, summed
from akropolis.lib.periods import Period
from akropolis.packs.rules import tally
from tests.factories import registers
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
FIGURES = every()
COUNTED = tuple(figure for figure in FIGURES if figure.register)
PERIODS = (Period(date(2000, 1, 1), date(2100, 1, 1), date(2100, 1, 1)), Period(*[date(2020, 1, 1)] * 3))
PEOPLE = ("owner", "colleague", "neighbour", "ciso")
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=[figure.key for figure in FIGURES])
each_counted = pytest.mark.parametrize("figure", COUNTED, ids=[figure.key for figure in COUNTED])


def words_of(figure: Figure) -> list[Words]:
    said = [figure.label, figure.meaning]
    if figure.lacking:
        said += [figure.lacking.one, figure.lacking.some]
    if figure.shown:
        said.append(figure.shown.title)
        said += [words for item in figure.shown.details for words in item[1:] if any(words)]
    return said


def fitting(register: Register, figure: Figure) -> dict[str, Any]:
    """What a row holds that fits the figure's filters."""
    said = {name: value.split(",")[0] for name, value in (figure.filters or {}).items()}
    return {
        name: value == "yes" if isinstance(register.model_field(name), models.BooleanField) else value
        for name, value in said.items()
    }


def test_each_key_is_declared_once() -> None:
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)


@each_figure
def test_all_of_it_is_said_in_both_languages(figure: Figure) -> None:
    said = words_of(figure)
    assert [words for words in said if not (words.sv and words.en) or words.sv == words.en] == []
    assert figure.meaning.sv.endswith(".")
    assert figure.meaning.en.endswith(".")


@each_figure
def test_it_has_its_place_and_what_it_is_a_part_of(figure: Figure) -> None:
    assert figure.letter in (None, *get_args(Letter))
    whole = get(figure.of) if figure.of else figure
    assert (whole.register, whole.total) == (figure.register, "" if figure.of else figure.total)


@each_counted
def test_its_register_knows_each_of_its_conditions(world: World, figure: Figure) -> None:
    register = registry.get(figure.register)
    assert figure.key.startswith(f"{register.key}.")
    listing = Listing(register, world.access("ciso"), figure.query(PERIODS[0]))
    assert (listing.total >= 0, listing.problems) == (True, [])
    asked = {name.removesuffix("_from").removesuffix("_to") for name in listing.query}
    assert asked - {"rule"} <= set(register.filters)


@each_counted
def test_its_value_is_the_number_of_rows_behind_its_link_for_whoever_asks(
    world: World, figure: Figure
) -> None:
    register = registry.get(figure.register)
    with writing(SYSTEM) as w:
        for code in ("utb", "kul", "kulf"):
            registers.row(w, register, world.units[code], WORD, **fitting(register, figure))
    for who, period in product(PEOPLE, PERIODS):
        access = world.access(who)
        for code in ("stad", "utb", "kul"):
            path = world.units[code].path
            rows = summed(
                [Tally(), *(row[figure.key] for row in by_unit(access, [figure], period, path).values())]
            ).rows
            link = tally.rows_of(figure, period, rows, owner_unit=code)
            listing = Listing(register, access, dict(parse_qsl(link.query)))
            assert (listing.rows.count(), listing.problems) == (rows, [])
            assert rows_of(access, figure, period, path).count() == rows
            kept = rows_by_figure(access, [figure], period, path)
            assert {row.pk for row in kept} == set(
                rows_of(access, figure, period, path).values_list("pk", flat=True)
            )
            if (who, code) == ("ciso", "kul") and period is PERIODS[0] and not figure.rule:
                assert rows == 2


def test_a_row_is_kept_once_with_all_the_figures_that_count_it(world: World) -> None:
    by_register: dict[str, list[Figure]] = {}
    for figure in COUNTED:
        by_register.setdefault(figure.register, []).append(figure)
    for figures in by_register.values():
        rows = rows_by_figure(SYSTEM, figures, PERIODS[0], "")
        assert len({row.pk for row in rows}) == len(rows)
        counted = by_unit(SYSTEM, figures, PERIODS[0], "").values()
        for figure in figures:
            said = sum(figure.key in row.keys for row in rows)
            assert (figure.key, said) == (figure.key, sum(row[figure.key].rows for row in counted))


@each_counted
def test_of_what_one_may_not_read_nothing_is_counted(world: World, figure: Figure) -> None:
    assert by_unit(world.access("outsider"), [figure], PERIODS[0], "/") == {}


@each_counted
def test_a_page_says_the_number_that_its_list_shows(world: World, figure: Figure) -> None:
    for who in ("owner", "ciso"):
        (shown,) = found(world.access(who), PERIODS[0], figure.key)
        answer = world.client(who).get(shown.url)
        assert (answer.status_code, answer.context["listing"].total) == (200, shown.count)


def test_a_figure_that_is_no_longer_declared_is_called_by_its_key() -> None:
    assert (name("incidents.gone"), name("incidents.total", "en")) == ("incidents.gone", "Incidents")
