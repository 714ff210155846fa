"""A photo in the report: of three kinds, without where it was taken, and read by those who lead the event alone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.files import contents, uploads
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.photos import cleaned_photo
from akropolis.base.kernel.records import writer
from akropolis.events.incidents.models import Incident, IncidentUnit
from tests.intake.pictures import photo
from tests.intake.test_reporting import PAGE, answers
from tests.world import SYSTEM, World


def read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("name", "kind", "became"),
    [("skarm.jpg", "JPEG", "JPEG"), ("Skarm.PNG", "PNG", "PNG"), ("IMG_1.HEIC", "HEIF", "JPEG")],
)
def test_a_photo_says_no_longer_where_it_was_taken_and_stands_the_right_way(
    name: str, kind: str, became: str
) -> None:
    given = photo(kind)
    assert b"Vidhav" in given
    stored_name, stored = cleaned_photo(name, given)
    shown = read(stored)
    assert (shown.format, shown.size, dict(shown.getexif())) == (became, (40, 60), {})
    assert b"Vidhav" not in stored
    assert stored_name == name.rpartition(".")[0] + (".png" if became == "PNG" else ".jpg")


@pytest.mark.parametrize("name", [".jpg", "IMG_1.jpg ", "IMG_1.jfif", "IMG_1", "IMG_1.png"])
def test_a_photo_loses_where_it_was_taken_whatever_it_is_called(name: str) -> None:
    stored_name, stored = cleaned_photo(name, photo("JPEG"))
    assert (stored_name[-4:], read(stored).format, b"Vidhav" in stored) == (".jpg", "JPEG", False)


def test_a_heic_beyond_the_limits_of_its_reader_is_refused_in_words() -> None:
    data = photo("HEIF")
    place = data.index(b"ispe") + 8
    with pytest.raises(Refused):
        cleaned_photo("IMG_1.heic", data[:place] + b"\x7f\xff\xff\xff" * 2 + data[place + 8 :])


def test_a_photo_that_is_too_large_is_not_left_out_in_silence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_LIMIT", 100)
    sent = SimpleUploadedFile("IMG_1.jpg", photo("JPEG"), "image/jpeg")
    answer = world.client("colleague").post(PAGE, answers(world) | {"photo": sent})
    assert (answer.status_code, "Fel lista på nätet" in answer.text) == (422, True)
    assert answer.context["form"].errors["photo"] == [str(uploads.too_large())]
    assert not Incident.everything.exists()


def test_a_large_photo_is_made_smaller_and_other_files_are_left_alone() -> None:
    assert max(read(cleaned_photo("stor.jpg", photo("JPEG", (6000, 300)))[1]).size) == 4000
    assert cleaned_photo("lista.csv", b"a;b") == ("lista.csv", b"a;b")


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0 no picture", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_photo_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused, match="Fotot går inte att läsa"):
        cleaned_photo("skarm.jpg", data)


def test_the_leader_alone_reads_the_photo(world: World) -> None:
    sent = SimpleUploadedFile("IMG_1.heic", photo("HEIF"), "image/heic")
    world.client("colleague").post(PAGE, answers(world) | {"photo": sent})
    made, file = Incident.everything.get(), StoredFile.everything.get()
    assert (file.object_id, file.name, file.media_type) == (made.pk, "IMG_1.jpg", "image/jpeg")
    assert dict(read(contents.content(file.sha256)).getexif()) == {}
    writer.create(SYSTEM, IncidentUnit, {"incident": made, "unit": world.units["kul"]})
    here = f"/incidenter/{made.pk}/filer/{file.pk}/"
    found = {who: world.client(who).get(here).status_code for who in ("owner", "colleague", "neighbour")}
    assert found == {"owner": 200, "colleague": 404, "neighbour": 404}


def test_a_refused_photo_and_other_faults_report_nothing_and_keep_the_words(world: World) -> None:
    client = world.client("colleague")
    broken = SimpleUploadedFile("IMG_1.jpg", b"\xff\xd8\xff\xe0", "image/jpeg")
    answer = client.post(PAGE, answers(world) | {"photo": broken})
    assert (answer.status_code, "Fel lista på nätet" in answer.text) == (422, True)
    assert "Fotot går inte att läsa" in answer.text
    good = SimpleUploadedFile("IMG_1.jpg", photo("JPEG"), "image/jpeg")
    answer = client.post(PAGE, answers(world, what=" ") | {"photo": good})
    assert (answer.status_code, "Välj fotot igen." in answer.text) == (422, True)
    assert not Incident.everything.exists()
    assert not StoredFile.everything.exists()


def test_with_protective_security_the_photo_is_not_kept(world: World) -> None:
    sent = SimpleUploadedFile("IMG_1.jpg", photo("JPEG"), "image/jpeg")
    world.client("colleague").post(PAGE, answers(world, security="yes") | {"photo": sent})
    assert not Incident.everything.exists()
    assert not StoredFile.everything.exists()
