"""`init`: a new installation, once and again."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Done, opened, run_in


def people(folder: Path) -> list[tuple[str, int]]:
    with opened(folder) as database:
        return list(database.execute("SELECT username, must_change_password FROM access_user"))


def test_a_new_installation_has_one_administrator_who_must_change_her_password(
    installed: tuple[Path, Done],
) -> None:
    folder, done = installed
    assert done.code == 0, done.err
    assert people(folder) == [("admin", 1)]
    assert re.search(r"Engångslösenord: \w{4}-\w{4}-\w{4}-\w{4}$", done.out, re.M)
    with opened(folder) as database:
        appointed = database.execute(
            "SELECT r.code, a.unit_id FROM access_appointment a JOIN access_role r ON r.id = a.role_id"
        ).fetchall()
        assert appointed == [("administrator", None)]
        assert database.execute("SELECT code, name, kind FROM access_unit").fetchall() == [
            ("stad", "Staden", "city")
        ]


def open_to_others(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def test_nobody_else_on_the_machine_can_read_what_is_made(installed: tuple[Path, Done]) -> None:
    assert open_to_others(installed[0]) == []
    assert (installed[0] / "secret-key").stat().st_mode & 0o777 == 0o600


def test_running_it_again_changes_nothing_shows_no_password_and_closes_what_was_open(
    installed: tuple[Path, Done],
) -> None:
    folder, _first = installed
    before = run_in(folder, "verify", "--json").out
    folder.chmod(0o755)
    (folder / "akropolis.sqlite3").chmod(0o644)
    done = run_in(folder, "init", "--unit", "stad", "--name", "Staden")
    assert done.code == 0, done.err
    assert "Engångslösenord" not in done.out
    assert open_to_others(folder) == []
    assert run_in(folder, "verify", "--json").out == before


def test_the_command_that_starts_it_names_its_folder(installed: tuple[Path, Done]) -> None:
    folder, first = installed
    assert first.out.splitlines()[-1] == f"Starta den med: akropolis serve --data-dir {folder.resolve()}"


def test_a_second_top_unit_is_refused(installed: tuple[Path, Done]) -> None:
    folder, _first = installed
    before = run_in(folder, "verify", "--json").out
    done = run_in(folder, "init", "--unit", "annan", "--name", "En annan stad")
    assert (done.code, done.out) == (1, "")
    assert "Staden (stad)" in done.err
    assert run_in(folder, "verify", "--json").out == before


def test_a_code_alone_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    done = run_in(tmp_path / "data", "init", "--unit", "stad")
    assert done.code == 1
    assert not (tmp_path / "data" / "akropolis.sqlite3").exists()


@pytest.mark.parametrize(
    ("code", "name", "sentence"), [("Stad Ett", "Staden", "a–z"), ("stad", "S" * 201, "200")]
)
def test_what_no_unit_can_be_called_is_refused_before_anything_is_made(
    tmp_path: Path, code: str, name: str, sentence: str
) -> None:
    done = run_in(tmp_path / "data", "init", "--unit", code, "--name", name)
    assert (done.code, done.out) == (1, "")
    assert sentence in done.err.splitlines()[-1]
    assert not (tmp_path / "data" / "akropolis.sqlite3").exists()


def test_a_demo_is_not_made_into_an_installation(built: Path) -> None:
    done = run_in(built, "init")
    assert (done.code, done.out) == (1, "")
    assert str(built) in done.err


def test_a_demo_of_an_earlier_version_says_how_to_go_on(demo: Path) -> None:
    with opened(demo) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'review'")
    done = run_in(demo, "verify")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("Ta bort mappen och bygg en ny med: akropolis demo\n")


def test_a_demo_is_not_built_over_an_installation(installed: tuple[Path, Done]) -> None:
    folder, _first = installed
    done = run_in(folder, "demo", "--no-serve")
    assert (done.code, done.out) == (1, "")
    assert people(folder) == [("admin", 1)]
