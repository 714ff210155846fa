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
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "docs" / "pictures"
COMMAND = [sys.executable, "-c", "from akropolis.shell.cli import main; main()"]
PASSWORD = "akropolis-demo"
"""The password of every account in the demo city."""
LOG = (
    (0, "Leverantören ringde: intrång bekräftat, uppgifter om anställda kan ha lästs."),
    (1, "Åtkomsten från leverantören är stängd."),
    (4, "Alla nämnder och bolag har fått meddelandet."),
    (18, "Leverantörens första rapport har kommit."),
)
"""Hours after the city knew, and what was written in the log."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Make the three pictures."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"AKROPOLIS_DATA_DIR": folder}
        subprocess.run([*COMMAND, "demo", "--no-serve", "--data-dir", folder], check=True)
        event = subprocess.run(
            [sys.executable, __file__, folder], check=True, capture_output=True, text=True
        ).stdout
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}")
            take(f"http://127.0.0.1:{port}", Path(folder), event)
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


def take(address: str, folder: Path, event: str) -> None:
    """Take the pictures; `event` is the key of the one whose room is shown."""
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
        leader.goto(f"/incidenter/{event}/")
        leader.screenshot(path=PLACE / "rum.png")
        ciso.get_by_role("link", name="Äldrenämnden").first.click()
        with ciso.expect_download() as download:
            ciso.get_by_role("link", name="PDF").first.click()
        paper = folder / "paper.pdf"
        download.value.save_as(paper)
        draw_pages(paper, folder)
    for name in ("karta", "genomgang", "rum"):
        lighten(PLACE / f"{name}.png")


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
    drawn.save(PLACE / "genomgang.png")


def lighten(picture: Path) -> None:
    """Store the picture with 128 colours, so that it is no burden in the repository."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(picture) as drawn:
        few = drawn.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def write_event(folder: Path) -> None:
    """Write an event at a supplier with a track in every committee and company, and print its key."""
    import_module("akropolis.shell.cli.running").set_up(folder)
    from django.utils import timezone  # noqa: PLC0415

    from akropolis.base.kernel.access.gate import system  # noqa: PLC0415
    from akropolis.base.kernel.access.models import Unit  # noqa: PLC0415
    from akropolis.base.kernel.records.writer import create  # noqa: PLC0415
    from akropolis.events.incidents.models import EntryKind, Incident, TrackRegime  # noqa: PLC0415
    from akropolis.events.incidents.services import receipts, tracks  # noqa: PLC0415
    from akropolis.events.leadership.services import log  # noqa: PLC0415

    access, top, known = (
        system("Övningsstaden"),
        Unit.everything.get(parent=None),
        timezone.now() - timedelta(hours=21),
    )
    values = {
        "title": "Intrång hos leverantören av Personalstödet",
        "owner_unit": top,
        "occurred_at": known,
        "aware_at": known,
        "detected_at": known,
        "severity": 4,
        "personal_data": "yes",
        "kind": "incident",
        "status": "handling",
    }
    event = create(access, Incident, values)
    units = list(Unit.everything.filter(kind__in=("committee", "company"), valid_to=None).order_by("name"))
    tracks.open_tracks(access, event, [(unit, TrackRegime.PRIVACY) for unit in units])
    for unit in units[:15]:
        receipts.receive(access, event, unit, "Lönerna går den 25. Vi kan köra manuellt till dess.")
    for hours, text in LOG:
        at = known + timedelta(hours=hours)
        log.enter(access, event, top, kind=EntryKind.FACT, text=text, happened_at=at)
    sys.stdout.write(str(event.pk))


if __name__ == "__main__":
    write_event(Path(sys.argv[1])) if sys.argv[1:] else main()
