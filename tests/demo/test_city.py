"""The demo city: the same every time, as large as the contract says, and telling its story."""

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml
from argon2 import PasswordHasher

from akropolis.base.lib.organisation_number import correct
from akropolis.tools.demo.source import FOLDER
from tests.cities import run_in, small_city
from tests.length import LONG

# Columns that say when and under which identity a thing was built.
BY_PATTERN = "Genom säkerhetsmönstret"
OF_THE_BUILDING = {"id", "created_at", "updated_at", "recorded_at", "published_at", "gathered_at", "digest", "password",
                   "content", "document", "pack", "at", "payload", "hash", "object_id", "mark"}  # fmt: skip
KEPT = {
    "information_informationset",
    "assets_service",
    "incidents_incident",
    "actions_action",
    "horizon_observation",
    "access_unit",
    "access_user",
    "suppliers_supplier",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_city(tmp_path_factory) / "akropolis.sqlite3"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Path:
    """In the long run the whole city; it takes as long to build as a thousand tests take to run."""
    return made(tmp_path_factory.mktemp("city"), "city") if LONG else small


def made(folder: Path, size: str) -> Path:
    done = run_in(folder, "demo", "--size", size, "--no-serve")
    assert done.code == 0, done.err
    return folder / "akropolis.sqlite3"


def query(database: Path, text: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(text).fetchall()


def picture(database: Path) -> dict[str, object]:
    """Every table's rows without what belongs to the building; identities too where they are promised."""
    found: dict[str, object] = {}
    for (table,) in query(
        database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_%' ESCAPE '\\'"
    ):
        columns = sorted(str(c[1]) for c in query(database, f'PRAGMA table_info("{table}")'))
        wanted = [c for c in columns if c not in OF_THE_BUILDING and not c.endswith("_id")]
        wanted += ["id"] if table in KEPT else []
        if not str(table).startswith(("sqlite_", "django_", "axes_")) and wanted:
            names = ", ".join(f'"{c}"' for c in wanted)
            found[str(table)] = sorted(query(database, f'SELECT {names} FROM "{table}"'), key=str)
    return found


@pytest.mark.long
def test_it_is_the_same_every_time_also_when_a_building_was_broken_off(small: Path, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("building\n")
    (tmp_path / "akropolis.sqlite3").write_bytes(small.read_bytes()[:4096])
    first, second = picture(small), picture(made(tmp_path, "small"))
    assert (tmp_path / "demo").read_text() == "small\n"
    assert {table for table in first if first[table] != second[table]} == set()
    assert len(first["review_review"]) > 20  # type: ignore[arg-type]


def test_building_again_leaves_it_alone(small: Path) -> None:
    before = hashlib.sha256(small.read_bytes()).digest()
    done = run_in(small.parent, "demo", "--no-serve")
    assert done.code == 0, done.err
    assert "small" in done.out
    assert hashlib.sha256(small.read_bytes()).digest() == before


def test_every_account_of_the_contract_has_its_password_and_one_role_or_more(city: Path) -> None:
    reviewing = {
        str(code)
        for (code,) in query(city, "SELECT code FROM access_unit WHERE reviews AND valid_to IS NULL")
    }
    wanted = {"admin", "ciso", "dso", "revisor", "incidentledare", "sakerhetschef"}
    functions = ("samordnare", "chef", "medarbetare", "registrator", "sekreterare", "ordforande")
    wanted |= {f"{who}.{code}" for code in reviewing for who in functions}
    rows = query(city, "SELECT username, password FROM access_user")
    assert {name for name, _hash in rows} == wanted
    hashes = {str(stored) for _name, stored in rows}
    hashes = hashes if LONG else set(sorted(hashes)[:3])
    assert all(PasswordHasher().verify(h.removeprefix("argon2"), "akropolis-demo") for h in hashes)
    appointed = query(
        city, "SELECT DISTINCT u.username FROM access_appointment a JOIN access_user u ON u.id = a.user_id"
    )
    assert {name for (name,) in appointed} == wanted


@pytest.mark.long
def test_the_registers_are_as_large_as_the_contract_says(city: Path) -> None:
    sizes = {
        table: query(city, f"SELECT count(*) FROM {table}")[0][0]
        for table in sorted(KEPT - {"access_user", "access_unit"})
    }
    assert sizes == {
        "actions_action": 902,  # two that came of the exercise
        "information_informationset": 1500,
        "assets_service": pytest.approx(600, abs=10),
        "horizon_observation": 60,
        "incidents_incident": 121,  # one of them is the exercise
        "suppliers_supplier": 250,
    }
    kinds = dict(query(city, "SELECT kind, count(*) FROM access_unit WHERE valid_to IS NULL GROUP BY kind"))
    assert (kinds["committee"], kinds["company"]) == (28, 14)


@pytest.mark.long
def test_who_has_decided_is_what_the_city_says(city: Path) -> None:
    told = yaml.safe_load((FOLDER / "reviews.yaml").read_text("utf-8"))["reviews"]
    for review in (r for r in told if r["unit"] == "stad"):
        rows = query(
            city,
            "SELECT u.code, r.state FROM review_review r JOIN access_unit u ON u.id = r.owner_unit_id "
            f"WHERE r.kind = 'review' AND r.year = {review['year']} AND u.code <> 'stad'",
        )
        decided = {code for code, state in rows if state == "decided"}
        coverage = review["coverage"]
        if review["state"] == "decided":
            assert decided == {code for code, _state in rows}
            assert len(decided) == coverage["due"] - len(coverage["not_decided"])
        else:
            assert decided == set(coverage["decided"])
            assert len(rows) == coverage["due"]


def test_what_was_gathered_for_a_decided_review_says_a_day_before_the_decision(city: Path) -> None:
    rows = query(
        city,
        "SELECT date(p.gathered_at), d.decided_on FROM packs_pack p"
        " JOIN chapters_decision d ON d.review_id = p.review_id",
    )
    assert len(rows) > 15
    assert [row for row in rows if row[0] >= row[1]] == []


def test_the_review_of_the_year_after_cites_the_decided_report_on_data_protection(city: Path) -> None:
    reports = query(
        city,
        "SELECT u.code, r.state, r.number FROM review_review r JOIN access_unit u ON u.id = r.owner_unit_id"
        " WHERE r.kind = 'privacy'",
    )
    states = {code: state for code, state, _number in reports}
    wanted = {"stad": "decided", "utb": "decided", "ald": "ongoing", "idr": "ongoing"}
    assert {code: state for code, state in states.items() if state != "planned"} == wanted
    controllers = "SELECT code FROM access_unit WHERE kind IN ('committee', 'company') AND valid_to IS NULL"
    assert states.keys() == {"stad", *(code for (code,) in query(city, controllers))}
    ((content,),) = query(
        city,
        "SELECT p.content FROM packs_pack p JOIN review_review r ON r.id = p.review_id"
        " JOIN access_unit u ON u.id = r.owner_unit_id"
        " WHERE r.kind = 'review' AND r.year = 2026 AND u.code = 'stad'",
    )
    assert next(number for code, _state, number in reports if code == "stad") in content
    assert '"2026-01-14"' in content


def test_no_text_counts_the_units_of_a_larger_city() -> None:
    texts = (FOLDER / "reviews.yaml").read_text("utf-8") + (FOLDER / "incidents.yaml").read_text("utf-8")
    assert re.findall(r"\d+ (?:av \d+ )?nämnder och bolag", texts) == []


def test_each_review_of_the_city_has_observations_from_the_second_year_on(small: Path) -> None:
    rows = query(
        small,
        "SELECT r.year, count(o.id) FROM review_review r LEFT JOIN horizon_observation o"
        " ON o.observed_on BETWEEN r.period_from AND r.period_to"
        " JOIN access_unit u ON u.id = r.owner_unit_id AND u.code = 'stad' GROUP BY r.year",
    )
    assert [year for year, count in rows if count == 0] == [2024]


def test_what_a_newcomer_wants_to_see_is_there(city: Path) -> None:
    def count(statement: str) -> int:
        return int(query(city, f"SELECT count(*) FROM {statement}")[0][0])

    assert count("files_storedfile") == 4
    assert count("registers_savedview") == 3
    assert count("assets_lowering") == 2
    assert count("information_intakestop WHERE settled_at IS NULL") == 1
    assert count("offers_gapaction") == 2
    assert count("offers_gapexception WHERE valid_to < '2026-11-25'") == 1
    assert query(city, "SELECT status, signing FROM campaigns_campaign ORDER BY number") == [
        ("closed", 1),
        ("sent", 0),
        ("sent", 0),
        ("sent", 1),
        ("sent", 1),
        ("sent", 0),
    ]
    screened = "campaigns_ask a JOIN campaigns_campaign c ON c.id = a.campaign_id WHERE c.kind = 'screening'"
    assert 0 < count(f"{screened} AND a.answered_at IS NOT NULL") < count(screened)
    left = "campaigns_ask a JOIN campaigns_campaign c ON c.id = a.campaign_id WHERE a.answered_at IS NULL"
    assert count(f"{left} AND c.status = 'sent'") == count(left) > 0
    ending = count("evidence_evidence WHERE valid_to BETWEEN '2026-11-25' AND '2027-01-24'")
    assert (155 < ending < 165) if LONG else (ending == 38)
    assert count("evidence_proof WHERE kind = 'gapexception'") == 1
    held = "access_appointment a JOIN access_role r ON r.id = a.role_id"
    for code in ("registrator", "namndsekreterare"):
        assert count(f"{held} WHERE r.code = '{code}'") >= 5
    waiting = "review_review r WHERE r.state = 'decided' AND r.id NOT IN (SELECT review_id FROM"
    for table in ("chapters_registryentry", "chapters_minutesentry"):
        assert (
            count(f"{waiting} {table}) AND r.year = 2027")
            == count("review_review WHERE state = 'decided' AND year = 2027")
            > 0
        )
        assert count(f"{waiting} {table}) AND r.year = 2026") == 0
    groundless = "compliance_fulfilment WHERE state = 'not_applicable'"
    assert count(f"{groundless} AND ground = ''") == 0 < count(groundless)
    assert count(f"{held} WHERE r.code = 'sakerhetschef'") == 1


def test_every_reason_and_piece_of_evidence_is_of_its_own_measure(city: Path) -> None:
    told = yaml.safe_load((FOLDER / "fulfilments.yaml").read_text("utf-8"))
    said = query(
        city,
        "SELECT c.code, f.state, f.reasons, e.kind, e.name FROM compliance_fulfilment f"
        " JOIN compliance_control c ON c.id = f.control_id"
        " LEFT JOIN evidence_proof p ON p.kind = 'fulfilment' AND p.object_id = f.id"
        " LEFT JOIN evidence_evidence e ON e.id = p.evidence_id",
    )
    assert len(said) > 500
    for code, state, reasons, kind, name in said:
        measure = told["measures"][code]
        if reasons.startswith(BY_PATTERN):
            assert state == "met"
            continue
        assert reasons in (told["not_begun"] if state == "not_begun" else [measure[state]])
        if name is not None:
            start, rest = measure["evidence"][1], ""
            if code == "governing-documents":  # the unit's own, with its name
                assert name.startswith(f"{start} för ")
                rest = name.removeprefix(start)
            assert (kind, name.split(", ")[0].removesuffix(rest)) == tuple(measure["evidence"])


def test_each_breach_that_is_closed_has_the_track_of_its_controller_and_one_is_left_to_do(city: Path) -> None:
    tracks = query(
        city,
        "SELECT i.number, i.status, u.kind, t.state, t.aware_because <> '',"
        " (SELECT count(*) FROM filings_assessment a WHERE a.track_id = t.id AND a.outcome = 'no')"
        " FROM incidents_incident i LEFT JOIN incidents_track t ON t.incident_id = i.id AND t.regime = 'privacy'"
        " LEFT JOIN access_unit u ON u.id = t.owner_unit_id WHERE i.personal_data = 'yes' AND NOT i.exercise",
    )
    closed = [row for row in tracks if row[1] == "closed"]
    assert {kind for _n, _s, kind, *_rest in closed} <= {"committee", "company"}
    assert {(state, said, judged) for *_row, state, said, judged in closed} == {
        ("closed", 1, 0),
        ("not_reported", 1, 1),
    }
    left = [number for number, status, kind, *_rest in tracks if status != "closed" and kind is None]
    assert (left == ["INC-2026-0007"]) if not LONG else left


def test_what_was_gathered_holds_nothing_of_later(city: Path) -> None:
    packs = query(
        city,
        "SELECT date(p.gathered_at), u.code, p.content FROM packs_pack p"
        " JOIN review_review r ON r.id = p.review_id JOIN access_unit u ON u.id = r.owner_unit_id",
    )
    said = query(
        city,
        "SELECT u.code, f.assessed_on FROM compliance_fulfilment f JOIN access_unit u ON u.id = f.unit_id",
    )
    ever = 0
    for day, code, content in packs:
        found = {f["key"]: f["value"] or 0 for each in json.loads(content)["inputs"] for f in each["figures"]}
        assessed = found.get("unit-measures.fulfilled", 0) + found.get("unit-measures.lacking", 0)
        assert assessed <= sum(day >= on for of, on in said if code in ("stad", of))
        ever += assessed
        if day < "2026-01-20":
            assert found.get("legal-entities.registered", 0) == assessed == 0
        if day < "2025-02-03":
            assert found.get("ai-systems.total", 0) == found.get("crypto-plan.unsafe", 0) == 0
    assert ever > 0
    asked, told = (
        query(city, "SELECT count(*) FROM offers_question"),
        len(yaml.safe_load((FOLDER / "offers.yaml").read_text("utf-8"))["questions"]),
    )
    assert 1 < asked[0][0] <= told  # what waited for its day has come


def test_most_services_say_what_decides_their_measures(city: Path) -> None:
    for name in ("internet", "own_development"):
        ((unknown, every),) = query(city, f"SELECT sum({name} IS NULL), count(*) FROM assets_service")
        assert 0 < unknown < every / 5


def test_nothing_stands_on_the_ai_of_recruitment_but_recruiting(city: Path) -> None:
    rows = query(
        city,
        "SELECT s.name FROM assets_dependency d JOIN assets_node s ON s.id = d.source_id"
        " JOIN assets_node t ON t.id = d.target_id WHERE t.name = 'Stöd vid rekrytering'",
    )
    assert rows == [("Rekryteringsverktyget",)]


def test_no_placeholder_and_no_unknown_figure_is_left_in_a_text(city: Path) -> None:
    texts = [
        str(text)
        for (text,) in query(
            city, "SELECT text FROM chapters_chapter UNION ALL SELECT text FROM review_direction"
        )
    ]
    assert [t for t in texts if re.search(r"\{(?!figure:|secret |/secret\})", t)] == []
    rows = query(city, "SELECT text, figures FROM chapters_chapter WHERE text LIKE '%{figure:%'")
    missing = {
        key
        for text, kept in rows
        for key in re.findall(r"\{figure:([\w.]+)\}", str(text))
        if f'"{key}"' not in str(kept)
    }
    assert missing == set()


def test_numbers_are_of_the_city_s_own_year_whenever_it_is_built(city: Path) -> None:
    for table in ("assets_service", "actions_action"):
        assert {str(number).split("-")[1] for (number,) in query(city, f"SELECT number FROM {table}")} == {
            "2026"
        }
    assert query(city, "SELECT DISTINCT date(created_at) FROM actions_action") == [("2026-11-24",)]


def test_the_dates_tell_a_story_that_can_have_happened(city: Path) -> None:
    assert (
        query(city, "SELECT number FROM actions_action WHERE done_on < begun_on OR done_on > '2026-11-25'")
        == []
    )
    assert query(city, "SELECT number FROM incidents_incident WHERE occurred_at > '2026-11-25'") == []
    assert (
        query(
            city, "SELECT number FROM incidents_incident WHERE (status = 'closed') <> (closed_at IS NOT NULL)"
        )
        == []
    )
    assert query(city, "SELECT review_id FROM chapters_decision WHERE decided_on > '2026-11-25'") == []


def test_the_graph_is_what_the_registers_say(city: Path) -> None:
    done = run_in(city.parent, "rebuild", "--check")
    assert done.code == 0, done.out + done.err


def test_one_supplier_reaches_every_unit_that_uses_the_shared_service(city: Path) -> None:
    upstream = """
        WITH RECURSIVE reached(id) AS (
            SELECT id FROM assets_node WHERE name = 'Vidhav Personalstöd AB'
            UNION SELECT d.source_id FROM assets_dependency d JOIN reached r ON d.target_id = r.id)
        SELECT DISTINCT u.code FROM reached r JOIN assets_node n ON n.id = r.id
        JOIN access_unit u ON u.id = n.owner_unit_id WHERE n.kind = 'information'"""
    reached = {code for (code,) in query(city, upstream)}
    reviewing = {
        code for (code,) in query(city, "SELECT code FROM access_unit WHERE reviews AND valid_to IS NULL")
    }
    assert len(reviewing - reached) < len(reviewing) / 4


def test_no_supplier_is_a_real_one(city: Path) -> None:
    numbers = [str(n) for (n,) in query(city, "SELECT organisation_number FROM suppliers_supplier")]
    assert [n for n in numbers if n[0] != "4"] == []  # no real number begins so
    assert [n for n in numbers if not correct(n)] == []
