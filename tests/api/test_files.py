"""Files of a record through the API: the rights of its page, and nothing for the neighbour."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.history.models import Change
from akropolis.graph.assets.models import Service

TEXT = "Återläsning provad.".encode()


@pytest.fixture
def service(town: Any, add: Any) -> Any:
    return add(Service, name="Ärendet", owner_unit=town.alfa)


@pytest.fixture
def neighbour(town: Any, add: Any) -> Any:
    return add(Service, name="Hemlig", owner_unit=town.beta)


def files(row: Any, end: str = "") -> str:
    return f"/api/v1/services/{row.id}/files{end}"


def sent(name: str = "prov.txt", data: bytes = TEXT) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data), "note": "Provet"}


def test_a_file_is_attached_listed_read_and_taken_out_of_use(api: Any, service: Any) -> None:
    client = api("editor")
    made = client.post(files(service), sent())
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["name"], row["note"], row["size"]) == ("prov.txt", "Provet", len(TEXT))
    assert client.get(files(service)).json()["items"] == [row]
    read = client.get(files(service, f"/{row['id']}"))
    assert (read.content, read["Content-Disposition"][:10]) == (TEXT, "attachment")
    assert client.delete(files(service, f"/{row['id']}")).status_code == 204
    assert client.get(files(service)).json()["items"] == []
    assert client.get(files(service, f"/{row['id']}")).status_code == 404


def test_who_may_not_write_or_read_changes_and_learns_nothing(api: Any, service: Any, neighbour: Any) -> None:
    client = api("editor")
    kept = client.post(files(service), sent()).json()["id"]
    reader, before = api("reader", scope="read"), Change.objects.count()
    assert reader.post(files(service), sent("annan.txt")).status_code in (403, 404)
    assert reader.delete(files(service, f"/{kept}")).status_code in (403, 404)
    assert client.post(files(neighbour), sent()).status_code == 404
    assert client.get(files(neighbour)).status_code == 404
    assert client.get(files(neighbour, f"/{kept}")).status_code == 404
    assert Change.objects.count() == before
    assert [file.name for file in StoredFile.everything.all()] == ["prov.txt"]


def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(api: Any, service: Any) -> None:
    refused = api("editor").post(files(service), sent("bild.png"))
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert refused.json()["detail"]
    assert api("editor", days=2).post(files(service), {"note": "ingen"}).status_code == 422
    assert not StoredFile.everything.exists()
