"""Files as evidence: kept with a record, read by those who may read there, removed with history."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.files import contents, disk, evidence
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Service

PDF = b"%PDF-1.7 avtal"


def stopped(name: str, data: bytes) -> str | None:
    """A scanner for these tests."""
    return "test virus" if b"EICAR" in data else None


@pytest.fixture
def service(town: Any, add: Any) -> Any:
    return add(Service, name="Ärendet", owner_unit=town.alfa, operator_unit=town.beta, shared=True)


@pytest.fixture
def file(town: Any, service: Any) -> StoredFile:
    return evidence.attach(town.access(town.editor), service, name="Avtal.pdf", data=PDF, note="Avtalet")


@pytest.fixture
def as_person(town: Any) -> Callable[[str], Client]:
    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(town, name), backend="akropolis.shell.home.web.sign_in.LocalBackend")
        return client

    return sign_in


def url_of(service: Any, file: StoredFile | None = None, verb: str = "") -> str:
    return f"/tjanster/{service.id}/filer/" + (f"{file.id}/{verb}" if file else "")


def upload(client: Client, service: Any, name: str = "Avtal.pdf", data: bytes = PDF) -> Any:
    return client.post(url_of(service), {"file": SimpleUploadedFile(name, data), "note": "Skrivet"})


def test_a_file_is_kept_under_its_checksum_with_history(file: StoredFile, store: Path) -> None:
    assert (file.name, file.size, file.media_type) == ("Avtal.pdf", len(PDF), "application/pdf")
    assert (store / file.sha256[:2] / file.sha256).read_bytes() == PDF
    entry = json.loads(Change.objects.get(object_id=file.id).payload)
    (event,) = events_of([file.id])
    assert (entry["action"], entry["unit"], event.actor) == ("create", "alfa", "Eva Ek")


def test_who_may_read_in_the_owner_unit_sees_it_and_others_who_read_the_record_do_not(
    town: Any, service: Any, file: StoredFile
) -> None:
    access = {name: town.access(getattr(town, name)) for name in ("editor", "reader", "outsider")}
    assert Service.objects.visible(access["outsider"]).filter(pk=service.pk).exists()
    assert {name: [f.pk for f in evidence.files_of(a, service)] for name, a in access.items()} == {
        "editor": [file.pk],
        "reader": [file.pk],
        "outsider": [],
    }
    assert not StoredFile.objects.visible(access["outsider"]).exists()


def test_the_right_follows_the_record_when_it_changes_unit(town: Any, service: Any, file: StoredFile) -> None:
    with writing(system("test")) as w:
        w.update(service, {"owner_unit": town.beta})
    service.refresh_from_db()
    assert evidence.files_of(town.access(town.editor), service) == []
    assert evidence.files_of(town.access(town.outsider), service) == [file]
    assert not StoredFile.objects.visible(town.access(town.editor)).exists()


@pytest.mark.parametrize("name", ["reader", "outsider"])
def test_only_who_may_write_adds_and_removes(town: Any, service: Any, file: StoredFile, name: str) -> None:
    access = town.access(getattr(town, name))
    with pytest.raises(Hidden):
        evidence.attach(access, service, name="b.txt", data=b"b")
    with pytest.raises(Hidden):
        evidence.remove(access, file)
    assert StoredFile.everything.filter(archived_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"MZ", "wrong_type"),
        ("a.exe", b"MZ", "wrong_type"),
        ("a.pdf", b"%PDF-" + b"x" * UPLOAD_LIMIT, "file_too_large"),
        ("Samma.pdf", PDF, "double"),
    ],
)
def test_what_is_refused_leaves_nothing(
    town: Any, service: Any, file: StoredFile, name: str, data: bytes, code: str
) -> None:
    before = Change.objects.count()
    with pytest.raises(Refused) as caught:
        evidence.attach(town.access(town.editor), service, name=name, data=data)
    assert caught.value.code == code
    assert (StoredFile.everything.count(), Change.objects.count()) == (1, before)


def test_a_scanner_stops_a_file_before_it_is_kept(
    town: Any, service: Any, settings: Any, store: Path
) -> None:
    settings.FILE_SCANNER = f"{__name__}.stopped"
    access = town.access(town.editor)
    with pytest.raises(Refused) as caught:
        evidence.attach(access, service, name="a.txt", data=b"EICAR")
    assert (caught.value.code, store.exists()) == ("infected", False)
    evidence.attach(access, service, name="a.txt", data=b"clean")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "....etcpasswd.txt"),
        ("avtal\u202efdp.txt", "avtalfdp.txt"),
        ("a\nb.txt", "ab.txt"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
        ("", "fil"),
        ("Årsrapport 2026 (slutlig).pdf", "Årsrapport 2026 (slutlig).pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert evidence.clean_name(name) == clean


def test_damaged_content_is_not_handed_out(file: StoredFile) -> None:
    disk.place_of(file.sha256).write_bytes(b"%PDF-1.7 annat")
    with pytest.raises(Refused) as caught:
        contents.content(file.sha256)
    assert caught.value.code == "damaged"


def test_a_file_is_added_on_its_page_and_read_as_a_download(as_person: Any, service: Any) -> None:
    client = as_person("editor")
    added = upload(client, service, "Årets avtal.pdf")
    assert (added.status_code, added["Location"]) == (302, f"/tjanster/{service.id}/#files")
    file = StoredFile.everything.get()
    assert url_of(service, file) in client.get(f"/tjanster/{service.id}/").content.decode()
    response = as_person("reader").get(url_of(service, file))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%85rets%20avtal.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.pdf", b"MZ", 422),
        ("a.pdf", b"", 422),
        ("a.exe", b"MZ", 422),
        ("a.pdf", b"%PDF-" + b"x" * (UPLOAD_LIMIT + 5), 413),
    ],
)
def test_a_bad_upload_gets_a_sentence_and_keeps_what_was_written(
    as_person: Any, service: Any, name: str, data: bytes, status: int
) -> None:
    response = upload(as_person("editor"), service, name, data)
    assert response.status_code == status
    form = response.context["form"]
    assert len(form.errors["file"]) == 1
    assert form["note"].value() == "Skrivet"
    assert StoredFile.everything.count() == 0


def test_no_file_and_a_long_note_get_their_sentences(as_person: Any, service: Any) -> None:
    client = as_person("editor")
    assert client.post(url_of(service), {"note": "x"}).status_code == 422
    file = SimpleUploadedFile("a.pdf", PDF)
    response = client.post(url_of(service), {"file": file, "note": "x" * 301})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["note"])
    assert StoredFile.everything.count() == 0


def test_the_same_file_twice_is_refused(as_person: Any, service: Any) -> None:
    client = as_person("editor")
    assert [upload(client, service).status_code for _ in range(2)] == [302, 422]
    assert StoredFile.everything.count() == 1


def test_removing_takes_the_file_out_of_use_and_keeps_the_content(
    as_person: Any, service: Any, file: StoredFile
) -> None:
    client = as_person("editor")
    assert client.post(url_of(service, file, "ta-bort/")).status_code == 302
    assert client.get(url_of(service, file)).status_code == 404
    file.refresh_from_db()
    assert file.archived_at is not None
    assert contents.content(file.sha256) == PDF
    assert Change.objects.filter(object_id=file.id).count() == 2
    assert upload(client, service).status_code == 302


def test_every_address_of_a_file_is_closed_to_the_neighbour(
    as_person: Any, town: Any, add: Any, service: Any, file: StoredFile
) -> None:
    own = add(Service, name="Egen", owner_unit=town.beta)
    client = as_person("outsider")
    assert client.get(url_of(service, file)).status_code == 404
    assert client.get(url_of(own, file)).status_code == 404
    assert client.get(url_of(service)).status_code == 404
    assert upload(client, service, "b.txt", b"b").status_code == 404
    assert client.post(url_of(service, file, "ta-bort/")).status_code == 404
    assert b"Avtal.pdf" not in client.get(f"/tjanster/{service.id}/").content
    assert StoredFile.everything.get().archived_at is None


def test_the_page_of_the_record_tells_of_its_files(
    as_person: Any, town: Any, service: Any, file: StoredFile
) -> None:
    evidence.remove(town.access(town.editor), file)
    told = [
        (change.before, change.after)
        for shown in as_person("reader").get(f"/tjanster/{service.id}/").context["history"]
        for change in shown.changes
        if change.after in ("Avtal.pdf", "")
    ]
    assert told[:2] == [("Avtal.pdf", ""), ("", "Avtal.pdf")]
    neighbour = as_person("outsider").get(f"/tjanster/{service.id}/").context["history"]
    assert neighbour is None


def test_a_reader_sees_no_way_to_write(as_person: Any, service: Any, file: StoredFile) -> None:
    page = as_person("reader").get(f"/tjanster/{service.id}/").content.decode()
    assert "Avtal.pdf" in page
    assert "ta-bort" not in page
    assert as_person("reader").get(url_of(service)).status_code == 404


def test_what_must_not_be_here_goes_off_the_disk_but_for_what_another_record_holds(
    town: Any, service: Any, file: StoredFile, add: Any, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    other = add(Service, name="Grannen", owner_unit=town.alfa, operator_unit=town.beta)
    access, permission = town.access(town.editor), "assets:service:edit"
    evidence.attach(access, other, name="Samma.pdf", data=PDF)
    own = [evidence.attach(access, service, name=f"{n}.txt", data=f"text {n}".encode()) for n in range(2)]
    evidence.remove(access, own[0])
    events = Change.objects.filter(object_id=own[0].pk).count()

    left = []
    for record in (service, other):
        with django_capture_on_commit_callbacks(execute=True), writing(access) as w:
            count = evidence.destroy_all(w, record, permission=permission)
            assert len(list(store.rglob("??*/*"))) == (3 if record == service else 1)
        left.append((count, [path.name for path in store.rglob("??*/*")]))
    assert left == [(3, [file.sha256]), (1, [])]
    assert not StoredFile.everything.filter(archived_at__isnull=True).exists()
    assert Change.objects.filter(object_id=own[0].pk).count() == events
