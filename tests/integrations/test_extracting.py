"""The extract for the data warehouse: what stands in it, read by others' means, and that nobody sees half of it."""

import csv
import json
import stat
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.permissions import registry as rights
from akropolis.base.kernel.history import log
from akropolis.base.kernel.kept.declaration import registry as kept_tables
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.computed import lists
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.kernel.registers.parts import declared
from akropolis.events.incidents.models import Track
from akropolis.people.integrations.services.extracting import extract, nightly
from akropolis.people.organisation.services import service_accounts
from akropolis.shared.actions.models import Action
from tests.integrations.hooks import SYSTEM, robot
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 1, 30, tzinfo=UTC)
ROUGH = 'Rad ett\r\n"citat", komma; =1+1 åäö 😀'
READS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
    "any": json.loads,
}


@pytest.fixture
def cast() -> Cast:
    named = [right for right in rights.all() if rights.by_name(right)]
    found = build({"administrator": ["*:*:*", *named], "samordnare": ["*:*:read", *named]})
    robot(found)
    with writing(SYSTEM) as w:
        for code, word in (("utb", "Havsörn"), ("ald", "Strömstare")):
            values = {"owner_unit": found.units[code], "due_on": date(2027, 1, 31)}
            w.create(Action, {"title": f"{word} {ROUGH[-6:]}", "description": ROUGH, **values})
        w.archive(w.create(Action, {"title": "Undanlagd Havsörn", "owner_unit": found.units["utb"]}))
    return found


def package(place: Path) -> dict[str, Any]:
    return dict(json.loads((place / "current" / "datapackage.json").read_text("utf-8")))


def table(place: Path, name: str) -> list[dict[str, Any]]:
    """The rows as a program reads them that knows the schema and nothing of us."""
    [told] = [each for each in package(place)["resources"] if each["name"] == name]
    data = (place / "current" / told["path"]).read_bytes()
    assert (len(data), f"sha256:{sha256(data).hexdigest()}") == (told["bytes"], told["hash"])
    with (place / "current" / told["path"]).open(encoding=told["encoding"], newline="") as file:
        lines = list(csv.reader(file, delimiter=told["dialect"]["delimiter"]))
    fields = told["schema"]["fields"]
    assert (lines[0], len(lines) - 1) == ([field["name"] for field in fields], told["rows"])
    return [
        {f["name"]: READS[f["type"]](text) if text else None for f, text in zip(fields, line, strict=True)}
        for line in lines[1:]
    ]


def test_what_the_account_may_read_leaves_as_it_is_stored_and_nothing_else(
    cast: Cast, tmp_path: Path
) -> None:
    made = extract("robot", tmp_path, NOW)
    rows = {row["title"]: row for row in table(tmp_path, "actions")}
    mine = Action.everything.get(title__startswith="Havsörn")
    assert set(rows) == {mine.title, "Undanlagd Havsörn"}
    told = rows[mine.title]
    assert (told["description"], told["due_on"], told["owner_unit"]) == (
        mine.description,
        date(2027, 1, 31),
        "utb",
    )
    assert (told["id"], told["number"], told["version"]) == (str(mine.pk), mine.number, 1)
    assert (told["archived_at"], rows["Undanlagd Havsörn"]["archived_at"] is None) == (None, False)
    assert "Strömstare" not in "".join(each.read_text("utf-8") for each in made.iterdir())
    units = table(tmp_path, "units")
    assert {row["code"]: row["parent"] for row in units}["utb"] == "stad"
    assert package(tmp_path)["akropolis"]["seq"] == log.last_seq()
    fields = {
        (each["name"], field["name"]): field
        for each in package(tmp_path)["resources"]
        for field in each["schema"]["fields"]
    }
    assert (fields["incidents", "severity"]["type"], fields["actions", "due_on"]["title"]) == (
        "integer",
        "Ska vara klar",
    )


