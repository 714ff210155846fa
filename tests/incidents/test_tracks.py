"""One event, many tracks: opened in one act, each with its own clock, walked by its own unit alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused, Stale
from akropolis.base.kernel.deadlines.tasks import PendingTask, tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update, writing
from akropolis.events.authority_reports.rules.questions import Question
from akropolis.events.authority_reports.services.assessing import assess
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    Incident,
    IncidentSharing,
    IncidentUnit,
    LogEntry,
    Severity,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
    Viewing,
)
from akropolis.events.incidents.register import TRACKS
from akropolis.events.incidents.rules.tracks import OWN
from akropolis.events.incidents.selectors.clocks import clocks_of
from akropolis.events.incidents.services import tracks
from akropolis.events.incidents.services.incidents import change_links
from akropolis.events.incidents.web.walking import due_everywhere
from akropolis.events.leadership.services import log, times
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import EntityProfile
from akropolis.graph.entities.selectors import trust_services
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.factories.duties import classed, opened_before
from tests.incidents.tabs import pages_of
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ORDER = [
    "gdpr-33",
    "nis2-early",
    "nis2-notification",
    "nis2-notification-trust",
    "nis2-final",
    "nis2-situation",
    "nis2-final-after",
]


@pytest.fixture
def event(world: World) -> Incident:
    """An event that the city leads, known for two hours."""
    CLOCK_RULES.load(SYSTEM)
    now = timezone.now()
    with writing(world.access("ciso")) as w:
        return w.create(
            Incident,
            {
                "title": "Intrång hos leverantör",
                "owner_unit": world.units["stad"],
                "occurred_at": now - 5 * HOUR,
                "aware_at": now - 2 * HOUR,
                "severity": Severity.SERIOUS,
            },
        )


def opened(world: World, event: Incident, regime: TrackRegime = TrackRegime.PRIVACY) -> dict[str, Track]:
    wanted = [(world.units[code], regime) for code in ("utb", "kul")]
    made = tracks.open_tracks(world.access("ciso"), event, wanted)
    return {track.owner_unit.code: track for track in made}


def steps(track: Track) -> list[TrackStep]:
    related = ("track__incident__owner_unit", "track__owner_unit")
    rows = TrackStep.everything.filter(track=track).select_related(*related)
    return sorted(rows, key=lambda step: ORDER.index(step.clock))


def waiting(world: World, who: str) -> list[PendingTask]:
    found = tasks_for(world.access(who), timezone.localdate())
    return [task for task in found if task.key.startswith("track-step:")]


def test_who_provides_trust_services_notifies_within_a_day(world: World, event: Incident) -> None:
    classed(world, "stad", "hamn")
    update(SYSTEM, EntityProfile.everything.get(unit=world.units["hamn"]), {"trust_service": True})
    wanted = [(world.units[code], TrackRegime.CYBER) for code in ("stad", "hamn")]
    made = {t.owner_unit.code: t for t in tracks.open_tracks(world.access("ciso"), event, wanted)}
    found = {code: [step.clock for step in steps(track)] for code, track in made.items()}
    usual, trusted = ["nis2-early", "nis2-notification"], ["nis2-early", "nis2-notification-trust"]
    assert found == {"stad": usual, "hamn": trusted}
    early, notification = steps(made["hamn"])
    assert [clock.left(clock.start or timezone.now()) for clock in clocks_of([notification])] == [24 * HOUR]
    for step in (early, notification):
        assert made["hamn"].state == TrackState.OPEN
        tracks.file(SYSTEM, step, submitted_at=timezone.now(), receipt="CSIRT-1")
        made["hamn"] = step.track
    assert made["hamn"].state == TrackState.REPORTED
    assert [step.clock for step in steps(made["hamn"])] == [*trusted, "nis2-final"]


def test_of_a_city_that_provides_them_each_committee_does_and_its_companies_do_not(
    world: World, event: Incident
) -> None:
    create(SYSTEM, EntityProfile, {"unit": world.units["stad"], "qualified_trust": True})
    assert trust_services([world.units[code] for code in ("stad", "utb", "hamn")]) == {
        world.units["stad"].pk,
        world.units["utb"].pk,
    }


def supplier(world: World, name: str, unit: str, hours: int | None) -> Node:
    made = create(SYSTEM, Supplier, {"name": name, "owner_unit": world.units[unit], "notify_hours": hours})
    return Node.everything.get(record=made.pk)


def hit(world: World, event: Incident, *nodes: Node) -> list[tuple[str, str, timedelta | None]]:
    """The supplier tracks' units, steps and hours from knowledge, once the event is said to have hit these."""
    assert event.aware_at
    change_links(world.access("ciso"), event, add=nodes, remove=[], units=[])
    rows = TrackStep.everything.filter(track__incident=event, track__regime=TrackRegime.CONTRACT).order_by(
        "name"
    )
    return [
        (step.track.owner_unit.code, step.name, (step.due_at - event.aware_at) if step.due_at else None)
        for step in rows.select_related("track__owner_unit")
    ]


