"""The record as of a day: what was written then, with what has been removed since, and by whom it may be read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, writing
from akropolis.privacy.processing.models import Processing, ProcessingGroup, ProcessingRecipient
from akropolis.privacy.processing.selectors.contents import Contents
from akropolis.privacy.processing.selectors.past import read_record
from tests.processing import cases
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db


def in_words(held: Contents) -> dict[str, str]:
    return {field.key: held.words(field.key) for field in held.demanded}


def test_a_record_of_an_earlier_day_is_what_was_written_then(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, access, unit = cases.a_whole_processing(world), world.access("owner"), world.units["utb"]
    ended, today = cases.a_processing(world, title="Upphörd"), timezone.localdate()
    [before] = [in_words(held) for held in read_record(access, unit, today) if held.row == row]
    now = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: now)
    with writing(SYSTEM) as w:
        changed = w.update(Processing.everything.get(pk=row.pk), {"purpose": "Annat", "role": "controller"})
        for part in ProcessingRecipient.everything.filter(processing=row):
            w.remove(part)
        w.update(
            ProcessingGroup.everything.get(processing=row),
            {"group": cases.kept(cases.DataSubjectGroup, "Nya")},
        )
        gone = w.create(ProcessingRecipient, {"processing": changed, "name": "Kom och gick"})
        w.remove(gone)
        w.archive(ended)
    cases.a_processing(world, title="Ny")
    then = {str(held.row): held for held in read_record(access, unit, today)}
    assert {*then} == {"Elevadministration", "Upphörd"}
    assert in_words(then["Elevadministration"]) == before
    later = {str(held.row): held for held in read_record(access, unit, timezone.localdate())}
    assert {*later} == {"Elevadministration", "Ny"}
    assert later["Elevadministration"].words("purpose") == "Annat"


def test_a_moved_processing_stays_in_the_record_of_then_and_the_neighbour_reads_only_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, today = cases.a_processing(world), timezone.localdate()
    now = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: now)
    with writing(SYSTEM) as w:
        w.update(
            Processing.everything.get(pk=row.pk), {"owner_unit": world.units["kul"], "purpose": "Kultur"}
        )
    utb, kul = world.units["utb"], world.units["kul"]
    assert [held.row.purpose for held in read_record(world.access("owner"), utb, today)] == [""]
    assert read_record(world.access("owner"), utb, timezone.localdate()) == []
    assert read_record(world.access("neighbour"), kul, today) == []
    with pytest.raises(Hidden):
        read_record(world.access("neighbour"), utb, today)


def test_a_part_of_an_authority_is_in_its_record_and_a_company_below_it_is_not(world: World) -> None:
    cases.a_processing(world, unit="utbf", title="Förvaltningens")
    company = {"code": "skolab", "name": "Skolbolaget", "kind": "company", "parent": world.units["utb"]}
    world.units["skolab"] = create(SYSTEM, Unit, {**company, "valid_from": cases.START})
    cases.a_processing(world, unit="skolab", title="Bolagets")
    found = read_record(world.access("owner"), world.units["utb"], timezone.localdate())
    assert [str(held.row) for held in found] == ["Förvaltningens"]
