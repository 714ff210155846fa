"""The gallery in a real browser: axe, narrow, dark, on paper, by keyboard and without JavaScript."""

import mimetypes
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Dialog, Page, Route, sync_playwright

from akropolis.base.ui.parts import Shell
from tests.ui import gallery

pytestmark = pytest.mark.e2e

ADDRESS = "http://ui.test/"
POLICY = "default-src 'self'; object-src 'none'"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install it, for example by `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def _open(
    browser: Browser, html: str, *, width: int = 1440, scheme: str = "light", scripts: bool = True
) -> Page:
    """The page with its static files, served without a server, under a policy as strict as ours."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if not path.startswith("static/"):
            route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
            return
        found = finders.find(path.removeprefix("static/"))
        if found is None:
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)

    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=scripts,
        locale="sv-SE",
    )
    page = context.new_page()
    page.route("**/*", serve)
    page.goto(ADDRESS)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing(browser: Browser, gallery_page: Any, scheme: Any, width: int) -> None:
    page = _open(browser, gallery_page, width=width, scheme=scheme)
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 400, 640, 800, 1000, 1280])
def test_nothing_is_wider_than_the_window(browser: Browser, gallery_page: Any, width: int) -> None:
    page = _open(browser, gallery_page, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["Karin Lind", "Anna-Karin Wollmar-Hallenstierna"])
def test_the_header_is_two_rows_on_a_narrow_screen_and_loses_nothing(
    browser: Browser, shell: Shell, name: str
) -> None:
    whole = replace(shell, person_name=name, help_url="/handbok/", messages_url="/meddelanden/", unread=128)
    html = gallery.rendered(whole)
    page = _open(browser, html, width=320)
    parts = page.locator(".ak-header > *:visible").all()
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert len(boxes) == len(parts) == 6
    below = [box["y"] > boxes[0]["y"] + boxes[0]["height"] for box in boxes]
    assert sorted(below) == [False] * 4 + [True] * 2
    assert max(box["x"] + box["width"] for box in boxes) <= 320
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator(".ak-header .ak-drop:not(.ak-drop--end) summary").click()
    assert page.get_by_role("button", name="Mälarstad").is_visible()


def test_the_policy_is_kept_and_no_script_fails(browser: Browser, gallery_page: Any) -> None:
    complaints: list[str] = []
    page = _open(browser, gallery_page)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_on_paper_there_is_only_the_content(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    seen = {
        name: page.locator(name).first.is_visible()
        for name in (".ak-header", ".ak-side", ".ak-footer", ".ds-button")
    }
    assert set(seen.values()) == {False}
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.ak-table')).color") == "rgb(39, 44, 50)"


def test_a_key_leads_to_the_search_field_but_not_while_one_writes(
    browser: Browser, gallery_page: Any
) -> None:
    page = _open(browser, gallery_page)
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.locator("#id_name").focus()
    page.keyboard.press("End")
    page.keyboard.type("/")
    assert page.locator("#id_name").input_value() == "Skolplattformen/"


def test_the_error_summary_has_the_focus_and_leads_to_the_field(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    assert page.evaluate("document.activeElement.className") == "ds-error-summary"
    page.get_by_role("link", name="Kostnad, kronor: ").click()
    assert page.evaluate("document.activeElement.id") == "id_fel-cost"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_folds_on_a_narrow_screen_and_opens_without_javascript(
    browser: Browser, gallery_page: Any, scripts: Any
) -> None:
    page = _open(browser, gallery_page, width=320, scripts=scripts)
    incidents = page.locator(".ak-menu a[href='/incidenter/']")
    assert not incidents.is_visible()
    page.locator(".ak-menu > summary").click()
    assert incidents.is_visible()


def test_the_menu_stands_open_on_a_wide_screen(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    assert page.locator(".ak-menu a[href='/incidenter/']").is_visible()
    assert not page.locator(".ak-menu > summary").is_visible()


def test_a_drop_menu_closes_by_escape_and_gives_the_focus_back(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    summary = page.locator(".ak-drop--end > summary")
    summary.click()
    assert page.get_by_role("button", name="Logga ut").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Logga ut").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_dialog_opens_and_closes(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    page.get_by_role("button", name="Ta bort").first.click()
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("dialog").get_by_role("button", name="Avbryt").click()
    assert not page.get_by_role("dialog").is_visible()


def test_a_form_is_sent_once_and_the_words_are_counted(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    page.locator("#id_description").fill("Två ord")
    assert page.locator(".ak-count").inner_text() == "2 ord"
    page.evaluate(
        "window.sent = 0; document.addEventListener('submit', (e) => {"
        " if (!e.defaultPrevented) window.sent += 1; e.preventDefault(); })"
    )
    save = page.locator("form[data-guard]").get_by_role("button", name="Spara")
    save.click()
    save.click()
    assert page.evaluate("window.sent") == 1


@pytest.mark.parametrize(("changed", "asked"), [(True, 1), (False, 0)])
def test_what_is_not_saved_is_not_left_without_a_question(
    browser: Browser, gallery_page: Any, changed: Any, asked: Any
) -> None:
    page = _open(browser, gallery_page)
    questions: list[str] = []

    def accepted(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    page.on("dialog", accepted)
    page.locator("#id_description").click()
    if changed:
        page.keyboard.type("Något")
    page.reload()
    assert questions == ["beforeunload"] * asked


def test_rows_become_cards_in_the_same_order_with_their_headings(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page, width=320)
    tops = page.evaluate(
        "[...document.querySelectorAll('.ak-table')[0].rows[1].cells].map((c) => c.getBoundingClientRect().top)"
    )
    assert tops == sorted(set(tops))
    label = "getComputedStyle(document.querySelectorAll('.ak-table')[0].rows[1].cells[1], '::before').content"
    assert page.evaluate(label) == '"Nivå"'


def test_a_part_that_could_not_be_fetched_is_said(browser: Browser, gallery_page: Any) -> None:
    page = _open(browser, gallery_page)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('htmx:sendError', {bubbles: true}))")
    assert (
        page.get_by_role("alert").inner_text().startswith("Det gick inte att nå servern, och inget sparades.")
    )


def test_a_part_that_renews_itself_says_from_when_it_is_until_it_has_caught_up(
    browser: Browser, gallery_page: Any
) -> None:
    page = _open(browser, gallery_page)
    alert, words = page.get_by_role("alert"), "Anslutningen är bruten. Det du ser uppdaterades senast kl. "

    def told(event: str, trigger: str, status: int = 0) -> str:
        page.evaluate(
            "([event, trigger, status]) => { const elt = document.createElement('div');"
            "elt.setAttribute('hx-trigger', trigger);"
            "const detail = {elt, xhr: {status}};"
            "document.body.dispatchEvent(new CustomEvent(`htmx:${event}`, {detail, bubbles: true})); }",
            [event, trigger, status],
        )
        return alert.inner_text()

    lost = told("timeout", "every 15s")
    assert lost.startswith(words)
    assert re.fullmatch(r"\d\d\.\d\d", lost.removeprefix(words)[:5])
    assert told("beforeRequest", "every 15s") == told("beforeOnLoad", "every 15s", 503) == lost
    assert told("beforeOnLoad", "every 15s", 204) == ""
    unsaved = told("sendError", "submit")
    assert unsaved.startswith("Det gick inte att nå servern, och inget sparades.")
    assert told("beforeOnLoad", "every 15s", 200) == unsaved
    assert told("beforeRequest", "submit") == ""
