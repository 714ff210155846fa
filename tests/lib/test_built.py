"""Which build this is: the commit, and whether anything stands beside it."""

import subprocess
from pathlib import Path

from akropolis.base.lib import built

WHO = ("-c", "user.name=x", "-c", "user.email=x@lis.example")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *WHO, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_checkout_says_its_commit_and_that_something_is_changed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-q", "-m", "One")
    git(tmp_path, "tag", "-a", "v9", "-m", "A tag is no build.")
    commit = git(tmp_path, "rev-parse", "HEAD")[: built.LENGTH]
    assert built.commit(tmp_path) == commit
    (tmp_path / "a").write_text("2")
    assert built.commit(tmp_path) == f"{commit}-dirty"


def test_a_folder_inside_somebody_elses_checkout_is_none(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "inside").mkdir()
    assert built.commit(tmp_path / "inside") == ""
