"""Commands on a PostgreSQL that follows another: what reads is done and says how old it is, what writes is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.production.place import Place
from tests.production.test_moment import Cluster, asked, cluster, postgres, until

__all__ = ["cluster"]
pytestmark = pytest.mark.long
SENDING = "wal_level=replica\nmax_wal_senders=4\n"


@contextmanager
def follower(cluster: Cluster, of: str, name: str, more: str = "") -> Iterator[str]:
    """A standby of that server, by streaming."""
    port, folder = of.rpartition("/")[0].rpartition(":")[2], cluster.folder / name
    cluster.make(name)
    whence = ("-h", "127.0.0.1", "-p", port, "-U", postgres.USER)
    cluster.run("pg_basebackup", *whence, "-D", folder, "-c", "fast", "-X", "stream")
    (folder / "standby.signal").touch()
    leader = f"primary_conninfo='host=127.0.0.1 port={port} user={postgres.USER}'\n"
    with cluster.serving(name, f"{SENDING}{leader}{more}") as address:
        yield address


def test_a_copy_is_read_and_says_its_age_and_takes_no_writes(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.serving("data", SENDING) as address:
        with psycopg.connect(f"{address.rpartition('/')[0]}/postgres", autocommit=True) as connected:
            connected.execute("CREATE DATABASE lis TEMPLATE template0")
        first = Place(tmp_path / "data", address)
        assert first.run("init", "--unit", "stad", "--name", "Staden").code == 0
        first.do("reported('Före', 1)")
        late = "recovery_min_apply_delay='10min'\n"
        with follower(cluster, address, "near") as near, follower(cluster, address, "late", late) as behind:
            first.do("reported('Efter', 1)")
            links = asked(address, "SELECT seq FROM history_head")
            until(near, "SELECT seq FROM history_head", links)
            _looked_at(Place(first.folder, near), Place(first.folder, behind), tmp_path, links)


def _looked_at(near: Place, late: Place, folder: Path, links: int) -> None:
    assert asked(late.database, "SELECT seq FROM history_head") < links
    for place, old in ((near, False), (late, True)):
        for words in (("verify",), ("rebuild", "--check"), ("backup", folder / f"{old}.zip")):
            done = place.run(*words)
            assert (done.code, "följer en annan" in done.err) == (0, old), (words, done)
        for line in ("tick", "worker", "serve --port 1", "init"):
            done = place.run(*line.split())
            assert (done.code, "AKROPOLIS_DATABASE_URL" in done.err, done.out) == (1, True, ""), (line, done)
