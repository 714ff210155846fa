"""What a person writes comes out as she typed it: never as a page's own code, a formula, a header or an address."""

import csv
import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.exchange.reading import read
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers import transfer
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.review.review_text.models import Chapter
from tests.factories import registers
from tests.gate.cast import bearer
from tests.world import SYSTEM, World

WORLD = "reviewed"
REGISTERS = registry.all()
each_register = pytest.mark.parametrize("register", REGISTERS, ids=[r.key for r in REGISTERS])
CODE = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
LINKS = f"{CODE} [a](javascript:alert(3)) <javascript:alert(4)> ![b](javascript:alert(5)) [c]: javascript:alert(6)"
RAW = ("<img src=x", "<script>alert", 'href="javascript:', 'src="javascript:', "href='javascript:")


def harmless(text: str) -> bool:
    return not any(part in text for part in RAW)


def coded(world: World, *registers_: Register) -> list[Any]:
    """A row of each register, a unit and a person whose words are code."""
    with writing(SYSTEM) as w:
        rows = [registers.row(w, register, world.units["utb"], CODE) for register in registers_]
        w.update(world.units["utb"], {"name": f"Utb {CODE}"})
        w.update(world.people["owner"], {"name": f"N {CODE}", "title": CODE})
    return rows


def assert_harmless(client: Client, *pages: str) -> None:
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, harmless(answer.text)) == (200, True), page


@each_register
def test_a_rows_words_are_no_code_on_any_page(world: World, register: Register) -> None:
    (row,), client = coded(world, register), world.client("owner")
    own = f"/{register.slug}/"
    assert_harmless(client, own, f"{own}{row.pk}/", f"{own}{row.pk}/redigera/", "/", "/laget/", "/sok/?q=img")
    found = client.get(own, {"q": CODE, "cursor": CODE, "sort": CODE, "rule": CODE})
    assert harmless(found.text)


def test_nor_on_the_pages_that_are_about_units_people_and_reviews(world: World) -> None:
    coded(world, *REGISTERS)
    pages = ("/organisation/", "/organisation/utb/", "/personer/", "/konto/", "/roller/")
    reviews = ("/genomgangar/2027/", "/genomgangar/2027/utb/", "/genomgangar/2027/utb/upplagg/")
    assert_harmless(world.client("owner"), *pages, *reviews)


def test_a_chapters_words_are_no_code_in_any_form(world: World) -> None:
    chapter = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    with writing(SYSTEM) as w:
        w.update(chapter, {"text": LINKS, "title": CODE})
    client = world.client("owner")
    for page in ("", "kapitel/state/", "forhandsgranska/", "dokument.html"):
        answer = client.get(f"/genomgangar/2027/utb/{page}")
        assert (answer.status_code, harmless(answer.text)) == (200, True), page
    docx = client.get("/genomgangar/2027/utb/dokument.docx").content
    with ZipFile(io.BytesIO(docx)) as package:
        assert all(b'Target="javascript:' not in package.read(name) for name in package.namelist())


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", " javascript:x", "vbscript:x"],
)
def test_a_source_is_an_address_of_the_web(world: World, address: str) -> None:
    register, row = registry.get("observations"), world.rows["observations"]
    before = Change.objects.count()
    with pytest.raises(Invalid), writing(world.access("owner")) as w:
        w.update(row, {"source_url": address})
    answer = world.client("owner").post(f"/omvarld/{row.pk}/redigera/", {"source_url": address})
    assert answer.status_code == 422
    data = f"number;source_url\n{row.number};{address}\n".encode()
    report = transfer.dry_run(register, world.access("owner"), read("r.csv", data))
    assert [r.outcome for r in report.rows] == [RowOutcome.REFUSED]
    assert Change.objects.count() == before
    headers = bearer(world, "owner", TokenScope.WRITE) | {"If-Match": '"1"'}
    there = f"/api/v1/observations/{row.pk}"
    sent = world.client().patch(
        there, {"source_url": address}, content_type="application/json", headers=headers
    )
    assert sent.status_code == 422


@each_register
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\uff1d"])
def test_no_cell_of_an_export_is_a_formula(world: World, register: Register, start: str) -> None:
    text = f"{start}HYPERLINK(1;2)"
    with writing(SYSTEM) as w:
        registers.row(w, register, world.units["utb"], text)
        w.update(world.units["utb"], {"name": text})
    access = world.access("owner")
    made = transfer.export_rows(register, access, {}, ending="csv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(made), delimiter=";") for cell in line]
    assert sum("HYPERLINK" in cell for cell in cells) > 0
    assert [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@", "\uff1d")] == []
    with ZipFile(io.BytesIO(transfer.export_rows(register, access, {}, ending="xlsx"))) as package:
        sheets = [package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/")]
    assert [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet] == []


NAMES = (
    'a"; filename="ond.html.txt',
    "a\r\nSet-Cookie: x=1.txt",
    "../../etc/passwd.txt",
    "a\u202etxt.exe.txt",
    "å<b>.txt",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_files_name_is_no_header_and_its_content_no_page(world: World, name: str) -> None:
    row, client = world.rows["services"], world.client("owner")
    upload: Any = SimpleUploadedFile("x.txt", b"<script>alert(2)</script>", content_type="text/html")
    upload._name = name
    client.post(f"/tjanster/{row.pk}/filer/", {"file": upload})
    page = client.get(f"/tjanster/{row.pk}/")
    assert harmless(page.text.replace("<b>", ""))
    from akropolis.base.kernel.files.models import StoredFile  # beside its only use

    for stored in StoredFile.everything.filter(object_id=row.pk):
        answer = client.get(f"/tjanster/{row.pk}/filer/{stored.pk}/")
        told = answer["Content-Disposition"]
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
        assert (told.startswith("attachment"), answer["X-Content-Type-Options"]) == (True, "nosniff")
        assert not any(sign in told for sign in "\r\n\u202e")
        assert "Set-Cookie" not in answer.headers
        assert "/" not in stored.name


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.js", "x.exe", "x.docm", "x", "x.pdf", "x.png"])
def test_a_file_that_is_not_what_it_says_is_not_kept(world: World, name: str) -> None:
    row, before = world.rows["services"], Change.objects.count()
    upload = SimpleUploadedFile(name, b"<html><script>alert(1)</script></html>", content_type="text/plain")
    answer = world.client("owner").post(f"/tjanster/{row.pk}/filer/", {"file": upload})
    assert (answer.status_code, Change.objects.count()) == (422, before)


def test_every_page_is_bound_to_itself(world: World) -> None:
    for who, page in (
        ("owner", "/"),
        ("owner", "/tjanster/"),
        ("", "/logga-in/"),
        ("outsider", "/tjanster/"),
    ):
        answer = world.client(who).get(page)
        policy = answer["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert ("default-src 'self'" in policy, "frame-ancestors 'none'" in policy) == (True, True)
        assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_there_is_no_back_door(world: World) -> None:
    for who in ("admin", "owner", "outsider"):
        for page in (
            "/admin/",
            "/admin/login/",
            "/__debug__/",
            "/api/v1/docs",
            "/api/docs",
            "/static/../settings.py",
        ):
            assert world.client(who).get(page).status_code == 404
