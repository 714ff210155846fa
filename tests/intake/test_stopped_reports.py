"""What may concern Sweden's security leaves a pointer and no word, and those who take over are told."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.models import Sending
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident, LogEntry, ReportStop
from tests.intake.test_reporting import PAGE, answers
from tests.world import SYSTEM, World

WORD = "Ubåtsdocka"


@pytest.fixture
def head(world: World) -> World:
    with writing(SYSTEM) as w:
        world.add(w, "head", "Beata Skydd", "sakerhetschef", "stad")
    return world


def everything_stored() -> str:
    """Every value of every table, as one text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.append(json.dumps(cursor.fetchall(), default=str, ensure_ascii=False))
    return "\n".join(found).casefold()


def on_disk() -> list[Path]:
    return [each for each in Path(settings.STORED_FILES_DIR).rglob("*") if each.is_file()]


def test_nothing_of_what_was_written_is_left_anywhere(head: World) -> None:
    client, files = head.client("colleague"), on_disk()
    client.post(PAGE, answers(head, what=WORD))
    assert WORD.casefold() in everything_stored()  # what is kept would be found
    Incident.everything.get()
    before = everything_stored().count(WORD.casefold())
    answer = client.post(PAGE, answers(head, what=f"{WORD} igen", security="yes", personal_data=WORD))
    assert answer.status_code == 200
    assert WORD not in answer.text
    assert everything_stored().count(WORD.casefold()) == before
    assert "igen" not in "".join(row.key + row.content for row in Sending.objects.all())
    assert Incident.everything.count() == 1
    assert on_disk() == files
    made = ReportStop.everything.get()
    assert (made.unit, made.stopped_by, made.notified) == (head.units["utb"], "Oskar Tallgren", 1)
    assert made.reference in answer.text


def test_those_who_take_over_are_told_and_settle_it(head: World) -> None:
    head.client("colleague").post(PAGE, answers(head, what=WORD, security="yes"))
    made = ReportStop.everything.get()
    message = Message.objects.get()
    assert (message.user.username, message.at_once) == ("head", True)
    assert made.reference in message.text
    [task] = [t for t in tasks_for(head.access("head"), timezone.localdate()) if "stop" in t.key]
    assert task.url == f"/rapportera/stoppad/{made.pk}/" == message.url
    for who in ("owner", "chef", "colleague", "neighbour"):
        assert head.client(who).get(task.url).status_code == 404, who
        assert not ReportStop.objects.visible(head.access(who)).exists()
    client = head.client("head")
    assert client.post(task.url, {"note": " "}).status_code == 422
    assert client.post(task.url, {"note": "Muntligt mottaget."}).status_code == 302
    made.refresh_from_db()
    assert (made.settled_note, made.settled_at is not None) == ("Muntligt mottaget.", True)
    assert not [t for t in tasks_for(head.access("head"), timezone.localdate()) if "stop" in t.key]


def test_sent_twice_it_is_one_stop(head: World) -> None:
    client = head.client("colleague")
    token = client.get(PAGE).text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    for _ in range(2):
        client.post(PAGE, answers(head, security="yes", csrfmiddlewaretoken=token))
    assert ReportStop.everything.count() == Message.objects.count() == 1


def test_without_a_head_the_page_says_that_nobody_was_told(world: World) -> None:
    answer = world.client("colleague").post(PAGE, answers(world, security="yes"))
    assert ReportStop.everything.get().notified == 0
    assert "ingen har fått veta" in answer.text


def test_without_a_unit_of_hers_nothing_is_stopped_nor_shown_again(head: World) -> None:
    sent = answers(head, what=WORD, security="yes", unit=str(head.units["kul"].pk))
    answer = head.client("colleague").post(PAGE, sent)
    assert answer.status_code == 422
    assert WORD not in answer.text
    assert not ReportStop.everything.exists()


@pytest.mark.parametrize("openly", [False, True])
def test_what_is_added_is_stopped_the_same_way(head: World, settings: Any, openly: bool) -> None:
    settings.OPEN_REPORTS = True
    where, client = ("/rapportera/utan-konto/", head.client()) if openly else (PAGE, head.client("colleague"))
    place, files = client.post(where, answers(head))["Location"], on_disk()
    file = SimpleUploadedFile(f"{WORD}.txt", WORD.encode())
    answer = client.post(place, {"security": "yes", "text": WORD, "file": file})
    assert answer.status_code == 200
    assert WORD.casefold() not in everything_stored()
    assert not LogEntry.everything.exists()
    assert not StoredFile.everything.exists()
    assert on_disk() == files
    assert ReportStop.everything.get().stopped_by == ("Någon utan konto" if openly else "Oskar Tallgren")
