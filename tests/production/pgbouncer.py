"""A real PgBouncer in transaction mode before the tests' PostgreSQL, for as long as the block lasts."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.production.server import PATIENCE, free_port

SIZE = 2
"""Connections to PostgreSQL, for all processes of a server together."""
CONFIGURATION = """[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
auth_type = any
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
logfile = {folder}/log
pidfile = {folder}/pid
unix_socket_dir =
"""


def is_missing() -> bool:
    """Whether the program is not on this machine."""
    return shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin") is None


@dataclass
class Pooler:
    """It, and the address of the same database by way of it."""

    folder: Path
    database: str
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """The database's, with its host and port instead of the server's."""
        parts = urlsplit(self.database)
        return parts._replace(netloc=f"{parts.username}@127.0.0.1:{self.port}").geturl()

    def start(self) -> None:
        """Until it takes connections."""
        server = urlsplit(self.database)
        words = {"host": server.hostname, "port": server.port, "user": server.username}
        text = CONFIGURATION.format(**words, own=self.port, size=SIZE, folder=self.folder)
        (self.folder / "pgbouncer.ini").write_text(text)
        command = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin") or ""
        self.process = subprocess.Popen(
            [command, "--quiet", str(self.folder / "pgbouncer.ini")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as_nobody(self.folder),
        )
        _await(self.port)

    def stop(self) -> None:
        """At once."""
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None


def _as_nobody(folder: Path) -> dict[str, Any]:
    """It refuses to run as root."""
    if os.geteuid():
        return {}
    user = pwd.getpwnam("nobody")
    for each in (folder, *folder.iterdir()):
        os.chown(each, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid}


def _await(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end, "PgBouncer did not start"
            time.sleep(0.05)


@contextmanager
def pooling(database: str) -> Iterator[Pooler]:
    """One of its own. Its folder must be open to whom it runs as, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="akropolis-pgbouncer-") as folder:
        os.chmod(folder, 0o755)
        found = Pooler(Path(folder), database, free_port())
        try:
            found.start()
            yield found
        finally:
            found.stop()
