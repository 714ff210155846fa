"""Results read in from tools' files: what counts, what is tied, what is left, and that no person's name is kept."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.effect_tests.models import EffectTest, EffectTestKind, ToolAsset
from akropolis.assurance.effect_tests.rules.sarif import RESULT_LEVELS, SarifRefused, read_sarif
from akropolis.assurance.effect_tests.rules.tools import (
    Sighting,
    ToolFault,
    ToolKind,
    ToolLimits,
    ToolRow,
    count_sightings,
    read_severity,
)
from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.files.uploads import UPLOAD_LIMIT
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create
from akropolis.graph.assets.models import Node, Service
from tests.world import SYSTEM, WORD, World

NOW = timezone.localdate()
OLD, NEW = NOW - timedelta(days=40), NOW - timedelta(days=3)
LIMITS = ToolLimits(2, 30, NOW)
SCAN = f"""IP;Hostname;Severity;First Seen;Status
10.0.0.1;srv-a;High;{OLD};open
10.0.0.1;srv-a;Low;{OLD};open
10.0.0.2;srv-b;Critical;{NEW};open
10.0.0.3;;High;{OLD};fixed
10.0.0.9;srv-x;High;{OLD};open
""".encode()
ACCOUNTS = b"""user,arn,password_enabled,mfa_active
<root>,arn:aws:iam::1:root,not_supported,true
Anna Bergkvist,arn:aws:iam::1:user/anna,true,true
Bo Hedlund,arn:aws:iam::1:user/bo,true,false
Cia Robot,arn:aws:iam::1:user/cia,false,false
"""
PATCHES = f"""Computer Name,KB,Status,Release Date
srv-a,KB1,Missing,{OLD}
srv-a,KB2,Installed,{OLD}
srv-b,KB1,Missing,{NEW}
""".encode()


def sarif(**run: Any) -> dict[str, Any]:
    """A log of one run: two rules declared, one broken as an error by default, one not found."""
    rules = [{"id": "R1", "defaultConfiguration": {"level": "error"}}, {"id": "R2"}]
    driver = {"name": "Granskaren", "rules": rules}
    results = [{"ruleIndex": 0, "message": {"text": "x"}}, {"ruleId": "R2/a", "message": {"text": "x"}}]
    return {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results, **run}]}


def read_one(**run: Any) -> dict[str, str]:
    return dict(read_sarif(json.dumps(sarif(**run)).encode())[0].rules)


def test_a_rule_has_the_worst_level_that_stands() -> None:
    assert read_one() == {"R1": "error", "R2": "warning"}
    said: list[dict[str, Any]] = [
        {"kind": "pass"},
        {"suppressions": [{}]},
        {"baselineState": "absent"},
        {"level": "note"},
        {"level": "oerhört"},
    ]
    levels = [read_one(results=[{"ruleId": "R1", **each}])["R1"] for each in said]
    assert levels == ["none", "none", "none", "note", "error"]
    assert read_one(results=[{"ruleId": "R1", "suppressions": [{"status": "rejected"}]}])["R1"] == "error"
    assert read_one(results=[{"ruleId": "R3", "level": "error"}]) == {
        "R1": "none",
        "R2": "none",
        "R3": "error",
    }


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"{\n  oj", ("json", "", "2:3")),
        (b"\xff\xfe", ("encoding", "", "0")),
        (b"[" * 1000, ("deep", "", "64")),
        (b"[]", ("format", "version", "")),
        (b'{"version": "2.0.0"}', ("version", "version", "2.0.0")),
        (b'{"version": "2.1.0"}', ("list", "runs", "")),
        (b'{"version": "2.1.0", "runs": [7]}', ("object", "runs[0]", "")),
        (json.dumps(sarif(tool={"driver": {}})).encode(), ("text", "runs[0].tool.driver.name", "")),
        (json.dumps(sarif(results=None)).encode(), ("list", "runs[0].results", "")),
        (
            json.dumps(sarif(results=[{"ruleId": "R1"}, {}])).encode(),
            ("text", "runs[0].results[1].ruleId", ""),
        ),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(data: bytes, fault: tuple[str, str, str]) -> None:
    with pytest.raises(SarifRefused) as refused:
        read_sarif(data)
    assert (refused.value.code, refused.value.where, refused.value.said) == fault


def rows(*each: dict[str, str]) -> list[ToolRow]:
    return [ToolRow(at, {"asset": "a", **cells}) for at, cells in enumerate(each, start=2)]


@pytest.mark.parametrize(
    ("kind", "cells", "held"),
    [
        (ToolKind.SCANNER, {"severity": "High", "since": str(OLD)}, 0),
        (ToolKind.SCANNER, {"severity": "High", "since": str(NOW - timedelta(days=30))}, 1),
        (ToolKind.SCANNER, {"severity": "High"}, 0),
        (ToolKind.SCANNER, {"severity": "Medium", "since": str(OLD)}, 1),
        (ToolKind.SCANNER, {"severity": "7,0"}, 0),
        (ToolKind.SCANNER, {"severity": "6.9"}, 1),
        (ToolKind.SCANNER, {"severity": "Kritisk", "status": "Åtgärdad"}, 1),
        (ToolKind.PATCH, {"status": "3"}, 0),
        (ToolKind.PATCH, {"status": "0"}, 1),
        (ToolKind.PATCH, {"since": str(OLD)}, 0),
        (ToolKind.PATCH, {"status": "Not Installed", "since": str(NEW)}, 1),
        (ToolKind.MFA, {"mfa": "Enforced"}, 1),
        (ToolKind.MFA, {"mfa": "Disabled"}, 0),
    ],
)
def test_what_counts_as_held(kind: ToolKind, cells: dict[str, str], held: int) -> None:
    assert count_sightings(kind, rows(cells), LIMITS) == {"a": Sighting(1, 1, held)}


@pytest.mark.parametrize(
    ("kind", "cells", "field"),
    [
        (ToolKind.SCANNER, {"severity": "5"}, "severity"),
        (ToolKind.SCANNER, {"severity": "10.1"}, "severity"),
        (ToolKind.SCANNER, {"severity": "High", "since": "06/07/2026"}, "since"),
        (ToolKind.PATCH, {"status": "kanske"}, "status"),
        (ToolKind.MFA, {"mfa": "okänt"}, "mfa"),
    ],
)
def test_a_cell_that_says_nothing_known_is_refused_at_its_row(
    kind: ToolKind, cells: dict[str, str], field: str
) -> None:
    good = {"severity": "Low", "status": "0", "mfa": "ja"}
    with pytest.raises(ToolFault) as fault:
        count_sightings(kind, rows(good, cells), LIMITS)
    assert (fault.value.line, fault.value.field) == (3, field)


def test_the_order_of_days_and_the_scale_are_told_by_the_whole_column() -> None:
    days = [
        ("05/13/2025 07:08:28", "05/06/2025 09:46:37"),
        ("5/28/25 0:50", "9/9/25 6:37"),
        ("13/05/2025", "06/05/2025"),
    ]
    for each in [*days, ("Feb 03, 2025 07:00 AM", "3 Mar 2025"), ("2025-06-08T01:58:56Z", "2025-06-08")]:
        found = count_sightings(
            ToolKind.SCANNER, rows(*({"severity": "High", "since": day} for day in each)), LIMITS
        )
        assert found == {"a": Sighting(2, 1, 0)}
    for each in (("05/06/2025", "06/05/2025"), ("13/05/2025", "05/13/2025")):
        with pytest.raises(ToolFault):
            count_sightings(
                ToolKind.SCANNER, rows(*({"severity": "High", "since": day} for day in each)), LIMITS
            )
    scores = rows({"severity": "9.8 (AV:N/AC:L/PR:N)"}, {"severity": "5"})
    assert count_sightings(ToolKind.SCANNER, scores, LIMITS) == {"a": Sighting(2, 1, 0)}


@pytest.mark.parametrize(
    "cells",
    [
        {"severity": "critical", "status": "PASS"},
        {"severity": "Negligible", "status": "open"},
        {"severity": "INFORMATIONAL", "status": "OPEN"},
    ],
)
def test_a_check_that_passed_and_a_row_that_is_no_weakness_hold(cells: dict[str, str]) -> None:
    assert count_sightings(ToolKind.SCANNER, rows(cells), LIMITS) == {"a": Sighting(1, 1, 1)}


def test_a_result_that_names_no_rule_is_counted_under_the_tool_as_an_error_unless_it_says_less() -> None:
    found = {"R1": "none", "R2": "none", "Granskaren": "error"}
    assert read_one(results=[{"message": {"text": "x"}}, {"message": {"text": "y"}}]) == found
    assert read_one(results=[{"message": {"text": "x"}, "level": "note"}]) == found | {"Granskaren": "note"}


def test_a_host_holds_only_without_any_row_that_fails() -> None:
    found = count_sightings(ToolKind.SCANNER, rows({"severity": "High"}, {"severity": "Low"}), LIMITS)
    assert (found, read_severity(rows({"severity": "9.0"})[0])) == ({"a": Sighting(2, 1, 0)}, 3)


class Tool:
    """Somebody who reads in a tool's file."""

    def __init__(self, world: World, who: str = "owner") -> None:
        self.world, self.client = world, world.client(who)

    def send(self, what: str, data: bytes, name: str = "fil.csv", **chosen: object) -> Any:
        """The preview of the file, with what is chosen instead of what is proposed."""
        self.url = reverse(f"effect-tools-{what}")
        answer = self.client.post(self.url, {"file": SimpleUploadedFile(name, data)})
        if "token" not in answer.context:
            return answer
        self.form = form = answer.context["form"]
        fields = {label: field for field, label in form.names.items()}
        proposed = {name: form[name].value() for name in form.fields}
        sent = {**proposed, **{fields.get(name, name): value for name, value in chosen.items()}}
        sent = {name: value for name, value in sent.items() if value not in (None, "")}
        return self.client.post(self.url, {**sent, "token": answer.context["token"]})

    def save(self, preview: Any) -> Any:
        sent = {"do": "save", "token": preview.context["token"], **preview.context["chosen"]}
        return self.client.post(self.url, sent)


