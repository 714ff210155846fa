"""A folder that a process makes for its child processes, named by an environment variable."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def shared_folder(variable: str, prefix: str) -> Iterator[None]:
    """Make a folder that child processes find by the environment variable and that no other user may read.

    The folder is deleted when the block ends. If a process was killed before that, the next process with the
    same prefix deletes its folder.
    """
    _remove_left(prefix)
    os.environ[variable] = tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-")
    try:
        yield
    finally:
        shutil.rmtree(os.environ.pop(variable), ignore_errors=True)


def _remove_left(prefix: str) -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*-*"):
        process = path.name.removeprefix(prefix).partition("-")[0]
        if process.isdecimal() and not _lives(int(process)):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True