def test_each_table_has_a_key_and_points_at_rows_that_are_there(cast: Cast, tmp_path: Path) -> None:
    extract("robot", tmp_path, NOW)
    told = package(tmp_path)["resources"]
    stored = {"units", *(each.key for each in (*registry, *kept_tables, *declared()))}
    worked_out = {name for each in lists if (name := each.api or each.extract)}
    assert {each["name"] for each in told if "primaryKey" not in each["schema"]} == worked_out
    told = [each for each in told if each["name"] not in worked_out]
    assert {each["name"] for each in told} == stored
    rows = {each["name"]: table(tmp_path, each["name"]) for each in told}
    for each in told:
        [key] = each["schema"]["primaryKey"]
        assert len({row[key] for row in rows[each["name"]]}) == len(rows[each["name"]]), each["name"]
        for point in each["schema"]["foreignKeys"]:
            [field], to = point["fields"], point["reference"]
            there = {row[to["fields"][0]] for row in rows[to["resource"]]}
            assert {row[field] for row in rows[each["name"]]} - {None} <= there, (each["name"], field)


@pytest.mark.parametrize(
    ("grant", "expected"),
    [("*:*:read", {"incident": "incidents"}), (f"{Track.permission}:read", {})],
)
def test_a_table_points_at_those_that_leave_with_it_alone(
    tmp_path: Path, grant: str, expected: dict[str, str]
) -> None:
    robot(build({"administrator": ["*:*:*"], "samordnare": [grant]}))
    extract("robot", tmp_path, NOW)
    [tracks] = [each for each in package(tmp_path)["resources"] if each["name"] == "incident-tracks"]
    points = {at["fields"][0]: at["reference"]["resource"] for at in tracks["schema"]["foreignKeys"]}
    assert points == {"owner_unit": "units"} | expected


def test_a_reader_of_the_one_before_keeps_it_and_older_ones_go(cast: Cast, tmp_path: Path) -> None:
    first = extract("robot", tmp_path, NOW)
    reading = (tmp_path / "current").resolve()
    with (reading / "actions.csv").open() as file:
        second = extract("robot", tmp_path, NOW + timedelta(days=1))
        assert (file.readline()[:10], reading) == ("id,number,", first)
    third = extract("robot", tmp_path, NOW + timedelta(days=2))
    assert sorted(each.name for each in tmp_path.iterdir()) == [second.name, third.name, "current"]
    assert (tmp_path / "current").resolve() == third
    assert [stat.S_IMODE(each.stat().st_mode) for each in (third, third / "actions.csv")] == [0o750, 0o640]


def test_one_that_fails_in_the_middle_leaves_what_was(cast: Cast, tmp_path: Path) -> None:
    first = extract("robot", tmp_path, NOW)
    before = sorted(each.name for each in tmp_path.iterdir())
    blocked = tmp_path / "sub"
    blocked.write_text("no folder")
    with pytest.raises(Refused, match="kan inte skrivas"):
        extract("robot", blocked, NOW + timedelta(days=1))
    blocked.unlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == before
    assert (tmp_path / "current").resolve() == first


def test_only_an_open_service_account_with_a_right_makes_one(cast: Cast, tmp_path: Path) -> None:
    bare = {"username": "bare", "name": "Bare", "title": "Hämtar", "unit": cast.units["utb"]}
    service_accounts.create(SYSTEM, bare | {"responsible": cast.people["admin"]})
    for name in ("admin", "no-such", "bare"):
        with pytest.raises(Refused):
            extract(name, tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


def test_each_night_where_the_settings_say_so(cast: Cast, tmp_path: Path, settings: Any) -> None:
    assert nightly(NOW) == "not asked for"
    settings.EXTRACT_DIR, settings.EXTRACT_ACCOUNT = str(tmp_path / "dw"), "robot"
    name = nightly(NOW)
    assert name == f"20261129T013000Z-{log.last_seq()}"
    assert (tmp_path / "dw" / "current").resolve().name == name
    assert timezone.is_aware(datetime.fromisoformat(package(tmp_path / "dw")["created"]))
    assert Unit.everything.count() == len(table(tmp_path / "dw", "units"))
