"""Work that is put aside: nobody else comes near it, and what was made for earlier rights is not handed out."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.background import queue
from akropolis.base.kernel.background.web import asking
from akropolis.base.kernel.background.work import works_of
from akropolis.base.kernel.records.writer import writing
from tests.gate.cast import appoint
from tests.world import SYSTEM, WORD, World

WORLD = "filled"
PART = {"HX-Request": "true"}
IMPORT, EXPORT = "/tjanster/importera/", "/tjanster/exportera/?format=csv"


@pytest.fixture(autouse=True)
def large(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a large one."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(asking, "LARGE", -1)


def put_aside(world: World) -> str:
    file = SimpleUploadedFile("hemlig-fil.csv", f"name;owner_unit\n{WORD};utb\n".encode())
    return str(world.client("owner").post(IMPORT, {"file": file})["Location"])


@pytest.mark.parametrize("who", ["neighbour", "admin", "auditor"])
@pytest.mark.parametrize("done", [False, True], ids=["waiting", "done"])
def test_nobody_else_sees_stops_or_starts_it(world: World, who: str, done: bool) -> None:
    here = put_aside(world)
    assert not done or queue.do_next()
    (work,), client = works_of(world.people["owner"].pk), world.client(who)
    state = work.state
    asked = [
        *(
            client.get(f"{here}{query}", headers=part)
            for query in ("", "?fil=1", "?sedan=x")
            for part in ({}, PART)
        ),
        *(client.post(f"{here}{step}/", headers=part) for step in ("avbryt", "igen") for part in ({}, PART)),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert [answer for answer in asked if WORD in answer.text or "hemlig-fil" in answer.text] == []
    assert here not in client.get("/").text
    assert (work.state, work.marked("opened")) == (state, False)


def test_a_plan_is_carried_out_by_nobody_else(world: World) -> None:
    here = put_aside(world)
    queue.do_next()
    token = world.client("owner").get(here).text.partition('name="token" value="')[2][:32]
    other = world.client("neighbour")
    assert other.post(IMPORT, {"token": token})["Location"] != here
    assert queue.do_next()
    (work,) = works_of(world.people["neighbour"].pk)
    answer = other.get(f"/arbeten/{work.id}/")
    assert (answer.status_code, WORD in answer.text) == (409, False)


def test_a_file_made_for_rights_that_are_gone_is_not_handed_out(world: World) -> None:
    client, person = world.client("owner"), world.people["owner"]
    here = client.get(EXPORT)["Location"]
    queue.do_next()
    kept = client.get(f"{here}?fil=1")
    assert (kept.status_code, WORD in kept.content.decode("utf-8-sig")) == (200, True)
    with writing(SYSTEM) as w:
        for held in Appointment.objects.unscoped(because="the test takes them").filter(user=person):
            w.remove(held)
        appoint(w, person, "medarbetare", world.units["kul"])
    gone = client.get(f"{here}?fil=1", follow=True)
    assert gone.redirect_chain == [("/", 302)]
    assert ("Begär det på nytt" in gone.text, WORD in gone.text) == (True, False)
    assert works_of(person.pk) == []
