"""A disk that is full or takes no writes: true words, nothing acknowledged, and what only reads goes on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from akropolis.tools.demo.build import PASSWORD
from tests.cities import small_city
from tests.production import disks
from tests.production.clients import NEW_INCIDENT, signed_in
from tests.production.place import Place
from tests.production.server import serving

WRITER = "samordnare.slk"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city that these tests only read."""
    return small_city(tmp_path_factory)


@pytest.fixture
def small(city: Path, tmp_path: Path) -> Iterator[Place]:
    """A copy of it on a disk with little room."""
    size = sum(path.stat().st_size for path in city.rglob("*")) // 1024**2
    with disks.small_disk(tmp_path / "disk", size + 6) as disk:
        shutil.copytree(city, disk / "data")
        yield Place(disk / "data")


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file, with its size and when it was changed."""
    found = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*")}
    return {name: (each.st_size, each.st_mtime_ns) for name, each in found.items()}


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(
    small: Place, tmp_path: Path
) -> None:
    log = tmp_path / "server.log"
    with serving(small, log=log) as server, signed_in(server.port, [WRITER], PASSWORD) as (writer,):
        writer.report(1)
        with disks.filled(small.folder.parent):
            status, page, _place = writer.send(NEW_INCIDENT, title="borta", occurred_at="2026-11-20T08:00")
            assert (status, "Disken är full" in page, "Traceback" in page) == (507, True, False)
            refused = small.run("backup", small.folder.parent / "b.zip")
        writer.report(2)
        assert writer.wrong == []
        assert "borta" not in writer.page("/incidenter/")
    assert (refused.code, refused.out) == (1, "")
    assert "Disken är full" in refused.err.splitlines()[-1]
    assert "Traceback" not in refused.err + server.said()
    assert not list(small.folder.parent.glob("b.zip*"))
    assert small.run_each("verify", "rebuild --check").code == 0


def test_a_copy_that_takes_no_writes_is_verified_compared_asked_and_backed_up(
    city: Path, tmp_path: Path
) -> None:
    before = state(city)
    asked = "radius 'Sävlund Drift AB' --as ciso"
    with disks.closed(city):
        done = Place(city).run_each("verify", "rebuild --check", asked, f"backup {tmp_path / 'b.zip'}")
        serve = Place(city).run("serve")
    assert done.code == 0, done.err
    assert (serve.code, serve.out) == (1, "")
    assert "Det går att läsa men inte att skriva" in serve.err
    assert len(serve.err.splitlines()) == 1
    assert state(city) == before
    assert (tmp_path / "b.zip").exists()
