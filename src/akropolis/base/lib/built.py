"""Version of this installation, and the commit it was built from.

A wheel carries the commit in a file beside this one, written by `hatch_build.py`. A checkout asks git.
"""

import subprocess
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path

STAMP = "build.txt"
DIRTY = "-dirty"
"""Suffix of a build with uncommitted changes."""
CHECKOUT = Path(__file__).resolve().parents[4]
LENGTH = 10
"""Number of characters of the commit hash."""


@cache
def version() -> str:
    """Return the version, such as 0.1.0."""
    return version_of("akropolis")


@cache
def build() -> str:
    """Return the commit, as 3638209633 or 3638209633-dirty; empty if it is unknown."""
    stamp = Path(__file__).with_name(STAMP)
    return stamp.read_text(encoding="ascii").strip() if stamp.is_file() else commit(CHECKOUT)


def commit(folder: Path) -> str:
    """Return the commit of a checkout as git reports it; empty if the folder is no checkout or git is missing."""
    if not (folder / ".git").exists():
        return ""
    describe = ["describe", "--always", f"--abbrev={LENGTH}", f"--dirty={DIRTY}", "--exclude=*"]
    # Building as root from another user's checkout implies trust in it.
    command = ["git", "-c", "safe.directory=*", *describe]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def version_and_build() -> str:
    """Return version and build together, as 0.1.0 (3638209633)."""
    return f"{version()} ({build()})" if build() else version()
