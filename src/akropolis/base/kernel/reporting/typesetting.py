"""Runs typst in a process of its own, because typst caches everything it typesets and would make a server grow.

The file is also run as a script by its path, so it imports nothing from this project.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import Any

_NOT_SET = 3
_ONE = threading.Lock()


class TypesetError(Exception):
    """typst rejected the document; the exception's text is typst's diagnostic."""


class TooLongError(Exception):
    """typst did not finish in time."""


def typeset(
    source: bytes, data: str, fonts: Path | None, *, seconds: float = 60, **options: object
) -> list[bytes]:
    """Typeset the source with `data` as its input. Return typst's output: one file, or one file per page for
    pictures.

    `options` are passed to `typst.compile`; with `query`, the value of the element with that label is returned as
    JSON instead. Only fonts in the folder `fonts` and typst's built-in ones are
    used, never the system's. Raises TypesetError if typst rejects the source, and TooLongError after
    `seconds`. Only one typesetting runs at a time in a process: parallel runs would just compete for the
    CPU.
    """
    end = time.monotonic() + seconds
    if not _ONE.acquire(timeout=max(0, seconds)):
        raise TooLongError
    try:
        return _typeset(source, data, fonts, options, end - time.monotonic())
    finally:
        _ONE.release()


def _typeset(
    source: bytes, data: str, fonts: Path | None, options: dict[str, object], seconds: float
) -> list[bytes]:
    request = {
        "source": source.decode(),
        "data": data,
        "fonts": str(fonts) if fonts else None,
        "options": options,
    }
    try:
        done = subprocess.run(  # noqa: S603, our own file by our own interpreter
            [sys.executable, "-I", __file__],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise TooLongError from late
    if done.returncode == _NOT_SET:
        raise TypesetError(json.loads(done.stdout))
    if done.returncode:
        raise RuntimeError(f"typst could not be run: {done.stderr.decode(errors='replace')}")
    return [base64.b64decode(each) for each in json.loads(done.stdout)]


def _answer(request: dict[str, Any]) -> int:
    import typst  # noqa: PLC0415 # seven megabytes that only this process needs

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[request["fonts"]] if request["fonts"] else [])
    try:
        with warnings.catch_warnings():
            # If the fonts have not been downloaded, typst warns and uses its own.
            warnings.simplefilter("ignore", typst.TypstWarning)
            given = {"font_paths": fonts, "sys_inputs": {"data": request["data"]}, **request["options"]}
            if selector := given.pop("query", ""):
                found = typst.query(request["source"].encode(), selector, field="value", one=True, **given)
                made: Any = found.encode()
            else:
                made = typst.compile(request["source"].encode(), **given)
    except typst.TypstError as error:
        sys.stdout.write(json.dumps(error.diagnostic))
        return _NOT_SET
    files = made if isinstance(made, list) else [made]
    json.dump([base64.b64encode(each).decode() for each in files], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_answer(json.load(sys.stdin.buffer)))
