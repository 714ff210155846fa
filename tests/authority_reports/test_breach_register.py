"""One file of a controller's breaches: every one with its reason, nothing blank, and nothing of another's."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.base.lib.document import plain_text
from akropolis.base.lib.periods import Period
from akropolis.events.authority_reports.models import Assessment
from akropolis.events.authority_reports.reports.breach_register import breach_paper
from akropolis.events.authority_reports.selectors.breaches import COLUMNS, count_breaches, list_breaches
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    LogEntry,
    Track,
    TrackRegime,
    TrackStep,
)
from akropolis.events.incidents.register import TRACKS
from akropolis.events.incidents.services import tracks as service
from tests.authority_reports.scenes import SECRET, event, tracks
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEAR = Period(TODAY - timedelta(days=300), TODAY, TODAY)
LED = "Skrivet av den som leder"
PRIVACY, REGISTERED = TrackRegime.PRIVACY, TrackRegime.REGISTERED


def texts(world: World, who: str, code: str) -> list[dict[str, str]]:
    return [dict(each.texts) for each in list_breaches(world.access(who), world.units[code], YEAR)]


@pytest.fixture(autouse=True)
def officer(world: World) -> None:
    with writing(SYSTEM) as w:
        world.add(w, "dso", "Stadens Ombud", "dso", "stad")


def decision(world: World, track: Track, code: str, text: str, mark: EntryMark) -> None:
    values = {"incident": track.incident, "unit": world.units[code], "kind": EntryKind.DECISION, "text": text}
    create(SYSTEM, LogEntry, values | {"mark": mark, "written_by": "Någon"})


def assessed(track: Track, question: str, reasons: str) -> None:
    made = {"track": track, "question": question, "proposed": "no", "outcome": "no", "reasons": reasons}
    create(SYSTEM, Assessment, made | {"decided_by": "Någon", "decided_at": timezone.now()})


@pytest.fixture
def both(world: World) -> dict[tuple[str, str], Track]:
    made = event(world, title="Intrång", description=LED, cause=f"{LED}, orsaken")
    return tracks(world, made, (PRIVACY, "utb"), (PRIVACY, "kul"), (REGISTERED, "utb"))


def test_what_nobody_has_assessed_is_said_to_be_so_and_nothing_is_blank(
    world: World, both: dict[tuple[str, str], Track]
) -> None:
    (found,) = texts(world, "owner", "utb")
    assert list(found) == list(COLUMNS)
    assert {key for key, text in found.items() if text == "inte bedömt"} == {
        *("cause", "groups", "people", "data", "consequences", "actions", "notified", "informed")
    }
    assert [key for key, text in found.items() if not text.strip()] == []


def test_effects_what_was_done_and_why_it_is_not_notified_are_the_units_own(
    world: World, both: dict[tuple[str, str], Track]
) -> None:
    own = update(SYSTEM, both[PRIVACY, "utb"], {"text": f"{SECRET}, följden"})
    decision(world, own, "utb", "Vi stängde kontot", EntryMark.UNIT)
    decision(world, own, "kul", "Grannens åtgärd", EntryMark.AFFECTED)
    decision(world, own, "stad", "Ledningens åtgärd", EntryMark.AFFECTED)
    assessed(own, "risk", "Bedömt så.")
    own.refresh_from_db()
    with writing(SYSTEM, because="Ingen risk för någon.") as w:
        TRACKS.verbs.step(
            w.access, own, "decide_not", {}, version=own.version, because="Ingen risk för någon."
        )
    (found,) = texts(world, "owner", "utb")
    assert found["consequences"] == f"{SECRET}, följden"
    assert found["actions"].endswith(": Vi stängde kontot")
    assert found["notified"] == "Nej. Skäl: Ingen risk för någon."
    printed = str(texts(world, "owner", "utb"))
    for words in (LED, "Grannens", "Ledningens"):
        assert words not in printed
    assert WORD not in str(texts(world, "neighbour", "kul"))


def test_a_notification_says_when_and_its_receipt_and_the_registered_are_answered_apart(
    world: World, both: dict[tuple[str, str], Track]
) -> None:
    for regime, receipt in ((PRIVACY, "IMY-2026-77"), (REGISTERED, "Brev")):
        step = TrackStep.everything.get(track=both[regime, "utb"])
        service.file(SYSTEM, step, submitted_at=timezone.now(), receipt=receipt, version=step.version)
    (found,) = texts(world, "owner", "utb")
    assert (found["notified"].startswith("Ja, "), found["notified"].endswith("IMY-2026-77")) == (True, True)
    assert (found["informed"].startswith("Ja, "), found["informed"].endswith("Brev")) == (True, True)


def test_a_secret_event_is_there_by_its_number_and_days_alone(
    world: World, both: dict[tuple[str, str], Track]
) -> None:
    update(SYSTEM, both[PRIVACY, "utb"], {"text": SECRET})
    update(SYSTEM, both[PRIVACY, "utb"].incident, {"secret": True})
    (found,) = texts(world, "owner", "utb")
    assert {text for key, text in found.items() if key not in ("occurred", "aware")} == {
        "Sekretess. Läses på spårets sida."
    }
    paper = breach_paper(
        world.access("owner"),
        world.units["utb"],
        YEAR,
        list_breaches(world.access("owner"), world.units["utb"], YEAR),
    )
    assert WORD not in "\n".join(plain_text(paper))


def test_exercises_and_other_periods_are_not_in_it(world: World) -> None:
    now = timezone.now()
    tracks(world, event(world, title="ÖVNING: Intrång", exercise=True), (PRIVACY, "utb"))
    tracks(world, event(world, occurred_at=now - timedelta(days=301)), (PRIVACY, "utb"))
    kept = tracks(world, event(world, occurred_at=now - timedelta(days=300)), (PRIVACY, "utb"))
    found = list_breaches(world.access("owner"), world.units["utb"], YEAR)
    assert [each.track for each in found] == list(kept.values())
    assert count_breaches(world.access("owner"), world.units["utb"], YEAR) == 1


def get(world: World, who: str, form: str = "xlsx", code: str = "utb") -> Any:
    return world.client(who).get(reverse("breach-register-file", args=[code, form]))


def test_the_file_is_of_one_controller_for_those_who_read_its_tracks(
    world: World, both: dict[tuple[str, str], Track]
) -> None:
    update(SYSTEM, both[PRIVACY, "utb"], {"text": SECRET})
    sheet = load_workbook(io.BytesIO(get(world, "owner").content)).worksheets[0]
    rows = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    (line,) = [row for row in rows if row[0].startswith("SPR-")]
    assert (len(line), SECRET in line, both[PRIVACY, "utb"].number) == (13, True, line[0])
    assert get(world, "owner", "docx").status_code == 200
    assert [get(world, who).status_code for who in ("neighbour", "dso")] == [404, 200]
    assert (get(world, "owner", "txt").status_code, get(world, "owner", code="finns-ej").status_code) == (
        404,
        404,
    )
    page = world.client("owner").get(reverse("breach-register")).text
    assert ("har 1 personuppgiftsincident under perioden" in page, "Kulturnämnden" in page) == (True, False)
    context = world.client("owner").get(reverse("breach-register") + "?fran=x&till=2026-13-45").context
    assert context["count"] == 1
    linked = world.client("owner").get(context["rows_url"]).text
    assert (both[PRIVACY, "utb"].number in linked, both[REGISTERED, "utb"].number in linked) == (True, False)


@pytest.mark.parametrize(
    "place", ["incident-tracks-list", "processings-list", "dpo-reviews-list", "dpo-desk"]
)
def test_the_way_to_it_stands_where_the_officer_and_the_coordinator_stand(world: World, place: str) -> None:
    assert reverse("breach-register") in world.client("dso").get(reverse(place)).text


def test_a_decision_that_the_risk_is_not_high_is_why_the_registered_are_not_informed(world: World) -> None:
    own = tracks(world, event(world), (PRIVACY, "utb"))[PRIVACY, "utb"]
    (found,) = texts(world, "owner", "utb")
    assert found["informed"] == "inte bedömt"
    assessed(own, "high_risk", "Krypterat.")
    (found,) = texts(world, "owner", "utb")
    assert found["informed"] == "Nej. Skäl: Krypterat."
