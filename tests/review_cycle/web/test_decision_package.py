"""The decision package: from the decision to a zip whose sums hold, with nothing secret for who may not read it."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.background import queue
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review.services import reviews as steps
from akropolis.review.review_cycle.services.decision_package import decision_package
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters, openings
from tests.factories import reviews
from tests.reporting.sample import pdf_text
from tests.world import SYSTEM, World

CANARY = "Kanariefågel"
URL = "/genomgangar/2026/utb/beslutspaket.zip?utgava=1"


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    """Work that is put aside is kept in a folder of the test."""
    settings.DATA_DIR = tmp_path


def written(world: World) -> Review:
    """A review with an official's report, a table of remarks and one secret passage, under way."""
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2026)
    row = Chapter.everything.get(review=review, key="state")
    text = f"{row.text} {{secret:18 kap. 8 § OSL|{CANARY} i serverhallen}}."
    chapters.save(SYSTEM, row, text=text, figures={})
    openings.change_settings(SYSTEM, review, {"wrapper": True})
    return review


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def readable(content: bytes) -> bytes:
    """What the file says, with what it has packed unpacked."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        return b"".join(unzipped(content).values())
    return pdf_text(content).encode() if content.startswith(b"%PDF") else content


def fetched(world: World, who: str) -> bytes:
    """The package as the person gets it in the browser, once a worker has made it."""
    client = world.client(who)
    page = client.get(URL)["Location"]
    assert queue.do_next()
    return b"".join(client.get(f"{page}?fil=1"))


def test_from_the_decision_to_a_package_whose_sums_hold(world: World) -> None:
    reviews.finish(SYSTEM, written(world), 2026)
    page = world.client("owner").get(reverse("review-decision", args=[2026, "utb"])).content.decode()
    assert URL in page
    assert "Beslutspaket" in page
    files = unzipped(fetched(world, "owner"))
    told = json.loads(files["manifest.json"])
    assert {line["file"]: (line["sha256"], line["size"]) for line in told["files"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(content))
        for name, content in files.items()
        if "/" in name
    }
    assert (told["status"], told["decided_on"], told["diary_number"], told["version"]) == (
        "Beslutad",
        "2026-11-20",
        "UTB 2026/117",
        1,
    )
    named = {(line["version"], line["file"].rpartition(".")[2]) for line in told["files"]}
    assert named == {
        (version, form) for version in ("hel", "öppen") for form in ("docx", "odt", "pdf", "xlsx")
    }
    assert {"hela/Tjänsteutlåtande-Ledningens-genomgång-2026.pdf", "SHA256SUMS"} <= set(files)
    assert all(line["sha256"] in files["manifest.txt"].decode() for line in told["files"])
    review = "Bilaga-1-Ledningens-genomgång-2026"
    assert all(CANARY.encode() in readable(files[f"hela/{review}.{form}"]) for form in ("docx", "odt", "pdf"))
    masked = [readable(content) for name, content in files.items() if not name.startswith("hela/")]
    assert not any(CANARY.encode() in content for content in masked)


def test_who_may_not_read_secrets_gets_only_the_open_copies_and_the_same_bytes_each_time(
    world: World,
) -> None:
    reviews.finish(SYSTEM, written(world), 2026)
    assert world.client("neighbour").get(URL).status_code == 404
    with pytest.raises(Hidden):
        decision_package(world.access("neighbour"), Review.everything.get(year=2026))
    with writing(SYSTEM) as w:
        world.add(w, "fullmaktige", "Ledamot Ledamotsson", "kommunfullmaktige", "stad")
    reader, review = world.access("fullmaktige"), Review.everything.get(year=2026)
    _name, content = decision_package(reader, review)
    assert decision_package(reader, review)[1] == content
    files = unzipped(content)
    assert {name.partition("/")[0] for name in files} == {
        "oppna",
        "manifest.json",
        "manifest.txt",
        "SHA256SUMS",
    }
    assert not any(CANARY.encode() in readable(content) for content in files.values())
    assert b"hela/" not in files["manifest.json"] + files["manifest.txt"] + files["SHA256SUMS"]


def test_a_draft_is_said_to_be_one_and_is_for_the_unit_alone(world: World) -> None:
    review = steps.move(SYSTEM, written(world), "circulate")
    name, content = decision_package(world.access("owner"), review)
    told = json.loads(unzipped(content)["manifest.json"])
    assert (name.endswith("-UTKAST.zip"), told["status"], told["decided_on"]) == (
        True,
        "UTKAST, inte beslutad",
        "",
    )
    assert told["made_by"] == world.people["owner"].name
    with pytest.raises(Hidden):
        decision_package(world.access("neighbour"), review)


def test_what_remains_is_said_before_there_is_a_draft(world: World) -> None:
    review = written(world)
    chapters.save(SYSTEM, Chapter.everything.get(review=review, key="state"), text="", figures={})
    with pytest.raises(Refused) as refused:
        decision_package(world.access("owner"), review)
    assert "tomt" in str(refused.value) or "empty" in str(refused.value)
