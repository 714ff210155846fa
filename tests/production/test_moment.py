"""PostgreSQL brought back to a moment, as docs/how-to/recover-to-a-moment.md says, with a real archive of its log."""

import importlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.production.place import Place

postgres = importlib.import_module("scripts.postgres")
pytestmark = pytest.mark.long
PATIENCE = 60


class Cluster:
    """A PostgreSQL of the test's own, in a folder that its user can reach."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs, self.owner = folder, programs, postgres._owner()

    def run(self, program: str, *words: object) -> None:
        command = [str(self.programs / program), *map(str, words)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120, **self.owner)
        assert done.returncode == 0, done.stderr

    def make(self, *names: str) -> None:
        for name in names:
            (self.folder / name).mkdir(mode=0o700)
            if self.owner:
                os.chown(self.folder / name, self.owner["user"], self.owner["group"])

    @contextmanager
    def serving(self, data: str, settings: str) -> Iterator[str]:
        """The address of the database while the server runs on that folder with these settings."""
        port = postgres._free_port()
        place = self.folder / data
        own = f"listen_addresses='127.0.0.1'\nunix_socket_directories=''\nport={port}\nfsync=off\n{settings}"
        (place / "postgresql.auto.conf").write_text(own)
        control: list[str | Path] = [self.programs / "pg_ctl", "-D", place, "-s", "-w", "-t", "60"]
        log = self.folder / f"{data}.log"
        log.touch()
        log.chmod(0o666)
        postgres._run([*control, "-l", log, "start"], self.owner, log=log)
        try:
            yield f"postgresql://{postgres.USER}@127.0.0.1:{port}/lis"
        finally:
            postgres._run([*control, "-m", "fast", "stop"], self.owner)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is missing")
    folder = Path(tempfile.mkdtemp(prefix="akropolis-moment-", dir=postgres._reachable()))
    folder.chmod(0o755)
    made = Cluster(folder, programs)
    made.make("data", "wal", "base")
    postgres._initdb(programs, folder / "data", made.owner)
    yield made
    shutil.rmtree(folder)


def asked(address: str, question: str) -> Any:
    with psycopg.connect(address, autocommit=True) as connected:
        return connected.execute(question).fetchone()[0]  # type: ignore[index]


def until(address: str, question: str, wanted: Any) -> None:
    end = time.monotonic() + PATIENCE
    while asked(address, question) != wanted:
        assert time.monotonic() < end, question
        time.sleep(0.2)


def stored(place: Place) -> int:
    return sum(path.is_file() for path in (place.folder / "files").rglob("*"))


def test_the_database_comes_back_to_the_moment_before_the_mistake(cluster: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive = cluster.folder / "wal"
    archiving = f"wal_level=replica\narchive_mode=on\narchive_command='test ! -f {archive}/%f && cp %p {archive}/%f'\n"
    with cluster.serving("data", archiving) as address:
        server = address.rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connected:
            connected.execute("CREATE DATABASE lis TEMPLATE template0")
        place = Place(folder, address)
        done = place.run("init", "--unit", "stad", "--name", "Staden")
        assert done.code == 0, done.err
        port = server.rpartition(":")[2]
        cluster.run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", port, "-U", postgres.USER, "-D", cluster.folder / "base",
            "-c", "fast", "-X", "none",
        )  # fmt: skip
        place.do("reported('Före', 2)")
        links = asked(address, "SELECT seq FROM history_head")
        files = stored(place)
        moment = asked(address, "SELECT clock_timestamp()::text")
        time.sleep(1)
        place.do("reported('Efter', 3)")
        asked(
            address,
            "WITH spoilt AS (UPDATE incidents_incident SET title = 'Fel' RETURNING 1) SELECT 1 FROM spoilt",
        )
        assert place.run("verify").code == 1
        last = asked(address, "SELECT pg_walfile_name(pg_switch_wal())")
        until(address, f"SELECT coalesce(last_archived_wal >= '{last}', false) FROM pg_stat_archiver", True)
        assert asked(address, "SELECT failed_count FROM pg_stat_archiver") == 0
    (cluster.folder / "data").rename(cluster.folder / "broken")
    (cluster.folder / "base").rename(cluster.folder / "data")
    (cluster.folder / "data" / "recovery.signal").touch()
    until_then = f"recovery_target_time='{moment}'\nrecovery_target_action='promote'\n"
    recovery = f"restore_command='cp {archive}/%f %p'\n{until_then}"
    with cluster.serving("data", recovery) as address:
        until(address, "SELECT pg_is_in_recovery()", False)
        place = Place(folder, address)
        assert asked(address, "SELECT seq FROM history_head") == links
        assert (
            asked(address, "SELECT string_agg(title, ',' ORDER BY title) FROM incidents_incident")
            == "Före 0,Före 1"
        )
        done = place.run("verify")
        assert done.code == 0, done.err + done.out
        # What was attached after the moment lies there still; what the database knows of is whole.
        assert (files, stored(place)) == (2, 5)
        assert f"historiken håller: {links}" in done.out.lower().replace("\u00a0", "").replace(" ", " ")
        place.do("reported('Sedan', 1)")
        assert place.run("verify").code == 0
