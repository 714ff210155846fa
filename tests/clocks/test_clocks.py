"""The clock rules that come with the system, the page of a clock, and the same in the API."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from akropolis.base.kernel.records.writer import create, update
from akropolis.base.lib.calendar import STOCKHOLM
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.reports.clock_words import amount_in_words, due_in_words, explain
from akropolis.shared.clocks.rules.due import Clock, LastDay, TimeMeasure, due
from akropolis.shared.clocks.selectors import due_by, rule_of
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.usefixtures("world")
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=STOCKHOLM)
PAGE = "/tidsfrister/{}/rakna/"
API = "/api/v1/clock-rules"

H, D, M, Y = "hours", "days", "months", "years"
LAW = [
    # clock, time, what the last day does, provision, mark (field facts 7.2, 12.1, 13, 14)
    ("nis2-early", 24, H, "stands", "Cybersäkerhetslagen 2 kap. 5 §", "P"),
    ("nis2-notification", 72, H, "stands", "Cybersäkerhetslagen 2 kap. 6 §", "P"),
    ("nis2-notification-trust", 24, H, "stands", "Cybersäkerhetslagen 2 kap. 6 §", "P"),
    ("nis2-intermediate", None, H, "stands", "Cybersäkerhetslagen 2 kap. 7 §", "P"),
    ("nis2-final", 1, M, "swedish", "Cybersäkerhetslagen 2 kap. 8 §", "P"),
    ("nis2-situation", 1, M, "swedish", "Cybersäkerhetslagen 2 kap. 8 §", "P"),
    ("nis2-final-after", 1, M, "swedish", "Cybersäkerhetslagen 2 kap. 8 §", "P"),
    ("nis2-recipients-incident", None, H, "stands", "Cybersäkerhetslagen 2 kap. 9 §", "P"),
    ("nis2-recipients-threat", None, H, "stands", "Cybersäkerhetslagen 2 kap. 10 §", "P"),
    ("nis2-answer", 24, H, "stands", "Direktiv (EU) 2022/2555 artikel 23.5", "K"),
    ("nis2-registration", 14, D, "swedish", "Cybersäkerhetslagen 2 kap. 2 §", "P"),
    ("nis2-registration-first", None, H, "stands", "Cybersäkerhetslagen 2 kap. 2 §", "P"),
    ("police-report", None, H, "stands", "Cybersäkerhetsförordningen 33 § 4", "P"),
    ("gdpr-33", 72, H, "stands", "Dataskyddsförordningen artikel 33.1", "K"),
    ("gdpr-33-processor", None, H, "stands", "Dataskyddsförordningen artikel 33.2", "K"),
    ("gdpr-34", None, H, "stands", "Dataskyddsförordningen artikel 34.1", "K"),
    ("gdpr-12", 1, M, "eu", "Dataskyddsförordningen artikel 12.3", "K"),
    ("gdpr-12-extended", 3, M, "eu", "Dataskyddsförordningen artikel 12.3", "K"),
    ("gdpr-36", 8, "weeks", "eu", "GDPR artikel 36.2", "K"),
    ("gdpr-36-extended", 14, "weeks", "eu", "GDPR artikel 36.2", "K"),
    ("record-attestation", 12, M, "stands", "Dataskyddsförordningen artikel 5.2 och 30", "O"),
    ("protective-security", None, H, "stands", "Säkerhetsskyddsförordningen (2021:955) 2 kap. 4 §", "P"),
    ("cer-early", 24, H, "stands", "Direktiv (EU) 2022/2557 artikel 15", "U"),
    ("cer-detailed", 1, M, "swedish", "Direktiv (EU) 2022/2557 artikel 15", "U"),
    ("review-next", 12, M, "stands", "SS-EN ISO/IEC 27001 avsnitt 9.3.1", "K"),
    ("classification-proposed", 2, Y, "stands", "", "O"),
    ("classification-longest", 4, Y, "stands", "", "O"),
    ("certificate-renewal", -30, D, "stands", "", "K"),
    ("incident-receipt", 24, H, "stands", "", "K"),
]


def test_the_rules_that_come_with_the_system_are_those_of_the_law() -> None:
    names = ("clock", "amount", "measure", "last_day", "provision", "mark")
    found = [
        tuple(getattr(row, name) for name in names) for row in ClockRule.in_force(SYSTEM, date(2026, 11, 27))
    ]
    assert sorted(found, key=str) == sorted(LAW, key=str)


@pytest.mark.parametrize("clock", [clock for clock, *_rest in LAW])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_rule_explains_what_is_due_in_both_languages(clock: str, language: str) -> None:
    found = due_by(clock, NOON)
    assert found is not None
    with override(language):
        lines = explain(*found)
        assert lines[0].text.startswith(
            ("Räknas från 27 november 2026 kl. 12.00: ", "Counted from 27 November 2026 at 12:00: ")
        )
        assert found[0].said("trigger") in lines[0].text
        assert all("%(" not in line.text for line in lines)
        assert len(lines) == len(found[1].steps)


def test_a_month_that_ends_on_a_saturday_is_explained_step_by_step() -> None:
    found = due_by("nis2-final", datetime(2026, 1, 31, 14, 20, tzinfo=STOCKHOLM))
    assert found is not None
    assert due_in_words(found[1]) == "Senast 28 februari 2026; enligt lag räcker 2 mars 2026"
    assert [(line.text, line.paragraph) for line in explain(*found)] == [
        (
            "Räknas från 31 januari 2026 kl. 14.20: incidentanmälan lämnades.",
            "Cybersäkerhetslagen 2 kap. 8 §",
        ),
        ("1 månad senare är 28 februari 2026.", "lag (1930:173) 1 §"),
        ("Månaden saknar den dagen, så dess sista dag gäller.", "lag (1930:173) 1 §"),
        (
            "Sista dagen infaller på en lördag och en söndag. Det som görs senast 2 mars 2026 är i tid,"
            " men sikta på den tidigare dagen.",
            "lag (1930:173) 2 §",
        ),
    ]


@pytest.mark.parametrize(
    ("clock", "amount", "is_due"),
    [
        (Clock(24), "24 timmar", "Senast 28 november 2026 kl. 12.00"),
        (Clock(1, TimeMeasure.MONTHS), "1 månad", "Senast 27 december 2026"),
        (Clock(-30, TimeMeasure.DAYS), "30 dagar före", "Senast 28 oktober 2026"),
        (Clock(1, TimeMeasure.WEEKS), "1 vecka", "Senast 4 december 2026"),
        (Clock(31, TimeMeasure.DAYS, LastDay.EU), "31 dagar", "Senast 28 december 2026"),
        (Clock(None), "genast", "Genast"),
    ],
)  # fmt: skip
def test_how_much_time_and_until_when(clock: Clock, amount: str, is_due: str) -> None:
    assert (amount_in_words(clock), due_in_words(due(clock, NOON))) == (amount, is_due)


def _replace(world: World, clock: str, first: date, **values: Any) -> ClockRule:
    row = rule_of(clock, NOON)
    assert row is not None
    kept = {f.name: getattr(row, f.name) for f in ClockRule._meta.concrete_fields if f.editable}
    new = {name: value for name, value in kept.items() if name not in ("id", "version")}
    return create(world.access("ciso"), ClockRule, {**new, "valid_from": first, "valid_to": None, **values})


def test_the_rule_of_the_day_on_which_the_clock_was_started_counts(world: World) -> None:
    _replace(world, "gdpr-33", date(2026, 12, 1), amount=96)
    midnight = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)  # 1 December begins in Sweden
    found = [due_by("gdpr-33", at) for at in (midnight - timedelta(minutes=1), midnight)]
    assert [each and each[1].moment for each in found] == [
        midnight + timedelta(hours=72, minutes=-1),
        midnight + timedelta(hours=96),
    ]


def test_a_clock_without_a_rule_gives_nothing(world: World) -> None:
    row = rule_of("nis2-early", NOON)
    assert row is not None
    update(world.access("ciso"), row, {"valid_to": date(2026, 11, 26)})
    assert (rule_of("nis2-early", NOON), due_by("nis2-early", NOON)) == (None, None)
    assert rule_of("nis2-early", date(2026, 1, 14)) is None


@pytest.mark.parametrize(("clock", "amount"), [("nis2-early", 24), ("nis2-final", -1), ("nis2-final", None)])
def test_what_cannot_wait_for_a_weekday_does_not(world: World, clock: str, amount: int | None) -> None:
    row = rule_of(clock, NOON)
    assert row is not None
    with pytest.raises(ValidationError, match="vänta till en vardag"):
        ClockRule(clock="x", amount=amount, measure=row.measure, last_day="swedish").clean()


def test_the_page_shows_the_day_with_its_steps(world: World) -> None:
    page = world.client("owner").get(PAGE.format("nis2-final"), {"start": "2026-01-31T14:20"})
    assert (page.status_code, page.context["due"]) == (
        200,
        "Senast 28 februari 2026; enligt lag räcker 2 mars 2026",
    )
    assert [step.paragraph in page.text for step in page.context["steps"]] == [True] * 4
    plain = world.client("owner").get(PAGE.format("gdpr-34"))
    assert (plain.status_code, plain.context["due"]) == (200, "Genast")


def test_a_moment_that_is_none_is_said_at_its_place_and_nothing_is_worked_out(world: World) -> None:
    for start in ("i går", "2018-05-24T23:59", "0001-01-01T00:00", "9999-12-31T23:59"):
        page = world.client("owner").get(PAGE.format("gdpr-33"), {"start": start})
        assert (page.status_code, page.context["due"], start in page.text) == (200, "", True)
        assert page.context["form"].errors["start"]


def test_who_has_no_right_and_what_is_no_clock_look_alike(world: World) -> None:
    for path in (PAGE.format("gdpr-33"), f"{API}/gdpr-33/due?start=2026-01-01T00:00", API):
        assert world.client("outsider").get(path).status_code == 404
    for path in (PAGE.format("hittepå"), PAGE.format("x"), f"{API}/x/due?start=2026-01-01T00:00"):
        assert world.client("owner").get(path).status_code == 404


def test_the_api_gives_the_same_as_the_page(world: World) -> None:
    answer = world.client("owner").get(f"{API}/nis2-final/due", {"start": "2026-01-31T14:20"})
    found = answer.json()
    assert answer.status_code == 200
    assert {k: v for k, v in found.items() if k != "steps"} == {
        "clock": "nis2-final",
        "start": "2026-01-31T14:20:00+01:00",
        "moment": "2026-03-01T00:00:00+01:00",
        "last_day": "2026-02-28",
        "later": "2026-03-02",
    }
    assert [step["how"] for step in found["steps"]] == [
        "started",
        "counted",
        "no_such_day",
        "not_a_working_day",
    ]
    assert found["steps"][-1]["paragraph"] == "lag (1930:173) 2 §"
    wrong: list[dict[str, str]] = [
        {"start": "x"},
        {"start": "9999-12-31T23:59"},
        {"start": "0001-01-01T00:00+09:00"},
        {"start": "2026-01-31T14:20", "slut": "1"},
    ]
    for query in wrong:
        assert world.client("owner").get(f"{API}/nis2-final/due", query).status_code == 422
    assert world.client("owner").get(f"{API}/gdpr-34/due").json()["moment"] is None


def test_the_api_lists_the_rules_of_a_day_and_marks_for_those_who_keep_them(world: World) -> None:
    found = {who: world.client(who).get(API, {"limit": "200"}).json() for who in ("ciso", "owner")}
    rows = {who: {row["clock"]: row for row in page["items"]} for who, page in found.items()}
    assert (found["owner"]["total"], found["owner"]["next"]) == (len(LAW), None)
    assert (rows["ciso"]["gdpr-33"]["mark"], rows["owner"]["gdpr-33"]["mark"]) == ("K", None)
    assert rows["ciso"]["gdpr-33"] | {"mark": None} == rows["owner"]["gdpr-33"]
    told = {name: rows["owner"]["gdpr-33"][name] for name in ("amount", "measure", "valid_from", "valid_to")}
    assert told == {"amount": 72, "measure": "hours", "valid_from": "2018-05-25", "valid_to": None}
    assert world.client("owner").get(API, {"day": "2018-05-24"}).json()["total"] == 0
    page = world.client("owner").get(API, {"day": "2026-01-14", "limit": "2"}).json()
    assert (page["total"], page["next"], len(page["items"])) == (16, "2", 2)
