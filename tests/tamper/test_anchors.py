"""The chain's end outside the database: written, sent, time-stamped, and held against the chain."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.history import anchors, timestamps
from akropolis.base.kernel.history.models import Head
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records import writer
from akropolis.base.lib.chain import ChainLink
from akropolis.shell.cli.chain import verify
from akropolis.shell.home.services import anchoring
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
    assert anchors.write_anchor(NOW) == anchors.Anchor(
        Head.objects.get().seq, Head.objects.get().hash, NOW.isoformat()
    )
    first = file.read_bytes()
    assert anchors.write_anchor(NOW + timedelta(days=1)) is None
    assert file.read_bytes() == first
    work(world, "Kultur och fritid")
    assert anchors.write_anchor(NOW + timedelta(days=2)) is not None
    assert file.read_bytes().startswith(first)
    assert [anchor.seq for anchor in anchors.read_anchors(file)] == [
        Head.objects.get().seq - 1,
        Head.objects.get().seq,
    ]


def test_a_decision_is_anchored_when_it_holds(
    world: World, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        reviews.decided(SYSTEM, world.units["utb"], 2026)
    (anchor,) = anchors.read_anchors(file)
    assert (anchor.seq, anchor.hash) == (Head.objects.get().seq, Head.objects.get().hash)


def test_a_folder_that_is_away_is_one_line_in_the_log(
    world: World, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ANCHOR_DIR = str(tmp_path / "away")
    assert anchors.write_anchor(NOW) is None
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
    anchors.write_anchor(NOW)
    noted = anchor_now()
    text = {"file": str(file), "hash": noted.hash, "numbered": f"{noted.seq}:{noted.hash}"}[form]
    verify(None, False, (text,), None)
    rehash(lambda _seq, payload, content: (payload.replace('"unit":""', '"unit":"x"'), content))
    verify(None, False, (), None)
    with pytest.raises(Refused, match="skrivits om"):
        verify(None, False, (text,), None)
    assert "Ankare: 1" in capsys.readouterr().out


def test_what_was_anchored_and_did_not_come_is_said_of_each_anchor() -> None:
    links = [ChainLink(seq, "", f"{seq:064x}") for seq in (1, 2, 3)]

    def faults(*held: anchors.Anchor) -> list[str]:
        watch = anchors.Watch(held)
        for link in links:
            watch.see(link)
        watch.end(3)
        assert watch.anchors == [*held]
        return watch.faults

    right, again = anchors.Anchor(2, f"{2:064x}", "i går"), anchors.Anchor(0, f"{3:064x}")
    assert faults() == faults(right, again, right) == []
    other, nameless = anchors.Anchor(2, "f" * 64, "i dag"), anchors.Anchor(1, "e" * 64)
    assert faults(right, other, nameless) == [
        f"Länk 1 är en annan än den som ankrades ({'e' * 64}): den har skrivits om.",
        "Länk 2 är en annan än den som ankrades (i dag): den har skrivits om.",
    ]
    beyond = [anchors.Anchor(5, "d" * 64), anchors.Anchor(4, "d" * 64, "i dag")]
    assert faults(*beyond) == [
        "Länk 4 är ankrad (i dag), men kedjan slutar vid 3: slutet har skurits av.",
        f"Länk 5 är ankrad ({'d' * 64}), men kedjan slutar vid 3: slutet har skurits av.",
    ]
    unknown = [anchors.Anchor(0, "b" * 64), anchors.Anchor(0, "a" * 64)]
    assert faults(*unknown, right, again) == [
        f"Ingen länk har summan {sign * 64}: historiken har skrivits om." for sign in "ab"
    ]


def test_an_anchor_is_named_by_number_and_hash_in_any_case(world: World, file: Path) -> None:
    one = "0123456789abcdef" * 4
    assert [*anchors.parse_anchors(f" 12:{one.upper()} ")] == [anchors.Anchor(12, one)]
    assert [*anchors.parse_anchors(one)] == [anchors.Anchor(0, one)]
    anchors.write_anchor(NOW)
    assert [*anchors.parse_anchors(str(file))] == anchors.read_anchors(file)


def test_a_history_that_was_written_anew_is_logged_and_anchored_from_now_on(
    world: World, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anchors.write_anchor(NOW)
    work(world, "Kultur och fritid")
    anchors.write_anchor(NOW)
    assert caplog.records == []
    rehash(lambda _seq, payload, content: (payload.replace('"unit":""', '"unit":"x"'), content))
    before, made = anchors.read_anchors(file), anchors.write_anchor(NOW)
    assert [(r.levelno, "no longer what was anchored" in r.getMessage()) for r in caplog.records] == [
        (logging.ERROR, True)
    ]
    assert anchors.read_anchors(file) == [*before, made]


def test_a_file_with_a_line_that_is_no_anchor_is_left_as_it_is(
    world: World, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for line in ("x", "[]", '{"seq": 1, "hash": "a"}', '{"seq": "x", "hash": "a", "at": ""}'):
        file.write_text(f"{line}\n")
        assert (anchors.write_anchor(NOW), file.read_text()) == (None, f"{line}\n")
        with pytest.raises(Refused):
            anchors.read_anchors(file)
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 4


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
    anchors.write_anchor(NOW)
    with authority.serving(folder) as settings.TIMESTAMP_URL:
        assert (timestamps.stamp_missing(), timestamps.stamp_missing()) == (1, 0)
    assert timestamps.faults(file, chain) == []
    verify(None, False, (str(file),), chain)
    file.write_text(file.read_text().replace("2026-11-26", "2026-11-25"))
    assert len(timestamps.faults(file, chain)) == 1


def test_only_stamps_that_are_there_are_held_against_their_anchors(
    world: World, file: Path, settings: Any
) -> None:
    folder = file.parent / "tsa"
    folder.mkdir()
    chain = authority.made(folder)
    assert (timestamps.stamp_missing(), timestamps.stamps(file), timestamps.faults(file, chain)) == (
        0,
        {},
        [],
    )
    first = anchors.write_anchor(NOW)
    assert first
    with authority.serving(folder) as settings.TIMESTAMP_URL:
        assert timestamps.stamp_missing() == 1
    work(world, "Kultur och fritid")
    second = anchors.write_anchor(NOW)
    assert second
    assert timestamps.stamps(file) == {timestamps.stamp_of(file, first): first}
    assert timestamps.faults(file, chain) == []
    timestamps.stamp_of(file, second).write_bytes(timestamps.stamp_of(file, first).read_bytes())
    (wrong,) = timestamps.faults(file, chain)
    assert wrong.startswith(f"Tidsstämpeln {timestamps.stamp_of(file, second).name} ")
    timestamps.stamp_of(file, first).write_bytes(b"x")
    assert len(timestamps.faults(file, chain)) == 2
    (folder / "tom.pem").write_text("x")
    with pytest.raises(Refused) as refusal:
        timestamps.faults(file, folder / "tom.pem")
    assert refusal.value.code == "bad_certificates"


@pytest.mark.parametrize("kept", ["the newest", "all"])
def test_as_many_of_the_newest_anchors_as_are_said_are_stamped(
    world: World, file: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    folder = file.parent / "tsa"
    folder.mkdir()
    authority.made(folder)
    monkeypatch.setattr(timestamps, "KEPT", 1 if kept == "the newest" else 2)
    made = []
    for name in ("Ett", "Två"):
        work(world, name)
        made.append(anchors.write_anchor(NOW))
    with authority.serving(folder) as settings.TIMESTAMP_URL:
        assert timestamps.stamp_missing() == timestamps.KEPT
    assert [*timestamps.stamps(file).values()] == made[-timestamps.KEPT :]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_an_authority_that_is_no_web_address_is_not_asked(
    world: World, file: Path, settings: Any, caplog: pytest.LogCaptureFixture, url: str
) -> None:
    settings.TIMESTAMP_URL = url
    anchors.write_anchor(NOW)
    assert timestamps.stamp_missing() == 0
    assert ["must begin with http" in record.getMessage() for record in caplog.records] == [True]


def test_an_authority_that_is_away_is_one_line_in_the_log(
    world: World, file: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    anchors.write_anchor(NOW)
    assert timestamps.stamp_missing() == 0
    assert [(record.levelno, record.exc_info) for record in caplog.records] == [(logging.ERROR, None)]