def test_an_agreement_that_gives_hours_opens_its_own_clock_when_the_event_hits_the_supplier(
    world: World, event: Incident
) -> None:
    without, ours, theirs, second = (
        supplier(world, name, unit, hours)
        for name, unit, hours in (
            ("Alm", "utb", None),
            ("Bok", "utb", 24),
            ("Ek", "kul", 8),
            ("Lind", "utb", 4),
        )
    )
    assert hit(world, event, without) == []
    told = [
        ("utb", "Underrätta Bok om händelsen", 24 * HOUR),
        ("kul", "Underrätta Ek om händelsen", 8 * HOUR),
    ]
    assert hit(world, event, ours, theirs) == told
    assert set(IncidentUnit.everything.values_list("unit__code", flat=True)) == {"utb", "kul"}
    before = Change.objects.count()
    assert hit(world, event, ours) == told
    assert not Change.objects.filter(seq__gt=before, kind="incidents.trackstep").exists()
    later = ("utb", "Underrätta Lind om händelsen", 4 * HOUR)
    assert hit(world, event, second) == [*told, later]
    assert Track.everything.filter(incident=event).count() == 2


def test_the_tracks_of_many_are_opened_in_one_act_and_stand_with_their_people(
    world: World, event: Incident
) -> None:
    made = opened(world, event)
    assert {code: (t.regime, t.state, t.title) for code, t in made.items()} == dict.fromkeys(
        ("utb", "kul"), (TrackRegime.PRIVACY, TrackState.OPEN, event.title)
    )
    assert {row.unit.code for row in IncidentUnit.everything.filter(incident=event)} == {"utb", "kul"}
    assert {code: t.responsible for code, t in made.items()} == {
        "utb": world.people["owner"],
        "kul": world.people["neighbour"],
    }
    (own,) = waiting(world, "owner")
    assert own.at == event.aware_at + 72 * HOUR  # type: ignore[operator]
    assert [line.paragraph for line in own.reasons] == ["Dataskyddsförordningen artikel 33.1"] * 2
    assert [task.key for task in waiting(world, "neighbour")] == [f"track-step:{steps(made['kul'])[0].pk}"]
    fed = {(due.task, due.by) for due in due_everywhere(timezone.localdate())}
    assert fed == {(f"track-step:{steps(t)[0].pk}", own.at) for t in made.values()}
    assert opened(world, event) == {}
    assert Message.objects.filter(user__username="owner").count() == 1


def test_no_unit_learns_that_another_has_a_track(world: World, event: Incident) -> None:
    made = opened(world, event)
    with writing(SYSTEM) as w:
        w.update(made["utb"], {"title": "Havsörnens uppgifter", "text": "Skyddade personuppgifter"})
        log.note(w, event, EntryKind.FACT, "Havsörnen i logg", unit=world.units["utb"], mark=EntryMark.UNIT)
    theirs, step = made["utb"], steps(made["utb"])[0]
    client = world.client("neighbour")
    pages = [
        "/incidentspar/",
        *pages_of(event),
        "/sok/?q=Havsörnen",
        "/",
        "/api/v1/incident-tracks",
        f"/api/v1/incidents/{event.pk}",
    ]
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200] * len(pages)
    told = [answer.text.count("Havsörn") + answer.text.count("Utbildningsnämnden") for answer in answers]
    assert [(page, n) for page, n in zip(pages, told, strict=True) if n and "q=" not in page] == []
    (searched,) = [answer for page, answer in zip(pages, answers, strict=True) if "q=" in page]
    assert searched.text.count("Havsörnens uppgifter") == 0
    hidden = [
        f"/incidentspar/{theirs.pk}/",
        f"/incidentspar/{theirs.pk}/redigera/",
        f"/incidentspar/steg/{step.pk}/",
        f"/incidentspar/steg/{step.pk}/gors-inte/",
        f"/incidentspar/{theirs.pk}/nytt-steg/",
        f"/incidenter/{event.pk}/spar/",
        f"/incidenter/{event.pk}/tider/",
        f"/api/v1/incident-tracks/{theirs.pk}",
    ]
    assert [client.get(page).status_code for page in hidden] == [404] * len(hidden)
    assert client.get("/api/v1/incident-tracks").json()["total"] == 1


