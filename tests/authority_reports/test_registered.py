"""What a unit has said once is in its track, report and lägesbild; the sets propose the data subjects."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.records.writer import update, writing
from akropolis.events.authority_reports.rules.reports import FieldOrigin, FieldValue
from akropolis.events.authority_reports.selectors.known import known_in_words
from akropolis.events.authority_reports.selectors.reports import fill_fields
from akropolis.events.authority_reports.services.reporting import save
from akropolis.events.authority_reports.web.tables import REPORT_FIELDS
from akropolis.events.incidents.models import (
    Incident,
    IncidentReceipt,
    IncidentUnit,
    Track,
    TrackRegime,
    TrackStep,
)
from akropolis.events.incidents.selectors.situations import known_of
from akropolis.events.incidents.services import incidents, receipts
from akropolis.events.incidents.services import tracks as service
from akropolis.graph.assets.models import Node
from akropolis.graph.information.models import InformationSet
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
)
from tests.authority_reports.scenes import event, tracks
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
SAID = "Lönerna går den 25. Vi kan köra manuellt till dess."
PRIVACY = TrackRegime.PRIVACY


@pytest.fixture
def hit(world: World, nodes: dict[str, Node]) -> Incident:
    """An event of the city that hit the service in which utb and kul have a set each."""
    made = event(world)
    with writing(SYSTEM) as w:
        incidents.link(w, made, [nodes["journal"]])
        incidents.set_affected_units(w, made, [world.units["utb"], world.units["kul"]])
    return made


def told(world: World, who: str, track: Track) -> dict[str, str]:
    origins = (FieldOrigin.PEOPLE, FieldOrigin.GROUPS, FieldOrigin.DATA)
    return {origin.value: known_in_words(world.access(who), track, origin.value) for origin in origins}


def test_the_units_own_sets_propose_how_many_and_what_and_say_what_is_not_known(
    world: World, hit: Incident
) -> None:
    found = tracks(world, hit, (PRIVACY, "utb"), (PRIVACY, "kul"))
    own, theirs = found["privacy", "utb"], found["privacy", "kul"]
    rows = {row.owner_unit.code: row for row in InformationSet.everything.select_related("owner_unit")}
    name = f"Elevhälsojournaler {WORD} ({rows['utb'].number})"
    assert told(world, "owner", own) == {
        "people": f"Cirka 1 200 enligt registret över informationsmängder.\n{name}: 1 200".replace(
            " 200", "\u00a0200"
        ),
        "people_groups": f"De som finns i:\n{name}",
        "people_data": f"{name}: det är inte känt om det finns skyddade personuppgifter",
    }
    # The neighbour's set has no number: nothing is proposed, and no zero. Of utb's nothing is said.
    said = told(world, "neighbour", theirs)
    assert said["people"] == ""
    assert said["people_groups"] == f"De som finns i:\nLånade böcker ({rows['kul'].number})"
    assert WORD not in str(said)
    assert set(told(world, "neighbour", own).values()) == {""}
    update(SYSTEM, rows["utb"], {"protected_people": True, "people": 0})
    assert told(world, "owner", own)["people"].startswith("Cirka 0 ")
    assert told(world, "owner", own)["people_data"].endswith("skyddade personuppgifter finns")
    update(SYSTEM, rows["utb"], {"personal_data": False})
    assert set(told(world, "owner", own).values()) == {""}


def test_a_persons_text_is_never_overwritten(world: World, hit: Incident) -> None:
    REPORT_FIELDS.load(SYSTEM)
    track = tracks(world, hit, (PRIVACY, "utb"))["privacy", "utb"]
    step = TrackStep.everything.select_related("track__incident__owner_unit", "track__owner_unit").get(
        track=track
    )

    def filled() -> dict[str, tuple[str, str]]:
        rows = fill_fields(world.access("owner"), step, timezone.localdate())
        return {each.field.topic: (each.value.text, each.now) for each in rows}

    proposed = filled()["people"][0]
    assert proposed.startswith("Cirka 1")
    save(world.access("owner"), step, {"people": FieldValue("Vi vet om 30.")}, version=None)
    assert filled()["people"] == ("Vi vet om 30.", proposed)


def test_what_a_unit_wrote_at_reception_is_in_its_track_its_report_and_the_lägesbild(
    world: World, hit: Incident
) -> None:
    before = tracks(world, hit, (PRIVACY, "utb"), (PRIVACY, "kul"))
    update(SYSTEM, before["privacy", "kul"], {"text": "Eget."})
    receipts.receive(world.access("owner"), hit, world.units["utb"], SAID)
    receipts.receive(world.access("neighbour"), hit, world.units["kul"], "Annat.")
    texts = dict(Track.everything.filter(incident=hit).values_list("owner_unit__code", "text"))
    assert texts == {"utb": SAID, "kul": "Eget."}
    (later,) = service.open_tracks(world.access("ciso"), hit, [(world.units["utb"], TrackRegime.POLICE)])
    assert later.text == SAID
    told = known_of(world.access("ciso"), hit, None)["konsekvenser"].now
    assert [line.strip() for line in told.splitlines() if ": " in line] == [
        "Kulturnämnden: Eget.",
        f"Utbildningsnämnden: {SAID}",
    ]
    # All of it is secret to other readers of the paper, and the neighbour's own draft knows only itself.
    assert told.startswith("{secret ")
    assert told.rstrip().endswith("{/secret}")
    assert SAID not in known_of(world.access("neighbour"), hit, None)["konsekvenser"].now
    update(SYSTEM, before["privacy", "utb"], {"text": ""})
    assert known_in_words(world.access("owner"), before["privacy", "utb"], "track_text") == SAID
    assert known_in_words(world.access("neighbour"), before["privacy", "utb"], "track_text") == ""


def test_who_only_takes_it_in_writes_no_track(world: World, hit: Incident) -> None:
    made: Any = tracks(world, hit, (PRIVACY, "utb"))["privacy", "utb"]
    with pytest.raises(Hidden):
        receipts.receive(world.access("neighbour"), hit, world.units["utb"], SAID)
    made.refresh_from_db()
    assert (made.text, IncidentReceipt.everything.count()) == ("", 0)
    assert IncidentUnit.everything.filter(incident=hit).count() == 2


def test_the_record_of_processing_proposes_groups_numbers_and_kinds_before_the_sets(
    world: World, hit: Incident, nodes: dict[str, Node]
) -> None:
    own = tracks(world, hit, (PRIVACY, "utb"), (PRIVACY, "kul"))
    track, theirs = own["privacy", "utb"], own["privacy", "kul"]
    kept = {"source": WORD, "mark": "K", "valid_from": date(2024, 1, 1)}
    with writing(SYSTEM) as w:
        pupils = w.create(DataSubjectGroup, {"name": "Elever", "code": "pupils", **kept})
        health = w.create(DataCategory, {"name": "Hälsa", "code": "health", "special": True, **kept})
        made = {
            code: w.create(
                Processing, {"title": f"{title} {WORD}", "owner_unit": world.units[code], **values}
            )
            for code, title, values in (
                ("utbf", "Elevhälsa", {"people": 700, "children": True, "protected_people": False}),
                ("kul", "Lån", {"people": 9}),
            )
        }
        for row in made.values():
            w.create(ProcessingNode, {"processing": row, "node": nodes["journal"]})
            w.create(ProcessingGroup, {"processing": row, "group": pupils})
        w.create(ProcessingCategory, {"processing": made["utbf"], "category": health})
    name = f"Elevhälsa {WORD} ({made['utbf'].number})"
    assert told(world, "owner", track) == {
        "people": f"Cirka 700 enligt registerförteckningen.\n{name}: 700",
        "people_groups": f"{name}: elever",
        "people_data": f"{name}: hälsa. Gäller barn."
        " Det är inte känt om behandlingen gäller tidigare medarbetare.",
    }
    said = told(world, "neighbour", theirs)
    assert said["people_data"].startswith(
        f"Lån {WORD} ({made['kul'].number}): uppgifterna är inte beskrivna."
    )
    assert "Elevhälsa" not in str(said)
    update(SYSTEM, made["utbf"], {"ended_on": timezone.localdate()})
    assert told(world, "owner", track)["people_groups"].startswith("De som finns i:")