@pytest.fixture
def nodes(world: World) -> dict[str, Node]:
    """Two services of `utb`, and one of `kul` that is shared."""
    for key in ("effect-test-kinds", "controls"):
        tables.get(key).load(SYSTEM)
    named = (("post", "utb"), ("wiki", "utb"), ("karta", "kul"))
    made = {
        name: create(
            SYSTEM, Service, {"name": f"{WORD} {name}", "owner_unit": world.units[unit], "shared": True}
        )
        for name, unit in named
    }
    return {name: Node.everything.get(record=row.pk) for name, row in made.items()}


@pytest.fixture
def tool(world: World, nodes: dict[str, Node]) -> Tool:
    return Tool(world)


def results() -> list[tuple[str, str, int, int, str]]:
    """Place, kind, tested, held and outcome of each test, in order."""
    return [
        (str(row.node or row.owner_unit), row.kind.code, row.tested, row.held, row.outcome)
        for row in EffectTest.everything.select_related("node", "kind", "owner_unit").order_by("number")
    ]


pytestmark = pytest.mark.django_db


def test_a_scan_is_tied_read_in_remembered_and_read_in_once(tool: Tool, nodes: dict[str, Node]) -> None:
    tied = {"srv-a": nodes["post"].number, "srv-b": nodes["post"].number, "10.0.0.3": nodes["wiki"].number}
    preview = tool.send("scanner", SCAN, **tied)
    assert (preview.status_code, EffectTest.everything.count(), ToolAsset.everything.count()) == (200, 0, 0)
    (left,) = preview.context["tables"]
    assert [[cell.text for cell in row.cells] for row in left.rows] == [
        ["srv-x", "1", "Hör inte till någon tjänst."]
    ]
    assert tool.save(preview).status_code == 302
    made = [
        (f"{WORD} post", "vulnerability-scan", 2, 1, "partly"),
        (f"{WORD} wiki", "vulnerability-scan", 1, 1, "works"),
    ]
    assert (sorted(results()), ToolAsset.everything.count()) == (sorted(made), 3)
    row = EffectTest.everything.first()
    assert row is not None
    assert (row.source, row.tester, row.tested_on) == ("machine", "Sårbarhetsskanner", NOW)
    before = Change.objects.count()
    again = tool.send("scanner", SCAN)
    assert (again.context["may_save"], Change.objects.count()) == (False, before)
    assert tool.form.names == {field: name for field, name in tool.form.names.items() if name}
    other = tool.send("scanner", SCAN + b"10.0.0.1;srv-a;High;;open\n")
    assert [row.cells[0].text for row in other.context["changes"].rows] != []
    assert tool.save(other).status_code == 302
    assert EffectTest.everything.count() == 4


