"""Run a command with a private, throw-away PostgreSQL: `python scripts/postgres.py COMMAND…`.

The cluster lies in a temporary folder, listens on the loopback address only, takes no care of its data, and is
gone when the command ends. The command finds it in AKROPOLIS_DATABASE_URL. PostgreSQL refuses to run as root,
so for root it runs as the user `postgres`, or else `nobody`.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "akropolis"
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=256MB -c max_connections=200"


class PostgresError(Exception):
    """No server could be started; the message says what to do."""


def programs() -> Path | None:
    """The folder that holds initdb, pg_ctl and postgres: from PATH, or the newest of Debian's; None if missing."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)
    return next(
        (c for c in candidates if all((c / p).exists() for p in ("initdb", "pg_ctl", "postgres"))), None
    )


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a new, empty server that lives as long as the block; raises PostgresError if there is none."""
    bin_folder = programs()
    if bin_folder is None:
        raise PostgresError("PostgreSQL is missing: install your system's package postgresql, and try again")
    folder = Path(tempfile.mkdtemp(prefix="akropolis-postgres-", dir=_reachable()))
    owner = _owner()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    data = folder / "data"
    try:
        _initdb(bin_folder, data, owner)
        port = _free_port()
        options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {port} {SPEED}"
        control: list[str | Path] = [bin_folder / "pg_ctl", "-D", data, "-s", "-w", "-t", "60"]
        _run([*control, "-l", folder / "log", "-o", options, "start"], owner, log=folder / "log")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initdb(bin_folder: Path, data: Path, owner: dict[str, Any]) -> None:
    command: list[str | Path] = [
        bin_folder / "initdb",
        "-D",
        data,
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "-N",
    ]
    swedish = [*command, "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=sv-SE"]
    try:
        _run(swedish, owner)
    except PostgresError:
        # Built without ICU, or older than 15: Swedish order then comes from the sort keys alone.
        shutil.rmtree(data, ignore_errors=True)
        _run([*command, "--locale=C"], owner)


def _run(command: list[str | Path], owner: dict[str, Any], log: Path | None = None) -> None:
    # Output goes to a file: the server inherits it, and a pipe would never close.
    with tempfile.TemporaryFile(mode="w+") as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", **owner
        )
        if done.returncode:
            output.seek(0)
            detail = output.read() + (log.read_text(errors="replace") if log and log.exists() else "")
            raise PostgresError(f"PostgreSQL did not start:\n{detail.strip()}")


def _owner() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as"
    )


def _reachable() -> str:
    """A temporary folder that another user can get to; root's own TMPDIR may be closed to others."""
    for place in (Path(tempfile.gettempdir()), Path("/var/tmp")):
        if place.is_dir() and all(part.stat().st_mode & 0o001 for part in (place, *place.resolve().parents)):
            return str(place)
    return tempfile.gettempdir()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Start, run the command, stop; the command's own exit code, or 1 if no server could be started."""
    if len(sys.argv) < 2:
        print("usage: python scripts/postgres.py COMMAND…", file=sys.stderr)
        return 2
    try:
        with cluster() as address:
            return subprocess.run(
                sys.argv[1:], env=os.environ | {"AKROPOLIS_DATABASE_URL": address}
            ).returncode
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
