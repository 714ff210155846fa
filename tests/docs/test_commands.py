"""Commands that a written page names exist, with the options that it names."""

import re
import shlex
from pathlib import Path

import click
import pytest

from akropolis.shell.cli import main
from tests.docs import pages

MAKE = re.compile(r"\bmake ([a-z][a-z-]+)\b")
COMMAND = re.compile(r"\bakropolis ([a-z][^`\n]*)")
CODE = re.compile(r"`([^`\n]+)`")
TARGETS = frozenset(re.findall(r"^([a-z][a-z-]*):", (pages.ROOT / "Makefile").read_text(), re.M))
PAGES = [pytest.param(path, id=pages.name(path)) for path in pages.pages()]


def _code(page: Path) -> str:
    """What stands as code on the page, line by line."""
    return "\n".join([*pages.blocks(page, "sh"), *CODE.findall(pages.prose(page))])


@pytest.mark.parametrize("page", PAGES)
def test_make_knows_its_targets(page: Path) -> None:
    targets = TARGETS | {"check-lock", "check-templates"}
    assert set(MAKE.findall(_code(page))) - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_command_knows_its_words(page: Path) -> None:
    assert [line for line in COMMAND.findall(_code(page)) if not _known(line)] == []


def _known(line: str) -> bool:
    words = shlex.split(line.partition("#")[0].replace("…", ""), posix=False)
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    if isinstance(command, click.Group) and (command is main or words):
        return False
    known = {option for parameter in command.params for option in parameter.opts}
    return {word.partition("=")[0] for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("review render --unit stad --year 2026", True),
        ("review render --units stad", False),
        ("fly", False),
        ("content load --check", True),
        ("content", True),
    ],
)
def test_the_test_finds_what_it_should(line: str, known: bool) -> None:
    assert _known(line) is known


def test_every_command_is_written_about() -> None:
    written = "\n".join(_code(page) for page in pages.pages())
    missing = [name for name in main.commands if f"akropolis {name}" not in written]
    assert missing == []
