"""What was reported is judged on one page: what it is, what was hit, whom that reaches, and what it obliges them to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid, Stale
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import writer
from akropolis.base.kernel.records.writer import create, writing
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentNode,
    IncidentReceipt,
    IncidentThreat,
    IncidentUnit,
    LogEntry,
    Track,
    TrackStep,
)
from akropolis.events.incidents.services import receipts, triage
from akropolis.events.intake import services as reporting
from akropolis.graph.assets.models import Node
from akropolis.shared.threats.models import Threat
from tests.behaviours.walk import forms_on
from tests.factories.duties import classed
from tests.incidents.tabs import text_of
from tests.intake.test_reporting import sent
from tests.world import SYSTEM, World

THREAT = {"name": "Hot", "description": "x", "valid_from": date(2026, 1, 1)}


def reported(world: World, unit: str = "utb", title: str = "Fel lista") -> Incident:
    values = {"title": title, "description": "Den låg ute.", "occurred_at": timezone.now()}
    return reporting.report(
        reporting.reporting_as(world.access("colleague")),
        world.units[unit],
        values | {"personal_data": "yes"},
    )


def address(incident: Incident) -> str:
    return f"/incidenter/{incident.pk}/bedom/"


def form(world: World, who: str, incident: Incident) -> dict[str, list[str]]:
    """What the browser would send when nothing but the severity of what nobody has judged was touched."""
    page = world.client(who).get(address(incident))
    found = next(each for each in forms_on(page, address(incident)) if "kind" in each.names)
    given = {name: value for name, value in found.untouched().items() if name != "show"}
    return given | ({"severity": ["1"]} if given["severity"] == ["0"] else {})


def shown(world: World, who: str, incident: Incident, given: dict[str, Any]) -> dict[str, list[str]]:
    """The form when the proposal has been asked for."""
    page = world.client(who).post(address(incident), given | {"show": "1"})
    assert page.status_code == 200
    found = next(each for each in forms_on(page, address(incident)) if "kind" in each.names)
    return {name: value for name, value in found.untouched().items() if name != "show"}


def codes(incident: Incident) -> set[str]:
    return {row.unit.code for row in IncidentUnit.everything.filter(incident=incident).select_related("unit")}


def duties(incident: Incident) -> set[tuple[str, str]]:
    rows = Track.everything.filter(incident=incident).select_related("owner_unit")
    return {(row.owner_unit.code, row.regime) for row in rows}


def stored() -> tuple[int, ...]:
    models = (IncidentUnit, IncidentThreat, IncidentNode, Track, TrackStep, LogEntry, IncidentReceipt)
    return (*(model.everything.count() for model in models), Change.objects.count(), Message.objects.count())


def test_what_was_hit_brings_the_proposal_and_one_act_makes_it_so(
    world: World, nodes: dict[str, Node]
) -> None:
    tables.get("threats").load(SYSTEM)
    classed(world, "stad", "hamn")
    incident = reported(world, "stad")
    before = stored()
    given = form(world, "ciso", incident) | {"add": [nodes["moln"].number], "severity": ["3"]}
    found = shown(world, "ciso", incident, given)
    assert stored() == before
    assert found["nodes"] == [str(nodes["moln"].record)]
    assert {*found["units"]} == {str(world.units[code].pk) for code in ("utb", "kul", "hamn", "stad")}
    assert {each.split(":")[0] for each in found["tracks"]} == {"privacy", "cyber"}
    threat = Threat.everything.first()
    assert threat is not None
    answer = world.client("ciso").post(
        address(incident), found | {"kind": "incident", "threats": [threat.code]}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/incidenter/{incident.pk}/")
    incident.refresh_from_db()
    assert (incident.kind, incident.severity, incident.status) == ("incident", 3, "reported")
    assert codes(incident) == {"utb", "kul", "hamn", "stad"}
    assert IncidentNode.everything.get(incident=incident).node == nodes["moln"]
    assert IncidentThreat.everything.get(incident=incident).threat == threat
    assert ("stad", "cyber") in duties(incident)
    assert ("hamn", "cyber") in duties(incident)
    assert ("utb", "privacy") in duties(incident)
    assert not {unit for unit, regime in duties(incident) if regime == "cyber"} - {"stad", "hamn"}
    assert IncidentReceipt.everything.get(incident=incident).received_by == "Katarina Vesterlund"


def test_what_is_unticked_is_left_and_what_is_ticked_stays_when_asked_anew(
    world: World, nodes: dict[str, Node]
) -> None:
    incident = reported(world, "stad")
    first = shown(world, "ciso", incident, form(world, "ciso", incident) | {"add": [nodes["moln"].number]})
    kept = [str(world.units["kul"].pk)]
    second = shown(world, "ciso", incident, first | {"units": kept, "tracks": []})
    assert (second["units"], second.get("tracks", [])) == (kept, [])
    world.client("ciso").post(address(incident), second | {"kind": "near_miss"})
    assert (codes(incident), duties(incident)) == ({"kul"}, set())


def test_of_what_was_hit_that_alone_is_kept_which_stays_ticked(world: World, nodes: dict[str, Node]) -> None:
    incident = reported(world, "stad")
    given = form(world, "ciso", incident)
    for name in ("moln", "journal"):
        given = shown(world, "ciso", incident, given | {"add": [nodes[name].number]})
    assert set(given["nodes"]) == {str(nodes[name].record) for name in ("moln", "journal")}
    said = {"nodes": [str(nodes["moln"].record)], "kind": "incident"}
    assert world.client("ciso").post(address(incident), given | said).status_code == 302
    assert [link.node for link in IncidentNode.everything.filter(incident=incident)] == [nodes["moln"]]


@pytest.mark.parametrize(
    ("severity", "personal_data", "event", "hit", "regimes"),
    [
        ("1", "unknown", "breach", "moln", {"privacy"}),
        ("3", "no", "breach", "moln", {"cyber"}),
        ("2", "yes", "outage", "moln", set()),
        ("4", "yes", "breach", "moln", {"privacy", "cyber"}),
        ("2", "yes", "outage", "", {"privacy"}),
        ("2", "unknown", "outage", "", {"privacy"}),
        ("2", "no", "outage", "", set()),
    ],
)
def test_what_is_ticked_follows_from_what_is_said(
    world: World,
    nodes: dict[str, Node],
    severity: str,
    personal_data: str,
    event: str,
    hit: str,
    regimes: set[str],
) -> None:
    """A mail to the wrong person hits no service, and is no outage though nobody has said in what way it was hit."""
    classed(world, "stad", "hamn")
    incident = reported(world, "utb" if not hit else "stad")
    said = {"severity": [severity], "personal_data": [personal_data], "event": [event]}
    given = form(world, "ciso", incident) | {"tracks": [], "offered": [""]}
    found = shown(world, "ciso", incident, given | said | {"add": [nodes[hit].number if hit else ""]})
    assert {each.split(":")[0] for each in found.get("tracks", [])} == regimes


def test_no_incident_is_closed_and_the_one_who_reported_is_told(world: World) -> None:
    incident = reported(world)
    world.client("owner").post(address(incident), form(world, "owner", incident) | {"kind": "none"})
    incident.refresh_from_db()
    assert (incident.kind, incident.status, incident.cause) == (
        "none",
        "closed",
        "Bedömd som ingen incident.",
    )
    page = world.client("colleague").get(f"/rapportera/{incident.pk}/")
    assert "Det är bedömt och var ingen incident." in page.text


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "duplicate"},
        {"kind": "duplicate", "same_as": "INC-1999-1"},
        {"kind": "event"},
        {"kind": "incident", "severity": "9"},
        {"kind": "incident", "units": ["x"]},
        {"kind": "incident", "tracks": ["privacy:x"]},
        {"kind": "incident", "add": "Finns inte"},
        {"kind": "incident", "nodes": ["x\0"]},
    ],
    ids=str,
)
def test_what_cannot_be_judged_changes_nothing(world: World, given: dict[str, Any]) -> None:
    incident = reported(world)
    before, sent = stored(), form(world, "owner", incident) | given
    assert world.client("owner").post(address(incident), sent).status_code == 422
    assert stored() == before


def test_what_is_found_is_what_is_written_and_what_was_not_looked_at_is_left(world: World) -> None:
    incident, untouched = reported(world), reported(world)
    before = (untouched.kind, untouched.severity, untouched.personal_data, untouched.version)
    for kind, severity, personal in (
        (IncidentKind.NEAR_MISS, 2, "no"),
        (IncidentKind.INCIDENT, 4, "unknown"),
    ):
        found = triage.TriageJudgement(kind=kind, severity=severity, personal_data=personal)
        assert triage.judge(world.access("owner"), incident, found) == []
        incident.refresh_from_db()
        assert (incident.kind, incident.severity, incident.personal_data) == (kind, severity, personal)
        assert (incident.title, incident.description, incident.status) == (
            "Fel lista",
            "Den låg ute.",
            "reported",
        )
    untouched.refresh_from_db()
    assert (untouched.kind, untouched.severity, untouched.personal_data, untouched.version) == before


def test_it_is_taken_in_once_and_only_by_a_unit_that_it_affects(world: World) -> None:
    asked, other = reported(world), reported(world)
    with writing(SYSTEM) as w:
        w.remove(IncidentUnit.everything.get(incident=other, unit=world.units["utb"]))
        w.create(IncidentUnit, {"incident": other, "unit": world.units["kul"]})
    found = triage.TriageJudgement(kind=IncidentKind.INCIDENT, severity=1, personal_data="no")
    for incident in (other, asked, asked):
        triage.judge(world.access("owner"), incident, found)
    first = IncidentReceipt.everything.get()
    assert (first.incident, first.unit, first.received_by) == (asked, world.units["utb"], "Nadja Perić")
    assert first.received_at is not None
    triage.judge(world.access("ciso"), asked, found)
    assert IncidentReceipt.everything.get().received_by == "Nadja Perić"


@pytest.mark.parametrize("kind", ["incident", "none"])
def test_a_judgement_that_is_sent_again_gets_its_first_answer(world: World, kind: str) -> None:
    incident = reported(world)
    given = form(world, "owner", incident) | {"kind": kind}
    client = world.client("owner")
    first, before = client.post(address(incident), given), Change.objects.count()
    again = client.post(address(incident), given)
    assert [(answer.status_code, answer["Location"]) for answer in (first, again)] == [
        (302, f"/incidenter/{incident.pk}/")
    ] * 2
    assert Change.objects.count() == before


def test_what_another_saved_meanwhile_is_told_though_it_is_the_same(world: World) -> None:
    incident = reported(world)
    given = form(world, "owner", incident) | {"kind": "incident"}
    world.client("owner").post(address(incident), given)
    writer.update(SYSTEM, incident, {"title": "Ny rubrik"})
    before = Change.objects.count()
    assert world.client("owner").post(address(incident), given).status_code == 409
    assert Change.objects.count() == before


def test_a_judgement_that_is_sent_again_takes_nothing_away_that_another_has_judged(world: World) -> None:
    incident, access = reported(world), world.access("owner")
    mine, theirs = [create(SYSTEM, Threat, THREAT | {"code": code}) for code in ("egna", "andras")]
    seen = incident.version
    found = triage.TriageJudgement(kind=IncidentKind.INCIDENT, severity=1, personal_data="no", threats=[mine])
    triage.judge(access, incident, found, version=seen)
    triage.judge(world.access("ciso"), incident, replace(found, threats=[theirs]), version=incident.version)
    before = Change.objects.count()
    with pytest.raises(Stale):  # the row itself is as she left it; what belongs to it is not
        triage.judge(access, Incident.everything.get(pk=incident.pk), found, version=seen)
    assert (IncidentThreat.everything.get(incident=incident).threat, Change.objects.count()) == (
        theirs,
        before,
    )


def test_who_was_second_is_told(world: World) -> None:
    incident = reported(world)
    given = form(world, "owner", incident) | {"kind": "incident"}
    writer.update(SYSTEM, incident, {"title": "Ny rubrik"})
    assert world.client("owner").post(address(incident), given).status_code == 409
    incident.refresh_from_db()
    assert incident.kind == "event"


def test_the_page_is_for_those_who_lead_it_alone(world: World) -> None:
    incident = reported(world)
    for who in ("neighbour", "colleague", "auditor", "chef"):
        assert world.client(who).get(address(incident)).status_code == 404, who
        found = triage.TriageJudgement(kind=IncidentKind.INCIDENT, severity=1, personal_data="no")
        with pytest.raises(Hidden):
            triage.judge(world.access(who), incident, found)


def test_it_waits_for_those_who_judge_and_for_the_others_to_be_taken_in(world: World) -> None:
    incident = reported(world)
    keys = {
        who: [t.key for t in tasks_for(world.access(who), timezone.localdate()) if str(incident.pk) in t.key]
        for who in ("owner", "chef", "neighbour", "colleague")
    }
    mine, other = f"incident:{incident.pk}:judge", f"incident:{incident.pk}:utb"
    track = f"incident:{incident.pk}:untracked"
    assert keys == {"owner": [track, mine], "chef": [other, track], "neighbour": [], "colleague": []}
    for place in range(5):
        reported(world, title=f"Nummer {place}")
    [task] = [t for t in tasks_for(world.access("owner"), timezone.localdate()) if "judge" in t.key]
    assert task.title == "Bedöm 6 händelser"
    assert "Nummer 4" in world.client("owner").get(task.url).text


# The same as another


def merged(world: World) -> tuple[Incident, Incident]:
    tables.get("threats").load(SYSTEM)
    kept, other = reported(world, "stad", "Den som blir kvar"), reported(world, "utb", "Samma sak")
    threats = list(Threat.everything.all()[:2])
    with writing(SYSTEM) as w:
        w.create(IncidentThreat, {"incident": kept, "threat": threats[0]})
        for threat in threats:
            w.create(IncidentThreat, {"incident": other, "threat": threat})
        w.create(IncidentUnit, {"incident": other, "unit": world.units["kul"]})
    attach(SYSTEM, other, name="bild.txt", data=b"bild")
    reporting.add(world.access("colleague"), other, "Nu är den borta.")
    Message.objects.all().delete()
    given = form(world, "ciso", other) | {"kind": "duplicate", "same_as": kept.number}
    assert world.client("ciso").post(address(other), given).status_code == 302
    kept.refresh_from_db()
    other.refresh_from_db()
    return kept, other


def test_merging_leaves_nothing_behind(world: World) -> None:
    kept, other = merged(world)
    assert (other.kind, other.status, other.same_as) == ("duplicate", "closed", kept)
    assert other.cause == f"Dubblett av {kept.number}."
    for tie in triage.TIES:
        assert not tie.everything.filter(incident=other).exists(), tie
    assert codes(kept) == {"stad", "utb", "kul"}
    assert IncidentThreat.everything.filter(incident=kept).count() == 2
    texts = set(LogEntry.everything.filter(incident=kept).values_list("text", flat=True))
    assert texts == {f"{other.number} Samma sak\nDen låg ute.", "Nu är den borta."}
    assert StoredFile.everything.filter(object_id=kept.pk).count() == 1
    assert {message.user.username for message in Message.objects.all()} == {"owner", "chef", "neighbour"}
    assert all("Den som blir kvar" in message.subject for message in Message.objects.all())


def test_the_merged_one_says_where_it_went_to_those_who_may_know(world: World) -> None:
    kept, other = merged(world)
    assert kept.label() in text_of(world.client("ciso"), other)
    assert other.label() in text_of(world.client("ciso"), kept)
    writer.update(SYSTEM, kept, {"sharing": "leading"})
    told = text_of(world.client("owner"), other)
    assert kept.title not in told
    assert "en dubblett av en incident som du inte får läsa" in told


def test_the_one_who_reported_follows_along(world: World) -> None:
    kept, other = merged(world)
    assert ("Mälarstad", "Rapporterad", True) in sent(world, "colleague")
    writer.update(SYSTEM, kept, {"status": "handling", "kind": "incident"})
    page = world.client("colleague").get(f"/rapportera/{other.pk}/").text
    assert "Det hanteras." in page
    assert "Mälarstad" in page
    assert kept.number not in page
    reporting.add(world.access("colleague"), other, "Mer.")
    assert LogEntry.everything.get(text="Mer.").incident == kept


def test_what_it_cannot_be_the_same_as_is_said_and_changes_nothing(world: World) -> None:
    kept, other = merged(world)
    third, elsewhere = reported(world), reported(world, "kul")
    with writing(SYSTEM) as w:
        w.create(
            Track, {"incident": elsewhere, "owner_unit": world.units["kul"], "regime": "police", "title": "x"}
        )
    cases = [
        ("ciso", third, third),
        ("ciso", third, other),
        ("owner", third, kept),
        ("ciso", elsewhere, third),
    ]
    for who, incident, target in cases:
        before = stored()
        found = triage.TriageJudgement(
            kind=IncidentKind.DUPLICATE, severity=1, personal_data="no", same_as=target
        )
        with pytest.raises(Invalid):
            triage.judge(world.access(who), incident, found)
        assert stored() == before
        incident.refresh_from_db()
        assert incident.kind == "event"


# How serious it is, who leads it and who has taken it in


def inbox(world: World, who: str, incident: Incident) -> set[str]:
    found = tasks_for(world.access(who, timezone.localdate()), timezone.localdate())
    return {f"{task.title} {task.why}" for task in found if task.key.startswith(f"incident:{incident.pk}:")}


def test_nobody_has_said_how_serious_it_is_until_it_is_judged(world: World) -> None:
    incident = reported(world)
    assert (incident.severity, incident.get_severity_display()) == (0, "Inte bedömd")
    before = stored()
    for kind in ("incident", "near_miss"):
        given = form(world, "ciso", incident) | {"kind": [kind], "severity": ["0"]}
        page = world.client("ciso").post(address(incident), given)
        assert (page.status_code, "Ange hur allvarlig händelsen är." in page.content.decode()) == (422, True)
    incident.refresh_from_db()
    assert (stored(), incident.kind, incident.severity) == (before, IncidentKind.EVENT, 0)
    given = form(world, "ciso", incident) | {"kind": ["none"], "severity": ["0"]}
    assert world.client("ciso").post(address(incident), given).status_code == 302
    listed = world.client("ciso").get("/incidenter/?severity=0").content.decode()
    assert (incident.number in listed, "Inte bedömd" in listed) == (True, True)
    assert incident.number not in world.client("ciso").get("/incidenter/?severity=1").content.decode()


def test_the_city_takes_the_lead_over_in_the_act_that_opens_tracks_for_others(
    world: World, nodes: dict[str, Node]
) -> None:
    incident = reported(world)
    given = form(world, "ciso", incident) | {"add": [nodes["moln"].number]}
    assert "lead" not in given
    found = shown(world, "ciso", incident, given)
    assert found["lead"] == ["on"]
    world.client("ciso").post(address(incident), found | {"kind": "incident", "severity": ["4"]})
    incident.refresh_from_db()
    assert incident.owner_unit.code == "stad"
    reads = Track.objects.visible(world.access("owner"))
    assert {row.owner_unit.code for row in reads.filter(incident=incident)} == {"utb"}
    assert {unit for unit, _regime in duties(incident)} == {"utb", "kul"}
    assert Incident.objects.visible(world.access("owner")).filter(pk=incident.pk).exists()


def test_the_lead_stays_where_it_is_unticked_where_it_reaches_no_other_and_when_it_was_nothing(
    world: World, nodes: dict[str, Node]
) -> None:
    cases: list[tuple[str, dict[str, list[str]]]] = [("incident", {"lead": []}), ("none", {})]
    for kind, said in cases:
        incident = reported(world, title=kind)
        given = form(world, "ciso", incident) | {"add": [nodes["moln"].number]}
        found = shown(world, "ciso", incident, given) | {"kind": [kind], **said}
        assert shown(world, "ciso", incident, found).get("lead", []) == said.get("lead", ["on"])
        world.client("ciso").post(address(incident), found)
        incident.refresh_from_db()
        assert (incident.kind, incident.owner_unit.code) == (kind, "utb")
    alone = reported(world)
    assert "tar över ledningen" not in world.client("ciso").get(address(alone)).content.decode()
    hers = form(world, "owner", alone)
    assert "lead" not in shown(world, "owner", alone, hers | {"add_unit": [str(world.units["kul"].pk)]})


def test_a_units_receipt_is_its_own_and_its_people_are_told_how_serious_it_is(world: World) -> None:
    incident = reported(world)
    given = form(world, "ciso", incident) | {"kind": "incident", "severity": ["4"]}
    world.client("ciso").post(address(incident), given)
    assert not IncidentReceipt.everything.exists()
    (task,) = inbox(world, "chef", incident)
    assert ("Kvittera" in task, "Kritisk" in task) == (True, True)
    told = Message.objects.filter(user=world.people["chef"]).order_by("created_at")
    assert ["Kritisk" in message.text for message in told] == [
        False,
        True,
    ]
    receipts.receive(world.access("chef"), incident, world.units["utb"], "")
    assert inbox(world, "chef", incident) == set()
    own = reported(world, title="Egen")
    world.client("owner").post(address(own), form(world, "owner", own) | {"kind": "incident"})
    assert IncidentReceipt.everything.get(incident=own).received_by == "Nadja Perić"
