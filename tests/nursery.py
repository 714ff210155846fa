"""A process that has imported what every command needs, and is forked for each command that a test runs.

Nine tenths of a command's time go to importing. The process itself has imported Django and the libraries, and nothing
of ours, which reads the settings. A data folder's first command is forked from there, and finds all of ours for itself,
as a person's does. When the folder is asked for again, a process is forked that sets up Django for it and imports what
its commands have imported so far; from that one its further commands are forked. What starts, ends and prints a process
of its own is tried by `tests/cli/test_command.py`.
"""

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import IO, Any

PATIENCE = 600  # seconds
ALIVE = 3
"""So many data folders have a process at a time."""
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
    folders = Folders()
    for line in sys.stdin:
        sys.stdout.write(folders.answer(json.loads(line)))
        sys.stdout.flush()


def _forked(asked: dict[str, Any]) -> tuple[str, list[str]]:
    """What is answered when the command has ended, and which modules of ours it had imported then."""
    with TemporaryFile() as told:
        child = os.fork()
        if child == 0:
            _be(asked, told)
        _, status, used = os.wait4(child, 0)
        told.seek(0)
        return (
            f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime}\n",
            told.read().decode().split(),
        )


@dataclass
class Folder:
    """A process that is set up for a data folder: by what it is asked, and by what it answers."""

    asked: IO[str]
    answers: IO[str]
    pid: int

    def answer(self, asked: dict[str, Any]) -> str:
        """What it answers."""
        self.asked.write(json.dumps(asked) + "\n")
        self.asked.flush()
        return self.answers.readline()

    def end(self) -> None:
        """Let it end, and wait for that."""
        self.asked.close()
        self.answers.close()
        os.waitpid(self.pid, 0)


@dataclass
class Folders:
    """The data folders that were asked for, each by what its settings were read from."""

    imported: dict[str, list[str]] = field(default_factory=dict)
    alive: dict[str, Folder] = field(default_factory=dict)
    """The one that was asked last stands last."""

    def answer(self, asked: dict[str, Any]) -> str:
        """What the folder's own process answers; the first time a process that is forked for the one command."""
        key = _read_from(asked)
        if key not in self.imported:
            said, self.imported[key] = _forked(asked)
            return said
        own = self.alive.pop(key) if key in self.alive else self._set_up(asked, self.imported[key])
        self.alive[key] = own
        return own.answer(asked)

    def _set_up(self, asked: dict[str, Any], modules: list[str]) -> Folder:
        while len(self.alive) >= ALIVE:
            self.alive.pop(next(iter(self.alive))).end()
        (lines, asks), (heard, answers) = os.pipe(), os.pipe()
        pid = os.fork()
        if pid == 0:
            for each in (asks, heard, *(folder.asked.fileno() for folder in self.alive.values())):
                os.close(each)
            _keep(asked, modules, os.fdopen(lines), os.fdopen(answers, "w"))
        os.close(lines)
        os.close(answers)
        return Folder(os.fdopen(asks, "w"), os.fdopen(heard), pid)


def _named(asked: dict[str, Any]) -> str:
    """The data folder that the command is for. Empty when neither its words nor the environment name one."""
    words = asked["commands"][0]
    named = words[words.index("--data-dir") + 1] if "--data-dir" in words else ""
    return str(named or asked["environment"].get("AKROPOLIS_DATA_DIR", ""))


def _read_from(asked: dict[str, Any]) -> str:
    """All that the settings are read from: the environment, the folder, and the key that is kept there."""
    key = Path(_named(asked), "secret-key")
    given = {name: text for name, text in asked["environment"].items() if name != "PYTEST_CURRENT_TEST"}
    return json.dumps([given, _named(asked), asked["cwd"], key.read_text() if key.is_file() else ""])


def _keep(asked: dict[str, Any], modules: list[str], lines: IO[str], answers: IO[str]) -> None:
    """Be the process of a data folder. Does not return."""
    try:
        _surroundings(asked)
        running = importlib.import_module("akropolis.shell.cli.running")
        running.set_up(Path(_named(asked)) if _named(asked) else None)
        # What a command does before its work it still does, and tells: it only finds everything imported.
        vars(running)["apps"] = SimpleNamespace(ready=False)
        told = 0.0
        for line in lines:
            for name in modules:
                importlib.import_module(name)
            said, modules = _forked(json.loads(line))
            code, seconds = said.split()
            own = time.process_time()
            answers.write(f"{code} {float(seconds) + own - told}\n")
            answers.flush()
            told = own
    finally:
        os._exit(0)


def _run(commands: list[list[str]]) -> None:
    main = importlib.import_module("akropolis.shell.cli").main
    if len(commands) == 1:
        sys.argv = ["akropolis", *commands[0]]
        main()
    for words in commands:
        main(words, standalone_mode=False)
    sys.exit(0)


def _surroundings(asked: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])


def _be(asked: dict[str, Any], told: IO[bytes]) -> None:
    """Become the command. Does not return."""
    signal.alarm(PATIENCE)
    _surroundings(asked)
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
    told.write("\n".join(name for name in [*sys.modules] if name.startswith("akropolis.")).encode())
    told.flush()
    os._exit(code)
