"""Work in the background on its owner's pages: how far it is, its answer once, taken back, and begun anew."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from akropolis.base.kernel.background.waiting import describe_state
from akropolis.base.kernel.background.web.pages import _work_context
from akropolis.base.kernel.background.work import (
    ANSWER,
    BODY,
    CANCEL,
    OPENED,
    PROGRESS,
    REQUEST,
    STARTED,
    BackgroundWork,
    WorkState,
    begin,
)
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def asked(world: World, who: str = "owner") -> BackgroundWork:
    made = begin(world.people[who].pk)
    made.write(REQUEST, {"path": "/tjanster/", "files": [["file", "a.xlsx", "x"], ["more", "b.csv", "y"]]})
    return made


def answered(world: World, made: BackgroundWork, body: bytes = b"", **headers: str) -> None:
    mark = world.access("owner", timezone.localdate()).mark
    made.write_bytes(BODY, body)
    told = [[20, "Klart"]]
    made.write(ANSWER, {"headers": headers, "status": 201, "rights": mark, "told": told})


def here(made: BackgroundWork, more: str = "") -> str:
    return f"/arbeten/{made.id}/{more}"


def test_the_page_says_how_far_it_is_and_where_it_came_from(world: World) -> None:
    made = asked(world)
    usual = {
        "here": here(made), "back": "/tjanster/", "name": "a.xlsx, b.csv", "broken": False, "cancelling": False,
        "what": "", "done": 0, "total": 0, "said_done": "0", "said_total": "0",
        "cancel_url": here(made, "avbryt/"), "again_url": here(made, "igen/"),
    }  # fmt: skip
    for state, polls in (
        (WorkState.WAITING, True),
        (WorkState.UNATTENDED, True),
        (WorkState.RUNNING, True),
        (WorkState.BROKEN, False),
        (WorkState.DONE, False),
    ):
        title, lead = describe_state(state)
        assert _work_context(made, state) == usual | {
            "title": title, "lead": lead, "part_url": here(made, f"?sedan={state.value}"), "polls": polls,
            "broken": state is WorkState.BROKEN,
        }, state  # fmt: skip
    made.write(PROGRESS, {"what": "Rader läses", "done": 1200, "total": 5000})
    made.mark(CANCEL)
    found = _work_context(made, WorkState.RUNNING)
    assert [found[name] for name in ("what", "done", "total", "said_done", "said_total", "cancelling")] == [
        "Rader läses", 1200, 5000, "1\N{NO-BREAK SPACE}200", "5\N{NO-BREAK SPACE}000", True
    ]  # fmt: skip


def test_a_part_is_answered_as_long_as_nothing_has_become_of_it(world: World) -> None:
    made, client = asked(world), world.client("owner")
    page = client.get(here(made))
    assert (page.status_code, page.templates[0].name) == (200, "background/work.html")
    part = client.get(here(made, "?sedan=unattended"), headers=HTMX)
    assert (part.status_code, part.templates[0].name) == (200, "background/part.html")
    for state in ("waiting", "running", "done", ""):
        moved = client.get(here(made, f"?sedan={state}"), headers=HTMX)
        assert (moved.status_code, moved["HX-Redirect"]) == (204, here(made))
    answered(world, made)
    assert client.get(here(made, "?sedan=unattended"), headers=HTMX).status_code == 204
    for who in ("chef", "admin"):
        assert world.client(who).get(here(made)).status_code == 404


def test_an_answer_that_leads_on_is_told_once_and_forgotten(world: World) -> None:
    made, client = asked(world), world.client("owner")
    answered(world, made, Location="/tjanster/?q=a")
    answer = client.get(here(made))
    assert (answer.status_code, answer["Location"], made.folder.exists()) == (302, "/tjanster/?q=a", False)
    assert [(each.level, str(each)) for each in get_messages(answer.wsgi_request)] == [(20, "Klart")]


def test_a_page_is_answered_as_it_was_made_with_the_readers_own_token(world: World) -> None:
    made, client = asked(world), world.client("owner")
    old = b"A" * 64
    body = b'<input name="csrfmiddlewaretoken" value="' + old + b'"><b data-x="' + old + b'">'
    answered(world, made, body, **{"Content-Type": "text/html"})
    answer = client.get(here(made))
    assert (answer.status_code, answer["Content-Type"], made.marked(OPENED)) == (201, "text/html", True)
    assert answer.content.count(old) == 1
    assert answer.content.endswith(b'<b data-x="' + old + b'">')


def test_a_file_is_said_to_be_ready_and_then_fetched(world: World) -> None:
    made, client = asked(world), world.client("owner")
    answered(world, made, b"a;b", **{"Content-Disposition": 'attachment; filename="a.csv"'})
    ready = client.get(here(made))
    assert (ready.status_code, ready.context["file_url"]) == (200, here(made, "?fil=1"))
    file = client.get(here(made, "?fil=1"))
    assert (file.content, file["Content-Disposition"], made.folder.exists()) == (
        b"a;b", 'attachment; filename="a.csv"', True
    )  # fmt: skip


def test_what_was_made_with_other_rights_is_forgotten(world: World) -> None:
    made, client = asked(world), world.client("owner")
    made.write_bytes(BODY, b"hemligt")
    made.write(ANSWER, {"headers": {}, "status": 200, "rights": "others", "told": []})
    answer = client.get(here(made))
    assert (answer.status_code, answer["Location"], made.folder.exists()) == (302, "/", False)
    assert len(list(get_messages(answer.wsgi_request))) == 1


def test_what_waits_or_is_broken_off_is_taken_back_and_what_is_done_stays(world: World) -> None:
    client = world.client("owner")
    waiting, broken, running, done = (asked(world) for _each in range(4))
    broken.mark(STARTED)
    answered(world, done)
    found = []
    with running.begun():
        for made in (waiting, broken, running, done):
            assert client.get(here(made, "avbryt/")).status_code == 405
            answer = client.post(here(made, "avbryt/"))
            found.append((answer["Location"], made.folder.exists(), made.marked(CANCEL)))
    assert found == [
        ("/tjanster/", False, False),
        ("/tjanster/", False, False),
        (here(running), True, True),
        (here(done), True, False),
    ]
    assert world.client("chef").post(here(running, "avbryt/")).status_code == 404


def test_only_what_was_broken_off_is_begun_anew(world: World) -> None:
    client, broken, waiting = world.client("owner"), asked(world), asked(world)
    for name in (STARTED, CANCEL, PROGRESS):
        broken.mark(name)
    for made in (broken, waiting):
        assert client.post(here(made, "igen/"))["Location"] == here(made)
    assert [broken.marked(name) for name in (STARTED, CANCEL, PROGRESS)] == [False, False, False]
    [queued] = DBTaskResult.objects.all()
    assert queued.args_kwargs["args"] == [str(broken.person), str(broken.id)]
