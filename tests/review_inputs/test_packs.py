"""Gathering: which rows count, whose they are, and what is said of what is missing."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, parse_qsl

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.records.values import digest_holds
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.listing import Listing
from akropolis.review.review.models import Direction
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_inputs.rules import telling
from akropolis.review.review_inputs.rules.packs import from_text, to_text
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.review.review_inputs.selectors.rows import readable
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter
from tests.review_inputs import packing as world
from tests.review_inputs.packing import DAY, FIRST, INSIDE, LAST, NOW, SYSTEM

pytestmark = pytest.mark.django_db


def test_incidents_count_by_the_day_they_happened_not_by_when_they_were_written() -> None:
    units = world.city("soc")
    inside = [world.incident(units["soc"], day) for day in (FIRST, LAST)]
    for day in (FIRST - DAY, LAST + DAY):
        world.incident(units["soc"], day)
    update(SYSTEM, inside[0], {"title": "Ändrad efteråt"})
    pack = gather(SYSTEM, world.review(units["soc"]), now=NOW)
    assert world.values(pack)["incidents.total"] == 2


def test_a_day_ends_at_midnight_in_sweden() -> None:
    owner = world.city("soc")["soc"]
    for hour in (22, 23):
        world.incident(owner, occurred_at=datetime(2026, 10, 31, hour, 30, tzinfo=UTC))
    figure = gather(SYSTEM, world.review(owner), now=NOW).figure("incidents.total")
    assert figure is not None
    assert figure.rows is not None
    listing = Listing(registry.get("incidents"), SYSTEM, dict(parse_qsl(figure.rows.query)))
    assert (figure.value, listing.rows.count()) == (1, 1)


def test_a_month_ends_at_midnight_in_sweden_and_its_choices_add_up_to_the_figure() -> None:
    units = world.city("soc", "ald")
    for hour, severity in ((22, 3), (22, 1), (23, 3)):
        world.incident(
            units["soc"], occurred_at=datetime(2026, 9, 30, hour - 1, 30, tzinfo=UTC), severity=severity
        )
    world.incident(units["ald"])
    figure = gather(SYSTEM, world.review(units["soc"]), now=NOW).figure("incidents.total")
    assert figure is not None
    assert [(cell.month, cell.value, cell.count) for cell in figure.spread] == [
        ("2026-09", "1", 1),
        ("2026-09", "3", 1),
        ("2026-10", "3", 1),
    ]
    city = gather(SYSTEM, world.review(units["stad"]), now=NOW).figure("incidents.total")
    assert city is not None
    assert (city.value, sum(cell.count for cell in city.spread)) == (4, 4)
    closed = gather(world.access("/stad/", without="incidents:incident"), world.review(units["ald"]), now=NOW)
    assert [one.spread for one in closed.figures() if one.key == "incidents.total"] == [()]


def test_last_years_review_gathered_today_has_last_years_rows() -> None:
    units = world.city("soc")
    world.incident(units["soc"], date(2025, 3, 1))
    world.incident(units["soc"])
    pack = gather(SYSTEM, world.review(units["soc"], 2026), now=NOW)
    assert world.values(pack)["incidents.total"] == 1


def test_what_was_closed_after_the_cutoff_was_open_on_it() -> None:
    owner = world.city("soc")["soc"]
    world.incident(owner, closed_at=world.moment(LAST), status="closed")
    world.incident(owner, closed_at=world.moment(LAST + DAY), status="closed")
    world.incident(owner, status="handling")
    assert world.values(gather(SYSTEM, world.review(owner), now=NOW))["incidents.open"] == 2


ELSEWHERE = (
    *("processings", "processor-agreements", "data-requests", "dpo-reviews", "supplier-agreements"),
    *("audits", "deviations", "objectives", "effect-tests", "completions", "moments", "maturity"),
    "supplier-inquiries",
)
"""Registers whose figures are held to their rows in behaviours/test_figures.py."""
OWN_UNIT = {"local-instructions.units": 1, "local-instructions.none": 1, "service_objects.controllers": 1}
"""What is counted where there is nothing but the unit itself: it is to have a local instruction, and has none."""


def test_archived_rows_are_left_out() -> None:
    owner = world.city("soc")["soc"]
    rows = (
        world.incident(owner),
        world.action(owner, due_on=INSIDE),
        world.service(owner),
        world.observation(owner),
    )
    with writing(SYSTEM) as w:
        for row in rows:
            w.archive(row)
    counts = world.values(gather(SYSTEM, world.review(owner), now=NOW))
    assert {key: value for key, value in counts.items() if value} == OWN_UNIT


def test_actions_apply_when_they_were_open_or_done_in_the_period() -> None:
    owner = world.city("soc")["soc"]
    world.action(owner, begun_on=date(2024, 1, 1), status="done", done_on=FIRST - DAY)
    world.action(owner, begun_on=date(2024, 1, 1), status="done", done_on=FIRST, due_on=FIRST, cost=100)
    world.action(owner, begun_on=date(2024, 1, 1), due_on=date(2024, 5, 1), cost=50)
    world.action(owner, begun_on=LAST + DAY)
    world.action(owner, status="cancelled")
    world.action(owner, status="done", done_on=LAST + DAY, due_on=LAST - DAY)
    counts = world.values(gather(SYSTEM, world.review(owner), now=NOW))
    assert {key: value for key, value in counts.items() if key.startswith("actions.")} == {
        "actions.total": 3,
        "actions.done": 1,
        "actions.on_time": 1,
        "actions.overdue": 2,
        "actions.no_owner": 2,
        "actions.cost": 150,
        "actions.survived": 1,
    }


def test_an_action_without_a_day_of_decision_counts_from_the_first_day_known_for_it() -> None:
    owner = world.city("soc")["soc"]
    world.action(owner, begun_on=None, due_on=date(2025, 6, 1))
    world.action(owner, begun_on=None, due_on=date(2031, 6, 1))
    assert world.values(gather(SYSTEM, world.review(owner, 2026), now=NOW))["actions.total"] == 1


def test_the_cost_says_how_many_have_no_estimate() -> None:
    owner = world.city("soc")["soc"]
    world.action(owner, cost=100)
    world.action(owner)
    figure = gather(SYSTEM, world.review(owner), now=NOW).figure("actions.cost")
    assert figure is not None
    assert (figure.value, telling.note(figure)) == (
        100,
        "Kostnaden är inte uppskattad för 1 av 2 åtgärder.",
    )


def test_services_are_those_in_use_on_the_cutoff() -> None:
    owner = world.city("soc")["soc"]
    world.service(owner, shared=True)
    world.service(owner, status="retired")
    world.service(owner, status="planned", in_use_from=INSIDE)
    world.service(owner, in_use_from=LAST + DAY)
    world.service(owner, in_use_to=LAST - DAY)
    world.service(owner, status="retired", in_use_to=LAST + DAY)
    world.service(owner, status="phasing_out")
    counts = world.values(gather(SYSTEM, world.review(owner), now=NOW))
    assert [counts[f"services.{name}"] for name in ("total", "shared", "phasing_out")] == [3, 1, 1]


def test_a_neighbours_rows_are_nowhere_in_a_units_pack() -> None:
    units = world.city("ald", "soc")
    world.incident(units["ald"], title="Hemligt hos grannen", severity=4, personal_data="yes")
    world.action(units["ald"], title="Hemligt hos grannen", due_on=INSIDE)
    world.service(units["ald"], name="Hemligt hos grannen", shared=True, status="phasing_out")
    world.observation(units["ald"], title="Hemligt hos grannen")
    for who in (SYSTEM, world.access("/stad/soc/"), world.access("/")):
        pack = gather(who, world.review_of(units["soc"]), now=NOW)
        own = OWN_UNIT if who.anywhere("documents:document:read") else {}
        assert {key: value for key, value in world.values(pack).items() if value} == own
        assert "granne" not in to_text(pack)


def test_what_the_gatherer_may_not_read_is_said_to_be_missing_and_not_counted_in_part() -> None:
    units = world.city("soc")
    world.incident(units["soc"])
    below = world.access("/stad/soc/")
    pack = gather(below, world.review(units["stad"]), now=NOW)
    assert pack.figure("incidents.total").value is None  # type: ignore[union-attr]
    note = telling.note(pack.figure("incidents.total"))  # type: ignore[arg-type]
    assert note.startswith("Underlag saknas")
    assert [rows for part in pack.inputs for rows in part.rows] == []


def test_a_register_that_may_not_be_read_gives_no_figure_and_the_others_theirs() -> None:
    owner = world.city("soc")["soc"]
    world.incident(owner)
    world.action(owner)
    who = world.access("/stad/soc/", without="actions:action")
    counts = world.values(gather(who, world.review(owner), now=NOW))
    assert (counts["incidents.total"], counts["actions.total"]) == (1, None)


def test_directions_are_not_called_unanswered_by_one_who_may_not_read_the_answers() -> None:
    units = world.city("soc")
    _first, second = world.directions(units["stad"])
    world.answer(second, units["soc"])
    who = world.access("/stad/soc/", without="review:answer")
    pack = gather(who, world.review(units["soc"]), now=NOW)
    assert pack.directions == ()
    assert {k: v for k, v in world.values(pack).items() if k.startswith("directions")} == {
        "directions.total": None
    }


def test_the_city_counts_each_row_once_and_its_parts_are_the_whole() -> None:
    units = world.city("ald", "soc")
    office = world.unit("socf", units["soc"], kind="administration", reviews=False)
    for owner in (units["stad"], units["ald"], units["soc"], office, office):
        world.incident(owner)
    own = world.review(units["soc"])
    figure = gather(SYSTEM, world.review(units["stad"]), now=NOW).figure("incidents.total")
    assert figure is not None
    parts = [(part.code, part.value, part.review_id) for part in figure.parts]
    assert parts == [("ald", 1, None), ("soc", 3, str(own.pk)), ("", 1, None)]
    assert figure.value == 5
    assert gather(SYSTEM, own, now=NOW).figure("incidents.total").value == 3  # type: ignore[union-attr]


def test_a_unit_that_ended_in_the_period_keeps_its_own_line_and_is_not_due() -> None:
    units = world.city("idr")
    old = world.unit("idn", units["stad"], valid_to=date(2025, 12, 31))
    gone = world.unit("frn", units["stad"], valid_to=date(2024, 12, 31))
    for owner in (old, units["idr"]):
        world.incident(owner, date(2025, 12, 1))
    world.incident(gone, date(2025, 12, 1))
    pack = gather(SYSTEM, world.review(units["stad"]), now=NOW)
    figure = pack.figure("incidents.total")
    assert figure is not None
    assert [(part.code, part.value, telling.part_note(part)) for part in figure.parts] == [
        ("idn", 1, "Enheten upphörde den 31 december 2025."),
        ("idr", 1, ""),
        ("", 1, ""),
    ]
    assert [line.code for line in pack.coverage] == ["idr"]


def test_a_merged_units_pack_keeps_last_years_figures() -> None:
    units = world.city("idn", "frn")
    world.incident(units["idn"], date(2025, 3, 1))
    stored = packs.gather(SYSTEM, world.review(units["idn"], 2026))
    city_then = packs.gather(SYSTEM, world.review(units["stad"], 2026))
    before = stored.content, city_then.content
    for code in ("idn", "frn"):
        update(SYSTEM, units[code], {"valid_to": date(2025, 10, 31), "name": f"Före detta {code}"})
    merged = world.unit("idr", units["stad"], valid_from=date(2025, 11, 1))
    world.incident(merged)
    now = gather(SYSTEM, world.review(units["stad"], 2027), now=NOW).figure("incidents.total")
    assert now is not None
    assert (now.value, now.previous, [part.code for part in now.parts]) == (1, 1, ["idr"])
    assert [packs.latest(SYSTEM, row.review).content for row in (stored, city_then)] == list(before)  # type: ignore[union-attr]


def test_a_list_that_is_cut_says_of_how_many() -> None:
    owner = world.city("soc")["soc"]
    for _ in range(12):
        world.incident(owner, severity=3)
    rows = gather(SYSTEM, world.review(owner), now=NOW).input("incidents").rows[0]  # type: ignore[union-attr]
    assert (len(rows.lines), rows.total, rows.cut) == (10, 12, True)


def test_g1_coverage_names_who_has_not_decided() -> None:
    units = world.city("ald", "fun", "kul", "soc")
    world.review(units["ald"], state="decided")
    world.review(units["ald"], edition=2, state="ongoing")
    world.review(units["fun"], state="circulated")
    world.review(units["kul"])
    pack = gather(SYSTEM, world.review(units["stad"]), now=NOW)
    assert [(line.code, line.standing) for line in pack.coverage] == [
        ("ald", "decided"),
        ("fun", "under_way"),
        ("kul", "not_begun"),
        ("soc", "not_begun"),
    ]
    figure = pack.figure("coverage.decided")
    assert figure is not None
    assert (figure.value, figure.denominator) == (1, 4)
    assert figure.missing == ("Nämnd fun", "Nämnd kul", "Nämnd soc")


def test_a_unit_without_units_below_has_no_coverage() -> None:
    pack = gather(SYSTEM, world.review(world.city("soc")["soc"]), now=NOW)
    assert [figure.key for figure in pack.figures() if figure.key.startswith("coverage")] == []


def test_a_unit_sees_how_many_observations_the_city_shares() -> None:
    units = world.city("soc")
    world.observation(units["stad"], shared=True)
    world.observation(units["stad"])
    world.observation(units["soc"], theme="law")
    counts = world.values(gather(world.access("/stad/soc/"), world.review(units["soc"]), now=NOW))
    assert (counts["observations.total"], counts["observations.law"]) == (1, 1)
    assert counts["observations.shared"] == 1


def test_last_years_directions_are_followed_by_name() -> None:
    units = world.city("ald", "fun", "soc")
    _first, second = world.directions(units["stad"])
    for code, kind, outcome in (("ald", "actions", "done"), ("fun", "declined", "not_begun")):
        world.answer(second, units[code], kind=kind, outcome=outcome, reason="Därför.")
    own = world.review(units["soc"])
    pack = gather(SYSTEM, world.review(units["stad"]), now=NOW)
    followed = pack.directions[0]
    assert (followed.title, followed.survived, followed.source) == ("Inriktning 2026", 1, "Mälarstad 2026")
    assert [(line.code, line.course, line.text) for line in followed.answers] == [
        ("ald", "done", ""),
        ("fun", "declined", ""),
        ("soc", "unanswered", ""),
    ]
    figure = pack.figure("directions.answered")
    assert figure is not None
    assert (figure.value, figure.denominator, figure.missing) == (2, 3, ("Nämnd soc",))
    assert [part.review_id for part in figure.parts] == [None, None, str(own.pk)]


def test_a_unit_follows_up_the_directions_that_concern_it() -> None:
    units = world.city("ald", "soc")
    world.directions(units["stad"])
    latest = Direction.everything.get(title="Inriktning 2026")
    world.answer(latest, units["ald"], outcome="ongoing", reason="Grannens ord.")
    world.answer(latest, units["soc"], outcome="ongoing", result="På väg.")
    pack = gather(world.access("/stad/soc/"), world.review(units["soc"]), now=NOW)
    assert [(line.code, line.course, line.text) for line in pack.directions[0].answers] == [
        ("soc", "ongoing", "På väg.")
    ]
    assert "Grannens" not in to_text(pack)


def test_a_stored_pack_is_sealed_and_reads_back_equal() -> None:
    owner = world.city("soc")["soc"]
    world.incident(owner)
    who = world.access("/stad/soc/")
    stored = packs.gather(who, world.review(owner))
    assert to_text(from_text(stored.content)) == stored.content
    assert digest_holds(stored)
    assert packs.latest(who, stored.review) == stored


def test_g16_gathering_again_says_what_changed_and_touches_no_text() -> None:
    owner = world.city("soc")["soc"]
    review = world.review(owner)
    chapter = create(
        SYSTEM,
        Chapter,
        {"review": review, "key": "state", "position": 1, "text": "Min text {figure:incidents.total}"},
    )
    first = packs.gather(SYSTEM, review)
    world.incident(owner, severity=4)
    second = packs.gather(SYSTEM, review)
    found = {change.key: (change.before, change.after) for change in packs.changes(first, second)}
    assert {key.partition(".")[0] for key in found} == {"incidents"}
    assert [found[f"incidents.{name}"] for name in ("total", "serious", "open")] == [("0", "1")] * 3
    assert Chapter.everything.get(pk=chapter.pk).text == "Min text {figure:incidents.total}"


def test_who_may_not_write_the_review_gathers_nothing() -> None:
    owner = world.city("soc")["soc"]
    review = world.review(owner)
    with pytest.raises(Hidden):
        packs.gather(world.access("/stad/soc/", edit=False), review)
    assert Pack.everything.count() == 0


def test_a_decided_review_gathers_nothing_new() -> None:
    owner = world.city("soc")["soc"]
    review = world.review(owner, state="decided")
    with pytest.raises(Refused):
        packs.gather(SYSTEM, review)
    assert Pack.everything.count() == 0


def test_last_years_value_stands_beside() -> None:
    owner = world.city("soc")["soc"]
    for _ in range(3):
        world.incident(owner, date(2025, 3, 1))
    packs.gather(SYSTEM, world.review(owner, 2026))
    world.incident(owner)
    figure = gather(SYSTEM, world.review(owner), now=NOW).figure("incidents.total")
    assert figure is not None
    assert (figure.value, figure.previous) == (1, 3)


@pytest.mark.parametrize("count", [3, 42])
def test_the_number_of_queries_does_not_follow_the_number_of_units(count: int) -> None:
    units = world.city(*(f"n{number:02}" for number in range(count)))
    _first, second = world.directions(units["stad"])
    for owner in units.values():
        world.incident(owner, severity=4, personal_data="yes")
        world.action(owner, due_on=INSIDE)
        world.service(owner, status="phasing_out")
        world.observation(owner, theme="law")
        world.answer(second, owner)
    review = world.review(units["stad"])
    packs.gather(SYSTEM, world.review(units["n00"]))
    with CaptureQueriesContext(connection) as queries:
        gather(SYSTEM, review, now=NOW)
    assert len(queries) == 151


@pytest.mark.parametrize("top", ["stad", "soc"])
def test_each_figures_list_shows_the_very_rows_behind_it(top: str) -> None:
    units = world.city("ald", "soc")
    for owner in units.values():
        world.fill(owner)
    found = gather(SYSTEM, world.review(units[top]), now=NOW)
    # Of the graph, exercises and threats nothing is filled: they are held to their rows in behaviours/test_figures.py.
    seldom = {"unjudged", "near_misses", "recurring"}
    unfilled = {*lists.entries, "ai-systems", "exercises", "incident-tracks", "risks", *ELSEWHERE}
    rows = ((f, f.rows) for f in found.figures() if f.rows and f.rows.register not in unfilled)
    figures = [figure for figure, behind in rows if not set(parse_qs(behind.query)) & {"threat"}]
    figures = [
        figure
        for figure in figures
        if figure.measure != "time" and figure.key.removeprefix("incidents.") not in seldom
    ]
    counted = {f.key: f.rows.count for f in figures if f.rows}
    listed = {}
    for figure in figures:
        if figure.rows:
            listing = Listing(registry.get(figure.rows.register), SYSTEM, dict(parse_qsl(figure.rows.query)))
            listed[figure.key] = listing.rows.count()
            assert listing.problems == []
    assert listed == counted
    assert [key for key, count in counted.items() if not count] == []


def test_a_rule_with_days_that_mean_nothing_is_said_and_shows_no_rows() -> None:
    world.incident(world.city("soc")["soc"])
    for value in (
        "open:0001-01-01:9999-12-31:9999-12-31",
        "open",
        "open:x:y:z",
        "none:2025-11-01:2026-10-31:2026-10-31",
        "open:2026-01-01:2025-01-01:2025-01-01",
    ):
        listing = Listing(registry.get("incidents"), SYSTEM, {"rule": value})
        assert (listing.rows.count(), len(listing.problems)) == (0, 1)


def test_who_reads_the_citys_pack_sees_the_rows_of_the_own_unit_only_and_how_many_there_are() -> None:
    units = world.city("ald", "soc")
    world.incident(units["ald"], title="Hemligt hos grannen", severity=4)
    world.incident(units["soc"], title="Vårt eget", severity=4)
    found = gather(SYSTEM, world.review(units["stad"]), now=NOW)
    seen = readable(world.access("/stad/soc/"), found)
    assert "Hemligt" not in to_text(seen)
    rows = seen.input("incidents").rows[0]  # type: ignore[union-attr]
    assert ([line.label for line in rows.lines], rows.total) == (["Vårt eget"], 2)
    assert readable(SYSTEM, found) == found


def test_the_lists_query_names_unit_period_and_kind() -> None:
    owner = world.city("soc")["soc"]
    figure = gather(SYSTEM, world.review(owner), now=NOW).figure("incidents.serious")
    assert figure is not None
    assert figure.rows is not None
    assert parse_qs(figure.rows.query) == {
        "owner_unit": ["soc"],
        "occurred_at_from": ["2025-11-01"],
        "occurred_at_to": ["2026-10-31"],
        "severity": ["3,4"],
        "kind": ["incident"],
        "exercise": ["no"],
    }


def test_information_is_classified_by_decisions_taken_by_the_cut_off_whatever_has_been_decided_since() -> (
    None
):
    units = world.city("ald", "soc")
    review = world.review(units["stad"])
    world.information(units["ald"])
    world.information(units["ald"], decided=review.cutoff)
    world.information(units["soc"], decided=review.cutoff + DAY)
    world.information(units["soc"], decided=review.cutoff - 366 * DAY)
    world.information(units["soc"], decided=review.cutoff, pointer=True)
    found = gather(SYSTEM, review, now=NOW)
    values = {
        key: (figure.value, figure.denominator, {part.code: part.value for part in figure.parts})
        for key in ("total", "classified", "unclassified", "expired", "secret")
        if (figure := found.figure(f"information.{key}"))
    }
    assert values == {
        "total": (4, None, {"ald": 2, "soc": 2}),
        "classified": (2, 4, {"ald": 1, "soc": 1}),
        "unclassified": (2, 4, {"ald": 1, "soc": 1}),
        "expired": (1, 2, {"ald": 0, "soc": 1}),
        "secret": (2, 2, {"ald": 1, "soc": 1}),
    }
