"""What stands in the log after a day: no line of any logger says what opens something, or who somebody is."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.watch.asked import CurrentRequest
from akropolis.shell.sign_in.web import saml_sign_in
from tests.federation.saml_provider import Provider
from tests.federation.test_saml_sign_in import ASSERTION, asked, changed, send
from tests.federation.test_scim import USER, Directory
from tests.intake.test_reporting import answers
from tests.watch.days import Day, a_days_log
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
HERE = {"host": "localhost"}
FOLLOW = "/rapportera/folj/"
WRONG = "dd38-7b71-0000-1111-2222-3333-4444-857c"
PLANTED = "Planterad"


@pytest.fixture
def day() -> Iterator[Day]:
    """All that is logged during the test."""
    with a_days_log() as found:
        yield found


@pytest.fixture
def place(world: World, settings: Any) -> str:
    """Where a report without an account is followed."""
    settings.OPEN_REPORTS = True
    said = answers(world, unit=str(world.units["kulf"].pk), contact="070-123 45 67")
    return str(world.client().post("/rapportera/utan-konto/", said)["Location"])


def fail(request: Any, *_given: Any) -> None:
    """A fault of ours that tells of the request."""
    now = CurrentRequest("a-name", request)
    raise ZeroDivisionError(f"{request!r} {request.get_full_path()} {now!r}")


def test_a_reference_stands_in_no_line_whatever_is_answered(day: Day, place: str, monkeypatch: Any) -> None:
    client = Client(headers=HERE, raise_request_exception=False)
    assert client.get(place).status_code == 200
    assert client.post(place, {"text": ""}).status_code == 422
    assert client.get(f"{FOLLOW}{WRONG}/").status_code == 404
    assert client.generic("POST", place, b"x", content_type="multipart/form-data").status_code == 400
    assert Client(headers=HERE, enforce_csrf_checks=True).post(place).status_code == 403
    assert Client(headers={"host": "skanner.example"}).get(place).status_code == 400

    monkeypatch.setattr("akropolis.events.intake.web.following._follow", fail)
    assert client.get(place, QUERY_STRING=f'q="{WRONG}"').status_code == 500
    reference = place.split("/")[-2]
    assert day.with_any_of(reference, WRONG) == []
    told = [(line["status"], line["path"], line["route"]) for line in day.objects("akropolis.access")[1:]]
    shown = f"{FOLLOW}<reference>/"
    statuses = (200, 422, 404, 400, 403, 400, 500)
    unread = (400, "/rapportera/…", "(none)")
    assert told == [
        unread if turn == 5 else (s, shown, "report-open-follow") for turn, s in enumerate(statuses)
    ]
    messages = [line["message"] for line in day.objects("django.request")]
    assert [said for said in messages if said.endswith(f": {shown}")] == messages
    (failed,) = [line for line in day.lines() if line.startswith("ZeroDivisionError")]
    assert failed.startswith(
        f"ZeroDivisionError: <WSGIRequest: GET '{shown}'> {shown} CurrentRequest(id='a-name', begun="
    )


@pytest.mark.parametrize(
    "mistyped",
    [
        FOLLOW + WRONG,
        f"{FOLLOW}{WRONG}/a/",
        f"{FOLLOW} {WRONG}/",
        f"/Rapportera/Folj/{WRONG}/",
        f"//rapportera//folj/{WRONG}/",
        f"/rapportera/följ/{WRONG}/",
        f"/raportera/folj/{WRONG}/",
        f"/rapportera/folj/{WRONG}\n/",
        f"/<https://lis.example.se/rapportera/folj/{WRONG}/>",
    ],
)
def test_a_mistyped_secret_address_is_cut_off(day: Day, mistyped: str) -> None:
    client = Client(headers=HERE)
    answer = client.get("/", PATH_INFO=mistyped, query_params={"q": WRONG})
    assert answer.status_code in (301, 404)
    assert len(day.objects("akropolis.access")) == 1
    assert day.with_any_of(WRONG) == []


def test_a_reference_that_a_mail_program_has_spoilt_is_a_secret_too(
    day: Day, place: str, monkeypatch: Any
) -> None:
    reference = place.split("/")[-2].replace("-", "–")
    assert Client(headers=HERE).get(f"{FOLLOW}{reference}/").status_code == 200
    assert Client(headers=HERE).post(f"{FOLLOW}{reference}/", {"text": ""}).status_code == 422
    monkeypatch.setattr("akropolis.events.intake.web.following._follow", fail)
    failing = Client(headers=HERE, raise_request_exception=False)
    assert failing.get(f"{FOLLOW}{reference}/").status_code == 500
    assert day.with_any_of(reference, quote(reference)) == []


def test_other_addresses_are_told_in_full(day: Day, world: World) -> None:
    world.client("owner").get("/tjanster/?q=hemligt")
    Client(headers=HERE).get("/wp-admin/setup.php")
    assert [line["path"] for line in day.objects("akropolis.access")] == ["/tjanster/", "/wp-admin/setup.php"]
    assert day.with_any_of("hemligt") == []


def test_the_page_that_has_the_reference_in_its_address_tells_no_proxy_of_it(place: str) -> None:
    assert Client().get(place)["Referrer-Policy"] == "strict-origin"
    assert Client().get("/logga-in/")["Referrer-Policy"] == "same-origin"


def test_a_form_that_cannot_be_read_is_one_line(day: Day, settings: Any) -> None:
    settings.OPEN_REPORTS = True
    sent = Client(headers=HERE).generic(
        "POST", "/rapportera/utan-konto/", b"x", content_type="multipart/form-data"
    )
    assert sent.status_code == 400
    (line,) = day.objects("django.request")
    said = "Bad request (Unable to parse request body): /rapportera/utan-konto/"
    assert (line["level"], line["message"], "traceback" in line) == ("WARNING", said, False)
    assert len(day.lines()) == 4


def test_people_and_what_they_come_in_with_stand_in_no_line(day: Day, world: World) -> None:
    client = Client(headers=HERE)
    client.post("/logga-in/", {"username": PLANTED, "password": PLANTED})
    client.post("/logga-in/", {"username": "owner", "password": PASSWORD})
    client.get(f"/logga-in/staden/svar/?code={PLANTED}&state={PLANTED}")
    client.get(f"/kalender.ics?nyckel={PLANTED}")
    client.get("/api/v1/services", headers={"authorization": f"Bearer akro_{PLANTED}"})
    directory = Directory(world)
    made = directory("POST", "Users", {"schemas": [USER], "userName": "ny", "displayName": PLANTED})
    directory("GET", f'Users?filter=userName eq "{PLANTED}"')
    directory("POST", "Users", {"schemas": [USER], "userName": "ny", "displayName": PLANTED}, ok=False)
    directory.patch(f"Users/{made['id']}", {"op": "replace", "path": PLANTED, "value": PLANTED}, ok=False)
    assert User.everything.filter(name=PLANTED).count() == 1
    assert day.with_any_of(PLANTED, PASSWORD, directory.secret) == []
    assert len(day.objects("akropolis.directory")) == 1
    assert len(day.objects("akropolis.sign_in")) == 3, "two by password and one by the city"


@pytest.mark.skipif(not shutil.which("xmlsec1"), reason="xmlsec1 is missing")
def test_no_library_writes_an_assertion(day: Day, world: World, settings: Any, tmp_path: Path) -> None:
    settings.SAML_METADATA = str(Provider(tmp_path, "").metadata)
    client = Client(headers=HERE)
    provider = Provider(tmp_path, client.get("/logga-in/staden/saml/metadata/").content.decode())
    said = {"uid": ["owner"], "displayName": [PLANTED], "mail": [f"{PLANTED}@stad.example"]}
    right = provider.answer(asked(client), f"nid-{PLANTED}", said)
    forged = changed(right, lambda text: text.replace(f"nid-{PLANTED}", f"nid-{PLANTED}-2"))
    assert ASSERTION.search(Path(provider.metadata).read_text()) is None
    assert send(client, forged).status_code == 403
    client.get("/logga-in/staden/")
    again = provider.answer(asked(client), f"nid-{PLANTED}", said)
    assert send(client, again).status_code in (302, 403)
    saml_sign_in._client.cache_clear()
    said_by = {line["logger"] for line in day.objects("akropolis.sign_in")}
    assert said_by == {"akropolis.sign_in"}
    assert day.with_any_of(PLANTED) == []


def test_libraries_tell_of_faults_alone_however_much_is_asked_for(tmp_path: Path) -> None:
    names = ("", "urllib3", "authlib", "xmlschema", "saml2.entity", "akropolis.base.kernel")
    show = f"print([logging.getLogger(name).getEffectiveLevel() for name in {names}])"
    program = f"import django, logging; django.setup(); {show}"
    told = {"AKROPOLIS_LOG_LEVEL": "DEBUG", "AKROPOLIS_DATA_DIR": str(tmp_path), "PATH": ""}
    told["DJANGO_SETTINGS_MODULE"] = "akropolis.shell.config.settings"
    done = subprocess.run(
        [sys.executable, "-c", program], env=told, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [30, 30, 30, 30, 50, 10]
