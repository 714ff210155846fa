"""A restore drill with real programs: it goes well, it leaves nothing, and it says what it could not do."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.production.place import Place, new_database

pytestmark = pytest.mark.django_db
SMALL = "liten"


def databases(place: Place) -> list[str]:
    if not place.database:
        return []
    with psycopg.connect(place.database) as connected:
        rows = connected.execute("SELECT datname FROM pg_database WHERE datname LIKE 'akropolis_drill%'")
        return [name for (name,) in rows]


def left(place: Place) -> list[str]:
    return [path.name for path in place.folder.iterdir() if path.name.startswith(".drill")] + databases(place)


def test_what_comes_back_is_what_was_there(place: Place) -> None:
    before = json.loads(place.run("verify", "--json").out)
    done = place.run("drill", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["links"], found["head"]) == (before["links"], before["head"])
    assert found["rows"] > found["links"] > 0
    assert found["tables"] > 100
    assert 0 < found["restore"] <= found["seconds"]
    assert left(place) == []
    assert "INFO akropolis.operation: drill: done" in done.err
    assert place.do("kept_up()").splitlines()[-1] == "drill "


def test_a_backup_that_is_spoilt_is_told_and_noted(place: Place) -> None:
    archive = place.folder.parent / "night.zip"
    assert place.run("backup", archive).code == 0
    archive.write_bytes(archive.read_bytes()[:-1000])
    done = place.run("drill", archive)
    assert (done.code, done.out) == (1, "")
    assert (left(place), archive.exists()) == ([], True)
    sentence = f"{archive} är ingen hel säkerhetskopia. Ta en annan."
    assert done.err.splitlines()[-1] == sentence
    assert place.do("kept_up()").splitlines()[-1] == f"drill {sentence}"


@pytest.fixture
def scratch(place: Place) -> Iterator[str]:
    if not place.database:
        pytest.skip("SQLite has no databases beside")
    name = f"prov_{os.getpid()}"
    with new_database(name):
        yield name


@pytest.mark.long
def test_a_database_that_is_named_is_emptied_afterwards(place: Place, scratch: str) -> None:
    for _each in range(2):
        done = place.run("drill", "--database", scratch)
        assert done.code == 0, done.err


@pytest.mark.long
def test_a_database_that_is_not_empty_is_named_and_left(place: Place, scratch: str, tmp_path: Path) -> None:
    address = place.database.rpartition("/")[0] + f"/{scratch}"
    with psycopg.connect(address, autocommit=True) as theirs:
        theirs.execute("CREATE TABLE theirs AS SELECT 1 AS x")
        archive = tmp_path / "b.zip"
        assert place.run("backup", archive).code == 0
        done = place.run("drill", archive, "--database", scratch)
        assert (done.code, f"Databasen {scratch} är inte tom" in done.err) == (1, True)
        done = Place(tmp_path / "new", address).run("restore", archive)
        assert (done.code, f"Databasen {scratch} är inte tom" in done.err) == (1, True)
        assert theirs.execute("SELECT x FROM theirs").fetchall() == [(1,)]


@pytest.mark.long
def test_a_role_that_may_make_no_database_is_told_what_to_do(place: Place, scratch: str) -> None:
    with psycopg.connect(place.database, autocommit=True) as server:
        owner = server.execute("SELECT current_user").fetchall()[0][0]
        server.execute(f"CREATE ROLE {SMALL} LOGIN IN ROLE {owner}")
        try:
            lesser = place.database.replace(f"//{owner}@", f"//{SMALL}@")
            assert lesser != place.database
            done = Place(place.folder, lesser).run("drill")
            assert (done.code, "--database" in done.err) == (1, True), done.err
            assert left(place) == []
        finally:
            server.execute(f"DROP ROLE {SMALL}")


@pytest.mark.long
def test_a_database_that_there_is_not_is_told(place: Place) -> None:
    if not place.database:
        pytest.skip("SQLite has no databases beside")
    done = place.run("drill", "--database", "ingen_alls")
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert done.err.splitlines()[-1].startswith("Databasen ingen_alls kan inte öppnas: ")
