"""Make the pictures of the README anew, from the demo city: the map, the paper and an incident's room.

Builds the demo city in a temporary folder, serves it, and takes the pictures as the people who use those pages. Needs
Chromium, and pdftoppm (poppler-utils) for the paper. Takes some minutes.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "docs" / "pictures"
COMMAND = [sys.executable, "-c", "from akropolis.shell.cli import main; main()"]
PASSWORD = "akropolis-demo"
"""The password of every account in the demo city."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Make the three pictures."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"AKROPOLIS_DATA_DIR": folder}
        subprocess.run([*COMMAND, "demo", "--no-serve", "--data-dir", folder], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}")
            take(f"http://127.0.0.1:{port}", Path(folder))
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _each in range(300):
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5):
            return
        time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def take(address: str, folder: Path) -> None:
    """Take the pictures."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])

        def signed_in(username: str) -> Page:
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, locale="sv-SE", base_url=address
            )
            page = context.new_page()
            page.goto("/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_load_state("networkidle")
            return page

        ciso = signed_in("ciso")
        ciso.goto("/genomgangar/2027/")
        ciso.screenshot(path=PLACE / "karta.png")
        leader = signed_in("incidentledare")
        leader.goto("/incidenter/?q=Personalst%C3%B6det")
        leader.locator("#rows tbody a").first.click()
        leader.wait_for_load_state("networkidle")
        leader.screenshot(path=PLACE / "rum.png")
        chef = signed_in("chef.utb")
        chef.goto("/genomgangar/2027/")
        chef.get_by_role("link", name="Utbildningsnämnden").first.click()
        with chef.expect_download() as download:
            chef.get_by_role("link", name="PDF").first.click()
        paper = folder / "paper.pdf"
        download.value.save_as(paper)
        draw_pages(paper, folder)


def draw_pages(paper: Path, folder: Path) -> None:
    """Draw the second and third page beside each other."""
    from PIL import Image  # noqa: PLC0415

    subprocess.run(["pdftoppm", "-png", "-r", "75", "-f", "2", "-l", "3", paper, folder / "page"], check=True)
    pages = [Image.open(each) for each in sorted(folder.glob("page-*.png"))]
    drawn = Image.new("RGB", (sum(each.width for each in pages) + 60, pages[0].height + 40), "#d5d8dc")
    left = 20
    for each in pages:
        drawn.paste(each, (left, 20))
        left += each.width + 20
    drawn.save(PLACE / "genomgang.png", optimize=True)


if __name__ == "__main__":
    main()
