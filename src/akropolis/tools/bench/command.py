"""`bench`: creates separate data, starts a process that measures on it, and prints a table."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from akropolis.shell.cli.running import CommandStopped, say, say_json, step

GROUPS = (
    "lists",
    "pages",
    "gather",
    "render",
    "start",
    "server",
    "load",
    "install",
    "import",
    "export",
    "behind",
    "graph",
    "radius",
    "picture",
    "measures",
    "incidents",
    "intake",
    "losses",
    "risks",
    "privacy",
    "indicators",
    "effects-bulk",
    "effects-page",
)
COMMAND = (sys.executable, "-c", "from akropolis.shell.cli import main; main()")
HEADINGS = ("Figure", "Size", "Queries", "Median", "p95", "Baseline", "Ratio", "Limit", "")
Row = dict[str, Any]


def bench(names: tuple[str, ...], size: str, as_json: bool, folder: Path | None, **crowd: float) -> None:
    """Measure the named groups, or all groups, on a demo city created for the purpose. The installation
    is never touched.

    `crowd` sets, for the group `load`, the number of users, their request rate, the duration, the number
    of workers, and when a worker is killed.
    """
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        raise CommandStopped(f"There is no benchmark {unknown[0]}. There are: {', '.join(GROUPS)}.")
    if "load" in names and find_spec("locust") is None:
        raise CommandStopped(
            "The mix of many people is run by locust. Install it: pip install 'akropolis[bench]'"
        )
    load = round(os.getloadavg()[0], 1)
    with (
        tempfile.TemporaryDirectory(dir=folder if folder and folder.is_dir() else None) as place,
        _database() as url,
    ):
        environment = {**os.environ, "AKROPOLIS_DATA_DIR": place, "AKROPOLIS_LOG_LEVEL": "ERROR"}
        environment |= {"AKROPOLIS_DATABASE_URL": url} if url else {}
        environment["BENCH_LOAD"] = json.dumps(crowd)
        with step(f"demo city ({size})"):
            _child([*COMMAND, "demo", "--size", size, "--no-serve"], environment)
        rows = list(_measured(names, environment, quiet=as_json))
    # Measurements from a busy machine mean little: print its load with them.
    about = {
        "database": "PostgreSQL" if url else "SQLite",
        "demo": size,
        "cores": os.cpu_count(),
        "load": load,
    }
    if as_json:
        say_json({**about, "figures": rows})
    else:
        say(", ".join(f"{name}: {value}" for name, value in about.items()), *_table(rows))


def _measured(names: tuple[str, ...], environment: dict[str, str], *, quiet: bool) -> Iterator[Row]:
    words = [sys.executable, "-m", "akropolis.tools.bench", *names]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 # ourselves
        assert process.stdout is not None
        for line in process.stdout:
            row: Row = json.loads(line)
            if not quiet:
                say(f"{row['name']}: {_number(row['median'])} {row['unit']}") if sys.stderr.isatty() else None
            yield row
    if process.returncode:
        raise CommandStopped("The benchmark broke off. What it said stands above.")


def _child(words: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 # ourselves
    if done.returncode:
        raise CommandStopped(done.stderr.strip() or "The demo city could not be built.")


@contextmanager
def _database() -> Iterator[str]:
    """Yield, with PostgreSQL, the address of a temporary database on the same server, dropped afterwards."""
    url = os.environ.get("AKROPOLIS_DATABASE_URL", "")
    if not url.startswith("postgresql"):
        yield ""
        return
    name = f"akropolis_bench_{secrets.token_hex(4)}"
    try:
        server = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.Error as error:
        raise CommandStopped(f"PostgreSQL does not answer: {str(error).strip().splitlines()[0]}") from error
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _table(rows: list[Row]) -> Iterator[str]:
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEADINGS))]
    for line in lines:
        cells = [
            c.ljust(w) if n < 2 else c.rjust(w) for n, (c, w) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    unit, limits = row["unit"], [row["limit"], row["limit_p95"], row["limit_queries"]]
    limit = " / ".join(_number(value) for value in limits if value is not None)
    return (
        row["name"],
        row["size"],
        _number(row["queries"]),
        f"{_number(row['median'])} {unit}",
        f"{_number(row['p95'])} {unit}",
        f"{_number(row['baseline'])} {unit}" if row["baseline"] is not None else "",
        f"{row['ratio']:.1f}" if row["ratio"] is not None else "",
        limit,
        "" if not limit else "met" if row["met"] else "NOT MET",
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if isinstance(value, float) and value < 100 else f"{value:.0f}"
