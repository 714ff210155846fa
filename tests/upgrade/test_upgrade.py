"""A stored installation of every released version is taken over by this one, with all that was in it.

`python scripts/stored.py VERSION` stores one when a version is released; docs/how-to/store-a-version.md says how.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import psycopg
import pytest
from django.db import connection

from tests import nursery
from tests.cities import environment
from tests.length import LONG
from tests.upgrade import pending, schema

STORED = Path(__file__).parent / "stored"
KIND = "postgresql" if os.environ.get("AKROPOLIS_DATABASE_URL", "").startswith("postgres") else "sqlite"
RETIRED = {"directions.done", "unit-measures.missing", "service-measures.missing", "coverage.missing"}
"""Figures that are no longer gathered, and stand in packs."""
GROWS = {
    "role", "scheme", "legalbasis", "cryptorule", "aiclasstext", "control", "controlmapping",
    "framework", "requirement", "threat", "clockrule", "templatechapter", "situationquestion",
}  # fmt: skip
"""Kinds of which a later version may bring rows of its own, as content."""
STAYS = {
    "knowledge": "SELECT id, incident_id, regime, aware_at FROM incidents_track",
    "events": "SELECT id, aware_at FROM incidents_incident",
    "claims": "SELECT id, node_id, confidentiality, integrity, availability, traceability, stated_on FROM offers_offer",
    "packs": "SELECT id, digest, content FROM packs_pack",
    "rows": "SELECT id, pack_id, digest, content FROM packs_packrows",
    "chapters": "SELECT id, review_id, key, title, position, included, text, status FROM chapters_chapter",
}
"""What is read before the upgrade and after it, and is the same."""
SEVERITIES = "SELECT number, kind, severity FROM incidents_incident"
EARLIER = "SELECT number, 'incident', severity FROM incidents_incident"
"""The same where no row said what kind it is."""
LIVED = "0.2.0-lived"
"""Also 0.2.0: the city has changed content, has a role of its own, events that nobody has judged, and tracks."""
REST = "en roll ger dem bara om den nämner dem vid namn."
LEFT = {
    LIVED: [
        "roles: Samordnaren har ändrats här och skrivs inte över.",
        "roles: Samordnaren ger inte längre assets:gap:edit, assets:gap:read, audit:audit:read, "
        "compliance:fulfilment:read, deviation:deviation:read, documents:restricted:read, effect:test:read, "
        "evidence:evidence:edit, evidence:evidence:read, follow_up:answer:read, "
        "maturity:assessment:read, requests:lateness:read, "
        f"requests:request:read, risk:risk:read, supplier_replies:inquiry:read, training:person:read: {REST}",
        "roles: Granskare ger inte längre assets:gap:read, audit:audit:read, compliance:fulfilment:read, "
        "deviation:deviation:read, documents:restricted:read, effect:test:read, "
        "evidence:evidence:read, follow_up:answer:read, maturity:assessment:read, requests:lateness:read, "
        "requests:request:read, "
        f"risk:risk:read, supplier_replies:inquiry:read, training:person:read: {REST}",
        "controls: Behörighet efter behov, granskad varje år har ändrats här och skrivs inte över.",
    ]
}
"""What an upgrade says, by the version that was stored."""
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Upgraded:
    """An installation that this version has taken over, what was noted when it was stored, and what is found now.

    `left` is what the upgrade said of content that the city has changed, `tables` what the database held before.
    """

    version: str
    folder: Path
    url: str
    before: Mapping[str, Any]
    now: Mapping[str, Any]
    left: list[str]
    tables: Mapping[str, list[tuple[Any, ...]]]

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """The query's rows, in order."""
        return read(self.folder, self.url, query)

    def schema(self) -> set[tuple[str, ...]]:
        """The tables, constraints, indexes and triggers."""
        if self.url:
            return schema.of_postgresql(self.read)
        return schema.of_sqlite(self.read)

    def run(self, *words: str) -> tuple[int, str]:
        """The command's exit code, and what it printed."""
        return run(self.folder, self.url, *words)


def run(folder: Path, url: str, *words: str) -> tuple[int, str]:
    out, err = folder / "out", folder / "err"
    given = environment() | ({"AKROPOLIS_DATABASE_URL": url} if url else {})
    code = nursery.run([*words, "--data-dir", str(folder)], environment=given, cwd=None, out=out, err=err)
    return code, out.read_text("utf-8") + ("" if code == 0 else err.read_text("utf-8"))


