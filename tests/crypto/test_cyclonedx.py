"""A bill of materials becomes rows and dependencies: judged first, all or nothing, and the same when read again."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access, Scope
from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.flow import RowsRefused
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import Dependency, Node, Platform, Service
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.crypto.rules.cyclonedx.bill import Bill
from akropolis.graph.crypto.rules.cyclonedx.reading import read
from akropolis.graph.crypto.services import cyclonedx
from tests.crypto.bills import commit, new_links
from tests.world import World

WORLD = "build"
EXAMPLE = (Path(__file__).parent / "cyclonedx" / "bill.json").read_bytes()
MODELS = (Platform, Service, AiSystem, CryptoAsset, Dependency)


def counts() -> dict[str, int]:
    return {model.__name__: model.everything.count() for model in MODELS}


def grown(before: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in counts().items() if count != before[name]}


def sent(world: World, node: Node, data: bytes, who: str = "owner") -> Any:
    file = SimpleUploadedFile("förteckning.json", data, "application/json")
    return world.client(who).post(f"/graf/{node.record}/cyclonedx/", {"file": file})


def test_it_is_judged_first_and_changes_nothing(world: World, nodes: dict[str, Node]) -> None:
    before = counts()
    plan = cyclonedx.plan(world.access("owner"), nodes["reserv"], read(EXAMPLE))
    assert (plan.count(RowOutcome.CREATE), plan.count(RowOutcome.REFUSED)) == (20, 0)
    assert plan.unknown_suppliers == ("Klinthav Journalsystem AB", "Norrfyr Kommunikation AB")
    assert grown(before) == {}


def test_all_of_it_is_read_in_with_what_stands_on_what(world: World, nodes: dict[str, Node]) -> None:
    before, node = counts(), nodes["reserv"]
    plan = commit(world.access("owner"), node, read(EXAMPLE), because="Inläst")
    assert grown(before) == {
        "Platform": 12,
        "Service": 2,
        "AiSystem": 1,
        "CryptoAsset": 5,
        "Dependency": new_links(plan),
    }
    links = {
        (d.source.name, d.kind, d.target.name, d.availability)
        for d in Dependency.everything.select_related("source", "target")
    }
    assert (node.name, "uses", "Meddelandetjänst", True) in links
    assert ("Journalserver", "runs_on", "webbram", True) in links
    assert ("Journalserver", "protected_by", "AES-256-GCM", False) in links
    assert ("Journalserver", "uses", "Sammanfattning av anteckningar", True) in links
    owners = {
        row.owner_unit_id
        for model in MODELS[:4]
        for row in model.everything.filter(name__in=["webbram", "TLS"])
    }
    assert owners == {node.owner_unit_id}
    (asset,) = CryptoAsset.everything.filter(name="TLS")
    assert [event.because for event in events_of([asset.pk])] == ["Inläst"]


def test_read_again_it_is_the_same_and_a_new_version_changes_what_is_there(
    world: World, nodes: dict[str, Node]
) -> None:
    access, node = world.access("owner"), nodes["reserv"]
    commit(access, node, read(EXAMPLE), because="")
    before = counts()
    again = commit(access, node, read(EXAMPLE), because="")
    assert (again.count(RowOutcome.UNCHANGED), new_links(again), grown(before)) == (20, 0, {})
    newer = EXAMPLE.replace(b"webbram@4.1", b"webbram@5.0").replace(b'"version": "4.1"', b'"version": "5.0"')
    changed = commit(access, node, read(newer), because="")
    assert (changed.count(RowOutcome.UPDATE), grown(before)) == (1, {})
    assert Platform.everything.get(name="webbram").edition == "5.0"


def test_a_dependency_that_ends_later_is_there_and_one_that_has_ended_is_not(
    world: World, nodes: dict[str, Node]
) -> None:
    access, wanted = world.access("owner"), bill([{"type": "library", "name": "motor", "bom-ref": "m"}])
    commit(access, nodes["reserv"], wanted, because="")
    made, today = Dependency.everything.get(target__name="motor"), timezone.localdate()
    for days, links in ((5, 0), (-1, 1)):
        with writing(access) as w:
            w.update(Dependency.everything.get(pk=made.pk), {"valid_to": today + timedelta(days=days)})
        assert new_links(cyclonedx.plan(access, nodes["reserv"], wanted)) == links


def test_a_supplier_that_is_in_the_register_is_tied(world: World, nodes: dict[str, Node]) -> None:
    bill = json.loads(EXAMPLE)
    bill["components"][0]["supplier"]["name"] = nodes["moln"].name
    plan = commit(world.access("owner"), nodes["reserv"], read(json.dumps(bill).encode()), because="")
    assert plan.unknown_suppliers == ("Norrfyr Kommunikation AB",)
    tied = Dependency.everything.get(source__name="Journalserver", target=nodes["moln"])
    assert tied.kind == "delivered_by"


def bill(parts: list[dict[str, Any]], **more: Any) -> Bill:
    """A bill of these components."""
    told = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts, **more}
    return read(json.dumps(told).encode())


def test_two_parts_that_are_one_and_the_same_are_one_row_and_it_is_said(
    world: World, nodes: dict[str, Node]
) -> None:
    parts = [
        {"type": "library", "bom-ref": ref, "name": "tolk", "version": "1", "purl": "pkg:pypi/tolk@1"}
        for ref in "123"
    ]
    links = [{"ref": "1", "dependsOn": ["2"]}]
    before, access, node = counts(), world.access("owner"), nodes["reserv"]
    plan = commit(access, node, bill(parts, dependencies=links), because="")
    assert (plan.count(RowOutcome.CREATE), len(plan.doubles), new_links(plan)) == (1, 2, 1)
    assert grown(before) == {"Platform": 1, "Dependency": 1}
    after, again = counts(), commit(access, node, bill(parts, dependencies=links), because="")
    assert (again.count(RowOutcome.UNCHANGED), len(again.doubles), new_links(again)) == (1, 2, 0)
    assert grown(after) == {}
    text = sent(
        world,
        node,
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}).encode(),
    )
    assert "Dubblett av tolk 1 (components[0]), som läses in" in text.content.decode()


def test_what_the_file_does_not_say_is_left_as_people_wrote_it(world: World, nodes: dict[str, Node]) -> None:
    parts: list[dict[str, Any]] = [
        {"type": "machine-learning-model", "name": "Tolkmodell"},
        {
            "type": "cryptographic-asset",
            "name": "Nyckel",
            "cryptoProperties": {"assetType": "related-crypto-material"},
        },
    ]
    access, node = world.access("owner"), nodes["reserv"]
    commit(access, node, bill(parts), because="")
    model, key = AiSystem.everything.get(name="Tolkmodell"), CryptoAsset.everything.get(name="Nyckel")
    assert model.purpose == "Inläst från en komponentförteckning. Ändamålet är inte angivet."
    with writing(access) as w:
        w.update(model, {"purpose": "Tolkar samtal."})
        w.update(key, {"use": "encryption", "note": "I säkerhetsmodulen."})
    again = commit(access, node, bill(parts), because="")
    model.refresh_from_db()
    key.refresh_from_db()
    assert again.count(RowOutcome.UNCHANGED) == 2
    assert (model.purpose, key.use, key.note) == ("Tolkar samtal.", "encryption", "I säkerhetsmodulen.")


def test_what_is_changed_is_named_before_it_is_done(world: World, nodes: dict[str, Node]) -> None:
    parts = [{"type": "library", "name": "tolk", "version": "1", "purl": "pkg:pypi/tolk@1"}]
    commit(world.access("owner"), nodes["reserv"], bill(parts), because="")
    parts[0] |= {"version": "2", "purl": "pkg:pypi/tolk@2"}
    told = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}
    page = sent(world, nodes["reserv"], json.dumps(told).encode()).content.decode()
    assert "Produktens version: 1 → 2; Paketadress (purl): pkg:pypi/tolk@1 → pkg:pypi/tolk@2" in page
    assert Platform.everything.get(name="tolk").edition == "1"


def test_who_may_not_write_dependencies_there_finds_nothing(world: World, nodes: dict[str, Node]) -> None:
    before = counts()
    for who in ("neighbour", "auditor", "colleague"):
        with pytest.raises(Hidden):
            commit(world.access(who), nodes["reserv"], read(EXAMPLE), because="")
        assert sent(world, nodes["reserv"], EXAMPLE, who).status_code == 404
    assert sent(world, nodes["journal"], EXAMPLE).status_code == 404  # open to read, and another unit's
    assert grown(before) == {}


def test_a_register_that_may_not_be_written_refuses_all(world: World, nodes: dict[str, Node]) -> None:
    whole = world.access("owner")
    utb = frozenset({Scope(world.units["utb"].path, below=True)})
    narrow = Access(
        whole.actor, {"assets:dependency:edit": utb, "assets:platform:edit": utb, "assets:platform:read": utb}
    )
    before = counts()
    with pytest.raises(RowsRefused) as refused:
        commit(narrow, nodes["reserv"], read(EXAMPLE), because="")
    assert refused.value.report.count(RowOutcome.REFUSED) == 8
    assert grown(before) == {}


def test_the_page_shows_what_the_file_would_do_and_then_does_it(world: World, nodes: dict[str, Node]) -> None:
    before, node = counts(), nodes["reserv"]
    answer = sent(world, node, EXAMPLE)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "components[].licenses" in text
    assert "Klinthav Journalsystem AB" in text
    assert grown(before) == {}
    client = world.client("owner")
    done = client.post(f"/graf/{node.record}/cyclonedx/", {"token": answer.context["token"], "do": "save"})
    assert (done.status_code, done["Location"]) == (302, f"/graf/{node.record}/")
    told = (
        f"Sparat: 20 nya delar och {grown(before)['Dependency']} nya beroenden från filen förteckning.json."
    )
    assert told in client.get("/graf/").text
    assert grown(before)["Platform"] == 12


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[" * 20_000, "djupare än 64"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "9"}', "CycloneDX 9"),
        (b"PK\x03\x04", "giltig JSON"),
        ('{"å": 1}'.encode("latin-1"), "UTF-8"),
        (b"", "giltig JSON"),
    ],
    ids=["nested", "edition", "zip", "latin", "empty"],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    world: World, nodes: dict[str, Node], data: bytes, words: str
) -> None:
    before = counts()
    answer = sent(world, nodes["reserv"], data)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])
    assert grown(before) == {}


def test_what_is_wrong_in_a_part_is_said_and_the_rest_is_read_in(
    world: World, nodes: dict[str, Node]
) -> None:
    bill = json.loads(EXAMPLE)
    bill["components"].append({"type": "spoon", "name": "Sked"})
    bill["dependencies"].append({"ref": "app", "dependsOn": ["app", "finns-inte"]})
    answer = sent(world, nodes["reserv"], json.dumps(bill).encode())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "spoon" in text
    assert "finns-inte" in text
    assert "components[17]" in text