def test_who_leads_reads_every_track_and_walks_none(world: World, event: Incident) -> None:
    with writing(SYSTEM) as w:
        w.update(event, {"owner_unit": world.units["utb"]})
        made = {}
    (track,) = tracks.open_tracks(world.access("owner"), event, [(world.units["kul"], TrackRegime.PRIVACY)])
    made["kul"] = track
    client, (step,) = world.client("owner"), steps(track)
    assert client.get(f"/incidentspar/{track.pk}/").status_code == 200
    assert client.get(f"/incidentspar/steg/{step.pk}/").status_code == 404
    before = Change.objects.count()
    with pytest.raises(Hidden):
        tracks.file(world.access("owner"), step, submitted_at=timezone.now(), receipt="IMY-1")
    with pytest.raises(Hidden):
        tracks.drop(world.access("owner"), step, "Låg risk")
    assert Change.objects.count() == before


def test_a_step_that_is_not_to_be_done_is_left_by_its_page_which_says_so(
    world: World, event: Incident
) -> None:
    step = tracks.add_step(SYSTEM, opened(world, event)["utb"], OWN, "Ring IMY", timezone.now())
    sent = {"because": "Låg risk", "version": str(step.version)}
    answer = world.client("owner").post(f"/incidentspar/steg/{step.pk}/gors-inte/", sent, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Det lämnas inte in. Skälen är sparade."
    ]
    step.refresh_from_db()
    assert step.state == StepState.DROPPED


def test_a_filing_that_is_sent_again_gets_its_first_answer(world: World, event: Incident) -> None:
    (step,) = steps(opened(world, event)["utb"])
    at = timezone.localtime(timezone.now() - HOUR)
    sent = {"submitted_at": f"{at:%Y-%m-%dT%H:%M}", "receipt": "IMY-1", "version": str(step.version)}
    client, page = world.client("owner"), f"/incidentspar/steg/{step.pk}/"
    first, before = client.post(page, sent), Change.objects.count()
    again = client.post(page, sent)
    assert (
        (first.status_code, first["Location"])
        == (again.status_code, again["Location"])
        == (302, first["Location"])
    )
    assert Change.objects.count() == before
    assert client.post(page, sent | {"receipt": "IMY-2"}).status_code == 409
    assert (Change.objects.count(), TrackStep.everything.get(pk=step.pk).receipt) == (before, "IMY-1")


def test_a_step_is_done_with_its_receipt_and_the_track_is_reported(world: World, event: Incident) -> None:
    track = opened(world, event)["utb"]
    (step,) = steps(track)
    access, at = world.access("owner"), timezone.now() - HOUR
    tracks.file(access, step, submitted_at=at, receipt=" ")
    assert (step.state, step.receipt, step.submitted_by) == (StepState.SENT, "", access.actor.name)
    assert [task.title for task in waiting(world, "owner")] == [
        "Skriv in kvittot på: Anmälan av en personuppgiftsincident för Utbildningsnämnden: Intrång hos leverantör"
    ]
    seen = step.version
    tracks.file(access, step, submitted_at=at, receipt="IMY-2026-1", version=seen)
    track.refresh_from_db()
    assert (step.state, step.receipt, track.state) == (StepState.DONE, "IMY-2026-1", TrackState.REPORTED)
    with pytest.raises(Stale):
        tracks.file(access, steps(track)[0], submitted_at=at, receipt="IMY-2026-2", version=seen)
    assert (steps(track)[0].receipt, waiting(world, "owner")) == ("IMY-2026-1", [])


def test_what_is_late_says_why_and_nothing_lies_ahead(world: World, event: Incident) -> None:
    with writing(SYSTEM) as w:
        w.update(event, {"occurred_at": timezone.now() - 200 * HOUR, "aware_at": timezone.now() - 100 * HOUR})
    (step,) = steps(opened(world, event)["utb"])
    access, before = world.access("owner"), Change.objects.count()
    given: list[tuple[dict[str, Any], str]] = [
        ({"submitted_at": timezone.now()}, "because"),
        ({"submitted_at": timezone.now() + HOUR, "because": "Sent"}, "submitted_at"),
        ({"submitted_at": timezone.now() - 101 * HOUR, "because": "Sent"}, "submitted_at"),
    ]
    for values, field in given:
        with pytest.raises(Invalid) as refused:
            tracks.file(access, step, receipt="IMY-1", **values)
        assert set(refused.value.errors) == {field}
    assert Change.objects.count() == before
    tracks.file(
        access, step, submitted_at=timezone.now(), receipt="IMY-1", because="Kännedomen kom sent hit."
    )
    assert (step.state, clocks_of([step])[0].late(timezone.now())) == (StepState.DONE, True)


