"""`akropolis radius`."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import opened, run_in

WIDE = """
    SELECT node.number, node.name, node.record FROM assets_node AS node
    JOIN assets_dependency AS edge ON edge.target_id = node.id
    WHERE node.kind = 'service' AND node.shared GROUP BY node.id ORDER BY count(*) DESC LIMIT 1
"""


def asked(folder: Path, text: str = WIDE) -> tuple[str, str, str]:
    with opened(folder) as database:
        found: tuple[str, str, str] = database.execute(text).fetchone()
    return found


def answer(folder: Path, *words: object) -> dict[str, object]:
    done = run_in(folder, "radius", *words, "--json")
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def test_a_node_is_named_by_number_id_or_name(built: Path) -> None:
    number, name, record = asked(built)
    answers = [answer(built, words, "--as", "ciso") for words in (number, name, record)]
    assert answers[0]["node"]["number"] == number  # type: ignore[index]
    assert answers[0] == answers[1] == answers[2]


def test_every_row_is_told_with_its_way(built: Path) -> None:
    number, name, _record = asked(built)
    told = run_in(built, "radius", number, "--as", "ciso")
    given = answer(built, number, "--as", "ciso")
    assert told.out.startswith(f"Vad påverkas om {name} faller bort?")
    rows = [line for line in told.out.splitlines() if f"{name} → " in line]
    assert len(rows) == len(given["items"]) == given["totals"]["rows"] > 3  # type: ignore[arg-type,index]


def test_the_kind_and_the_day_are_chosen(built: Path) -> None:
    number, name, _record = asked(built)
    given = answer(built, number, "--kind", "breach", "--date", "2020-01-01", "--as", "ciso")
    assert (given["event"], given["day"]) == ("breach", "2020-01-01")
    assert given["answer"][0].startswith(f"Om {name} utsätts för intrång") or not given["items"]  # type: ignore[index]


def test_a_person_is_told_only_what_she_may_see(built: Path) -> None:
    number, _name, _record = asked(built)
    whole, own = (answer(built, number, "--as", who)["totals"]["rows"] for who in ("ciso", "medarbetare.vat"))  # type: ignore[index]
    assert own < whole


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Finns inte", "--as", "ciso"), "ciso ser inget som heter Finns inte."),
        (("TJ-2026-0001", "--as", "ingen"), "ingen"),
        (("TJ-2026-0001", "--as", "ciso", "--date", "igår"), "igår är inget datum."),
        (("TJ-2026-0001", "--as", "ciso", "--date", "2999-01-01"), "Datumet ligger framåt i tiden."),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(built: Path, words: tuple[str, ...], sentence: str) -> None:
    done = run_in(built, "radius", *words)
    assert (done.code, done.out) == (1, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


def test_a_name_that_several_have_is_answered_with_those(demo: Path) -> None:
    number, name, _record = asked(demo)
    with opened(demo) as database:
        other = _other(database, number)
        database.execute("UPDATE assets_node SET name = ? WHERE number = ?", (name, other))
    done = run_in(demo, "radius", name, "--as", "ciso")
    assert done.code == 1
    assert sorted(line.split()[0] for line in done.out.splitlines()) == sorted([number, other])
    assert "Skriv numret" in done.err


def _other(database: sqlite3.Connection, number: str) -> str:
    row = database.execute(
        "SELECT number FROM assets_node WHERE kind = 'service' AND number <> ? ORDER BY number", (number,)
    ).fetchone()
    return str(row[0])


def test_a_wrong_kind_is_a_matter_of_usage(built: Path) -> None:
    assert run_in(built, "radius", "TJ-2026-0001", "--kind", "flood", "--as", "ciso").code == 2
