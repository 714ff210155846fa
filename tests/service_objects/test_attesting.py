"""A controller's record is attested each year: what is frozen, what refuses, who is asked, and when it climbs."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.proof import verify_installation
from akropolis.base.kernel.records.writer import create, update
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.service_objects.models import Attestation, ServiceObject
from akropolis.privacy.service_objects.rules.attesting import AttestState, attest_state, is_awaited
from akropolis.privacy.service_objects.selectors.attesting import digest_of_rows, list_attestations, record_of
from akropolis.privacy.service_objects.services.attesting import attest_object, attest_record
from akropolis.privacy.service_objects.web.attesting import pending_attestations
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WHOLE: dict[str, Any] = {
    "purpose": "Lön.",
    "other_groups": "Anställda",
    "other_categories": "Namn",
    "security": "Behörighet.",
}
WHOLE |= {"has_recipients": False, "third_country": False, "preserved": True}


def processing(world: World, unit: str = "utb", **given: Any) -> Processing:
    return create(SYSTEM, Processing, {"title": f"{WORD} lön", "owner_unit": world.units[unit]} | given)


def seen(world: World, who: str = "owner", unit: str = "utb") -> str:
    return digest_of_rows(record_of(world.access(who, TODAY), world.units[unit], TODAY))


def attested_on(world: World, day: date, unit: str = "utb") -> Attestation:
    values = {
        "unit": world.units[unit],
        "attested_on": day,
        "attested_by": "Någon",
        "count": 1,
        "incomplete": 0,
    }
    return create(SYSTEM, Attestation, values)


def tasks(world: World, who: str) -> list[str]:
    return [task.title for task in tasks_for(world.access(who, TODAY), TODAY, [pending_attestations])]


def test_the_record_is_attested_on_its_page_with_what_is_missing(world: World) -> None:
    whole, bare = processing(world, **WHOLE), processing(world, "utbf")
    ended = processing(world, ended_on=TODAY)
    address, client = reverse("record-attestation", args=[world.units["utb"].pk]), world.client("owner")
    page = client.get(address).content.decode()
    assert "Intyga med 1 behandling som saknar uppgifter" in page
    assert "ändamål (30.1 b)" in page
    answer = client.post(address, {"seen": seen(world)})
    assert (answer.status_code, answer["Location"]) == (302, address)
    made = Attestation.everything.get()
    assert (made.unit, made.attested_by, made.attested_on) == (world.units["utb"], "Nadja Perić", TODAY)
    assert made.attested_role == "Informationssäkerhetssamordnare"
    frozen = {row["id"]: (row["version"], bool(row["lacking"])) for row in made.rows}
    assert frozen == {str(whole.pk): (2, False), str(bare.pk): (2, True)}
    assert (made.count, made.incomplete) == (2, 1)
    days = dict(Processing.everything.values_list("pk", "attested_on"))
    assert days == {whole.pk: TODAY, bare.pk: TODAY, ended.pk: None}
    after = client.get(address).content.decode()
    assert "Senast intygad" in after
    filled = re.findall(r'<(?:a|button) class="ds-button"(?![^>]*data-variant)[^>]*>([^<]+)<', after)
    assert filled == ["Fyll i det som saknas"], "the next step, no longer to confirm"
    assert "/behandlingar/?owner_unit=utb&amp;standing=incomplete" in after
    assert verify_installation().holds


def test_a_record_that_has_changed_since_is_not_attested(world: World) -> None:
    row, old = processing(world), ""
    old = seen(world)
    update(SYSTEM, row, {"purpose": "Något annat."})
    with pytest.raises(Refused):
        attest_record(world.access("owner", TODAY), world.units["utb"], seen=old)
    address = reverse("record-attestation", args=[world.units["utb"].pk])
    answer = world.client("owner").post(address, {"seen": old})
    assert answer.status_code == 422
    assert seen(world) in answer.content.decode()
    assert not Attestation.everything.exists()
    assert Processing.everything.get().attested_on is None


def test_nothing_and_others_records_are_not_attested(world: World) -> None:
    with pytest.raises(Refused):
        attest_record(world.access("owner", TODAY), world.units["utb"], seen=seen(world))
    processing(world)
    for who in ("neighbour", "auditor", "colleague"):
        with pytest.raises(Hidden):
            attest_record(world.access(who, TODAY), world.units["utb"], seen=seen(world))
    address = reverse("record-attestation", args=[world.units["utb"].pk])
    assert world.client("neighbour").get(address).status_code == 404
    page = world.client("auditor").get(address)
    assert WORD in page.content.decode()
    assert 'name="seen"' not in page.content.decode()


@pytest.mark.parametrize(
    ("on", "last", "today", "state"),
    [
        (None, date(2026, 1, 1), date(2026, 6, 1), AttestState.NEVER),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1), AttestState.ATTESTED),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 2), AttestState.LATE),
    ],
)
def test_the_last_day_is_in_time(on: date | None, last: date, today: date, state: AttestState) -> None:
    assert attest_state(on, last, today) is state


def test_the_head_is_asked_fourteen_days_after_the_last_day() -> None:
    last = date(2026, 5, 1)
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 15), date(2026, 5, 16)]
    assert [is_awaited(date(2025, 5, 1), last, day, by_head=False) for day in days] == [
        False,
        True,
        True,
        True,
    ]
    assert [is_awaited(date(2025, 5, 1), last, day, by_head=True) for day in days] == [
        False,
        False,
        False,
        True,
    ]
    assert is_awaited(None, last, date(2025, 6, 1), by_head=False)


def test_who_prepares_is_asked_first_and_the_head_when_it_is_late(world: World) -> None:
    processing(world)
    title = "Intyga registerförteckningen för Utbildningsnämnden"
    assert (tasks(world, "owner"), tasks(world, "chef")) == ([title], [])
    attested_on(world, TODAY - timedelta(days=400))
    assert (tasks(world, "owner"), tasks(world, "chef")) == ([title], [title])
    assert title not in tasks(world, "neighbour")
    attested_on(world, TODAY)
    assert (tasks(world, "owner"), tasks(world, "chef")) == ([], [])


def test_a_neighbour_does_not_see_how_another_record_stands(world: World) -> None:
    processing(world)
    attested_on(world, TODAY)
    create(
        SYSTEM, ServiceObject, {"name": f"{WORD} objekt", "owner_unit": world.units["utb"], "shared": True}
    )
    rows = list_attestations(world.access("neighbour", TODAY), TODAY)
    assert {(row.unit.code, row.count, row.attested_on) for row in rows} == {("kul", 0, None)}
    for suffix in ("", "xlsx/"):
        assert WORD not in world.client("neighbour").get(f"/intyganden/{suffix}").content.decode(
            errors="ignore"
        )


def test_an_object_is_attested_by_its_owner_with_what_it_lacks(world: World) -> None:
    values = {
        "name": "Skolan",
        "owner_unit": world.units["utb"],
        "owner": world.people["owner"],
        "contact": "a@b.se",
    }
    row = create(SYSTEM, ServiceObject, values)
    attested_on(world, TODAY)
    assert tasks(world, "owner") == ["Intyga objektet Skolan"]
    made = attest_object(world.access("owner", TODAY), row, version=row.version)
    lacking = ["lead", "services", "instruction", "routine"]
    assert (made.rows[0]["lacking"], made.rows[0]["version"]) == (lacking, 2)
    assert (ServiceObject.everything.get().attested_on, tasks(world, "owner")) == (TODAY, [])
    with pytest.raises(Hidden):
        attest_object(world.access("colleague", TODAY), row)


def test_a_controller_without_a_record_is_asked_to_begin_it_and_the_head_when_it_is_late(
    world: World,
) -> None:
    title = "Påbörja registerförteckningen för Utbildningsnämnden"
    asked = list(tasks_for(world.access("owner", TODAY), TODAY, [pending_attestations]))
    assert [(task.title, "Det finns ingen registerförteckning." in task.why) for task in asked] == [
        (title, True)
    ]
    assert (tasks(world, "chef"), tasks(world, "colleague")) == ([], [])
    page = world.client("owner").get(asked[0].url).content.decode()
    assert ("Det finns ingen registerförteckning." in page, "/behandlingar/bygg/?unit=utb" in page) == (
        True,
        True,
    )
    long_ago = timezone.now() - timedelta(days=400)
    Unit.everything.filter(code="utb").update(valid_from=long_ago.date(), created_at=long_ago)
    assert (tasks(world, "owner"), tasks(world, "chef")) == ([title], [title])
    (row,) = [row for row in list_attestations(world.access("owner", TODAY), TODAY) if row.unit.code == "utb"]
    assert (row.count, row.state, row.attested_on) == (0, AttestState.NEVER, None)
