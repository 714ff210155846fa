"""The command's frame: what there is, how it fails, and what a start costs nobody."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.shell.cli import main, running, texts
from tests.cli.conftest import COMMAND, FOREIGN, opened, run_in

CONTRACT = {
    "backup", "bench", "config", "content", "demo", "drill", "export", "extract", "factors", "files", "import", "init",
    "radius", "rebuild", "redact", "restore", "review", "serve", "tick", "token", "verify", "worker",
}  # fmt: skip


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} ")
        else:
            yield above + name, command


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing in it."""
    return tmp_path_factory.mktemp("nowhere")


def test_help_names_every_command_of_the_contract() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    listed = shown.split("Commands:")[1]
    assert set(re.findall(r"^  (\w+)", listed, re.M)) == CONTRACT


def test_every_command_takes_a_data_folder() -> None:
    found = {name: {p.name for p in command.params} for name, command in commands(main)}
    assert {name for name, options in found.items() if "data_dir" not in options} == set()
    assert len(found) >= len(CONTRACT)


def test_the_version_is_said() -> None:
    shown = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"akropolis, version \d+\.\d+\.\d+\S*( \([0-9a-f]{10}(-dirty)?\))?\n", shown)


@pytest.mark.parametrize(
    "words", [["nothing"], ["serve", "--port", "0"], ["token", "create"], ["export", "services"]]
)
def test_wrong_usage_exits_2(tmp_path: Path, words: list[str]) -> None:
    assert run_in(tmp_path / "data", *words).code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["serve"],
        ["worker"],
        ["tick"],
        ["rebuild"],
        ["content", "load"],
        ["backup", "b.zip"],
        ["token", "create", "admin"],
        ["export", "services", "--out", "t.csv", "--as", "admin"],
    ],
)
def test_without_an_installation_one_sentence_says_how_to_make_one(nowhere: Path, words: list[str]) -> None:
    folder = nowhere / "data"
    done = run_in(folder, *words, cwd=nowhere)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"Det finns ingen installation i {folder}. Gör en med: akropolis init\n"
    assert list(nowhere.iterdir()) == []


def test_a_folders_second_command_does_as_its_first_and_a_changed_setting_counts_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (run_in(tmp_path / "data", "config", "--json") for _turn in range(2))
    assert (first, first.code) == (second, 0)
    monkeypatch.setenv("AKROPOLIS_LOG_LEVEL", "loud")
    first, second = (run_in(tmp_path / "data", "tick") for _turn in range(2))
    assert (first, first.code) == (second, 1)
    assert first.err.startswith("AKROPOLIS_LOG_LEVEL är loud")


def test_a_database_of_an_earlier_version_is_not_served(demo: Path) -> None:
    with opened(demo) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'review'")
    done = run_in(demo, "serve")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("akropolis demo\n")


def test_a_database_that_does_not_answer_is_one_sentence_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tuple(name for name in FOREIGN if name != "AKROPOLIS_DATABASE_URL")
    monkeypatch.setattr("tests.cities.FOREIGN", kept)
    monkeypatch.setenv("AKROPOLIS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    begun = time.monotonic()
    done = run_in(tmp_path, "verify")
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert time.monotonic() - begun < 15


def test_what_is_hidden_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("akropolis.shell.cli.installing.init", lambda **_options: or_hidden(None))
    with pytest.raises(running.CommandStopped) as refusal:
        running.run("shell.cli.installing.init", data_dir=None, django=False)
    assert refusal.value.message == texts.hidden() != ""
