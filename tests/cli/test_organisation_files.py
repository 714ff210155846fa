"""`import organisation` and `export organisation`."""

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import opened, run_in


def counted(folder: Path) -> tuple[int, ...]:
    with opened(folder) as database:
        tables = ("access_unit", "access_user", "access_appointment", "history_change")
        return tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)


def test_the_organisation_goes_out_and_comes_in_unchanged_and_with_one_person_more(
    demo: Path, tmp_path: Path
) -> None:
    file, before = tmp_path / "organisation.xlsx", counted(demo)
    assert run_in(demo, "export", "organisation", "--out", file, "--as", "admin").code == 0
    done = run_in(demo, "import", "organisation", file, "--as", "admin", "--json", "--commit")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert {
        sheet: report[sheet]["unchanged"] == len(report[sheet]["rows"])
        for sheet in ("units", "people", "roles")
    } == {
        "units": True,
        "people": True,
        "roles": True,
    }
    assert counted(demo) == before
    book = load_workbook(file)
    book.worksheets[1].append(["siv.sand", "Siv Sand"])
    book.save(file)
    done = run_in(demo, "import", "organisation", file, "--as", "admin", "--commit")
    assert (done.code, "1 ny person har inget lösenord än" in done.err) == (0, True)
    assert counted(demo) == (before[0], before[1] + 1, before[2], before[3] + 1)


def test_it_is_refused_without_the_right_to_give_roles(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "organisation.xlsx"
    done = run_in(built, "export", "organisation", "--out", file, "--as", "ciso")
    assert (done.code != 0, "organisationen" in done.err, file.exists()) == (True, True, False)
