"""Files in a real S3-compatible server: read back whole, refused when damaged, nothing half-done while it is away."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.faults import StoreAway
from akropolis.base.kernel.files import contents, evidence
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.proof import compare_files
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Service
from akropolis.shell.installation.storage import evidence as of
from akropolis.shell.installation.variables import Environment
from tests.cities import small_city
from tests.files import ceph
from tests.files.ceph import Gateway, gateway
from tests.files.test_evidence import PDF, upload, url_of
from tests.production.place import Place

pytestmark = [
    pytest.mark.skipif(ceph.is_missing(), reason="radosgw is missing: apt-get install radosgw"),
    pytest.mark.long,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with gateway(tmp_path_factory.mktemp("ceph")) as found:
        yield found


@pytest.fixture(autouse=True)
def bucket(server: Gateway, settings: Any) -> Any:
    """The store as an installation's settings name it."""
    settings.STORAGES = settings.STORAGES | of(Environment(server.settings()))
    from akropolis.base.kernel.files import bucket

    return bucket


@pytest.fixture
def service(town: Any, add: Any) -> Any:
    return add(Service, name="Ärendet", owner_unit=town.alfa, operator_unit=town.beta)


def attached(town: Any, service: Any, data: bytes = PDF) -> StoredFile:
    return evidence.attach(town.access(town.editor), service, name="Avtal.pdf", data=data)


def test_a_file_lies_in_the_bucket_under_its_checksum_and_not_on_disk(
    town: Any, service: Any, bucket: Any, store: Path
) -> None:
    file = attached(town, service)
    assert bucket.read(file.sha256) == contents.content(file.sha256) == PDF
    assert not store.exists()
    assert (compare_files().compared, compare_files().faults) == (1, [])


def test_the_largest_file_that_is_taken_goes_in_whole(town: Any, service: Any) -> None:
    data = b"%PDF-1.7" + bytes(range(256)) * ((UPLOAD_LIMIT - 8) // 256)
    assert contents.content(attached(town, service, data).sha256) == data


def test_content_that_was_changed_or_taken_there_is_refused_and_told(
    town: Any, service: Any, bucket: Any
) -> None:
    changed, gone = attached(town, service, PDF + b"1"), attached(town, service, PDF + b"2")
    bucket.write(changed.sha256, b"%PDF-1.7 annat")
    bucket.remove(gone.sha256)
    for file in (changed, gone):
        with pytest.raises(Refused) as caught:
            contents.content(file.sha256)
        assert caught.value.code == "damaged"
        assert not contents.is_intact(file.sha256)
    assert (compare_files().compared, len(compare_files().faults)) == (2, 2)


def test_what_must_not_be_here_is_gone_from_the_bucket(
    town: Any, service: Any, bucket: Any, django_capture_on_commit_callbacks: Any
) -> None:
    file = attached(town, service, PDF + b"3")
    with django_capture_on_commit_callbacks(execute=True), writing(town.access(town.editor)) as w:
        evidence.destroy_all(w, service, permission="assets:service:edit")
    assert bucket.read(file.sha256) is None


def test_while_the_store_is_away_nothing_is_taken_and_nothing_is_half_done(
    town: Any, service: Any, server: Gateway, client: Client
) -> None:
    file = attached(town, service, PDF + b"4")
    links = Change.objects.count()
    client.force_login(town.editor, backend="akropolis.shell.home.web.sign_in.LocalBackend")
    client.raise_request_exception = False
    server.stop()
    try:
        answers = [upload(client, service, data=PDF + b"5"), client.get(url_of(service, file))]
        with pytest.raises(StoreAway), writing(town.access(town.editor)) as w:
            evidence.destroy_all(w, service, permission="assets:service:edit")
    finally:
        server.start()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("Filförrådet svarar inte" in answer.content.decode() for answer in answers)
    assert (Change.objects.count(), StoredFile.everything.get().archived_at) == (links, None)
    assert contents.content(file.sha256) == PDF + b"4"
    assert upload(client, service, data=PDF + b"5").status_code == 302


def test_a_key_that_is_not_let_in_is_a_store_that_is_away(server: Gateway, settings: Any) -> None:
    wrong = server.settings() | {"AKROPOLIS_S3_SECRET": "another"}
    settings.STORAGES = settings.STORAGES | of(Environment(wrong))
    with pytest.raises(StoreAway):
        contents.store_content(PDF + b"6")


def test_files_are_copied_there_and_back_and_a_backup_says_where_they_lie(
    server: Gateway, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = Place(small_city(tmp_path_factory))
    lying = _below(city.folder / "files")
    refused = city.run("files", "copy", "--to", "store")
    assert (refused.code, "AKROPOLIS_S3_BUCKET" in refused.err) == (1, True)
    assert city.run("verify", **server.settings()).code == 1
    for copied in (len(lying), 0):
        done = city.run("files", "copy", "--to", "store", **server.settings())
        assert (done.code, done.out) == (0, f"Kopierade: {copied}.\n"), done.err
    shutil.rmtree(city.folder / "files")
    assert city.run("verify").code == 1
    assert city.run("verify", **server.settings()).code == 0
    backup = city.run("backup", tmp_path / "b.zip", **server.settings())
    assert (backup.code, f"{server.endpoint}/{ceph.BUCKET}/stad" in backup.out) == (0, True)
    other = Place(tmp_path / "other")
    assert "AKROPOLIS_S3_BUCKET" in other.run("restore", tmp_path / "b.zip").err
    assert not other.folder.exists()
    assert other.run("restore", tmp_path / "b.zip", **server.settings()).code == 0
    assert city.run("files", "copy", "--to", "disk", **server.settings()).code == 0
    assert _below(city.folder / "files") == lying
    assert city.run("verify").code == 0


def _below(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
