"""`backup` and `restore`."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import opened, run_in


@pytest.fixture
def archive(demo: Path, tmp_path: Path) -> Path:
    (demo / "files" / "ab").mkdir(parents=True)
    (demo / "files" / "ab" / "abc").write_bytes(b"evidence")
    done = run_in(demo, "backup", tmp_path / "b.zip")
    assert done.code == 0, done.err
    return tmp_path / "b.zip"


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with opened(folder) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(database.execute(f'SELECT * FROM "{table}"').fetchall(), key=str)
            for table in tables
        }


def test_everything_comes_back(demo: Path, archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "restored"
    done = run_in(target, "restore", archive)
    assert done.code == 0, done.err
    assert rows(target) == rows(demo)
    assert (target / "files" / "ab" / "abc").read_bytes() == b"evidence"
    assert (target / "secret-key").read_text() == (demo / "secret-key").read_text()
    assert (target / "secret-key").stat().st_mode & 0o777 == 0o600
    assert run_in(target, "verify", "--json").out == run_in(demo, "verify", "--json").out


def test_the_archive_is_readable_by_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def test_neither_overwrites(demo: Path, archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    again = run_in(demo, "backup", archive)
    assert (again.code, again.out) == (1, "")
    assert archive.read_bytes() == whole
    before = rows(demo)
    done = run_in(demo, "restore", archive)
    assert (done.code, done.out) == (1, "")
    assert rows(demo) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "demo"]


def spoilt(archive: Path, change: str) -> None:
    with ZipFile(archive) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    match change:
        case "byte":
            parts["files/ab/abc"] = b"Evidence"
        case "missing":
            del parts["files/ab/abc"]
        case "outside":
            parts["../outside"] = b"x"
    with ZipFile(archive, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


@pytest.mark.parametrize("change", ["byte", "missing", "outside", "no zip"])
def test_a_spoilt_archive_is_refused_and_nothing_is_made(archive: Path, tmp_path: Path, change: str) -> None:
    if change == "no zip":
        archive.write_bytes(b"PK nonsense")
    else:
        spoilt(archive, change)
    target = tmp_path / "restored"
    done = run_in(target, "restore", archive)
    assert (done.code, done.out) == (1, "")
    assert not target.exists()
    assert not (tmp_path / "outside").exists()
