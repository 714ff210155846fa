"""The demo city on a server of its own, and a browser that a person is signed in with."""

import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.cities import environment, small_city
from tests.e2e.servers import Servers

PASSWORD = "akropolis-demo"
PATIENCE = 90  # seconds until a server that does not answer counts as broken
PAGE_TIMEOUT = 15_000  # milliseconds: an act on many units takes more than the usual five on a slow machine
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

LONGEST = Path(__file__).with_name("test_pages.py")
SignIn = Callable[..., Page]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest journeys first, so that no process is left with them alone at the end."""
    items.sort(key=lambda item: item.path != LONGEST)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city that is only copied."""
    return small_city(tmp_path_factory)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """What all servers of this process are forked from."""
    made = Servers(tmp_path_factory.mktemp("served") / "data", environment())
    yield made
    made.end()


@pytest.fixture(scope="module")
def server(built: Path, servers: Servers) -> Iterator[str]:
    """The address of a server with a city of the module's own."""
    shutil.rmtree(servers.folder, ignore_errors=True)
    shutil.copytree(built, servers.folder)
    port, log = _free_port(), servers.folder.with_name("log")
    address = f"http://localhost:{port}"
    log.write_text("")
    servers.start(port, log)
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(address):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        yield address
    finally:
        servers.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install it, for example by `apt-get install chromium`")
    expect.set_options(timeout=PAGE_TIMEOUT)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def signed_in(server: str) -> dict[str, StorageState]:
    """What a browser holds after a person has signed in, by username: later tests of the module begin with it."""
    return {}


@pytest.fixture
def sign_in(browser: Browser, server: str, signed_in: dict[str, StorageState]) -> Iterator[SignIn]:
    """Sign a person in, in a browser of her own. Whatever the browser complains of fails the test.

    The form is sent once in a module for each person, and again when a test signs her in twice.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    entered: set[str] = set()

    def enter(username: str, password: str = PASSWORD, *, scripts: bool = True, width: int = 1440) -> Page:
        known = None if username in entered else signed_in.get(username)
        entered.add(username)
        context = browser.new_context(
            storage_state=known,
            base_url=server,
            locale="sv-SE",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(PAGE_TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}") if _is_complaint(message) else None
            ),
        )
        if known:
            page.goto("/")
            if "/logga-in/" not in page.url:
                return page
        page.goto("/logga-in/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/logga-in/" not in url)
        if password == PASSWORD:
            signed_in[username] = context.storage_state()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def hours_ago(count: int) -> str:
    """A time as a field takes it: what a journey counts the law's hours from lies near the day it is made."""
    return (timezone.localtime() - timedelta(hours=count)).strftime("%Y-%m-%dT%H:%M")


def pick(page: Page, name: str, label: str) -> None:
    """Choose in a long select as a person does: a part is written and what is found is taken; else in the select."""
    page.locator(f"select[name={name}]").wait_for(state="attached")
    field = page.locator(f"input[role=combobox]:has(~ select[name={name}])")
    if field.count() == 0:
        page.locator(f"select[name={name}]").select_option(label=label)
        return
    field.fill(label)
    page.get_by_role("option", name=label, exact=True).click()


def _is_complaint(message: object) -> bool:
    """Errors of scripts and of the content policy; an answer of 4xx is the server's own business."""
    kind, text = getattr(message, "type", ""), getattr(message, "text", "")
    return kind == "error" and "Failed to load resource" not in text
