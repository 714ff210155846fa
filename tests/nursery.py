"""A process that has imported what every command needs, and is forked for each command that a test runs.

Two thirds of a command's time go to importing Django and the libraries; of ours, which read the settings, nothing is
imported before the fork. What starts, ends and prints a process of its own is tried by `tests/cli/test_command.py`.
"""

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATIENCE = 180  # seconds
EARLY = (
    "babel", "click", "django.contrib.auth", "django.core.management", "django.db.backends.sqlite3.base",
    "django.db.migrations.executor", "django.forms", "django.http", "django.template", "django.urls", "markdown_it",
    "psycopg", "pydantic", "xlsxwriter", "yaml",
)  # fmt: skip


@dataclass
class Spent:
    """CPU seconds of all commands that this process has had run: they are not its own children."""

    seconds: float = 0.0


spent = Spent()


@cache
def _nursery() -> "subprocess.Popen[str]":
    """This process's own, and gone with it."""
    begun = subprocess.Popen(
        [sys.executable, "-c", "from tests.nursery import bring_up; bring_up()"],
        cwd=Path(__file__).resolve().parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(begun.communicate)
    return begun


def run(
    *commands: Sequence[str], environment: Mapping[str, str], cwd: Path | None, out: Path, err: Path
) -> int:
    """The exit code of the command with those words; what it prints goes to the files.

    Several are run after one another in one process, which ends with the first that fails.
    """
    nursery = _nursery()
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    asked = {"commands": commands, "environment": {**environment}, "cwd": str(cwd or Path.cwd())}
    nursery.stdin.write(json.dumps(asked | {"out": str(out), "err": str(err)}) + "\n")
    nursery.stdin.flush()
    code, seconds = nursery.stdout.readline().split()
    spent.seconds += float(seconds)
    return int(code)


def bring_up() -> None:
    """Fork for each line of input, and answer with the exit code and the CPU seconds that it took."""
    for name in EARLY:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _be(json.loads(line))
        _, status, used = os.wait4(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime}\n")
        sys.stdout.flush()


def _run(commands: list[list[str]]) -> None:
    main = importlib.import_module("akropolis.cli").main
    if len(commands) == 1:
        sys.argv = ["akropolis", *commands[0]]
        main()
    for words in commands:
        main(words, standalone_mode=False)
    sys.exit(0)


def _be(asked: dict[str, Any]) -> None:
    """Become the command. Does not return."""
    signal.alarm(PATIENCE)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    for number, name in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
    code = 1
    try:
        _run(asked["commands"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # as the interpreter does at the end of a program
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