def test_what_is_filed_in_the_minute_in_which_the_clock_started_is_filed(
    world: World, event: Incident
) -> None:
    with writing(SYSTEM) as w:
        w.update(event, {"aware_at": (timezone.now() - HOUR).replace(second=59)})
    (step,) = steps(opened(world, event)["utb"])
    assert event.aware_at is not None
    tracks.file(
        world.access("owner"), step, submitted_at=event.aware_at.replace(second=0, microsecond=0), receipt="I"
    )
    assert step.state == StepState.DONE


def test_a_filed_notification_begins_the_final_report_a_month_on(world: World, event: Incident) -> None:
    (track,) = opened_before(SYSTEM, event, [(world.units["utb"], TrackRegime.CYBER)])
    early, notification = steps(track)
    access, at = world.access("owner"), timezone.now() - HOUR
    assert [clock.moment for clock in clocks_of([early, notification])] == [
        event.aware_at + hours * HOUR  # type: ignore[operator]
        for hours in (24, 72)
    ]
    tracks.file(access, early, submitted_at=at, receipt="NCSC-1")
    track.refresh_from_db()
    assert (len(steps(track)), track.state) == (2, TrackState.OPEN)
    tracks.file(access, notification, submitted_at=at, receipt="NCSC-2")
    final = steps(track)[2]
    assert (final.clock, final.started_at, final.state) == ("nis2-final", at, StepState.WAITING)
    other = tracks.file_situation_report_instead(access, final)
    final.refresh_from_db()
    assert (other.clock, other.started_at, final.state) == ("nis2-situation", at, StepState.DROPPED)
    with pytest.raises(Refused):
        tracks.file_situation_report_instead(access, other)
    tracks.file(access, other, submitted_at=timezone.now(), receipt="NCSC-3")
    last = steps(track)[4]
    (clock,) = clocks_of([last])
    assert (last.clock, clock.moment) == ("nis2-final-after", None)
    assert clock.late(at + 10000 * HOUR) is False  # what nothing has started has no time to miss


def test_not_to_report_is_a_decision_with_reasons(world: World, event: Incident) -> None:
    track = opened(world, event)["utb"]
    access = world.access("owner")
    with pytest.raises(Refused):  # GDPR art. 33.1: by an assessment of the risk
        TRACKS.verbs.step(access, track, "decide_not", {}, because="Uppgifterna var krypterade.")
    assert (steps(track)[0].state, track.state) == (StepState.WAITING, TrackState.OPEN)
    assess(access, track, Question.RISK, {}, outcome="no", reasons="Krypterat", seen=None)
    with pytest.raises(Invalid):
        TRACKS.verbs.step(access, track, "decide_not", {})
    assert (steps(track)[0].state, track.state) == (StepState.WAITING, TrackState.OPEN)
    TRACKS.verbs.step(access, track, "decide_not", {}, because="Uppgifterna var krypterade.")
    assert [(s.state, s.because) for s in steps(track)] == [
        (StepState.DROPPED, "Uppgifterna var krypterade.")
    ]
    assert (track.state, waiting(world, "owner")) == (TrackState.NOT_REPORTED, [])
    TRACKS.verbs.step(access, track, "reopen", {}, because="Nycklarna hade läckt.")
    assert [(s.state, s.because) for s in steps(track)] == [(StepState.WAITING, "")]


def test_a_corrected_time_needs_a_reason_and_says_what_it_moved(world: World, event: Incident) -> None:
    opened(world, event)
    access, before = world.access("ciso"), event.aware_at
    assert before is not None
    with pytest.raises(Invalid) as refused:
        times.set_times(access, event, {"aware_at": before - HOUR})
    assert set(refused.value.errors) == {"because"}
    with pytest.raises(Invalid) as refused:
        times.set_times(access, event, {"aware_at": before - 50 * HOUR}, "Växeln visste.")
    assert set(refused.value.errors) == {"aware_at"}
    moved = times.set_times(
        access, event, {"aware_at": before - HOUR, "detected_at": before}, "Växeln visste."
    )
    assert [(m.before, m.after) for m in moved] == [(before + 72 * HOUR, before + 71 * HOUR)] * 2
    (entry,) = LogEntry.everything.filter(incident=event)
    assert (entry.kind, entry.mark, entry.text.count("Växeln visste."), entry.text.count("→")) == (
        EntryKind.CORRECTION,
        EntryMark.LEADING,
        1,
        3,
    )
    assert times.set_times(access, event, {"contained_at": timezone.now()}) == []
    assert LogEntry.everything.filter(incident=event).count() == 1