@contextmanager
def restored(archive: Path, folder: Path) -> Iterator[str]:
    """The stored files in the folder, and the address of the database if it is not among them."""
    with ZipFile(archive) as stored:
        stored.extractall(folder)
    if KIND == "sqlite":
        yield ""
        return
    name, server = f"upgrade_{os.getpid()}", os.environ["AKROPOLIS_DATABASE_URL"]
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {name}")
        try:
            dump = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(folder / "database.sql")]
            subprocess.run(dump, check=True, capture_output=True)
            yield url
        finally:
            asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


def read(folder: Path, url: str, query: str) -> list[tuple[Any, ...]]:
    """The query's rows in order; none where that version had no such table or column."""
    try:
        if url:
            with psycopg.connect(url) as server:
                return sorted(server.execute(query.encode()).fetchall(), key=str)
        with closing(sqlite3.connect(folder / "akropolis.sqlite3")) as database:
            return sorted(database.execute(query).fetchall(), key=str)
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        return []


def visited(folder: Path, url: str) -> Mapping[str, Any]:
    given = (
        environment() | {"AKROPOLIS_DATA_DIR": str(folder)} | ({"AKROPOLIS_DATABASE_URL": url} if url else {})
    )
    given |= {"DJANGO_SETTINGS_MODULE": "akropolis.shell.config.settings"}
    command = [sys.executable, "-m", "tests.upgrade.visit"]
    done = subprocess.run(command, env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


OF_THE_LONG_RUN = {f"{version}-{KIND}" for version in ("0.1.dev0", "0.2.0")}
"""What was before the first version, and a city that `0.2.0-lived` has whole and more."""
ARCHIVES = [path for path in sorted(STORED.glob(f"*-{KIND}.zip")) if LONG or path.stem not in OF_THE_LONG_RUN]


@pytest.fixture(scope="module", params=ARCHIVES, ids=[path.stem for path in ARCHIVES])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    folder = tmp_path_factory.mktemp("upgraded")
    with restored(request.param, folder) as url:
        tables = {name: read(folder, url, query) for name, query in STAYS.items()}
        tables["severities"] = read(folder, url, SEVERITIES) or read(folder, url, EARLIER)
        pending.leave(folder, url)
        code, said = run(folder, url, "init")
        assert code == 0, said
        left = [line for line in said.splitlines() if line.startswith(("roles:", "controls:"))]
        before = json.loads((folder / "noted.json").read_text("utf-8"))
        version = request.param.stem.removesuffix(f"-{KIND}")
        yield Upgraded(version, folder, url, before, visited(folder, url), left, tables)


def test_no_row_is_lost_and_none_is_added(upgraded: Upgraded) -> None:
    before, now = upgraded.before["rows"], upgraded.now["rows"]
    assert {kind: now.get(kind) for kind in before if kind not in GROWS} == {
        kind: count for kind, count in before.items() if kind not in GROWS
    }
    assert {kind for kind in GROWS if now[kind] < before.get(kind, 0)} == set()
    rich = ("storedfile", "answer", "frozenreview", "classificationdecision")
    assert [kind for kind in rich if not before[kind]] == []


def test_an_upgraded_database_has_the_schema_of_a_new_one(upgraded: Upgraded) -> None:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    new = schema.of_sqlite(rows) if KIND == "sqlite" else schema.of_postgresql(rows)
    assert upgraded.schema() ^ new == set()
    assert len(new) > 1500


def test_decided_documents_are_the_same_to_the_byte_and_can_be_printed(upgraded: Upgraded) -> None:
    assert upgraded.now["documents"] == upgraded.before["documents"] != {}
    assert upgraded.now["printed"] == {number: [True, True] for number in upgraded.before["documents"]}


def test_the_history_holds_with_what_was_taken_out_of_it_and_rows_and_files_agree(upgraded: Upgraded) -> None:
    code, said = upgraded.run("verify", "--json")
    found = json.loads(said)
    assert (code, found["holds"]) == (0, True)
    assert found["redacted"] > 0
    assert found["links"] == len(upgraded.now["hashes"]) >= upgraded.before["links"]
    assert upgraded.now["hashes"][upgraded.before["links"] - 1] == upgraded.before["head"]


def test_what_is_worked_out_is_as_it_would_be_anew(upgraded: Upgraded) -> None:
    assert upgraded.run("rebuild", "--check", "--json") == (0, "[]\n")


def test_knowledge_claims_chapters_and_frozen_figures_and_rows_stay(upgraded: Upgraded) -> None:
    assert {name: upgraded.read(query) for name, query in STAYS.items() if upgraded.tables[name]} == {
        name: rows for name, rows in upgraded.tables.items() if name in STAYS and rows
    }
    assert upgraded.tables["packs"] != [] != upgraded.tables["chapters"]


def test_what_nobody_has_judged_is_not_assessed_and_a_judgement_stays(upgraded: Upgraded) -> None:
    events = upgraded.tables["severities"]
    assert upgraded.read(SEVERITIES) == [
        (number, kind, 0 if (kind, severity) == ("event", 1) else severity)
        for number, kind, severity in events
    ]
    if upgraded.version == LIVED:
        assert {name for name, rows in upgraded.tables.items() if not rows} == set()
        new = [
            (kind, severity) for number, kind, severity in events if "INC-2026-0002" <= number < "INC-2027"
        ]
        assert new == [("event", 1), ("event", 2), ("incident", 1), ("incident", 3), ("none", 1)]


def test_every_figure_that_was_gathered_is_named_and_leads_to_its_rows(upgraded: Upgraded) -> None:
    found = upgraded.now["figures"]
    assert {key: told for key, told in found.items() if told != [1, 200, 200]} == {}
    there = {key for key in RETIRED if any(key in str(row) for row in upgraded.tables["packs"])}
    assert there == RETIRED & {*found} != set()
    assert there == RETIRED or upgraded.version == "0.1.dev0"


def test_what_the_city_has_changed_is_left_and_named_and_so_is_what_its_roles_no_longer_give(
    upgraded: Upgraded,
) -> None:
    assert upgraded.left == LEFT.get(upgraded.version, [])
    if upgraded.version == LIVED:
        kept = "SELECT why FROM compliance_control WHERE code = 'access-by-need'"
        assert upgraded.read(kept) == [("Staden har sagt varför.",)]
        assert upgraded.read("SELECT name FROM access_role WHERE code = 'samordnare'") == [("Samordnaren",)]
    code, said = upgraded.run("content", "load", "--check", "--json")
    assert (code, [f"{kind}: {line}" for kind, lines in json.loads(said).items() for line in lines]) == (
        0,
        upgraded.left,
    )


def test_the_content_of_this_version_is_there(upgraded: Upgraded) -> None:
    new = {"gdpr-10", "gdpr-19", "gdpr-33-4", "gdpr-37-7"}
    assert new <= {code for (code,) in upgraded.read("SELECT code FROM compliance_requirement")}
    assert ("nis2",) in upgraded.read("SELECT code FROM compliance_framework")
    for column in ('"when"', "kinds", "supplier_evidence"):
        filled = f"SELECT code FROM compliance_control WHERE CAST({column} AS text) NOT IN ('', '[]')"
        assert upgraded.read(filled) != [], column


def test_a_supplier_that_had_signed_has_an_agreement_of_which_nothing_is_known(upgraded: Upgraded) -> None:
    signed = upgraded.read(
        "SELECT id FROM suppliers_supplier WHERE processor_agreement = 'signed' AND archived_at IS NULL"
    )
    unknown = "SELECT supplier_id FROM processor_agreements_dataprocessingagreement WHERE security IS NULL"
    assert upgraded.read(unknown) == signed
    assert signed or upgraded.version.startswith("0.1")


def test_what_a_suppliers_row_said_of_its_agreement_is_an_agreement_word_for_word(upgraded: Upgraded) -> None:
    said = upgraded.read(
        "SELECT id, agreement, agreement_until FROM suppliers_supplier WHERE archived_at IS NULL AND"
        " (agreement <> '' OR agreement_until IS NOT NULL OR followed_up_on IS NOT NULL) ORDER BY id"
    )
    now = "SELECT supplier_id, reference, valid_until FROM agreements_supplieragreement ORDER BY supplier_id"
    assert upgraded.read(now) == said
    assert said or upgraded.version.startswith("0.1")
    assert upgraded.read("SELECT id FROM agreements_supplieragreementparty") == []


def test_who_was_signed_in_still_is_and_tasks_that_wait_can_be_run(upgraded: Upgraded) -> None:
    assert upgraded.now["signed_in"] == pending.WHO
    assert upgraded.now["tasks"] == ["carry_on"]


def test_the_start_pages_and_every_list_open_for_those_who_may(upgraded: Upgraded) -> None:
    pages = upgraded.now["pages"]
    assert {page: status for page, status in pages["ciso"].items() if status != 200} == {
        "data-requests-list": 404
    }
    assert {status for seen in pages.values() for status in seen.values()} <= {200, 404}
    assert [who for who, seen in pages.items() if seen["home"] != 200] == []


def test_each_version_is_stored_in_both_databases_and_small() -> None:
    stored = {path.name: path.stat().st_size for path in STORED.glob("*.zip")}
    versions = {name.rpartition("-")[0] for name in stored}
    assert set(stored) == {
        f"{version}-{kind}.zip" for version in versions for kind in ("sqlite", "postgresql")
    }
    assert max(stored.values()) < 2_500_000
