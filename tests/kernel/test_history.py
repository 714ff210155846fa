"""The history is only added to, and whoever changes it behind our back is found out."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from akropolis.base.kernel.history.models import Change, Head
from akropolis.base.kernel.history.proof import export_lines, links, verify_installation, verify_lines
from akropolis.base.kernel.records.writer import kind_of
from tests.world import World

WORLD = "filled"


def execute(statement: str, *values: Any) -> None:
    """Plain SQL, as someone with the database open would write it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_change SET payload = '{}' WHERE seq = 1",
        "UPDATE history_change SET hash = hash",
        "DELETE FROM history_change WHERE seq = 1",
        "DELETE FROM history_change",
        "TRUNCATE history_change",
        "INSERT INTO history_change SELECT * FROM history_change WHERE seq = 1",
    ],
)
def test_the_database_refuses(world: World, statement: str) -> None:
    before = list(Change.objects.order_by("seq").values_list("seq", "payload", "hash"))
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(statement)
    assert list(Change.objects.order_by("seq").values_list("seq", "payload", "hash")) == before


def test_it_holds_and_every_row_has_its_beginning_in_it(world: World) -> None:
    verdict = verify_installation()
    assert (verdict.holds, verdict.links) == (True, Change.objects.count())
    for row in world.rows.values():
        assert Change.objects.filter(object_id=row.pk, kind=kind_of(type(row))).count() == 1


def without_triggers() -> None:
    """What an attacker with the database's own rights could do first."""
    if connection.vendor == "postgresql":
        execute("ALTER TABLE history_change DISABLE TRIGGER USER")
        return
    for verb in ("update", "delete", "insert"):
        execute(f"DROP TRIGGER history_change_no_{verb}")


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE history_change SET payload = '{}' WHERE seq = 7", 7),
        ("UPDATE history_change SET hash = '0' WHERE seq = 7", 7),
        ("DELETE FROM history_change WHERE seq = 7", 8),
        ("UPDATE history_change SET kind = 'a.b' WHERE seq = 7", 7),
        ("UPDATE history_change SET actor_id = object_id WHERE seq = 7", 7),
        (
            "UPDATE history_change SET object_id = (SELECT object_id FROM history_change WHERE seq = 1) WHERE seq = 7",
            7,
        ),
        ("UPDATE history_change SET at = (SELECT created_at FROM access_unit LIMIT 1) WHERE seq = 7", None),
    ],
)
def test_a_change_behind_our_back_is_named(world: World, statement: str, broken_at: int | None) -> None:
    same = Change.objects.get(seq=7).at
    without_triggers()
    execute(statement)
    verdict = verify_installation()
    if broken_at is None:
        broken_at = None if Change.objects.get(seq=7).at == same else 7
    assert verdict.broken_at == broken_at


def test_a_chain_that_was_cut_short_is_found_out(world: World) -> None:
    last = Head.objects.get().seq
    without_triggers()
    execute("DELETE FROM history_change WHERE seq = %s", last)
    assert verify_installation().broken_at == last


def test_the_exported_chain_proves_itself_without_the_database(world: World) -> None:
    lines = list(export_lines())
    verdict = verify_lines(lines)
    assert (verdict.holds, verdict.links, verdict.head) == (
        True,
        Change.objects.count(),
        Head.objects.get().hash,
    )


@pytest.mark.parametrize("change", ["text", "hash", "gone", "twice", "turned", "rubbish"])
def test_a_changed_export_is_found_out_at_its_link(world: World, change: str) -> None:
    lines = list(export_lines())
    place = 4
    data = json.loads(lines[place])
    if change in ("text", "hash"):
        data["payload" if change == "text" else "hash"] += " "
        lines[place] = json.dumps(data)
    elif change == "gone":
        del lines[place]
    elif change == "twice":
        lines.insert(place, lines[place])
    elif change == "turned":
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
    else:
        lines[place] = "{"
    broken = verify_lines(lines).broken_at
    assert broken == {"gone": 6, "twice": 5, "turned": 6, "rubbish": 5}.get(change, 5)


def test_secrets_are_not_in_it(world: World) -> None:
    for link in links():
        names = {place.partition(".")[2] for place in json.loads(link.payload)["sealed"]}
        assert not {"password", "last_login"} & names
