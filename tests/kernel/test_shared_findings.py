"""What one process of the server found is found by the others: by the same key alone, and while it stands."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.history.models import Change, Latest
from akropolis.kernel.records import shared_findings, unchanged, writer
from akropolis.kernel.records.redaction import redact
from akropolis.kernel.records.shared_findings import FOLDER, sharing
from akropolis.kernel.records.unchanged import while_unchanged, within_reading
from akropolis.kernel.records.writer import writing
from tests.world import SYSTEM, World

calls: list[tuple[Any, ...]] = []
WHO = UUID(int=7)
FIRST = ""
"""The epoch of an installation in which nothing was worked out anew or redacted."""
put = partial(shared_findings.put, epoch=FIRST)
taken = partial(shared_findings.taken, epoch=FIRST)


def names(access: Access, *given: Any) -> list[str]:
    """The units' names, after work worth sharing."""
    calls.append(given)
    _work()
    return sorted(Unit.objects.visible(access).values_list("name", flat=True))


def whole(access: Access) -> int:
    """Rests on the newest links of all kinds."""
    calls.append(())
    _work()
    return Latest.objects.count()


def _work() -> None:
    began = time.thread_time()
    while time.thread_time() - began < shared_findings.WORTH:
        pass


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where it is shared in the test."""
    calls.clear()
    shared_findings._UNFIT.clear()
    with sharing():
        yield begun(FIRST)


def begun(epoch: str) -> Path:
    """The only place that is left, when an epoch has begun."""
    shared_findings.begin(epoch)
    (place,) = Path(os.environ[FOLDER]).iterdir()
    return place


def looked(access: Access, *given: Any) -> int:
    """How often it was looked for by a process that has found nothing itself."""
    unchanged.forget()
    before = len(calls)
    assert while_unchanged(access, names, *given) == names(access)
    return len(calls) - before - 1


KEYS: tuple[tuple[object, ...], ...] = (
    (names, WHO, False, "a", "sv", date(2026, 11, 30)),
    (names, WHO, False, "a", "sv", date(2026, 12, 1)),
    (names, WHO, False, "a", "en", date(2026, 11, 30)),
    (names, WHO, True, "a", "sv", date(2026, 11, 30)),
    (names, None, False, "a", "sv", date(2026, 11, 30)),
    (looked, WHO, False, "a", "sv", date(2026, 11, 30)),
    (names, WHO, 0, "a", "sv", date(2026, 11, 30)),
    (names, WHO, False, "a", "sv", ("x", "y")),
    (names, WHO, False, "a", "sv", "x", "y"),
    (names, WHO, False, "a", "sv", ("x', 'y",)),
)


def test_each_key_has_its_own(folder: Path) -> None:
    for number, key in enumerate(KEYS):
        assert taken(key) is None
        put(key, (number, {}))
    assert [taken(key) for key in KEYS] == [(number, {}) for number in range(len(KEYS))]


@pytest.mark.parametrize(
    "part", [frozenset({1}), object(), lambda: 1, KEYS[0].count, 1.5, [1], "a".join, (1, object())]
)
def test_what_is_not_written_alike_everywhere_is_not_shared(folder: Path, part: object) -> None:
    put((names, part), (1, {}))
    assert (taken((names, part)), list(folder.iterdir())) == (None, [])


def test_nothing_is_shared_outside() -> None:
    put(KEYS[0], (1, {}))
    assert taken(KEYS[0]) is None


def test_what_cannot_be_packed_or_has_no_room_is_not_there(folder: Path) -> None:
    put(KEYS[0], (lambda: 1, {}))
    assert list(folder.iterdir()) == []
    folder.rmdir()
    put(KEYS[0], (1, {}))
    assert taken(KEYS[0]) is None


def test_what_is_large_stays_where_it_was_found(folder: Path) -> None:
    put(KEYS[0], ("x" * (shared_findings.MOST - 100), {}))
    put(KEYS[1], ("x" * shared_findings.MOST, {}))
    assert [taken(key) is None for key in KEYS[:2]] == [False, True]
    assert len(list(folder.iterdir())) == 1


def test_what_is_large_is_not_packed_again_to_see_until_old_ones_are_taken_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(KEYS[0], ("x" * shared_findings.MOST, {}))
    put(KEYS[1], (lambda: 1, {}))
    for key in KEYS[:2]:
        put(key, (1, {}))
        assert taken(key) is None
    monkeypatch.setattr(shared_findings, "OFTEN", 1)
    put(KEYS[2], (1, {}))
    put(KEYS[0], (1, {}))
    assert taken(KEYS[0]) == (1, {})


def test_what_was_just_put_there_and_is_old_already_is_not_put_again_at_once(folder: Path) -> None:
    put(KEYS[0], (1, {}))
    put(KEYS[0], (2, {}))
    assert taken(KEYS[0]) == (1, {})
    (lies,) = folder.iterdir()
    os.utime(lies, (time.time() - shared_findings.SOON - 1,) * 2)
    put(KEYS[0], (2, {}))
    assert taken(KEYS[0]) == (2, {})


def test_what_a_killed_server_left_is_taken_away_by_the_next_and_no_living_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    begins = shared_findings.PREFIX
    for name in (
        f"{begins}{gone.pid}-abc",
        f"{begins}1-abc",
        f"{begins}{os.getppid()}-abc",
        f"{begins}x-a",
        "other",
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "found").write_bytes(b"1")
    with sharing():
        left = sorted(path.name.removeprefix(begins) for path in tmp_path.iterdir())
    own = f"{os.getpid()}-"
    assert [name for name in left if not name.startswith(own)] == sorted(
        [f"{os.getppid()}-abc", "1-abc", "other", "x-a"]
    )
    assert sum(name.startswith(own) for name in left) == 1


def test_nobody_else_reads_it_and_it_is_gone_afterwards() -> None:
    with sharing():
        folder, place = Path(os.environ[FOLDER]), begun(FIRST)
        put(KEYS[0], (1, {}))
        assert [each.stat().st_mode & 0o777 for each in (folder, place)] == [0o700, 0o700]
        assert len(list(place.iterdir())) == 1
    assert (folder.exists(), FOLDER in os.environ) == (False, False)


def test_another_process_finds_it(folder: Path) -> None:
    begins = "from akropolis.kernel.records.shared_findings import put, sharing;"
    puts = f"{begins} put((sharing, 1, None, 'å'), (['a', 1], {{'b': 'c'}}), '{FIRST}')"
    subprocess.run([sys.executable, "-c", puts], check=True)
    assert taken((sharing, 1, None, "å")) == (["a", 1], {"b": "c"})


def test_a_day_old_ones_are_taken_away_now_and_then(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_findings, "OFTEN", 1)
    put(KEYS[0], (1, {}))
    (old,) = folder.iterdir()
    put(KEYS[1], (2, {}))
    assert taken(KEYS[0]) == (1, {})
    os.utime(old, (time.time() - shared_findings.A_DAY - 60,) * 2)
    put(KEYS[2], (3, {}))
    assert [taken(key) for key in KEYS[:3]] == [None, (2, {}), (3, {})]


def test_a_process_that_is_new_finds_what_another_found_until_somebody_writes(
    folder: Path, world: World
) -> None:
    owner, neighbour = world.access("owner"), world.access("neighbour")
    asked = ((owner, 1), (owner, 2), (neighbour, 1))
    assert [looked(*each) for each in asked] == [1, 1, 1]
    assert [looked(*each) for each in asked] == [0, 0, 0]
    with writing(SYSTEM) as w:
        w.update(world.units["kul"], {"name": "Kulturnämnden i staden"})
    assert [looked(*each) for each in asked] == [1, 1, 1]


def test_what_rests_on_every_kind_is_found_by_the_others_too(folder: Path, world: World) -> None:
    found = []
    for _again in range(3):
        unchanged.forget()
        found.append((while_unchanged(SYSTEM, whole), len(calls)))
    assert [number for _found, number in found] == [1, 1, 1]
    with writing(SYSTEM) as w:
        w.update(world.units["kul"], {"name": "Kulturnämnden i staden"})
    while_unchanged(SYSTEM, whole)
    assert len(calls) == 2


def test_in_a_new_epoch_nothing_of_the_one_before_is_left_or_put_there(folder: Path) -> None:
    put(KEYS[0], (1, {}))
    place = begun("another")
    put(KEYS[1], (2, {}))
    assert (folder.exists(), list(place.iterdir()), taken(KEYS[0])) == (False, [], None)
    shared_findings.put(KEYS[0], (3, {}), "another")
    shared_findings.begin("another")
    assert shared_findings.taken(KEYS[0], "another") == (3, {})


def test_nothing_is_begun_where_nothing_is_shared() -> None:
    shared_findings.begin("another")
    assert FOLDER not in os.environ


def test_what_was_redacted_stands_in_no_file_of_any_process_once_a_page_was_read(
    folder: Path, world: World
) -> None:
    number, unit, owner = "19850101-1236", world.units["kul"], world.access("owner")

    def holding() -> list[Path]:
        files = (path for path in Path(os.environ[FOLDER]).rglob("*") if path.is_file())
        return [path for path in files if number.encode() in path.read_bytes()]

    writer.update(SYSTEM, unit, {"name": f"Nämnden {number}"})
    looked(owner)
    writer.update(SYSTEM, unit, {"name": "Kulturnämnden"})
    while_unchanged(owner, names)
    assert len(holding()) == 1
    seqs = Change.objects.filter(object_id=unit.pk, content__contains=number).order_by("seq")
    redact(world.access("admin"), seqs[0].seq, ["after.name", "label"], basis="GDPR 17", because="Prov")
    assert while_unchanged(owner, names) == names(owner)
    put(KEYS[0], (number, {}))  # a process that has not read a page since
    assert holding() == []
    assert looked(owner) == 0


def test_what_is_for_one_reading_and_what_is_found_quickly_is_not_shared(
    folder: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    within_reading(SYSTEM, names)
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(shared_findings, "WORTH", 60.0)
    while_unchanged(SYSTEM, _few)
    assert list(folder.iterdir()) == []


def _few(access: Access) -> int:
    return Unit.objects.visible(access).count()
