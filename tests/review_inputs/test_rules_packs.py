"""Figures, packs and what is said of them: pure rules, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from akropolis.base.lib.figures import all_figures, get
from akropolis.base.lib.periods import Period
from akropolis.review.review.rules.lineage import count_continuations
from akropolis.review.review_inputs.rules import coverage, display, followup, wording
from akropolis.review.review_inputs.rules.changes import PartChange, changes
from akropolis.review.review_inputs.rules.coverage import OwnReview, UnitNode
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    FigurePart,
    FigureReading,
    FollowedDirection,
    Input,
    PackContent,
    PackUnit,
    RowsRef,
    with_previous,
)
from akropolis.review.review_inputs.rules.followup import DirectedUnit, StoredAnswer
from akropolis.review.review_inputs.rules.packs import figures_of, from_text, to_text
from tests.review_inputs.pack_strategies import PERIOD, packs

HARD = "\N{NO-BREAK SPACE}"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
quick = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def pack(*figures: FigureReading) -> PackContent:
    unit = PackUnit("stad", "Mälarstad", "Mälarstad", "city")
    return PackContent(unit, 2027, PERIOD, NOW, (Input("incidents", figures),))


def figure(value: Any, **more: Any) -> FigureReading:
    return FigureReading("incidents.total", value, **more)


@quick
@given(packs())
def test_a_pack_is_read_back_equal_and_writes_the_same_text(found: PackContent) -> None:
    text = to_text(found)
    assert from_text(text) == found
    assert to_text(from_text(text)) == text


@quick
@given(packs())
def test_the_figures_of_an_earlier_year_are_read_whole_without_what_they_are_divided_in(
    found: PackContent,
) -> None:
    def whole(one: FigureReading) -> tuple[object, ...]:
        return one.key, one.value, one.denominator, one.measure, one.polarity, one.without, one.previous

    read = figures_of(to_text(found))
    assert (read.unit, read.year) == (found.unit, found.year)
    assert [whole(one) for one in read.figures()] == [whole(one) for one in found.figures()]
    assert not any(one.parts or one.missing or one.rows for one in read.figures())


def test_a_decimal_comes_back_exactly() -> None:
    found = pack(figure(Decimal("12.50"), measure="days"))
    assert from_text(to_text(found)) == found


def test_another_moment_gives_another_digest() -> None:
    one, other = pack(figure(1)), replace(pack(figure(1)), gathered_at=datetime(2026, 11, 26, tzinfo=UTC))
    assert to_text(one) != to_text(other)


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="akropolis-pack/2"):
        from_text('{"format":"akropolis-pack/1"}')


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(pack(), gathered_at=datetime(2026, 11, 25))


def test_figures_are_known_on_the_cutoff_or_on_the_day_of_gathering_if_that_came_first() -> None:
    moment = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    days = [date(2026, 10, 31), date(2026, 12, 31)]
    known = [replace(pack(), period=replace(PERIOD, cutoff=day), gathered_at=moment).known_on for day in days]
    assert known == [date(2026, 10, 31), date(2026, 11, 1)]


def test_a_figure_stands_in_a_pack_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        pack(figure(1), figure(2))


@quick
@given(packs())
def test_the_parts_of_what_has_rows_are_the_whole(found: PackContent) -> None:
    for item in found.figures():
        if item.rows and item.parts and item.measure != "time":
            assert sum(part.value or 0 for part in item.parts) == item.value
            assert item.denominator in (None, sum(part.denominator or 0 for part in item.parts))


@quick
@given(packs())
def test_every_figure_is_defined(found: PackContent) -> None:
    assert {item.key for item in found.figures()} <= {figure.key for figure in all_figures()}


@pytest.mark.parametrize(
    ("found", "text", "whole"),
    [
        (figure(None), "underlag saknas", "underlag saknas"),
        (figure(0), "0", "0"),
        (figure(1234), f"1{HARD}234", f"1{HARD}234"),
        (figure(23, denominator=31), "23", f"23 av 31 (74{HARD}%)"),
        (figure(23, measure="share", denominator=31), "23 av 31", f"23 av 31 (74{HARD}%)"),
        (figure(1, measure="share", denominator=2), "1 av 2", "1 av 2"),
        (figure(3, denominator=4), "3", "3 av 4"),
        (figure(4, denominator=5), "4", f"4 av 5 (80{HARD}%)"),
        (figure(0, measure="share", denominator=0), "0 av 0", "0 av 0"),
        (figure(0, denominator=0), "0", "0"),
        (figure(1_250_000, measure="kr"), f"1{HARD}250{HARD}000{HARD}kr", f"1{HARD}250{HARD}000{HARD}kr"),
        (figure(1, measure="days"), f"1{HARD}dag", f"1{HARD}dag"),
        (figure(Decimal("2.5"), measure="days"), f"2,5{HARD}dagar", f"2,5{HARD}dagar"),
    ],
)
def test_figures_in_swedish(found: FigureReading, text: str, whole: str) -> None:
    assert (display.text(found), display.whole_text(found)) == (text, whole)


@pytest.mark.parametrize(
    ("found", "trend"),
    [
        (figure(20, previous=10), "more"),
        (figure(10, previous=20), "fewer"),
        (figure(10, previous=20, polarity="down"), "better"),
        (figure(20, previous=10, polarity="down"), "worse"),
        (figure(20, previous=10, polarity="up"), "better"),
        (figure(104, previous=100, polarity="down"), "level"),
        (figure(108, previous=100, polarity="down"), "level"),
        (figure(110, previous=100, polarity="down"), "worse"),
        (figure(91, previous=100, polarity="down"), "level"),
        (figure(Decimal("2.6"), previous=Decimal("2.5"), measure="days", polarity="down"), "worse"),
        (figure(20, previous=4, polarity="down"), "worse"),
        (figure(4, previous=20, polarity="down"), "better"),
        (figure(2, previous=0, polarity="down"), "worse"),
        (figure(0, previous=0, polarity="down"), "level"),
        (figure(3, previous=2), "more"),
        (figure(20), None),
        (figure(None, previous=20), None),
        (figure(2, denominator=9, previous=0, previous_denominator=8, polarity="down"), "worse"),
        (
            figure(8, denominator=9, previous=8, previous_denominator=8, polarity="up", measure="share"),
            "worse",
        ),
        (
            figure(7, denominator=12, previous=5, previous_denominator=8, polarity="up", measure="share"),
            "worse",
        ),
        (figure(7, denominator=12, previous=5, previous_denominator=8, polarity="up"), "more"),
        (figure(9, denominator=10, previous=5, previous_denominator=10, polarity="up"), "better"),
        (figure(9, denominator=10, previous=50, previous_denominator=100, polarity="up"), "fewer"),
        (
            figure(9, denominator=10, previous=50, previous_denominator=100, polarity="up", measure="share"),
            "better",
        ),
        (figure(101, denominator=200, previous=100, previous_denominator=200, polarity="up"), "level"),
        (
            figure(
                51, denominator=100, previous=49, previous_denominator=100, polarity="up", measure="share"
            ),
            "better",
        ),
        (figure(3, denominator=4, previous=1, previous_denominator=4, polarity="up"), "better"),
        (figure(147, denominator=177, previous=78, previous_denominator=80, polarity="down"), "more"),
        (figure(30, denominator=177, previous=78, previous_denominator=90, polarity="down"), "better"),
        (figure(3, denominator=4, previous=0, previous_denominator=0, polarity="up", measure="share"), None),
        (figure(6, denominator=6, previous=5, previous_denominator=None, polarity="up"), "better"),
    ],
)
def test_a_trend_is_said_by_polarity_of_ever_so_few(found: FigureReading, trend: str | None) -> None:
    assert display.trend(found) == trend


@pytest.mark.parametrize(
    ("found", "words", "sentence"),
    [
        (
            figure(8, denominator=9, previous=8, previous_denominator=8, polarity="up", measure="share"),
            f"försämring från 8 av 8 (100{HARD}%), litet underlag",
            f"Så, en försämring från 8 av 8 (100{HARD}%) föregående år. Underlaget är litet.",
        ),
        (
            figure(2, previous=0, polarity="down"),
            "försämring från 0, litet underlag",
            "Så, en försämring från 0 föregående år. Underlaget är litet.",
        ),
        (
            figure(
                58, denominator=100, previous=63, previous_denominator=100, polarity="up", measure="share"
            ),
            f"försämring från 63 av 100 (63{HARD}%)",
            f"Så, en försämring från 63 av 100 (63{HARD}%) föregående år.",
        ),
        (figure(9, previous=5), "ökning från 5", "Så, en ökning från 5 föregående år."),
        (
            figure(9, previous=4),
            "ökning från 4, litet underlag",
            "Så, en ökning från 4 föregående år. Underlaget är litet.",
        ),
        (
            figure(5, denominator=5, previous=3, previous_denominator=5, polarity="up", measure="share"),
            f"förbättring från 3 av 5 (60{HARD}%)",
            f"Så, en förbättring från 3 av 5 (60{HARD}%) föregående år.",
        ),
        (
            figure(4, denominator=5, previous=3, previous_denominator=5, polarity="up", measure="share"),
            f"förbättring från 3 av 5 (60{HARD}%), litet underlag",
            f"Så, en förbättring från 3 av 5 (60{HARD}%) föregående år. Underlaget är litet.",
        ),
        (figure(3, previous=3), "i nivå med föregående år", "Så. Det är i nivå med föregående år."),
        (figure(3), "", ""),
    ],
)
def test_few_are_said_to_be_few(found: FigureReading, words: str, sentence: str) -> None:
    assert (display.trend_words(found), wording.with_trend("Så", found)) == (words, sentence or "Så.")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (figure(3, denominator=4, measure="share"), "3 av 4"),
        (figure(4, denominator=5, measure="share"), f"80{HARD}%"),
        (figure(4, denominator=5), "4"),
        (figure(None, denominator=5, measure="share"), "underlag saknas"),
    ],
)
def test_where_there_is_little_room_a_share_of_enough_is_said_in_per_cent_alone(
    found: FigureReading, said: str
) -> None:
    assert display.short_text(found) == said


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        (figure(2), figure(6), "ökning"),
        (figure(2, polarity="down"), figure(6, polarity="down"), "försämring"),
        (figure(6), figure(6), "oförändrat"),
        (figure(6, measure="days"), figure(9), ""),
    ],
)
def test_a_course_over_years_is_judged_as_a_trend_is(
    first: FigureReading, last: FigureReading, word: str
) -> None:
    assert display.movement_word(first, last) == word


def test_more_reported_incidents_are_never_a_worsening() -> None:
    counts = ("total", "serious", "open", "personal_data", "unknown_personal_data")
    assert {get(f"incidents.{name}").polarity for name in counts} == {"context"}
    assert display.trend_words(figure(40, previous=10)) == "ökning från 10"


def test_a_year_that_is_still_being_decided_is_not_compared() -> None:
    decided = FigureReading("coverage.decided", 14, "count", "up", 42, previous=40, previous_denominator=42)
    assert (display.trend_words(decided), display.previous_text(decided)) == ("", f"40 av 42 (95{HARD}%)")


def test_last_years_value_of_another_kind_is_not_set_beside() -> None:
    last = pack(figure(12, measure="share", denominator=20))
    assert with_previous(figure(10), last).previous is None
    assert with_previous(figure(10), pack(figure(12))).previous == 12


def test_a_mark_leads_to_the_figures_page_and_says_what_it_was() -> None:
    value = display.resolve(pack(figure(12)), {"incidents.total": "9"})("incidents.total")
    assert value is not None
    assert (value.text, value.href, value.changed_from) == (
        "12",
        "/genomgangar/2027/stad/underlag/incidents.total/",
        "9",
    )
    assert display.resolve(pack(figure(12)), {"incidents.total": "12"})("incidents.total") == replace(
        value, changed_from=None
    )
    assert display.resolve(pack(figure(12)))("actions.total") is None
    assert display.resolve(None)("incidents.total") is None


def test_changes_are_listed_figure_by_figure_and_unit_by_unit() -> None:
    old = pack(figure(3, parts=(FigurePart("ald", "Äldre", 1), FigurePart("soc", "Social", 2))))
    new = pack(figure(3, parts=(FigurePart("ald", "Äldre", 2), FigurePart("soc", "Social", 1))))
    [change] = changes(old, new)
    assert (change.before, change.after) == ("3", "3")
    assert change.parts == (PartChange("ald", "Äldre", "1", "2"), PartChange("soc", "Social", "2", "1"))
    assert changes(old, old) == ()


def test_a_first_gathering_and_a_figure_that_is_gone_are_changes() -> None:
    assert [(c.before, c.after) for c in changes(None, pack(figure(3)))] == [("", "3")]
    assert [(c.before, c.after) for c in changes(pack(figure(3)), pack())] == [("3", "")]


# ----------------------------------------------------------------------------------------- coverage and directions


def node(code: str, path: str, **more: Any) -> UnitNode:
    return UnitNode(code, code.upper(), path, **{"reviews": True, "valid_from": date(2019, 1, 1), **more})


PERIOD_25 = Period(date(2024, 11, 1), date(2025, 10, 31), date(2025, 10, 31))
NODES = (
    node("stad", "/stad/"),
    node("idn", "/stad/idn/", valid_to=date(2024, 12, 31)),
    node("idr", "/stad/idr/", valid_from=date(2025, 1, 1)),
    node("gam", "/stad/gam/", valid_to=date(2024, 10, 31)),
    node("soc", "/stad/soc/"),
    node("socf", "/stad/soc/socf/"),
    node("ny", "/stad/ny/", valid_from=date(2025, 11, 1)),
    node("ks", "/stad/ks/", reviews=False),
)


def test_due_are_those_below_that_make_reviews_and_exist_on_the_last_day() -> None:
    assert [n.code for n in coverage.due(NODES, "/stad/", PERIOD_25)] == ["idr", "soc", "socf"]


def test_a_breakdown_has_the_topmost_units_and_those_that_ended() -> None:
    assert [n.code for n in coverage.counted_alone(NODES, "/stad/", PERIOD_25)] == ["idn", "idr", "soc"]


def test_a_decided_edition_counts_while_the_next_is_written() -> None:
    reviews = [OwnReview("2", "soc", 2, "ongoing"), OwnReview("1", "soc", 1, "decided")]
    assert coverage.best_reviews(reviews)["soc"].id == "1"


@pytest.mark.parametrize(
    ("answer", "course"),
    [
        (None, "unanswered"),
        (StoredAnswer("actions", "not_begun", "", ""), "not_begun"),
        (StoredAnswer("actions", "ongoing", "", ""), "ongoing"),
        (StoredAnswer("actions", "done", "", ""), "done"),
        (StoredAnswer("in_place", "not_begun", "", ""), "done"),
        (StoredAnswer("declined", "not_begun", "", ""), "declined"),
    ],
)
def test_how_far_a_direction_has_come(answer: StoredAnswer | None, course: str) -> None:
    given_ = {"soc": answer} if answer else {}
    assert followup.answer_lines([DirectedUnit("soc", "Social")], given_)[0].course == course


def test_how_many_reviews_a_direction_has_survived() -> None:
    chain = {"d27": "d26", "d26": "d25", "ring": "gnir", "gnir": "ring"}
    assert [count_continuations(key, chain) for key in ("d25", "d26", "d27", "ring")] == [0, 1, 2, 1]


def direction(*courses: Any, survived: int = 0) -> FollowedDirection:
    lines = tuple(AnswerLine(f"n{n}", f"Nämnd {n}", course) for n, course in enumerate(courses))
    return FollowedDirection("d", "Inriktning", "Mälarstad 2026", survived, lines)


def test_the_citys_directions_count_units_and_its_parts_each_units_answers() -> None:
    found = followup.figures(
        [direction("done", "unanswered", "declined"), direction("done", "ongoing", "done", survived=2)],
        city=True,
    )
    figures = {item.key: item for item in found}
    answered, done = figures["directions.answered"], figures["directions.carried_out"]
    assert (answered.value, answered.denominator, answered.missing) == (2, 3, ("Nämnd 1",))
    assert [(p.value, p.denominator) for p in answered.parts] == [(2, 2), (1, 2), (2, 2)]
    assert (done.value, done.denominator) == (3, 6)
    assert [(p.value, p.denominator) for p in done.parts] == [(2, 2), (0, 2), (1, 2)]
    assert figures["directions.survived"].value == 1


def test_a_units_directions_count_directions() -> None:
    figures = {f.key: f for f in followup.figures([direction("done"), direction("unanswered")], city=False)}
    answered = figures["directions.answered"]
    assert (answered.value, answered.denominator, answered.missing) == (1, 2, ("Inriktning",))
    done = figures["directions.carried_out"]
    assert (done.value, done.denominator, done.parts) == (1, 2, ())


def test_without_directions_only_their_number_is_said() -> None:
    assert [(f.key, f.value) for f in followup.figures([], city=True)] == [("directions.total", 0)]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (119, "119 minuter"),
        (120, "2 timmar"),
        (150, "3 timmar"),
        (1, "1 minut"),
        (4319, "72 timmar"),
        (4320, "3 dygn"),
    ],
)
def test_a_length_of_time_is_said_in_a_unit_of_which_there_are_some(minutes: int, words: str) -> None:
    long = FigureReading("incidents.discovery", minutes, "time", "down", denominator=12)
    told = words.replace(" ", HARD)
    assert (display.text(long), display.whole_text(long)) == (told, told)
    counted = replace(long, rows=RowsRef("incidents", "", 9), previous=60, previous_denominator=3)
    assert display.whole_text(counted) == f"{told} (9 av 12)"
    assert display.trend(counted) == ("worse" if minutes > 60 else "better")
    assert (display.stands_on_few(counted), display.stands_on_few(replace(counted, rows=None))) == (
        False,
        True,
    )
