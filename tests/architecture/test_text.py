"""The text of the project: no leftovers, no file too long, nothing about one machine."""

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture import source

TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".sh",
    ".txt",
    ".po",
    ".typ",
    ".svg",
    "",
}
LINES = 500
# Written in pieces, so that this file does not contain what it looks for.
LEFTOVER = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r"(?![\w])")
MACHINE = re.compile(r"(?<![\w.])/(?:wo" + r"rk|t" + r"mp|ro" + r"ot|opt/wh" + r"eels)\b")
URL = re.compile(r"https?://[^\s\"'<>)\]]+")
PYTHON_HOSTS = {"pypi.org", "files.pythonhosted.org"}
NODE_HOSTS = {"registry.npmjs.org"}


def _own_text() -> list[tuple[Path, str]]:
    locks = {"uv.lock", "package-lock.json"}
    files = [path for path in source.own_files() if path.suffix in TEXT and path.name not in locks]
    return [(path, path.read_text(encoding="utf-8")) for path in files]


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{source.short(path)}:{number}: {line.strip()[:100]}"
        for path, text in _own_text()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_to_do_in_the_source() -> None:
    assert _lines_with(LEFTOVER) == []


def test_nothing_names_a_place_on_one_machine() -> None:
    assert _lines_with(MACHINE) == []


def test_no_file_is_too_long() -> None:
    code = {".py", ".html", ".css", ".js", ".sh", ".typ"}
    written = [
        (path, text) for path, text in _own_text() if path.suffix in code and "migrations" not in path.parts
    ]
    long = [(source.short(path), text.count("\n")) for path, text in written]
    assert [(name, lines) for name, lines in long if lines > LINES] == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("uv.lock", PYTHON_HOSTS), ("package-lock.json", NODE_HOSTS)],
    ids=["Python", "Node"],
)
def test_a_lock_names_public_hosts_only(name: str, allowed: set[str]) -> None:
    text = (source.ROOT / name).read_text(encoding="utf-8")
    if name == "package-lock.json":
        packages = json.loads(text)["packages"].values()
        addresses = [package["resolved"] for package in packages if "resolved" in package]
    else:
        addresses = URL.findall(text)
    assert {urlsplit(address).hostname for address in addresses} == allowed


def test_uv_resolves_from_the_public_index_only() -> None:
    indexes = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"][
        "index"
    ]
    assert indexes == [{"name": "pypi", "url": "https://pypi.org/simple", "default": True}]