def test_the_name_or_number_of_a_service_ties_by_itself(tool: Tool, nodes: dict[str, Node]) -> None:
    data = PATCHES.replace(b"srv-a", f"{WORD} post".encode()).replace(b"srv-b", nodes["wiki"].number.encode())
    preview = tool.send("patch", data)
    assert tool.form.names == {}
    assert tool.save(preview).status_code == 302
    assert sorted(results()) == [
        (f"{WORD} post", "patching", 1, 0, "fails"),
        (f"{WORD} wiki", "patching", 1, 1, "works"),
    ]


def test_code_analysis_becomes_a_test_of_its_rules(tool: Tool, nodes: dict[str, Node]) -> None:
    run = {
        "versionControlProvenance": [{"repositoryUri": "https://git.example.se/post"}],
        "invocations": [{"executionSuccessful": True, "endTimeUtc": "2026-03-02T10:00:00Z"}],
    }
    data = json.dumps(sarif(**run)).encode()
    preview = tool.send("sarif", data, "post.sarif", **{"https://git.example.se/post": nodes["post"].number})
    assert tool.save(preview).status_code == 302
    assert results() == [(f"{WORD} post", "vulnerability-scan", 2, 1, "partly")]
    assert EffectTest.everything.get().tested_on == date(2026, 3, 2)


