"""Heavy requests: answered by another process, in the same words, to the one who asked; and turns for the rest."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.background import queue
from akropolis.base.kernel.background.turns import Busy, Turns
from akropolis.base.kernel.background.waiting import sweep
from akropolis.base.kernel.background.web import asking, carrying
from akropolis.base.kernel.background.work import (
    ANSWER,
    CANCEL,
    REQUEST,
    STARTED,
    BackgroundWork,
    WorkState,
    attending,
    works_of,
)
from akropolis.base.kernel.exchange.sheets import OutColumn
from akropolis.base.kernel.exchange.writing import write
from akropolis.base.kernel.history.models import Change
from akropolis.base.lib.progress import Cancelled, report_progress_to, with_progress
from akropolis.graph.assets.models import Service
from tests.exchange.town import City

IMPORT, EXPORT = "/tjanster/importera/", "/tjanster/exportera/"
GOOD = "name;owner_unit\nNytt system;alfa\n"


@pytest.fixture(autouse=True)
def large(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a large one."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(asking, "LARGE", 10)


@pytest.fixture
def as_person(town: City) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(getattr(town, name), backend="akropolis.shell.home.web.sign_in.LocalBackend")
        return client

    return sign_in


def send(client: Client, text: str = GOOD) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("x.csv", text.encode())})


def own(town: City) -> BackgroundWork:
    (work,) = works_of(town.editor.pk)
    return work


def test_a_large_file_is_looked_at_and_saved_by_another_process(as_person: Any, town: City) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    assert "starta akropolis worker" in client.get(page).content.decode()
    with attending():
        shown = client.get(page).content.decode()
        assert "Ditt arbete väntar på sin tur" in client.get("/").content.decode()
    assert ("Ditt arbete väntar på sin tur" in shown, Service.everything.count()) == (True, 0)
    assert queue.do_next()
    looked = client.get(page)
    assert (looked.status_code, Service.everything.count()) == (200, 0)
    token = looked.content.decode().partition('name="token" value="')[2][:32]
    saving = client.post(IMPORT, {"token": token})["Location"]
    assert (saving != page, queue.do_next(), queue.do_next()) == (True, True, False)
    saved = client.get(saving, follow=True)
    assert saved.redirect_chain == [("/tjanster/", 302)]
    assert "från filen x.csv" in saved.content.decode()
    assert [s.name for s in Service.everything.all()] == ["Nytt system"]
    assert "Ditt arbete" not in client.get("/").content.decode()


def test_the_answers_form_takes_the_readers_own_token(as_person: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_person("editor").cookies
    form = client.get(IMPORT).content.decode()
    key = form.partition('name="csrfmiddlewaretoken" value="')[2][:64]
    sent = {"file": SimpleUploadedFile("x.csv", GOOD.encode()), "csrfmiddlewaretoken": key}
    page = client.post(IMPORT, sent)["Location"]
    queue.do_next()
    answered = client.get(page).content.decode()
    key = answered.partition('name="csrfmiddlewaretoken" value="')[2][:64]
    token = answered.partition('name="token" value="')[2][:32]
    assert client.post(IMPORT, {"token": token, "csrfmiddlewaretoken": key}).status_code == 302


def test_faults_are_told_in_the_same_words(as_person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client, wrong = as_person("editor"), "name;owner_unit\nNytt;gamma\n"
    page = send(client, wrong)["Location"]
    queue.do_next()
    later = client.get(page)
    monkeypatch.setattr(asking, "LARGE", 10_000)
    at_once = send(client, wrong)
    assert (later.status_code, at_once.status_code) == (422, 422)
    found = [page.content.decode().partition("<main")[2].partition("</main>")[0] for page in (later, at_once)]
    assert found[0] == found[1]


def test_it_is_nobody_elses(as_person: Any) -> None:
    page = send(as_person("editor"))["Location"]
    for who in ("reader", "outsider"):
        other = as_person(who)
        asked = [other.get(page), other.post(f"{page}avbryt/"), other.post(f"{page}igen/")]
        assert [answer.status_code for answer in asked] == [404, 404, 404]
        assert "Ditt arbete" not in other.get("/").content.decode()
    assert queue.do_next()


def test_rights_are_those_of_the_moment_it_is_done(as_person: Any, town: City) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    yesterday = timezone.localdate() - timedelta(days=1)
    Appointment.everything.filter(user=town.editor).update(valid_to=yesterday)
    queue.do_next()
    answer = client.get(page)
    assert (answer["Location"], Service.everything.count()) == (IMPORT, 0)


def test_what_waits_is_taken_back_at_once(as_person: Any, town: City) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    assert client.post(f"{page}avbryt/")["Location"] == IMPORT
    assert (works_of(town.editor.pk), queue.do_next(), client.get(page).status_code) == ([], True, 404)


def test_what_is_under_way_stops_at_its_next_step_and_saves_nothing(
    as_person: Any, town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    states: list[Any] = []
    monkeypatch.setattr(carrying, "PACE", -1.0)
    real = carrying._Listener.__call__

    def listen(self: Any, what: str, done: int, total: int) -> None:
        states.append((own(town).state, client.post(f"{page}avbryt/").status_code))
        states.append("Inget sparas" in client.get(page).content.decode())
        real(self, what, done, total)

    monkeypatch.setattr(carrying._Listener, "__call__", listen)
    queue.do_next()
    assert states == [(WorkState.RUNNING, 302), True]
    answer = client.get(page, follow=True)
    assert answer.redirect_chain == [(IMPORT, 302)]
    assert "Arbetet avbröts. Inget sparades." in answer.content.decode()
    assert (Service.everything.count(), works_of(town.editor.pk)) == (0, [])


def test_what_was_broken_off_is_said_and_can_be_started_anew(as_person: Any, town: City) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    own(town).mark(STARTED)  # begun, and nobody holds it: the process is no more
    shown = client.get(page).content.decode()
    assert "Ditt arbete avbröts" in shown
    assert client.post(f"{page}igen/")["Location"] == page
    assert own(town).state is WorkState.UNATTENDED
    while queue.do_next():
        pass
    assert client.get(page).status_code == 200
    assert "Nytt system" in client.get(page).content.decode()


def test_saved_work_whose_answer_was_lost_is_not_done_twice(as_person: Any, town: City) -> None:
    client = as_person("editor")
    looking = send(client)["Location"]
    queue.do_next()
    token = client.get(looking).content.decode().partition('name="token" value="')[2][:32]
    saving = client.post(IMPORT, {"token": token})["Location"]
    queue.do_next()
    work = BackgroundWork(town.editor.pk, UUID(saving.split("/")[2]))
    kept = (work.read(ANSWER)["told"], Service.everything.count(), Change.objects.count())
    work.unmark(ANSWER)  # as when the process is killed after the rows are stored and before the answer is
    assert (work.state, kept[1]) == (WorkState.BROKEN, 1)
    client.post(f"{saving}igen/")
    while queue.do_next():
        pass
    assert (work.read(ANSWER)["told"], Service.everything.count(), Change.objects.count()) == kept


def test_a_file_that_was_not_saved_waits_for_who_sends_it_again(as_person: Any, town: City) -> None:
    client = as_person("editor")
    looking = send(client)["Location"]
    queue.do_next()
    token = client.get(looking).content.decode().partition('name="token" value="')[2][:32]
    saving = client.post(IMPORT, {"token": token})["Location"]
    BackgroundWork(town.editor.pk, UUID(saving.split("/")[2])).mark(CANCEL)
    queue.do_next()
    assert (client.get(saving)["Location"], Service.everything.count()) == (IMPORT, 0)
    again = client.post(IMPORT, {"token": token})["Location"]
    queue.do_next()
    assert (client.get(again)["Location"], Service.everything.count()) == ("/tjanster/", 1)


def test_what_is_put_aside_holds_no_word_against_forgery(as_person: Any, town: City) -> None:
    client = as_person("editor")
    word = "a" * 64
    client.post(IMPORT, {"file": SimpleUploadedFile("x.csv", GOOD.encode()), "csrfmiddlewaretoken": word})
    fields = dict(own(town).read(REQUEST)["fields"])
    assert (fields["csrfmiddlewaretoken"] == sha256(word.encode()).hexdigest(), word in str(fields)) == (
        True,
        False,
    )


def test_how_far_it_is_stands_on_the_page_and_in_the_part(as_person: Any, town: City) -> None:
    client = as_person("editor")
    page = send(client)["Location"]
    with own(town).begun():
        own(town).write("progress.json", {"what": "Granskade rader", "done": 300, "total": 9000})
        for headers in ({}, {"HX-Request": "true"}):
            shown = client.get(f"{page}?sedan=running", headers=headers).content.decode()
            assert "Granskade rader: 300 av 9\N{NO-BREAK SPACE}000" in shown
            assert ("<main" in shown) == (not headers)
        begun = client.get(f"{page}?sedan=waiting", headers={"HX-Request": "true"})
        assert (begun.status_code, begun["HX-Redirect"]) == (204, page)
    queue.do_next()
    done = client.get(f"{page}?sedan=running", headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, page)


def test_a_large_export_waits_as_a_file(as_person: Any, add: Any, town: City) -> None:
    add(Service, name="Källa", owner_unit=town.alfa)
    client = as_person("editor")
    page = client.get(f"{EXPORT}?format=csv")["Location"]
    queue.do_next()
    assert "Spara filen" in client.get(page).content.decode()
    file = client.get(f"{page}?fil=1")
    assert ("attachment" in file["Content-Disposition"], "Källa" in file.content.decode("utf-8-sig")) == (
        True,
        True,
    )


def test_a_workbook_is_weighed_by_what_it_unpacks_to(as_person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    book = write("xlsx", [OutColumn("name"), OutColumn("owner_unit")], [["Ett", "alfa"]] * 20_000, title="x")
    monkeypatch.setattr(asking, "LARGE", 256 * 1024)
    assert len(book) < asking.LARGE
    sent = as_person("editor").post(IMPORT, {"file": SimpleUploadedFile("x.xlsx", book)})
    assert sent["Location"].startswith("/arbeten/")


def test_nobody_has_more_than_two_at_once(as_person: Any) -> None:
    client = as_person("editor")
    assert [send(client).status_code for _each in range(3)] == [302, 302, 429]
    refused = send(client)
    assert (refused["Retry-After"], "Vänta en stund" in refused.content.decode()) == ("10", True)
    assert send(as_person("outsider")).status_code == 302


def test_what_nobody_fetches_is_forgotten_after_a_day(as_person: Any, town: City) -> None:
    send(as_person("editor"))
    queue.do_next()
    assert sweep(timezone.now() + timedelta(hours=23)) == "0 forgotten"
    assert sweep(timezone.now() + timedelta(hours=25)) == "1 forgotten"
    assert works_of(town.editor.pk) == []


def test_progress_costs_nothing_where_nobody_listens_and_can_stop_the_work() -> None:
    assert list(with_progress("x", range(3))) == [0, 1, 2]

    def stop(what: str, done: int, total: int) -> None:
        assert (what, total) == ("x", 250)
        if done:
            raise Cancelled

    seen: list[int] = []
    with pytest.raises(Cancelled), report_progress_to(stop):
        seen.extend(with_progress("x", range(250)))
    assert seen == list(range(100))


def test_few_hold_a_turn_at_once_each_another_person_and_a_few_wait() -> None:
    turns, leave = Turns(at_once=2, waiting=1, of_one=2, seconds=30), threading.Event()
    held: list[str] = []

    def busy(who: str) -> None:
        with turns.turn(who):
            held.append(who)
            leave.wait(30)

    def begin(who: str, places: int) -> threading.Thread:
        thread = threading.Thread(target=busy, args=(who,))
        thread.start()
        while len(turns._places) < places or len(held) < len({place.who for place in turns._places}):
            time.sleep(0.001)
        return thread

    threads = [begin("a", 1), begin("a", 2)]
    with pytest.raises(Busy), turns.turn("a"):
        pass
    threads.append(begin("b", 3))
    assert held == ["a", "b"], "the second turn of one person waits for her first, and holds nobody else up"
    with pytest.raises(Busy), turns.turn("c"):
        pass
    leave.set()
    for thread in threads:
        thread.join(30)
    assert held == ["a", "b", "a"]
    with turns.turn("c"):
        pass


def test_some_go_ahead_of_those_who_wait_but_not_of_those_who_have_begun() -> None:
    turns, order, threads = Turns(at_once=1, waiting=5, seconds=30, kept=3), [], []

    def come(name: str, *, ahead: bool) -> None:
        with turns.turn(name, ahead=ahead):
            order.append(name)

    with turns.turn("first"):
        for name in ("stranger 1", "known 1", "stranger 2", "known 2"):
            places = len(turns._places)
            threads.append(threading.Thread(target=come, args=(name,), kwargs={"ahead": name[0] == "k"}))
            threads[-1].start()
            while len(turns._places) == places:
                time.sleep(0.001)
        assert (turns.is_full(), turns.is_full(ahead=True)) == (True, False)
        with pytest.raises(Busy), turns.turn("stranger 3"):
            pass
    for thread in threads:
        thread.join(30)
    assert order == ["known 1", "known 2", "stranger 1", "stranger 2"]
    assert (turns.is_full(), turns._places) == (False, [])


def test_nobody_is_ahead_of_a_queue_that_is_full() -> None:
    turns = Turns(at_once=1, waiting=0, kept=1)
    assert (turns.is_full(), turns.is_full(ahead=True)) == (True, False)
    with turns.turn("a", ahead=True), pytest.raises(Busy), turns.turn("b", ahead=True):
        pass


def test_who_waits_too_long_is_told_so_and_leaves_her_place() -> None:
    turns = Turns(at_once=1, waiting=1, seconds=0.01)
    with turns.turn("a"):
        for _each in range(2):
            with pytest.raises(Busy), turns.turn("b"):
                pass
    with turns.turn("b"), pytest.raises(Busy), turns.turn("c"):
        pass
