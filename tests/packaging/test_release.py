"""What lies beside the wheel agrees with what was tested, and a release that is none is refused in words."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from akropolis.graph.crypto.rules.cyclonedx import reading

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / ".tools" / "uv").exists(), reason="uv is missing: run make")
PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", re.M)


@pytest.fixture(scope="module")
def tools() -> Any:
    """The two scripts, as modules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        yield importlib.import_module("release"), importlib.import_module("bill")


def test_each_pinned_package_has_the_hashes_of_the_lock_and_no_tool_is_among_them(tools: Any) -> None:
    locked = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    known = {
        (package["name"], package["version"]): {
            file["hash"]
            for file in [*package.get("wheels", []), package.get("sdist", {"hash": ""})]
            if file["hash"]
        }
        for package in locked
    }
    pieces = re.split(r"\n(?=\S)", tools[0].requirements())
    pinned = {
        key: set(re.findall(r"--hash=(\S+)", piece)) for piece in pieces for key in PINNED.findall(piece)
    }
    assert {key: hashes for key, hashes in pinned.items() if hashes != known[key]} == {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {re.split(r"[\[><=~]", each)[0] for each in project["dependencies"]}
    names = {name for name, _version in pinned}
    assert (direct - names, names & {"pytest", "mypy", "playwright", "cyclonedx-python-lib"}) == (
        set(),
        set(),
    )


def test_the_bill_names_what_runs_and_what_is_served_and_can_be_read_by_ourselves(tools: Any) -> None:
    moment = int(datetime(2026, 11, 28, tzinfo=UTC).timestamp())
    bill = tools[1].bill(moment)
    parts = {part["purl"] for part in bill["components"]}
    runs = {f"pkg:pypi/{name}@{version}" for name, version in PINNED.findall(tools[0].requirements())}
    assert {purl for purl in parts if purl.startswith("pkg:pypi/")} == runs
    served = {purl.removeprefix("pkg:npm/").rpartition("@")[0] for purl in parts - runs}
    assert served >= {"cytoscape", "prosemirror-view", "%40digdir/designsystemet-css"}
    assert [name for name in served if "esbuild" in name or name in ("entities", "linkify-it")] == []
    assert bill == tools[1].bill(moment)
    read = reading.read(json.dumps(bill).encode())
    assert (len(read.parts), read.faults) == (len(parts), ())


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Prov", "-c", "user.email=prov@lis.example")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that can be released as 0.3.0."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 0.3.0, 2027-05-01\n")
    stored = tmp_path / "tests" / "upgrade" / "stored"
    stored.mkdir(parents=True)
    for kind in ("sqlite", "postgresql"):
        (stored / f"0.3.0-{kind}.zip").touch()
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "All that a release needs")
    return tmp_path


def commit(project: Path) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-qm", "Something else", "--allow-empty")


def test_a_project_that_is_committed_told_of_and_stored_can_be_released_and_made_again(
    tools: Any, project: Path
) -> None:
    assert tools[0].refusals(project) == []
    git(project, "tag", "v0.3.0")
    assert tools[0].refusals(project) == []


def test_a_change_that_is_not_committed_stops_it(tools: Any, project: Path) -> None:
    (project / "new.py").touch()
    assert tools[0].refusals(project) == ["Something is changed and not committed."]


def test_a_version_is_released_from_one_commit_only(tools: Any, project: Path) -> None:
    git(project, "tag", "v0.3.0")
    commit(project)
    assert tools[0].refusals(project) == ["0.3.0 is tagged already: give pyproject.toml the next version."]


def test_a_version_under_development_is_no_release_and_is_stored_as_none(tools: Any, project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nversion = "0.4.0.dev0"\n')
    commit(project)
    assert tools[0].refusals(project) == [
        "0.4.0.dev0 is a version under development.",
        "CHANGELOG.md has no heading '## 0.4.0.dev0, YYYY-MM-DD'.",
        "Its database is not stored: docs/how-to/store-a-version.md (sqlite, postgresql).",
    ]


def test_a_changelog_without_a_day_stops_it(tools: Any, project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## 0.3.0, not yet released\n")
    commit(project)
    assert tools[0].refusals(project) == ["CHANGELOG.md has no heading '## 0.3.0, YYYY-MM-DD'."]
