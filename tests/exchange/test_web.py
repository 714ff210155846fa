"""The pages for files in and out: a dry run first, then a commit that works once."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.exchange import parking
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.kernel.history.models import Change
from akropolis.graph.assets.models import Service
from tests.exchange.town import City

IMPORT, EXPORT = "/tjanster/importera/", "/tjanster/exportera/"


@pytest.fixture
def as_person(town: City) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(town, name), backend="akropolis.shell.home.web.sign_in.LocalBackend")
        return client

    return sign_in


def send(client: Client, text: str, name: str = "x.csv") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def token_of(response: Any) -> str:
    return str(response.context["token"])


def test_a_file_is_looked_at_and_then_saved_once(as_person: Any) -> None:
    client = as_person("editor")
    looked = send(client, "name;owner_unit\nNytt system;alfa\n")
    assert (looked.status_code, Service.everything.count()) == (200, 0)
    saved = client.post(IMPORT, {"token": token_of(looked)})
    assert (saved.status_code, saved["Location"]) == (302, "/tjanster/")
    assert [s.name for s in Service.everything.all()] == ["Nytt system"]
    again = client.post(IMPORT, {"token": token_of(looked)})
    assert (again.status_code, again["Location"], Service.everything.count()) == (302, "/tjanster/", 1)
    told = [str(message) for message in get_messages(again.wsgi_request)]
    assert told == ["Sparat: 1 ny rad från filen x.csv."] * 2


def test_the_history_names_the_file(as_person: Any) -> None:
    client = as_person("editor")
    client.post(IMPORT, {"token": token_of(send(client, "name;owner_unit\nNytt;alfa\n", "listan.csv"))})
    assert "listan.csv" in Change.objects.latest("seq").content


def test_faults_are_shown_by_row_and_nothing_can_be_saved(as_person: Any) -> None:
    client = as_person("editor")
    looked = send(client, "name;owner_unit\nNytt;alfa\n;alfa\n")
    assert (looked.status_code, token_of(looked)) == (422, "")
    assert [row.cells[0].text for row in looked.context["problems"].rows] == [3]


def test_of_a_changed_row_is_shown_what_each_field_was_and_becomes(
    as_person: Any, town: City, add: Any
) -> None:
    row = add(Service, name="A", owner_unit=town.alfa, description="Lång. " * 40 + "Slutet gott.")
    text = f"number;name;status;description\n{row.number};B;planned;{'Lång. ' * 40}Slutet ont.\n"
    looked = send(as_person("editor"), text)
    headings = [column.label for column in looked.context["changes"].columns]
    cells = [cell.text for cell in looked.context["changes"].rows[0].cells]
    assert dict(zip(headings, cells, strict=True)) == {
        "Rad": 2,
        "Vad som händer": "ändrad",
        "Nummer": row.number,
        "Namn": "B",
        "Det som ändras": "Namn: A → B; "
        "Vad den används till: … Lång. Lång. Slutet gott. → … Lång. Lång. Slutet ont.; "
        "Status: I bruk → Planerad",
    }


def test_another_person_cannot_use_the_file(as_person: Any) -> None:
    token = token_of(send(as_person("editor"), "name;owner_unit\nNytt;alfa\n"))
    assert as_person("outsider").post(IMPORT, {"token": token}).status_code == 409
    assert Service.everything.count() == 0


def test_what_was_right_in_the_dry_run_is_tested_again(as_person: Any, town: City, add: Any) -> None:
    from akropolis.base.kernel.access.gate import system
    from akropolis.base.kernel.records.writer import writing

    row, client = add(Service, name="A", owner_unit=town.alfa), as_person("editor")
    token = token_of(send(client, f"number;name;version\n{row.number};B;1\n"))
    with writing(system("test")) as w:
        w.update(row, {"name": "C"})
    assert client.post(IMPORT, {"token": token}).status_code == 422
    row.refresh_from_db()
    assert row.name == "C"


@pytest.mark.parametrize("token", ["", "x", "../../secret-key", "a" * 32])
def test_a_made_up_token_fetches_nothing(as_person: Any, token: str) -> None:
    assert as_person("editor").post(IMPORT, {"token": token}).status_code == 409


def test_a_file_is_kept_for_an_hour(town: City) -> None:
    from django.utils import timezone

    now, person = timezone.now(), town.editor.id
    token = parking.park(person, "services", "x.csv", b"a", now=now)
    with pytest.raises(Refused):
        parking.fetch(person, "services", token, now=now + timedelta(hours=2))
    token = parking.park(person, "services", "x.csv", b"a", now=now)
    parking.park(person, "services", "y.csv", b"b", now=now + timedelta(hours=2))
    with pytest.raises(Refused):
        parking.fetch(person, "services", token, now=now)


def test_a_file_that_is_too_large_gets_a_sentence_and_is_not_kept(as_person: Any) -> None:
    big = io.BytesIO(b"a;b\n" + b"1;2\n" * (UPLOAD_LIMIT // 3))
    big.name = "x.csv"
    response = as_person("editor").post(IMPORT, {"file": big})
    assert response.status_code == 413
    assert "25 MB" in str(response.context["form"].errors["file"])


@pytest.mark.parametrize("data", [{}, {"file": ""}, {"file": "text"}])
def test_no_file_gets_a_sentence(as_person: Any, data: Any) -> None:
    response = as_person("editor").post(IMPORT, data)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_list_is_saved_as_a_file_with_its_filters(
    as_person: Any, town: City, add: Any, ending: str
) -> None:
    add(Service, name="A", owner_unit=town.alfa, status="planned")
    add(Service, name="B", owner_unit=town.alfa)
    add(Service, name="C", owner_unit=town.beta)
    response = as_person("editor").get(f"{EXPORT}?status=in_use&format={ending}")
    assert response["Content-Disposition"].startswith('attachment; filename="tjanster-')
    first, *said = [line.cells[0] for line in read(f"x.{ending}", response.content).lines]
    assert (first, len(said)) == ("B", ending == "csv")  # the last line of text says what the file holds


def test_a_template_holds_the_headings(as_person: Any) -> None:
    response = as_person("editor").get(f"{EXPORT}?template=1&format=csv")
    assert len(response.content.decode("utf-8-sig").splitlines()) == 1


def test_a_format_that_does_not_exist_leads_back_with_a_sentence(as_person: Any) -> None:
    assert as_person("editor").get(f"{EXPORT}?format=exe").status_code == 302


def test_who_may_not_write_finds_no_import(as_person: Any, client: Client) -> None:
    assert as_person("reader").get(IMPORT).status_code == 404
    assert as_person("reader").get(EXPORT).status_code == 200
    assert client.get(EXPORT).status_code == 302


def test_an_outsider_gets_no_row_of_the_neighbours(as_person: Any, town: City, add: Any) -> None:
    add(Service, name="Hemlig", owner_unit=town.alfa)
    assert b"Hemlig" not in as_person("outsider").get(f"{EXPORT}?format=csv").content


def test_the_pages_are_found_from_the_list(as_person: Any) -> None:
    page = as_person("editor").get("/tjanster/?status=planned").content.decode()
    assert f'href="{IMPORT}"' in page
    assert f'href="{EXPORT}?status=planned&amp;format=csv"' in page
    assert as_person("editor").get(IMPORT).status_code == 200
