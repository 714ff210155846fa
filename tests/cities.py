"""The small demo city takes long to build: it is built once in a run, and everyone works on a copy."""

import fcntl
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import budget, nursery

COMMAND = (sys.executable, "-c", "from akropolis.shell.cli import main; main()")
KEPT = "TEST_CITIES"
"""Names the folder that all processes of a run share; `scripts/test.py` makes it. Without it each builds its own."""
FOREIGN = ("AKROPOLIS_DATABASE_URL", "AKROPOLIS_DATA_DIR", "AKROPOLIS_LONG", "DJANGO_SETTINGS_MODULE", KEPT)


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


def environment() -> dict[str, str]:
    """The environment without what the tests of this process have chosen."""
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def run_in(folder: Path, *words: object, cwd: Path | None = None) -> Done:
    """Run the command on that data folder."""
    with TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        code = nursery.run(
            [*map(str, words), "--data-dir", str(folder)],
            environment=environment(),
            cwd=cwd,
            out=out,
            err=err,
        )
        return Done(code, out.read_text("utf-8"), err.read_text("utf-8"))


def small_city(factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small demo city that is the asker's own."""
    common = Path(os.environ.get(KEPT) or factory.getbasetemp())
    source, half = common / "small", common / "half"
    own = factory.mktemp("city") / "data"
    with (common / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not source.exists():
            shutil.rmtree(half, ignore_errors=True)
            with budget.for_all():
                done = run_in(half, "demo", "--size", "small", "--no-serve")
            assert done.code == 0, done.err
            half.rename(source)
        shutil.copytree(source, own)
    return own
