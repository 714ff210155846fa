"""`verify`, of an installation and of an exported file, and `rebuild`."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, opened, run_in


@pytest.fixture(scope="module")
def exported(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("history") / "history.jsonl"
    done = run_in(built, "export", "history", "--out", file, "--as", "revisor")
    assert done.code == 0, done.err
    return file


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where no installation is."""
    return tmp_path_factory.mktemp("elsewhere")


def test_an_exported_chain_is_proved_without_the_installation(
    built: Path, exported: Path, elsewhere: Path
) -> None:
    own = json.loads(run_in(built, "verify", "--json").out)
    file = json.loads(run_in(elsewhere, "verify", exported, "--json").out)
    assert own["holds"]
    assert {k: v for k, v in own.items() if k != "checks"} == {k: v for k, v in file.items() if k != "checks"}
    assert [(each["check"], each["faults"]) for each in own["checks"]] == [
        (key, [])
        for key in ("triggers", "digests", "files", "derived", "viewings", "request_viewings", "rows")
    ]
    assert own["links"] == len(exported.read_text().splitlines())


def tampered_word(lines: list[str]) -> None:
    lines[41] = lines[41].replace("create", "Create")


def removed_line(lines: list[str]) -> None:
    del lines[41]


def swapped_lines(lines: list[str]) -> None:
    lines[41], lines[42] = lines[42], lines[41]


def garbled_line(lines: list[str]) -> None:
    lines[41] = "{"


@pytest.mark.parametrize(
    ("spoil", "link"), [(tampered_word, 42), (removed_line, 43), (swapped_lines, 43), (garbled_line, 42)]
)
def test_the_first_broken_link_is_named(
    exported: Path, elsewhere: Path, tmp_path: Path, spoil: object, link: int
) -> None:
    lines = exported.read_text().splitlines()
    spoil(lines)  # type: ignore[operator]
    file = tmp_path / "history.jsonl"
    file.write_text("\n".join(lines) + "\n")
    done = run_in(elsewhere, "verify", file, "--json")
    assert done.code == 1
    assert json.loads(done.out)["broken_at"] == link
    assert str(link) in done.err


def test_a_changed_row_in_the_database_is_found(demo: Path) -> None:
    with opened(demo) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(
            "UPDATE history_change SET payload = replace(payload, 'create', 'update') WHERE seq = 77"
        )
    done = run_in(demo, "verify")
    (said,) = [
        line for line in done.err.splitlines() if "akropolis.operation" not in line
    ]  # it is logged too
    assert (done.code, "77" in said) == (1, True)


def test_history_is_not_exported_for_who_may_not_read_all_of_it(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    done = run_in(built, "export", "history", "--out", file, "--as", "medarbetare.utb")
    assert (done.code, done.out) == (1, "")
    assert not file.exists()


def test_derived_values_are_compared_and_set_right(demo: Path) -> None:
    assert run_in(demo, "rebuild", "--check").code == 0
    chain = run_in(demo, "verify", "--json").out
    with opened(demo) as database:
        database.execute("UPDATE assets_service SET sort_key = 'x' WHERE name = 'Läroplattformen'")
        database.execute("UPDATE access_unit SET path = '/fel/' WHERE code = 'utb'")
    proved = run_in(demo, "verify", "--json")
    assert (proved.code, [c["check"] for c in json.loads(proved.out)["checks"] if c["faults"]]) == (
        1,
        ["derived"],
    )
    found = run_in(demo, "rebuild", "--check", "--json")
    assert found.code == 1
    assert {(row["kind"], *row["fields"]) for row in json.loads(found.out)} >= {
        ("assets.service", "sort_key"),
        ("access.unit", "path"),
    }
    assert run_in(demo, "rebuild").code == 0
    assert run_in(demo, "rebuild", "--check").code == 0
    assert run_in(demo, "verify", "--json").out == chain


def test_a_name_is_taken_out_of_the_history_and_the_chain_still_holds(demo: Path) -> None:
    with opened(demo) as database:
        found = "SELECT max(seq), count(*) FROM history_change WHERE kind = 'decision'"
        seq, count = database.execute(found).fetchone()
    said = run_in(demo, "redact", seq, "--as", "dso")
    assert (said.code, count > 0, "actor: " in said.out) == (0, True, True)
    words = ("--basis", "dataskyddsförordningen artikel 17.1 d", "--because", "Begärt", "--as")
    assert run_in(demo, "redact", seq, "actor", *words, "ciso").code == 1
    done = run_in(demo, "redact", seq, "actor", *words, "dso")
    assert (done.code, done.err) == (0, "")
    proved = json.loads(run_in(demo, "verify", "--json").out)
    assert (proved["holds"], proved["redacted"]) == (True, 1)


def test_a_file_that_is_no_history_is_called_that(elsewhere: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Anna har semester v. 30\n")
    done = run_in(elsewhere, "verify", file)
    assert (done.code, done.out) == (1, "")
    assert "är ingen exporterad historik" in done.err
    assert "länk" not in done.err


def test_the_history_goes_to_standard_output_whole_and_its_reader_may_stop(
    built: Path, exported: Path
) -> None:
    environment = {**os.environ, "AKROPOLIS_DATA_DIR": str(built)}
    words = ["export", "history", "--out", "-", "--as", "revisor"]
    whole = run_in(built, *words)
    assert (whole.code, whole.out, whole.err) == (0, exported.read_text("utf-8"), "")
    words = [*COMMAND, *words]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        assert command.stdout.readline().decode() == whole.out.splitlines(keepends=True)[0]
        command.stdout.close()
        assert (command.stderr.read(), command.wait(120)) == (b"", 0)