def test_a_unit_that_knew_earlier_counts_from_its_own_knowledge(world: World, event: Incident) -> None:
    made = opened(world, event)
    assert event.aware_at is not None
    update(SYSTEM, made["utb"], {"aware_at": event.aware_at - HOUR})
    moments = [clocks_of(steps(made[code]))[0].moment for code in ("utb", "kul")]
    assert moments == [event.aware_at + 71 * HOUR, event.aware_at + 72 * HOUR]


def test_an_ended_unit_gets_no_track(world: World, event: Incident) -> None:
    with writing(SYSTEM) as w:
        w.update(world.units["kul"], {"valid_to": timezone.localdate()})
    before = Change.objects.count()
    with pytest.raises(Invalid):
        opened(world, event)
    assert (Change.objects.count(), Track.everything.filter(incident=event).count()) == (before, 0)


def test_the_log_is_read_by_its_marks_and_never_changed(world: World, event: Incident) -> None:
    opened(world, event)
    for who, code in (("ciso", "stad"), ("owner", "utb"), ("neighbour", "kul")):
        for mark in EntryMark:
            log.enter(
                world.access(who),
                event,
                world.units[code],
                kind=EntryKind.FACT,
                text=f"{code} {mark}",
                mark=mark,
            )

    def read(who: str) -> set[str]:
        return {entry.text for entry in LogEntry.objects.visible(world.access(who)).filter(incident=event)}

    own = {code: {f"{code} {mark}" for mark in EntryMark} for code in ("stad", "utb", "kul")}
    shared = {f"{code} affected" for code in own}
    assert read("owner") == own["utb"] | shared
    assert read("neighbour") == own["kul"] | shared
    with pytest.raises(Hidden):
        log.enter(world.access("owner"), event, world.units["kul"], kind=EntryKind.FACT, text="Fel enhet")
    with pytest.raises(Invalid):
        log.enter(world.access("owner"), event, world.units["utb"], kind=EntryKind.DECISION, text="Stäng av")


def test_what_only_the_leading_unit_reads_is_gone_for_the_affected(world: World, event: Incident) -> None:
    made = opened(world, event)
    client = world.client("owner")
    pages = [*pages_of(event), f"/incidenter/{event.pk}/ledning/"]
    assert {client.get(page, follow=True).status_code for page in pages} == {200}
    update(SYSTEM, event, {"sharing": IncidentSharing.LEADING})
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.get(f"/incidentspar/{made['utb'].pk}/").status_code == 200
    update(SYSTEM, event, {"sharing": IncidentSharing.CITY})
    assert world.client("neighbour").get(f"/incidenter/{event.pk}/").status_code == 200


def test_every_viewing_of_a_secret_event_is_kept(world: World, event: Incident) -> None:
    opened(world, event)
    client = world.client("owner")
    client.get(f"/incidenter/{event.pk}/ledning/", follow=True)
    assert Viewing.objects.count() == 0
    update(SYSTEM, event, {"secret": True})
    client.get(f"/incidenter/{event.pk}/ledning/", follow=True)
    client.get(f"/incidenter/{event.pk}/?flik=vet")
    kept = [(v.username, v.page) for v in Viewing.objects.order_by("at")]
    assert kept == [("owner", "room"), ("owner", "room")]


def test_the_authorities_of_the_affected_units_are_proposed_and_the_rules_for_personal_data(
    world: World, event: Incident
) -> None:
    page = f"/incidenter/{event.pk}/spar/"
    shown = world.client("ciso").get(page).context["form"].initial
    assert shown == {"tracks": []}
    with writing(SYSTEM) as w:
        for code in ("utbf", "kul"):
            w.create(IncidentUnit, {"incident": event, "unit": world.units[code]})
        w.update(event, {"personal_data": "yes"})
    shown = world.client("ciso").get(page).context["form"].initial
    assert sorted(shown["tracks"]) == sorted(f"privacy:{world.units[code].pk}" for code in ("utb", "kul"))
