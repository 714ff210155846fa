"""The chain's end outside the database: written, sent, time-stamped, and held against the chain."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from akropolis.cli.chain import verify
from akropolis.home.services import anchoring
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.history import anchors, timestamps
from akropolis.kernel.history.models import Head
from akropolis.kernel.notify.models import Message
from akropolis.kernel.records import writer
from tests.factories import reviews
from tests.stage import stage, world
from tests.tamper import authority
from tests.tamper.tools import anchor_now, rehash
from tests.world import SYSTEM, World

__all__ = ["stage", "world"]

NOW = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.ANCHOR_DIR = str(tmp_path)
    return tmp_path / anchors.FILE


def work(world: World, name: str) -> None:
    writer.update(world.access("admin"), world.units["kul"], {"name": name})


def test_the_file_grows_with_the_history_and_only_then(world: World, file: Path) -> None:
    assert anchors.drop(NOW) == anchors.Anchor(
        Head.objects.get().seq, Head.objects.get().hash, NOW.isoformat()
    )
    first = file.read_bytes()
    assert anchors.drop(NOW + timedelta(days=1)) is None
    assert file.read_bytes() == first
    work(world, "Kultur och fritid")
    assert anchors.drop(NOW + timedelta(days=2)) is not None
    assert file.read_bytes().startswith(first)
    assert [anchor.seq for anchor in anchors.written(file)] == [
        Head.objects.get().seq - 1,
        Head.objects.get().seq,
    ]


def test_a_decision_is_anchored_when_it_holds(
    world: World, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reviews.decided(SYSTEM, world.units["utb"], 2026)
    (anchor,) = anchors.written(file)
    assert (anchor.seq, anchor.hash) == (Head.objects.get().seq, Head.objects.get().hash)


def test_a_folder_that_is_away_is_one_line_in_the_log(
    world: World, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ANCHOR_DIR = str(tmp_path / "away")
    assert anchors.drop(NOW) is None
    assert [(r.levelno, "away" in r.getMessage(), r.exc_info) for r in caplog.records] == [
        (logging.ERROR, True, None)
    ]


def test_the_mail_carries_the_seal_once_a_day(world: World, settings: Any) -> None:
    settings.ANCHOR_MAIL = "revisor@example.se"
    writer.update(SYSTEM, world.people["auditor"], {"email": "revisor@example.se"})
    for hour in (0, 1):
        anchoring.anchor(NOW + timedelta(hours=hour))
    (message,) = Message.objects.all()
    head = Head.objects.get()
    assert (message.user, f"{head.seq}:{head.hash}" in message.text) == (world.people["auditor"], True)


@pytest.mark.parametrize("form", ["file", "hash", "numbered"])
def test_what_was_noted_outside_finds_a_chain_that_was_hashed_anew(
    world: World, file: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    work(world, "Kultur och fritid")
    anchors.drop(NOW)
    noted = anchor_now()
    text = {"file": str(file), "hash": noted.hash, "numbered": f"{noted.seq}:{noted.hash}"}[form]
    verify(None, False, (text,), None)
    rehash(lambda _seq, payload, content: (payload.replace('"unit":""', '"unit":"x"'), content))
    verify(None, False, (), None)
    with pytest.raises(Refused, match="skrivits om"):
        verify(None, False, (text,), None)
    assert "Ankare: 1" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["finns-inte.jsonl", "abc", "12:abc", ""])
def test_what_is_no_anchor_is_refused(world: World, text: str) -> None:
    with pytest.raises(Refused):
        verify(None, False, (text,), None)


def test_a_time_stamp_is_fetched_kept_and_held_against_the_anchor(
    world: World, file: Path, settings: Any
) -> None:
    folder = file.parent / "tsa"
    folder.mkdir()
    chain = authority.made(folder)
    anchors.drop(NOW)
    with authority.serving(folder) as settings.TIMESTAMP_URL:
        assert (timestamps.stamp_missing(), timestamps.stamp_missing()) == (1, 0)
    assert timestamps.faults(file, chain) == []
    verify(None, False, (str(file),), chain)
    file.write_text(file.read_text().replace("2026-11-26", "2026-11-25"))
    assert len(timestamps.faults(file, chain)) == 1


def test_an_authority_that_is_away_is_one_line_in_the_log(
    world: World, file: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    anchors.drop(NOW)
    assert timestamps.stamp_missing() == 0
    assert [(record.levelno, record.exc_info) for record in caplog.records] == [(logging.ERROR, None)]
