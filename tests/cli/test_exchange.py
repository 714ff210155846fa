"""`import`, `export`, `review render`, `token` and `tick`."""

import hashlib
import json
import shutil
from pathlib import Path

from tests.cli.conftest import Done, opened, run_in
from tests.production.place import Place


def services(folder: Path) -> list[tuple[str, str]]:
    with opened(folder) as database:
        return list(database.execute("SELECT number, name FROM assets_service ORDER BY number"))


def test_what_is_exported_can_be_read_in_unchanged(demo: Path, tmp_path: Path) -> None:
    for name in ("services.xlsx", "services.csv"):
        file = tmp_path / name
        assert run_in(demo, "export", "services", "--out", file, "--as", "ciso").code == 0
        report = json.loads(run_in(demo, "import", "services", file, "--as", "ciso", "--json").out)
        assert report["unchanged"] == len(report["rows"]) == len(services(demo))
        assert not report["saved"]


def test_a_person_gets_only_the_rows_that_she_may_see(built: Path, tmp_path: Path) -> None:
    sizes = {}
    for user in ("ciso", "medarbetare.vat"):
        file = tmp_path / f"{user}.csv"
        assert run_in(built, "export", "services", "--out", file, "--as", user).code == 0
        sizes[user] = len(file.read_text("utf-8-sig").splitlines())
    assert 1 < sizes["medarbetare.vat"] < sizes["ciso"]


def written(file: Path, name: str) -> Path:
    file.write_text(f"name;owner_unit;status;shared\n{name};utb;in_use;false\n", "utf-8")
    return file


def test_nothing_is_saved_without_commit(demo: Path, tmp_path: Path) -> None:
    file, before = written(tmp_path / "new.csv", "Kemikalieförteckning"), services(demo)
    done = run_in(demo, "import", "services", file, "--as", "samordnare.utb")
    assert done.code == 0, done.out + done.err
    assert services(demo) == before
    done = run_in(demo, "import", "services", file, "--as", "samordnare.utb", "--commit")
    assert done.code == 0, done.out + done.err
    assert [name for _number, name in services(demo) if (_number, name) not in before] == [
        "Kemikalieförteckning"
    ]


def test_a_row_for_another_unit_is_refused_and_nothing_saved(demo: Path, tmp_path: Path) -> None:
    file, before = written(tmp_path / "new.csv", "Kemikalieförteckning"), services(demo)
    done = run_in(demo, "import", "services", file, "--as", "samordnare.vat", "--commit", "--json")
    assert done.code == 1
    assert json.loads(done.out)["refused"] == 1
    assert services(demo) == before


def test_unknown_register_person_and_right_are_each_one_sentence(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    for words in (
        ["export", "nonsense", "--out", out, "--as", "ciso"],
        ["export", "services", "--out", out, "--as", "nobody"],
        ["export", "services", "--out", tmp_path / "t.pdf", "--as", "ciso"],
        ["export", "incidents", "--out", out, "--as", "medarbetare.vat"],
    ):
        done = run_in(built, *words)
        assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1), words
    assert list(tmp_path.iterdir()) == []


def test_a_review_is_rendered_in_its_open_version_too(built: Path, tmp_path: Path) -> None:
    words = ("review", "render", "--unit", "vat", "--year", 2026, "--format", "html", "--as", "ciso")
    whole, masked = tmp_path / "whole.html", tmp_path / "masked.html"
    assert run_in(built, *words, "--out", whole).code == 0
    assert run_in(built, *words, "--masked", "--out", masked).code == 0
    secret = "västra tryckstegringen"
    assert (secret in whole.read_text(), secret in masked.read_text()) == (True, False)
    assert "18 kap. 8 § OSL" in masked.read_text().replace("\u00a0", " ")


def test_a_review_that_is_not_there_is_one_sentence(built: Path, tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    words = ("--year", 1999, "--format", "html", "--as", "ciso", "--out", out)
    done = run_in(built, "review", "render", "--unit", "stad", *words)
    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert not out.exists()


def test_a_token_is_shown_once_and_stored_as_a_digest(demo: Path) -> None:
    done = run_in(demo, "token", "create", "ciso", "--expires", 7, "--scope", "write")
    assert done.code == 0, done.err
    secret = done.out.strip()
    with opened(demo) as database:
        stored = database.execute("SELECT digest, scope FROM access_token").fetchall()
        history = "".join(payload for (payload,) in database.execute("SELECT content FROM history_change"))
    assert stored == [(hashlib.sha256(secret.encode()).hexdigest(), "write")]
    assert secret not in history
    assert stored[0][0] not in history


def test_no_token_for_an_unknown_person(built: Path) -> None:
    done = run_in(built, "token", "create", "nobody")
    assert (done.code, done.out) == (1, "")


def test_a_tick_runs_and_refuses_what_is_no_moment(installed: tuple[Path, Done], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(installed[0], folder)
    done = Place(folder).run_each("tick", "tick --now 2040-12-01T08:00")
    ran = [line.partition(":")[0] for line in done.out.splitlines()]
    assert (done.code, ran[: len(ran) // 2]) == (0, ran[len(ran) // 2 :])
    assert {"reminders", "mail", "proof"} <= set(ran)
    done = run_in(folder, "tick", "--now", "i morgon")
    assert (done.code, done.out) == (1, "")


def test_the_factors_of_who_is_locked_out_are_removed_with_a_reason(demo: Path) -> None:
    done = run_in(demo, "factors", "remove", "ciso", "--because", "Telefonen är borta")
    assert (done.code, done.out.strip()) == (0, "0 andra faktorer är borttagna.")
    assert run_in(demo, "factors", "remove", "ciso").code == 2
    unknown = run_in(demo, "factors", "remove", "nobody", "--because", "x")
    assert (unknown.code, unknown.out) == (1, "")
