"""The bundled editor in a browser, without a server: its file at an address that only the browser's page has."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

import akropolis
from tests.e2e.conftest import ARGUMENTS

STATIC = Path(akropolis.__file__).parent / "base" / "ui" / "static"
FILES = {
    "editor.js": (STATIC / "vendor" / "editor" / "editor.js", "text/javascript"),
    "writing.css": (STATIC / "ui" / "css" / "writing.css", "text/css"),
}
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'"
PAGE = """<!doctype html><html lang="sv"><title>Prov</title><link rel="stylesheet" href="/writing.css">
<body><form><div data-editor-for="text" hidden>
<div role="toolbar"><button type="button" data-act="strong">Fet</button></div>
<ul role="listbox" id="choices" data-chart="Diagram" hidden></ul>
<p data-when="secret" hidden><input></p>
<p data-when="link" hidden><input></p>
<p data-when="picked" hidden><span data-figure-name></span><a data-figure-source>Källa</a>
<button type="button" data-act="chart">Diagram</button></p>
<div data-surface data-label="Text" data-was="var" data-chart="Diagram" data-unknown="Okänd"
data-heavy="För mycket"></div></div>
<textarea id="text" name="text"></textarea></form><div id="live"></div>
<button data-figure="a.b" data-name="Åtgärder" data-value="13" data-was="" data-url="/a" data-drawn="1">Infoga</button>
<script type="module" src="/editor.js"></script></body></html>"""


def _answer(route: Route) -> None:
    if found := FILES.get(route.request.url.rpartition("/")[2]):
        route.fulfill(path=found[0], content_type=found[1])
    else:
        route.fulfill(
            body=PAGE, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page with an empty text and the editor on it. What the browser complains of fails the module."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install it, for example by `apt-get install chromium`")
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        made = browser.new_page(bypass_csp=False)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        made.route("**/*", _answer)
        made.goto("http://editor.test/")
        made.wait_for_selector("[role=textbox]")
        yield made
        browser.close()
    assert complaints == []
