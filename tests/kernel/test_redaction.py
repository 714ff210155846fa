"""Values are taken out of the history for ever; the chain stays whole and says so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.history.proof import export_lines, verify_installation, verify_lines
from akropolis.base.kernel.records import redaction, writer
from akropolis.base.kernel.records.proof import compare_rows
from tests.stage import undone
from tests.world import World

WORLD = "filled"
BASIS, WHY = "dataskyddsförordningen artikel 17.1 d", "Namnet skrevs in av misstag"
NAME = "Hemligt Namnsson"


@pytest.fixture
def named(world: World) -> Change:
    """A change that wrote a name into a row, which has been changed since."""
    row: Any = world.rows["services"]
    for text in (NAME, "Ett annat ord"):
        writer.update(world.access("admin"), row, {"description": text})
    return Change.objects.filter(object_id=row.pk, content__contains=NAME).order_by("seq")[0]


def redact(world: World, change: Change, *places: str, who: str = "admin") -> int:
    return redaction.redact(world.access(who), change.seq, places, basis=BASIS, because=WHY)


def test_value_and_salt_go_wherever_the_row_repeats_them_and_the_chain_holds(
    world: World, named: Change
) -> None:
    links = Change.objects.count()
    assert redact(world, named, "after.description") == 2
    assert not Change.objects.filter(content__contains=NAME).exists()
    verdict = verify_installation()
    assert (verdict.holds, verdict.links, verdict.redacted) == (True, links + 1, 2)
    assert compare_rows().faults == []
    file = verify_lines(export_lines())
    assert (file.holds, file.head, file.redacted) == (True, verdict.head, 2)


def test_the_history_says_what_stands_in_its_place(world: World, named: Change) -> None:
    redact(world, named, "after.description", "actor")
    row, who = world.rows["services"], world.people["admin"].name
    last, *_rest, first = events_of([row.pk])
    assert (last.action, last.because, last.diff) == ("redact", WHY, {})
    page = world.client("owner").get(f"/tjanster/{row.pk}/").text
    assert NAME not in page
    day = timezone.localdate(last.at).isoformat()
    assert f"(borttaget enligt {BASIS} den {day} av {who})" in page
    assert first.action == "create"
    answer = world.client("owner").get(f"/api/v1/services/{row.pk}/history")
    assert (answer.status_code, NAME in answer.text) == (200, False)


@pytest.mark.parametrize("who", ["owner", "auditor", "ciso"])
def test_only_who_may(world: World, named: Change, who: str) -> None:
    before = Change.objects.count()
    with pytest.raises(Hidden):
        redact(world, named, "after.description", who=who)
    assert world.client(who).get(f"/historik/{named.seq}/ta-bort/").status_code == 404
    assert (Change.objects.count(), NAME in Change.objects.get(seq=named.seq).content) == (before, True)


def test_a_value_that_the_row_still_holds_is_changed_there_first(world: World) -> None:
    row: Any = world.rows["services"]
    writer.update(world.access("admin"), row, {"description": NAME})
    change, before = Change.objects.latest("seq"), Change.objects.count()
    with pytest.raises(Refused, match=r"after\.description"):
        redact(world, change, "after.description")
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    ("places", "basis", "because"),
    [(["after.number_of"], BASIS, WHY), ([], BASIS, WHY), (["actor"], " ", WHY), (["actor"], BASIS, " ")],
)
def test_without_place_provision_or_reason_nothing_goes(
    world: World, named: Change, places: list[str], basis: str, because: str
) -> None:
    before = Change.objects.count()
    with pytest.raises(Invalid):
        redaction.redact(world.access("admin"), named.seq, places, basis=basis, because=because)
    assert Change.objects.count() == before


def test_the_database_lets_nothing_go_that_the_newest_link_does_not_name(world: World, named: Change) -> None:
    redact(world, named, "after.description")
    other = Change.objects.exclude(seq=named.seq).first()
    assert other
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE history_change SET content = '{}' WHERE seq = %s", [other.seq])


def test_the_page_takes_out_what_is_chosen_and_keeps_what_was_written(world: World, named: Change) -> None:
    client, url = world.client("admin"), f"/historik/{named.seq}/ta-bort/"
    assert NAME in client.get(url).text
    assert f'href="{url}"' in client.get(f"/tjanster/{named.object_id}/").text
    half = client.post(url, {"places": ["after.description"], "basis": BASIS})
    assert (half.status_code, BASIS in half.text) == (422, True)
    done = client.post(url, {"places": ["after.description"], "basis": BASIS, "because": WHY})
    assert (done.status_code, done["Location"]) == (302, f"/tjanster/{named.object_id}/")
    assert not Change.objects.filter(content__contains=NAME).exists()


def test_the_way_leads_back_to_a_person_and_to_a_unit(world: World) -> None:
    person, unit, client = world.people["owner"], world.units["kul"], world.client("admin")
    for row, back in ((person, f"/personer/{person.pk}/"), (unit, f"/organisation/{unit.code}/")):
        made = Change.objects.filter(object_id=row.pk).earliest("seq")
        url = f"/historik/{made.seq}/ta-bort/"
        assert f'href="{url}"' in client.get(back).text
        given = {"places": ["actor"], "basis": BASIS, "because": WHY}
        assert client.post(url, given)["Location"] == back


def test_a_reason_goes_from_all_that_it_was_given_for_at_once_and_from_nothing_else(world: World) -> None:
    admin, now = world.access("admin"), timezone.now()
    one, two, alone = (world.rows[key] for key in ("services", "information", "incidents"))

    def change(
        *rows: Any, who: Any = admin, at: datetime = now, because: str = NAME, text: str = "x"
    ) -> None:
        w = writer.Writer(who, because, at)
        for row in rows:
            w.update(row, {"description": text})
        w.settle()

    change(one, two)
    change(alone, who=world.access("ciso"))
    change(alone, at=now + timedelta(seconds=1), text="y")
    change(alone, because="Ett annat skäl", text="z")
    change(one, at=now + timedelta(seconds=1), text="y")
    made = Change.objects.filter(object_id=one.pk).order_by("seq")[1]
    assert redact(world, made, "because") == 3
    left = Change.objects.order_by("seq").filter(content__contains=NAME)
    assert [change.object_id for change in left] == [alone.pk, alone.pk]
    reasons = [event.because.partition(" ")[0] for event in events_of([one.pk])]
    assert reasons == [WHY.partition(" ")[0], "(borttaget", "(borttaget", ""]
    assert [event.because for event in events_of([alone.pk])][:3] == ["Ett annat skäl", NAME, NAME]
    assert verify_installation().holds


def test_a_value_goes_from_its_own_field_alone(world: World) -> None:
    row, admin = world.rows["services"], world.access("admin")
    writer.update(admin, row, {"description": NAME, "name": NAME})
    writer.update(admin, row, {"description": "Annat", "name": "Nytt"}, because=NAME)
    writer.update(admin, world.rows["incidents"], {"description": NAME})
    made = Change.objects.filter(object_id=row.pk).order_by("seq")[1]
    assert redact(world, made, "after.description") == 2
    assert Change.objects.filter(object_id=row.pk, content__contains=NAME).count() == 2
    diffs = [event.diff.get("name") for event in events_of([row.pk])]
    assert diffs == [None, [NAME, "Nytt"], ["Havsörn", NAME], [None, "Havsörn"]]
    assert NAME in Change.objects.filter(object_id=world.rows["incidents"].pk).latest("seq").content


@pytest.mark.parametrize(("basis", "because", "field"), [(201, 1, "basis"), (1, 1001, "because")])
def test_provision_and_reason_may_be_as_long_as_is_said_and_no_longer(
    world: World, named: Change, basis: int, because: int, field: str
) -> None:
    access, before = world.access("admin"), Change.objects.count()
    with pytest.raises(Invalid) as refusal:
        redaction.redact(access, named.seq, ["actor"], basis="x" * basis, because="x" * because)
    assert ([*refusal.value.errors], Change.objects.count()) == ([field], before)
    redaction.redact(access, named.seq, ["after.description"], basis="x" * 200, because="x" * 1000)
    assert Change.objects.count() == before + 1


TEXTS = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool)
)
STEPS = st.lists(
    st.one_of(st.tuples(st.just("write"), TEXTS), st.tuples(st.just("redact"), st.integers(0, 9))), max_size=8
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_any_sequence_of_writes_and_redactions_holds(
    stage: World, db: None, steps: list[tuple[str, Any]]
) -> None:
    access, row, gone = stage.access("admin"), stage.rows["services"], 0
    with undone():
        row.refresh_from_db()
        for what, value in steps:
            if what == "write":
                writer.update(access, row, {"description": value})
                continue
            changes = Change.objects.filter(object_id=row.pk).exclude(
                payload__startswith='{"action":"redact"'
            )
            change = changes.order_by("seq")[value % changes.count()]
            try:
                gone += redaction.redact(access, change.seq, ["after.description"], basis=BASIS, because=WHY)
            except (Invalid, Refused):
                continue
        verdict = verify_installation()
        assert (verdict.holds, verdict.redacted) == (True, gone), verdict
        assert compare_rows().faults == []
