"""What a request says is read by opening it, which is kept, by those whose roles name it, and by nobody else."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.people.integrations.selectors.tables import tables_for
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest, RequestSearch, RequestViewing
from akropolis.privacy.data_requests.register import DATA_REQUESTS
from tests.behaviours.tokens import bearer
from tests.data_requests.cases import CANARY, asked, processing, staff
from tests.gate.test_secret_events import text_of
from tests.world import SYSTEM, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(world: World) -> Any:
    """A request that is searched, extended and answered in draft, with a file, all of it about the canary."""
    staff(world)
    made, access = asked(world, handler=world.people["coordinator"]), world.access("coordinator")
    services.start_searches(access, made, [processing(world)], None, TODAY)
    services.record_search(access, RequestSearch.everything.get(), found=True, note=CANARY)
    made.refresh_from_db()
    services.extend(access, made, date(2025, 11, 20), CANARY, version=made.version)
    made.refresh_from_db()
    texts = {"answer": CANARY, "left_out": CANARY, "provision": f"{CANARY} 1 §"}
    services.save_answer(access, made, texts, version=made.version)
    attach(SYSTEM, made, name=f"{CANARY}.txt", data=CANARY.encode())
    return DataRequest.everything.get()


def everywhere(made: Any) -> Iterator[str]:
    """The lists in which it could be told of, and then the addresses of the request itself."""
    fields = ",".join(DATA_REQUESTS.fields)
    yield from (
        "/",
        "/laget/",
        "/register/",
        "/granskning/",
        "/behandlingar/",
        f"/sok/?q={CANARY}",
        "/begaranden/",
    )
    yield from (
        f"/begaranden/?q={CANARY}",
        f"/begaranden/?columns={fields}",
        "/begaranden/exportera/?format=csv",
    )
    yield from (
        "/api/v1/data-requests",
        f"/api/v1/data-requests?fields=id,{fields}",
        f"/api/v1/search?q={CANARY}",
    )
    page, (file,) = f"/begaranden/{made.pk}/", StoredFile.everything.filter(object_id=made.pk)
    yield from (page, f"/api/v1/data-requests/{made.pk}", f"{page}filer/{file.pk}/", f"{page}historik/")
    yield from (f"{page}redigera/", f"{page}arkivera/", f"{page}svar/docx/", f"{page}svar/html/")
    yield from (
        reverse(f"data-request-{name}", args=[made.pk]) for name in ("start", "extend", "answer", "erase")
    )
    yield reverse("data-request-search", args=[RequestSearch.everything.get().pk])
    yield from (f"{page}steg/{name}/" for name in DATA_REQUESTS.steps)
    yield from (f"{page}falt/{name}/" for name in DATA_REQUESTS.fields)


def told(world: World, who: str, made: Any) -> list[str]:
    """The addresses whose answers to the person hold the canary."""
    client, token = world.client(who), bearer(world, who)
    found = []
    for url in everywhere(made):
        answer = client.get(url, headers=token if url.startswith("/api/") else {})
        text = (
            text_of(answer)
            .replace(f"q={CANARY}", "")
            .replace(f'value="{CANARY}"', "")
            .replace(f"”{CANARY}”", "")
        )
        found += [url] if CANARY in text else []
    return found


@pytest.mark.parametrize("who", ["admin", "ciso", "chef", "auditor", "colleague", "neighbour", "other"])
def test_it_is_told_to_nobody_whose_role_does_not_name_it(planted: Any, world: World, who: str) -> None:
    assert told(world, who, planted) == []
    assert world.client(who).get(f"/begaranden/{planted.pk}/").status_code == 404
    assert not RequestViewing.objects.exists()


@pytest.mark.parametrize("who", ["coordinator", "officer"])
def test_whoever_may_reads_it_by_opening_it_and_that_is_kept(planted: Any, world: World, who: str) -> None:
    opened = told(world, who, planted)
    page = f"/begaranden/{planted.pk}/"
    assert {page, f"/api/v1/data-requests/{planted.pk}", f"{page}svar/docx/"} <= {*opened}
    assert [url for url in opened if str(planted.pk) not in url and "eftersok" not in url] == []
    assert [each.username for each in RequestViewing.objects.all()] == [who]
    assert world.people[who].name in world.client("coordinator").get(page).text


def test_no_extract_history_or_mail_holds_its_words(planted: Any, world: World) -> None:
    for who in ("coordinator", "officer"):
        tables = {table.name: str(list(table.lines())) for table in tables_for(world.access(who), TODAY)}
        assert planted.number in tables["data-requests"]
        assert [name for name, lines in tables.items() if CANARY in lines.casefold()] == []
    files = [each.pk for each in StoredFile.everything.all()]
    changes = Change.objects.exclude(object_id__in=files)
    assert [each for each in changes if CANARY in f"{each.payload} {each.content}"] == []
    assert [each for each in Message.objects.all() if CANARY in f"{each.subject} {each.text}"] == []


def test_who_searches_sees_their_own_part_and_nothing_of_what_others_found(world: World) -> None:
    staff(world)
    made, access = asked(world), world.access("coordinator")
    mine, others = processing(world), processing(world, "Rekrytering", owner=world.people["colleague"])
    services.start_searches(access, made, [mine, others], None, TODAY)
    search = {each.processing_id: each for each in RequestSearch.everything.all()}
    services.record_search(access, search[others.pk], found=True, note="Hemligt fynd")
    services.save_answer(access, made, {"answer": "Hemligt svar"})
    client = world.client("chef")
    page = client.get(reverse("data-request-search", args=[search[mine.pk].pk]))
    assert (page.status_code, f"{CANARY} Frisk" in page.text) == (200, True)
    assert [w for w in ("Hemligt", f"{CANARY}@exempel.se", "Rekrytering") if w in page.text] == []
    assert client.get(reverse("data-request-search", args=[search[others.pk].pk])).status_code == 404
    assert client.get(reverse("data-requests-detail", args=[made.pk])).status_code == 404
    assert [each.username for each in RequestViewing.objects.all()] == ["chef"]
