"""Fetch uv from PyPI with nothing but the standard library, for a Python that has neither pip nor venv.

    python3 scripts/fetch_uv.py FOLDER      leaves FOLDER/uv

Debian's bare python3 is such a Python, and adding to it takes root. The wheel's hash is checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

INDEX = "https://pypi.org/simple/uv/"
WHEEL = re.compile(r"uv-(\d+)\.(\d+)\.(\d+)-py3-none-(?P<platform>.+)\.whl")


def wanted() -> tuple[str, str]:
    """How a wheel for this machine is named: the system and the processor."""
    machine = platform.machine().lower()
    if sys.platform == "darwin":
        return "macosx", machine
    return ("manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"), machine


def newest(files: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest wheel that fits this machine; raises SystemExit if there is none."""
    system, machine = wanted()
    fitting = []
    for file in files:
        name = WHEEL.fullmatch(file["filename"])
        if (
            name
            and not file.get("yanked")
            and name["platform"].startswith(system)
            and machine in name["platform"]
        ):
            fitting.append((tuple(int(part) for part in name.groups()[:3]), file))
    if not fitting:
        raise SystemExit(f"PyPI has no uv for {system} on {machine}")
    return max(fitting, key=lambda found: found[0])[1]


def main(folder: Path) -> None:
    """Fetch, check and unpack; raises SystemExit with a sentence if the file is not what PyPI says it is."""
    request = urllib.request.Request(INDEX, headers={"Accept": "application/vnd.pypi.simple.v1+json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        wheel = newest(json.load(answer)["files"])
    with urllib.request.urlopen(wheel["url"], timeout=300) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        raise SystemExit(f"{wheel['filename']} was not fetched whole")
    archive = zipfile.ZipFile(io.BytesIO(content))
    program = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "uv"
    target.write_bytes(archive.read(program))
    target.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
