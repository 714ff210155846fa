"""Versions, keys and certificates in bills read one after the other: each is a row, and only its own bill moves it."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.report import RowOutcome
from akropolis.graph.assets.models import Dependency, Node, Platform
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.graph.crypto.rules.cyclonedx.reading import read
from akropolis.graph.crypto.services.cyclonedx import BillPlan
from tests.crypto.bills import commit, new_links
from tests.factories.graphs import service
from tests.world import SYSTEM, World

WORLD = "build"


def log4j(*versions: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "library",
            "bom-ref": v,
            "name": "log4j-core",
            "version": v,
            "purl": f"pkg:maven/o/log4j-core@{v}",
        }
        for v in versions
    ]


def asset(ref: str, name: str, kind: str, block: str, **said: Any) -> dict[str, Any]:
    told = {"assetType": kind, block: said}
    return {"type": "cryptographic-asset", "bom-ref": ref, "name": name, "cryptoProperties": told}


def read_in(world: World, node: Node, parts: list[dict[str, Any]], **more: Any) -> BillPlan:
    told = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts, **more}
    return commit(world.access("owner"), node, read(json.dumps(told).encode()), because="")


def editions() -> list[tuple[str, str]]:
    rows = Platform.everything.filter(name__startswith="log4j").order_by("number")
    return list(rows.values_list("name", "edition"))


def said(plan: BillPlan) -> dict[RowOutcome, int]:
    return {outcome: plan.count(outcome) for outcome in RowOutcome if plan.count(outcome)}


@pytest.mark.parametrize("versions", list(permutations(("2.14.1", "2.17.1"))))
def test_every_version_is_a_row_with_its_own_name(
    world: World, nodes: dict[str, Node], versions: Iterable[str]
) -> None:
    links = [{"ref": "2.17.1", "dependsOn": ["2.14.1"]}]
    made = read_in(world, nodes["reserv"], log4j(*versions), dependencies=links)
    assert (said(made), new_links(made)) == ({RowOutcome.CREATE: 2}, 2)
    assert editions() == [(f"log4j-core {version}", version) for version in versions]
    again = read_in(world, nodes["reserv"], log4j(*reversed(list(versions))), dependencies=links)
    assert (said(again), new_links(again)) == ({RowOutcome.UNCHANGED: 2}, 0)
    tied = Dependency.everything.get(source__name="log4j-core 2.17.1")
    assert tied.target.name == "log4j-core 2.14.1"


def test_an_upgrade_moves_the_one_row_and_its_name_only_where_the_version_stands_in_it(
    world: World, nodes: dict[str, Node]
) -> None:
    node = nodes["reserv"]
    read_in(world, node, log4j("1"))
    assert said(read_in(world, node, log4j("2"))) == {RowOutcome.UPDATE: 1}
    assert editions() == [("log4j-core", "2")]
    assert said(read_in(world, node, log4j("2", "3"))) == {RowOutcome.UNCHANGED: 1, RowOutcome.CREATE: 1}
    assert said(read_in(world, node, log4j("2", "4"))) == {RowOutcome.UNCHANGED: 1, RowOutcome.UPDATE: 1}
    assert editions() == [("log4j-core", "2"), ("log4j-core 4", "4")]
    with writing(world.access("owner")) as w:
        w.update(Platform.everything.get(edition="4"), {"name": "log4j till diariet"})
    assert said(read_in(world, node, log4j("2", "5"))) == {RowOutcome.UNCHANGED: 1, RowOutcome.UPDATE: 1}
    assert editions() == [("log4j-core", "2"), ("log4j till diariet", "5")]


def test_of_two_versions_none_can_have_become_the_third_and_those_left_are_named(
    world: World, nodes: dict[str, Node]
) -> None:
    read_in(world, nodes["reserv"], log4j("1", "2"))
    third = read_in(world, nodes["reserv"], log4j("3"))
    assert (said(third), sorted(getattr(row, "edition", "") for row in third.left)) == (
        {RowOutcome.CREATE: 1},
        ["1", "2"],
    )
    assert editions() == [("log4j-core 1", "1"), ("log4j-core 2", "2"), ("log4j-core 3", "3")]


def test_another_services_bill_never_moves_what_this_one_stands_on(
    world: World, nodes: dict[str, Node]
) -> None:
    with writing(SYSTEM) as w:
        other = service(w, world.units["utb"], "Diariet")
    read_in(world, nodes["reserv"], log4j("2.14.1"))
    read_in(world, other, log4j("2.17.1"))
    assert editions() == [("log4j-core", "2.14.1"), ("log4j-core 2.17.1", "2.17.1")]
    moved = read_in(world, nodes["reserv"], log4j("2.17.1"))  # the very row that the other stands on
    assert (said(moved), new_links(moved)) == ({RowOutcome.UNCHANGED: 1}, 1)
    assert [getattr(row, "edition", "") for row in moved.left] == ["2.14.1"]
    assert said(read_in(world, other, log4j("2.18"))) == {RowOutcome.CREATE: 1}
    assert [edition for _name, edition in editions()] == ["2.14.1", "2.17.1", "2.18"]


def test_keys_of_one_algorithm_and_certificates_of_one_name_stay_apart(
    world: World, nodes: dict[str, Node]
) -> None:
    parts = [
        asset(f"rsa{bits}", "RSA", "algorithm", "algorithmProperties", parameterSetIdentifier=bits)
        for bits in ("1024", "4096")
    ] + [
        asset(day, "www", "certificate", "certificateProperties", notValidAfter=f"{day}T00:00:00Z")
        for day in ("2030-01-01", "2026-12-01")
    ]
    assert said(read_in(world, nodes["reserv"], parts)) == {RowOutcome.CREATE: 4}
    rows = CryptoAsset.everything.order_by("number").values_list("name", "key_bits", "certificate_to")
    names = {(name, bits, day and day.isoformat()) for name, bits, day in rows}
    assert names == {
        ("RSA 1024", 1024, None),
        ("RSA 4096", 4096, None),
        ("www 2030-01-01", None, "2030-01-01"),
        ("www 2026-12-01", None, "2026-12-01"),
    }
    assert said(read_in(world, nodes["reserv"], parts[::-1])) == {RowOutcome.UNCHANGED: 4}
    renewed = json.loads(json.dumps(parts).replace("2026-12-01", "2027-12-01"))
    assert said(read_in(world, nodes["reserv"], renewed)) == {RowOutcome.UNCHANGED: 3, RowOutcome.UPDATE: 1}
    assert CryptoAsset.everything.get(name="www 2027-12-01").certificate_to == date(2027, 12, 1)
    assert CryptoAsset.everything.count() == 4


def test_a_package_address_that_a_person_has_written_is_known_in_any_spelling(
    world: World, nodes: dict[str, Node]
) -> None:
    part = {"type": "library", "name": "@angular/core", "version": "17", "purl": "pkg:npm/%40angular/core@17"}
    read_in(world, nodes["reserv"], [part])
    row = Platform.everything.get(edition="17")
    with writing(world.access("owner")) as w:
        w.update(row, {"name": "Angular", "purl": "pkg:npm/@angular/core@17"})
    assert said(
        read_in(world, nodes["reserv"], [part | {"purl": "pkg:npm/@angular/core@18", "version": "18"}])
    ) == {RowOutcome.UPDATE: 1}
    row.refresh_from_db()
    assert (row.name, row.edition, row.purl) == ("Angular", "18", "pkg:npm/%40angular/core@18")


def test_what_stays_though_the_file_no_longer_has_it_is_shown(world: World, nodes: dict[str, Node]) -> None:
    read_in(world, nodes["reserv"], log4j("1", "2"))
    told = {"bomFormat": "CycloneDX", "specVersion": "1.7", "components": log4j("2")}
    file = SimpleUploadedFile("f.json", json.dumps(told).encode(), "application/json")
    address = f"/graf/{nodes['reserv'].record}/cyclonedx/"
    text = world.client("owner").post(address, {"file": file}).content.decode()
    row = Platform.everything.get(edition="1")
    _before, after = text.split("Det som står kvar i registret fast det inte finns i filen", 1)
    assert f"{row.number} log4j-core 1" in after
    assert "log4j-core 2" not in after