def test_of_accounts_only_the_count_is_kept(tool: Tool, world: World) -> None:
    before = {*settings.DATA_DIR.glob("imports/*/*/*")}
    preview = tool.send("mfa", ACCOUNTS)
    pages = [preview.content.decode(), tool.client.get(tool.url).content.decode()]
    parked = [
        file.read_bytes().decode() for file in settings.DATA_DIR.glob("imports/*/*/*") if file not in before
    ]
    saved = tool.save(preview)
    pages.append(tool.client.get(saved.url).content.decode())
    assert results() == [(world.units["utb"].name, "mfa", 3, 2, "partly")]
    stored = [
        *map(str, EffectTest.everything.values()),
        *map(str, ToolAsset.everything.values()),
        *map(str, Change.objects.values()),
    ]
    assert (len(parked) > 0, len(stored) > 1) == (True, True)
    for text in (*pages, *parked, *stored):
        assert not any(name in text for name in ("Anna", "Hedlund", "Cia", "user/bo"))
    again = tool.send("mfa", ACCOUNTS)
    assert again.context["may_save"] is False
    another = tool.send("mfa", ACCOUNTS.replace(b"Anna", b"Eva"))
    assert another.context["may_save"] is True


def test_another_tools_columns_are_refused_with_what_was_looked_for(tool: Tool) -> None:
    before = Change.objects.count()
    answer = tool.send("scanner", b"Produkt;Pris\nSaft;12\n")
    (sentence,) = answer.context["form"].errors["severity"]
    assert (answer.status_code, "severity, risk" in sentence, "Produkt, Pris" in sentence) == (
        422,
        True,
        True,
    )
    answer = tool.send("mfa", b"Namn;Pris\nAnna;12\n")
    (sentence,) = answer.context["form"].errors["file"]
    assert (answer.status_code, "mfa active" in sentence, "Namn, Pris" in sentence) == (422, True, True)
    answer = tool.send("scanner", SCAN.replace(b"Critical", b"Brun"))
    (sentence,) = answer.context["form"].errors["severity"]
    assert (answer.status_code, "rad 4" in sentence, "Brun" in sentence) == (422, True, True)
    answer = tool.send("sarif", b'{"version": "2.1.0", "runs": [{}]}', "a.sarif")
    (sentence,) = answer.context["form"].errors["file"]
    assert (answer.status_code, "runs[0].tool" in sentence) == (422, True)
    assert (Change.objects.count(), EffectTest.everything.count()) == (before, 0)


