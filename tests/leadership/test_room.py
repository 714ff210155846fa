"""An event's page is its room: what is alike is one, what is next is filled, and a unit sees itself alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.records.writer import create, update
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    Incident,
    IncidentUnit,
    LogEntry,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.selectors.board import Board, Standing, group_tracks
from akropolis.events.incidents.selectors.room import Room
from akropolis.events.incidents.services import receipts
from akropolis.events.leadership.services import log
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.factories.duties import opened_before
from tests.incidents.tabs import text_of
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PRIVACY, POLICE = TrackRegime.PRIVACY, TrackRegime.POLICE


@pytest.fixture
def event(world: World) -> Incident:
    """An event that the city leads, known for an hour."""
    CLOCK_RULES.load(SYSTEM)
    at = timezone.now() - HOUR
    values = {"title": "Intrång", "owner_unit": world.units["stad"], "occurred_at": at, "aware_at": at}
    return create(SYSTEM, Incident, {**values, "kind": "incident", "status": "handling"})


def affect(world: World, event: Incident, *codes: str) -> None:
    for code in codes:
        create(SYSTEM, IncidentUnit, {"incident": event, "unit": world.units[code]})


def track(event: Incident, code: str, regime: TrackRegime = PRIVACY) -> Track:
    return Track.everything.get(incident=event, owner_unit__code=code, regime=regime)


def turn(event: Incident, code: str, state: TrackState) -> None:
    Track.everything.filter(pk=track(event, code).pk).update(state=state)


def board(world: World, event: Incident, who: str = "ciso", *assessed: Track) -> Board:
    access = world.access(who)
    seen = Incident.objects.visible(access).select_related("owner_unit").one(pk=event.pk)
    return Board(Room(access, seen), [each.pk for each in assessed], timezone.now())


def standings(found: Board) -> dict[str, str]:
    return {each.unit.code: each.standing.value for each in found.units}


def test_a_unit_stands_where_its_least_advanced_track_does(world: World, event: Incident) -> None:
    affect(world, event, "utb", "kul", "hamn")
    wanted = [(world.units["utb"], PRIVACY), (world.units["kul"], PRIVACY), (world.units["kul"], POLICE)]
    opened_before(SYSTEM, event, wanted)
    assert standings(board(world, event)) == {"utb": "waiting", "kul": "waiting", "hamn": "waiting"}
    assert standings(board(world, event, "ciso", track(event, "utb")))["utb"] == "assessing"
    receipts.receive(world.access("neighbour"), event, world.units["kul"], "")
    turn(event, "utb", TrackState.NOT_REPORTED)
    assert standings(board(world, event)) == {"utb": "not_filed", "kul": "assessing", "hamn": "waiting"}
    for step in TrackStep.everything.filter(track=track(event, "kul")):
        sent = {"state": StepState.DONE, "submitted_at": timezone.now(), "receipt": "IMY-1"}
        update(SYSTEM, step, sent)
    turn(event, "kul", TrackState.REPORTED)
    found = board(world, event)
    assert {each.walked.track.regime: each.standing for each in found.tracks if each.unit.code == "kul"} == {
        PRIVACY: Standing.FILED,
        POLICE: Standing.ASSESSING,
    }
    assert standings(found)["kul"] == "assessing"
    update(
        SYSTEM, event, {"aware_at": timezone.now() - 100 * HOUR, "occurred_at": timezone.now() - 100 * HOUR}
    )
    turn(event, "utb", TrackState.OPEN)
    assert standings(board(world, event))["utb"] == "late"


def test_what_is_alike_is_one_clock_and_one_group_and_its_number_leads_to_its_rows(
    world: World, event: Incident
) -> None:
    codes = ("stad", "utb", "kul")
    opened_before(SYSTEM, event, [(world.units[code], PRIVACY) for code in codes])
    turn(event, "utb", TrackState.NOT_REPORTED)
    found = board(world, event)
    (group,) = [each for each in found.clocks() if each.clock == "gdpr-33"]
    assert (len(group.waiting), group.tracks) == (2, 3)
    assert [(regime, state, len(rows)) for regime, state, rows in group_tracks(found.tracks)] == [
        (PRIVACY, Standing.WAITING, 1),
        (PRIVACY, Standing.ASSESSING, 1),
        (PRIVACY, Standing.NOT_FILED, 1),
    ]
    client = world.client("ciso")
    page = client.get(f"/incidenter/{event.pk}/").context
    for card in page["cards"]:
        if "steg=gdpr-33" in card.url:
            rows = client.get(card.url).context
            assert (card.link, rows["shown"], rows["every"]) == ("2 återstår", 2, 3)
            break
    else:
        pytest.fail("no such clock")
    for name, _kind in page["legend"]:
        url, count = re.findall(r'href="([^"]+)">\D*(\d+)<', name.replace("&amp;", "&"))[0]
        assert client.get(url).context["shown"] == int(count)
    narrowed = {"lage": "not_filed", "regler": "police", "steg": "x", "enheter": "nonsense"}
    for name, value in narrowed.items():
        rows = client.get(f"/incidenter/{event.pk}/", {"flik": "spar", name: value}).context
        assert rows["shown"] == (1 if name == "lage" else 0), name


def filled(world: World, event: Incident, who: str) -> tuple[str, str]:
    """The one filled button of the page."""
    page = world.client(who).get(f"/incidenter/{event.pk}/").text
    actions = page.partition('class="ak-actions"')[2].partition("ak-tabs")[0]
    buttons = re.findall(r'<(?:a|button) class="ds-button"([^>]*)>([^<]*)<', actions)
    every = [(given, label) for given, label in buttons if "data-variant" not in given]
    assert len(every) <= 1, every
    given, label = every[0] if every else ("", "")
    return given.partition('href="')[2].partition('"')[0], label


def test_the_filled_button_is_the_readers_own_next_step(world: World, event: Incident) -> None:
    affect(world, event, "utb", "kul")
    assert filled(world, event, "owner")[1] == "Kvittera för Utbildningsnämnden"
    opened_before(SYSTEM, event, [(world.units["utb"], PRIVACY), (world.units["kul"], PRIVACY)])
    mine = track(event, "utb")
    assert filled(world, event, "owner") == (
        f"/incidentspar/{mine.pk}/bedom/risk/",
        "Bedöm för Utbildningsnämnden",
    )
    assert "Bedöm för Kulturnämnden" in filled(world, event, "neighbour")[1]
    assert filled(world, event, "ciso")[1] == "Påminn dem som inte har kvitterat"
    assert filled(world, event, "auditor")[1] == ""
    Incident.everything.filter(pk=event.pk).update(kind="event")
    assert filled(world, event, "ciso")[1] == "Bedöm händelsen"


def test_the_nämnd_next_door_is_in_no_square_count_group_or_entry(world: World, event: Incident) -> None:
    affect(world, event, "utb", "kul", "hamn")
    opened_before(SYSTEM, event, [(world.units[code], PRIVACY) for code in ("stad", "utb", "kul")])
    receipts.receive(world.access("owner"), event, world.units["utb"], "Havsörnen står still.")
    for mark in (EntryMark.UNIT, EntryMark.LEADING):
        log.enter(
            world.access("owner"),
            event,
            world.units["utb"],
            kind=EntryKind.FACT,
            text=f"Havsörnen {mark}",
            mark=mark,
        )
    whole = text_of(world.client("ciso"), event)
    assert ("Havsörnen" in whole, "Utbildningsnämnden" in whole) == (True, True)
    seen = text_of(world.client("neighbour"), event)
    for word in ("Havsörn", "Utbildningsnämnden", "Mälarstads Hamn AB", str(track(event, "utb").pk)):
        assert word not in seen, word
    context = world.client("neighbour").get(f"/incidenter/{event.pk}/").context
    assert [square.code for square in context["squares"]] == ["kul"]
    assert [(card.link, card.title.rpartition(", ")[2]) for card in context["cards"]] == [
        ("Kulturnämnden", "1 enhet")
    ]
    assert (context["count"], [str(option.label) for option in context["tabs"]][2]) == (0, "Spår (1)")
    rows = world.client("neighbour").get(f"/incidenter/{event.pk}/?flik=spar&enheter=assessing").context
    assert (rows["shown"], rows["every"], rows["narrowed"]) == (0, 1, "0 enheter: bedömer")


def test_an_entry_that_lacks_something_is_kept_in_the_tab_where_it_was_written(
    world: World, event: Incident
) -> None:
    client: Any = world.client("ciso")
    said = {
        "kind": "decision",
        "text": "Stäng av.",
        "mark": "leading",
        "unit": world.units["stad"].pk,
        "flik": "logg",
    }
    said |= {"happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    refused = client.post(f"/incidenter/{event.pk}/logg/", said)
    assert (refused.status_code, refused.context["tab"], LogEntry.everything.count()) == (422, "logg", 0)
    assert "Stäng av.</textarea>" in refused.text
    assert "Skriv på vilket underlag det beslutades." in refused.text
    taken = client.post(f"/incidenter/{event.pk}/logg/", said | {"basis": "Leverantörens besked"})
    assert taken["Location"] == f"/incidenter/{event.pk}/?flik=logg#log"
    assert LogEntry.everything.get(incident=event).basis == "Leverantörens besked"


def test_what_is_not_given_is_one_line_and_lessons_stand_afterwards(world: World, event: Incident) -> None:
    client = world.client("ciso")
    known = client.get(f"/incidenter/{event.pk}/?flik=vet").context
    given = [term.label for _title, terms in known["sections"] for term in terms]
    assert "Upptäckt" in known["missing"]
    assert set(given) & set(known["missing"]) == set()
    after = client.get(f"/incidenter/{event.pk}/?flik=efterat").context
    shown = [term.label for term in after["terms"]] + list(after["missing"])
    assert shown == ["Grundorsak", "Vad som fungerade och inte fungerade"]
    assert set(shown) & {*given, *known["missing"]} == set()
