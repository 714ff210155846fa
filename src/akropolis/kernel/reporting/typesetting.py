"""Typst in a process of its own: it remembers all it has ever set, and a server must not grow by that.

The file is run by its path as well as imported, so it imports nothing of ours.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import typst

_SECONDS = 120
_NOT_SET = 3


class TypesetError(Exception):
    """Typst refused the document; the text is its diagnostic."""


def typeset(source: bytes, data: str, fonts: Path | None, **options: Any) -> bytes:
    """Give what typst makes of the source with `data` as its input; `options` are those of `typst.compile`.

    The fonts are those of the folder and typst's own, never the system's. Raises TypesetError.
    """
    request = {
        "source": source.decode(),
        "data": data,
        "fonts": str(fonts) if fonts else None,
        "options": options,
    }
    done = subprocess.run(  # noqa: S603, our own file by our own interpreter
        [sys.executable, "-I", __file__],
        input=json.dumps(request).encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode == _NOT_SET:
        raise TypesetError(json.loads(done.stdout))
    if done.returncode:
        raise RuntimeError(f"typst could not be run: {done.stderr.decode(errors='replace')}")
    return base64.b64decode(done.stdout)


def _answer(request: dict[str, Any]) -> int:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[request["fonts"]] if request["fonts"] else [])
    try:
        with warnings.catch_warnings():
            # Where the fonts have not been fetched typst says so, and takes its own.
            warnings.simplefilter("ignore", typst.TypstWarning)
            made = typst.compile(
                request["source"].encode(),
                font_paths=fonts,
                sys_inputs={"data": request["data"]},
                **request["options"],
            )
    except typst.TypstError as error:
        sys.stdout.write(json.dumps(error.diagnostic))
        return _NOT_SET
    sys.stdout.write(base64.b64encode(made).decode())
    return 0


if __name__ == "__main__":
    sys.exit(_answer(json.load(sys.stdin.buffer)))
