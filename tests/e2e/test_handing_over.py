"""Journey 9: the registrator gets a document that fits the diarium: number, decision, secrecy marks, Word and PDF/A."""

import io
import re
import zipfile

import pikepdf
import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_writing import PAGE

pytestmark = pytest.mark.e2e

REVIEW = "/genomgangar/2027/slk/"
SECRET, LAW = "Brandväggen i Norra hallen", "18 kap. 8 § OSL"
DIARY = "SLK 2026/88"
NEW_PASSWORD = "fyra-lugna-gröna-hästar"


def a_registrator(sign_in: SignIn) -> Page:
    """Made by the administrator, signed in for the first time with the one-time password, and with one of her own."""
    admin = sign_in("admin")
    admin.goto("/personer/ny/")
    admin.locator("input[name=username]").fill("ny.registrator")
    admin.locator("input[name=name]").fill("Rut Arkivdal")
    admin.locator("main form:has(input[name=username]) button[type=submit]").first.click()
    admin.wait_for_load_state()
    shown = admin.locator("main").inner_text()
    once = re.findall(r"\b[A-Za-z0-9]{3,}(?:-[A-Za-z0-9]{3,}){2,}\b|\b(?=\w*\d)\w{12,}\b", shown)
    assert once, shown
    admin.goto("/uppdrag/nytt/")
    pick(admin, "user", "Rut Arkivdal")
    role = admin.locator("select[name=role] option", has_text="Registrator").get_attribute("value")
    admin.locator("select[name=role]").select_option(role)
    pick(admin, "unit", "Stadsledningskontoret")
    admin.locator("main form:has(select[name=role]) button[type=submit]").first.click()
    admin.wait_for_load_state()
    page = sign_in("ny.registrator", once[0])
    page.locator("input[name=current]").fill(once[0])
    page.locator("input[name=new]").fill(NEW_PASSWORD)
    page.locator("input[name=again]").fill(NEW_PASSWORD)
    page.locator("main form:has(input[name=current]) button[type=submit]").first.click()
    page.wait_for_load_state()
    return page


def decide(page: Page) -> None:
    """The review with a secret sentence in it is written to its end and decided."""
    page.goto(f"{REVIEW}underlag/")
    page.locator("main form[method=post] button[type=submit]").first.click()
    chapters = [f"{REVIEW}kapitel/{key}/" for key in _chapters(page)]
    for number, address in enumerate(chapters):
        page.goto(address)
        editor = page.locator(PAGE)
        if not editor.count():
            continue
        secret = f" {{secret:{LAW}|{SECRET}}}" if number == 0 else ""
        editor.fill(f"Det här har enheten gjort under året.{secret}")
        page.locator("#chapter-form button[type=submit]:not([name])").first.click()
        page.wait_for_load_state()
    page.goto(f"{REVIEW}bedomning/")
    for aspect in ("suitable", "adequate", "effective"):
        page.locator(f"input[name={aspect}_answer][value=yes]").check()
        page.locator(f"textarea[name={aspect}_reasons]").fill("Det framgår av underlaget.")
    page.get_by_role("button", name="Spara bedömningen").click()
    page.wait_for_load_state()
    page.goto(f"{REVIEW}inriktningar/ny/")
    page.locator("input[name=title]").fill("Öva reservrutinerna")
    page.locator("main form:has(input[name=title]) button[type=submit]").first.click()
    page.goto(REVIEW)
    step = page.locator("form[action$='/steg/circulate/'] button, a[href$='/steg/circulate/']")
    if step.count():
        step.first.click()
        page.wait_for_load_state()
        if page.url.endswith("/steg/circulate/"):
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_load_state()
    page.goto(f"{REVIEW}besluta/")
    page.locator("input[name=decider_name]").fill("Åke Ström")
    page.locator("input[name=decider_role]").fill("stadsdirektör")
    page.locator("input[name=diary_number]").fill(DIARY)
    page.locator("select[name=verb_0]").select_option("godkänner")
    page.locator("input[name=text_0], textarea[name=text_0]").fill("ledningens genomgång 2027")
    page.locator("main form:has(input[name=decider_name]) button[type=submit]").first.click()
    page.wait_for_load_state()


def _chapters(page: Page) -> list[str]:
    page.goto(REVIEW)
    links = page.locator("nav a[href*='/kapitel/']").evaluate_all("links => links.map(a => a.pathname)")
    return list(dict.fromkeys(link.rstrip("/").rsplit("/", 1)[1] for link in links))


def everything_in(data: bytes) -> str:
    """All text in an Office file, part by part, packed and unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_a_document_for_the_diarium(sign_in: SignIn) -> None:
    decide(sign_in("admin"))
    page = a_registrator(sign_in)
    page.goto(f"{REVIEW}beslut/")
    expect(page.locator("main")).to_contain_text(DIARY)
    files = {
        (ending, masked): _file(page, ending, masked)
        for ending in ("docx", "pdf")
        for masked in (False, True)
    }
    whole, opened = everything_in(files["docx", False]), everything_in(files["docx", True])
    assert DIARY in whole
    assert (SECRET in whole, SECRET in opened, "18 kap. 8" in opened.replace("\u00a0", " ")) == (
        True,
        False,
        True,
    )
    words = "\n".join(p.text for p in Document(io.BytesIO(files["docx", False])).paragraphs)
    assert SECRET in words
    for masked in (False, True):
        with pikepdf.open(io.BytesIO(files["pdf", masked])) as pdf:
            meta = str(pdf.open_metadata())
        assert 'part="2"' in meta or "<pdfaid:part>2</pdfaid:part>" in meta
        assert SECRET.encode() not in files["pdf", masked]


def _file(page: Page, ending: str, masked: bool) -> bytes:
    links = page.locator(f"main a[href*='dokument.{ending}']").evaluate_all(
        "ls => ls.map(a => a.getAttribute('href'))"
    )
    (address,) = {link for link in links if ("oppen=1" in link) is masked}
    answer = page.request.get(address)
    assert answer.status == 200
    assert f".{ending}" in answer.headers["content-disposition"]
    return answer.body()


def test_the_registrator_writes_nothing(sign_in: SignIn) -> None:
    page = sign_in("revisor")
    for address in ("/genomgangar/2026/slk/besluta/", "/genomgangar/2026/slk/ny-utgava/", "/incidenter/ny/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404


def test_what_is_decided_reaches_the_registry_and_the_secretary(sign_in: SignIn) -> None:
    registrar = sign_in("registrator.ald")
    task = "Ta hand om handlingarna: genomgången 2027, Äldrenämnden"
    registrar.goto("/")
    registrar.get_by_role("link", name=task).click()
    assert objections(registrar, WAYS) == []
    assert _file(registrar, "pdf", masked=False)
    registrar.get_by_role("button", name="Markera handlingarna som omhändertagna").click()
    expect(registrar.locator("main")).to_contain_text("tog hand om handlingarna")
    registrar.goto("/")
    expect(registrar.get_by_role("link", name=task)).to_have_count(0)

    secretary = sign_in("sekreterare.ald", scripts=False, width=320)
    task = "För in § och datum: genomgången 2027, Äldrenämnden"
    secretary.goto("/")
    secretary.get_by_role("link", name=task).click()
    secretary.locator("input[name=paragraph]").fill("112")
    secretary.get_by_role("button", name="Spara").click()
    expect(secretary.locator("main")).to_contain_text("I protokollet: § 112")
    secretary.goto("/")
    expect(secretary.get_by_role("link", name=task)).to_have_count(0)
