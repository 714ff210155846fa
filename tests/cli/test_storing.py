"""`backup` and `restore`."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.cli.conftest import cleared, opened, run_in


@pytest.fixture
def archive(demo: Path, tmp_path: Path) -> Path:
    (demo / "files" / "ab").mkdir(parents=True)
    (demo / "files" / "ab" / "abc").write_bytes(b"evidence")
    done = run_in(demo, "backup", tmp_path / "b.zip")
    assert done.code == 0, done.err
    return tmp_path / "b.zip"


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where nothing is yet."""
    with cleared(tmp_path_factory, "restored") as folder:
        yield folder


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with opened(folder) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(database.execute(f'SELECT * FROM "{table}"').fetchall(), key=str)
            for table in tables
        }


def test_everything_comes_back(demo: Path, archive: Path, target: Path) -> None:
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
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip"]


def says(archive: Path, **other: object) -> None:
    """The archive says something else of itself."""
    with ZipFile(archive) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    contents = json.loads(parts["contents.json"])
    parts["contents.json"] = json.dumps(contents | other).encode()
    with ZipFile(archive, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


@pytest.mark.parametrize("other", [{"version": "0.10.0"}, {"migrations": ["notify.9999_what_nobody_knows"]}])
def test_a_backup_of_a_later_version_is_refused_in_words(
    archive: Path, target: Path, other: dict[str, object]
) -> None:
    says(archive, **other)
    done = run_in(target, "restore", archive)
    assert (done.code, done.out, target.exists()) == (1, "", False)
    assert "är från en senare version" in done.err
    assert "Traceback" not in done.err


def test_a_table_with_other_rows_than_the_backup_says_is_told(archive: Path, target: Path) -> None:
    with ZipFile(archive) as source:
        counted = json.loads(source.read("contents.json"))["rows"]
    says(archive, rows={**counted, "access_user": counted["access_user"] + 1})
    done = run_in(target, "restore", archive)
    assert (done.code, "access_user" in done.err) == (1, True)


def test_one_of_an_earlier_version_comes_back_and_says_what_is_to_be_done(
    demo: Path, archive: Path, target: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older.sqlite3"
    with opened(demo) as database, closing(sqlite3.connect(older)) as copy:
        database.backup(copy)
        copy.execute("DROP TABLE watch_upkeep")
        copy.execute("DELETE FROM django_migrations WHERE app = 'watch'")
        copy.commit()
    with ZipFile(archive) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    contents = json.loads(parts["contents.json"])
    del contents["rows"], contents["migrations"]
    parts["database.sqlite3"] = older.read_bytes()
    contents["parts"]["database.sqlite3"] = hashlib.sha256(older.read_bytes()).hexdigest()
    with ZipFile(archive, "w") as written:
        for name, data in (parts | {"contents.json": json.dumps(contents).encode()}).items():
            written.writestr(name, data)
    done = run_in(target, "restore", archive)
    assert (done.code, "akropolis init" in done.out) == (0, True), done.err


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
def test_a_spoilt_archive_is_refused_and_nothing_is_made(archive: Path, target: Path, change: str) -> None:
    if change == "no zip":
        archive.write_bytes(b"PK nonsense")
    else:
        spoilt(archive, change)
    done = run_in(target, "restore", archive)
    assert (done.code, done.out) == (1, "")
    assert not target.exists()
    assert not (target.parent / "outside").exists()