@pytest.mark.parametrize("what", ["sarif", "mfa"])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(tool: Tool, what: str) -> None:
    answer = tool.send(what, b"[" * (UPLOAD_LIMIT + 1), "a.sarif")
    (sentence,) = answer.context["form"].errors["file"]
    assert (answer.status_code, "25 MB" in sentence, EffectTest.everything.count()) == (413, True, 0)


def test_another_units_service_is_left_and_its_names_are_its_own(
    world: World, tool: Tool, nodes: dict[str, Node]
) -> None:
    preview = tool.send("scanner", SCAN.replace(b"srv-a", f"{WORD} karta".encode()))
    assert preview.context["may_save"] is False
    assert f"{WORD} karta" in [row.cells[0].text for row in preview.context["tables"][0].rows]
    values = {
        "tool": "Sårbarhetsskanner",
        "name": "srv-a",
        "node": nodes["karta"],
        "owner_unit": world.units["kul"],
    }
    create(SYSTEM, ToolAsset, values)
    preview = tool.send("scanner", SCAN)
    assert (preview.context["may_save"], tool.form["register"].value()) == (False, "Sårbarhetsskanner")
    assert ToolAsset.objects.visible(world.access("owner")).count() == 0
    assert ToolAsset.objects.visible(world.access("ciso")).count() == 1
    assert world.client("auditor").get(reverse("effect-tools")).status_code == 404


type Chosen = dict[str, str]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"register": "kalle@example.se", "kind": "phishing"}, "tester"),
        ({"day": str(NOW + timedelta(days=1))}, "tested_on"),
    ],
)
def test_what_the_register_refuses_is_told_in_the_preview_and_nothing_is_saved(
    tool: Tool, nodes: dict[str, Node], chosen: Chosen, field: str
) -> None:
    kinds = EffectTestKind.everything.values_list("code", "pk")
    given = chosen | {"kind": str(dict(kinds)[chosen.get("kind", "vulnerability-scan")])}
    preview = tool.send("scanner", SCAN, **{"srv-a": nodes["post"].number, **given})
    assert (preview.status_code, preview.context["may_save"]) == (422, False)
    label = str(field_of(EffectTest, field).verbose_name).capitalize()
    assert [row.cells[2].text for row in preview.context["problems"].rows] == [label]
    assert (EffectTest.everything.count(), ToolAsset.everything.count()) == (0, 0)


@pytest.mark.parametrize(("level", "held"), [("error", 1), ("warning", 0), ("note", 0)])
def test_what_counts_of_a_code_analysis_is_chosen_by_level(level: str, held: int) -> None:
    limits = ToolLimits(RESULT_LEVELS.index(level), 0, NOW)
    found = count_sightings(ToolKind.SARIF, [ToolRow(1, {"asset": "Kod", "status": "warning"})], limits)
    assert found == {"Kod": Sighting(1, 1, held)}
