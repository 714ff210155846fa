"""A stored installation of every released version is taken over by this one, with all that was in it.

`python scripts/stored.py VERSION` stores one when a version is released; docs/how-to/store-a-version.md says how.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import psycopg
import pytest

from tests import nursery
from tests.cities import environment

STORED = Path(__file__).parent / "stored"
KIND = "postgresql" if os.environ.get("AKROPOLIS_DATABASE_URL", "").startswith("postgres") else "sqlite"
GROWS = {"role", "scheme", "legalbasis", "cryptorule", "aiclasstext", "control", "controlmapping"}
"""Kinds of which a later version may bring rows of its own, as content."""
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Upgraded:
    """An installation that this version has taken over, what was noted when it was stored, and what is found now."""

    folder: Path
    url: str
    before: Mapping[str, Any]
    now: Mapping[str, Any]

    def run(self, *words: str) -> tuple[int, str]:
        """The command's exit code, and what it printed."""
        return run(self.folder, self.url, *words)


def run(folder: Path, url: str, *words: str) -> tuple[int, str]:
    out, err = folder / "out", folder / "err"
    given = environment() | ({"AKROPOLIS_DATABASE_URL": url} if url else {})
    code = nursery.run([*words, "--data-dir", str(folder)], environment=given, cwd=None, out=out, err=err)
    return code, out.read_text("utf-8") + ("" if code == 0 else err.read_text("utf-8"))


@contextmanager
def restored(archive: Path, folder: Path) -> Iterator[str]:
    """The stored files in the folder, and the address of the database if it is not among them."""
    with ZipFile(archive) as stored:
        stored.extractall(folder)
    if KIND == "sqlite":
        yield ""
        return
    name, server = f"upgrade_{os.getpid()}", os.environ["AKROPOLIS_DATABASE_URL"]
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {name}")
        try:
            dump = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(folder / "database.sql")]
            subprocess.run(dump, check=True, capture_output=True)
            yield url
        finally:
            asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


def visited(folder: Path, url: str) -> Mapping[str, Any]:
    given = (
        environment() | {"AKROPOLIS_DATA_DIR": str(folder)} | ({"AKROPOLIS_DATABASE_URL": url} if url else {})
    )
    given |= {"DJANGO_SETTINGS_MODULE": "akropolis.config.settings"}
    command = [sys.executable, "-m", "tests.upgrade.visit"]
    done = subprocess.run(command, env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


ARCHIVES = sorted(STORED.glob(f"*-{KIND}.zip"))


@pytest.fixture(scope="module", params=ARCHIVES, ids=[path.stem for path in ARCHIVES])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("upgraded")
    with restored(request.param, folder) as url:
        code, said = run(folder, url, "init")
        assert code == 0, said
        before = json.loads((folder / "noted.json").read_text("utf-8"))
        yield Upgraded(folder, url, before, visited(folder, url))


def test_no_row_is_lost_and_none_is_added(upgraded: Upgraded) -> None:
    before, now = upgraded.before["rows"], upgraded.now["rows"]
    assert {kind: now.get(kind) for kind in before if kind not in GROWS} == {
        kind: count for kind, count in before.items() if kind not in GROWS
    }
    assert {kind: now[kind] >= before[kind] for kind in GROWS} == dict.fromkeys(GROWS, True)
    rich = ("storedfile", "answer", "frozenreview", "classificationdecision")
    assert [kind for kind in rich if not before[kind]] == []


def test_decided_documents_are_the_same_to_the_byte_and_can_be_printed(upgraded: Upgraded) -> None:
    assert upgraded.now["documents"] == upgraded.before["documents"] != {}
    assert upgraded.now["printed"] == {number: [True, True] for number in upgraded.before["documents"]}


def test_the_history_holds_with_what_was_taken_out_of_it_and_rows_and_files_agree(upgraded: Upgraded) -> None:
    code, said = upgraded.run("verify", "--json")
    found = json.loads(said)
    assert (code, found["holds"]) == (0, True)
    assert found["redacted"] > 0
    assert found["links"] == len(upgraded.now["hashes"]) >= upgraded.before["links"]
    assert upgraded.now["hashes"][upgraded.before["links"] - 1] == upgraded.before["head"]


def test_what_is_worked_out_is_as_it_would_be_anew(upgraded: Upgraded) -> None:
    assert upgraded.run("rebuild", "--check", "--json") == (0, "[]\n")


def test_the_start_pages_and_every_list_open_for_those_who_may(upgraded: Upgraded) -> None:
    pages = upgraded.now["pages"]
    assert {page: status for page, status in pages["ciso"].items() if status != 200} == {}
    assert {status for seen in pages.values() for status in seen.values()} <= {200, 404}
    assert [who for who, seen in pages.items() if seen["home"] != 200] == []


def test_each_version_is_stored_in_both_databases_and_small() -> None:
    stored = {path.name: path.stat().st_size for path in STORED.glob("*.zip")}
    versions = {name.rpartition("-")[0] for name in stored}
    assert set(stored) == {
        f"{version}-{kind}.zip" for version in versions for kind in ("sqlite", "postgresql")
    }
    assert max(stored.values()) < 2_500_000
