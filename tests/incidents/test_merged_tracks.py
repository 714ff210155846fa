"""Two nämnder that both have a track of one event are merged: two duties are two duties."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.proof import compare_rows
from akropolis.base.kernel.records.writer import create, update
from akropolis.events.incidents.models import StepState, Track, TrackRegime, TrackStep
from akropolis.events.incidents.services import tracks
from akropolis.people.organisation.models import Handover, HandoverKind
from akropolis.people.organisation.services.reorganising import Wish, carry_out
from akropolis.shared.clocks.web.clock_rules import CLOCK_RULES
from tests.authority_reports import scenes
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db
NEW = {"code": "kuu", "name": "Kultur- och utbildningsnämnden", "kind": "committee"}


def steps(track: Track) -> list[tuple[str, str, str]]:
    rows = TrackStep.everything.filter(track=track).order_by("clock")
    return list(rows.values_list("clock", "state", "receipt"))


def test_both_tracks_go_on_with_their_steps_and_receipts(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    event = scenes.event(world, "stad", title="Intrång i Personalstödet")
    pair = [world.units["utb"], world.units["kul"]]
    wanted = [(unit, regime) for unit in pair for regime in (TrackRegime.PRIVACY, TrackRegime.POLICE)]
    made = {(row.owner_unit.code, row.regime): row for row in tracks.open_tracks(SYSTEM, event, wanted)}
    filed = made["utb", "privacy"]
    at = timezone.now() - timedelta(minutes=1)
    update(SYSTEM, event, {"aware_at": at - timedelta(hours=1)})
    update(
        SYSTEM,
        TrackStep.everything.get(track=filed),
        {"submitted_at": at, "state": StepState.DONE, "receipt": "IMY-7"},
    )
    before = {key: steps(track) for key, track in made.items()}
    wish = Wish(
        HandoverKind.MERGE,
        pair,
        timezone.localdate(),
        "Fullmäktige § 201",
        [{**NEW, "parent": world.units["stad"]}],
    )
    carry_out(world.access("admin"), wish)
    kuu = Unit.everything.get(code="kuu")
    now = {key: Track.everything.get(pk=track.pk) for key, track in made.items()}
    assert {track.owner_unit for track in now.values()} == {kuu}
    assert {key: steps(track) for key, track in now.items()} == before
    assert {key: track.title for key, track in now.items()} == {
        (unit.code, regime): f"Intrång i Personalstödet ({unit.name})" for unit, regime in wanted
    }
    assert now["utb", "privacy"].formerly == "Utbildningsnämnden"
    line = Handover.everything.get(giver=world.units["kul"])
    assert '"joined": []' in line.content
    assert str(now["kul", "privacy"].pk) in line.content
    assert tracks.open_tracks(SYSTEM, event, [(kuu, TrackRegime.PRIVACY)]) == []
    assert (verify_installation().holds, compare_rows().faults) == (True, [])


def test_a_track_that_moves_twice_keeps_whose_duty_it_was_first(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    event = scenes.event(world, "stad", title="T" * 200)
    (track,) = tracks.open_tracks(SYSTEM, event, [(world.units["utb"], TrackRegime.PRIVACY)])
    tracks.open_tracks(SYSTEM, event, [(world.units["kul"], TrackRegime.PRIVACY)])
    for taker in ("kul", "hamn"):
        giver = Track.everything.get(pk=track.pk).owner_unit
        picked = frozenset({track.pk})
        carry_out(
            world.access("admin"),
            Wish(
                HandoverKind.ROWS,
                [giver],
                timezone.localdate(),
                "§ 2",
                taker=world.units[taker],
                picked=picked,
            ),
        )
    found = Track.everything.get(pk=track.pk)
    assert (found.owner_unit, found.formerly) == (world.units["hamn"], "Utbildningsnämnden")
    assert (len(found.title), found.title.count("(Utbildningsnämnden)")) == (200, 1)
    update(SYSTEM, found, {"title": "Nytt"})
    assert Track.everything.get(pk=track.pk).title == "Nytt (Utbildningsnämnden)"


def test_a_unit_still_has_a_track_of_its_own_once(world: World) -> None:
    CLOCK_RULES.load(SYSTEM)
    event = scenes.event(world, "stad")
    (track,) = tracks.open_tracks(SYSTEM, event, [(world.units["utb"], TrackRegime.PRIVACY)])
    with pytest.raises(Invalid):
        create(
            SYSTEM,
            Track,
            {"incident": event, "owner_unit": track.owner_unit, "regime": "privacy", "title": "B"},
        )
    assert tracks.open_tracks(SYSTEM, event, [(world.units["utb"], TrackRegime.PRIVACY)]) == []
