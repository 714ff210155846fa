"""Which part is which row: what is different stays apart, what is the same is found again, upgrades move one to one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akropolis.graph.crypto.rules.cyclonedx.bill import Sort
from akropolis.graph.crypto.rules.cyclonedx.matching import (
    FIELDS,
    Traits,
    exclusive_dependencies,
    namesakes,
    pairs,
)

DEFAULTS: dict[str, Any] = {"kind": "component", "edition": "", "purl": "", "model": ""}
CRYPTO: dict[str, Any] = {
    "kind": "certificate",
    "algorithm": "",
    "key_bits": None,
    "protocol": "",
    "certificate_to": None,
    "identifier": "",
}


def package(version: str, name: str = "log4j", extra: str = "") -> Traits:
    purl = f"pkg:maven/org/{name}@{version}{extra}"
    return Traits(Sort.COMPONENT, DEFAULTS | {"name": name, "edition": version, "purl": purl})


def plain(name: str, edition: str = "", kind: str = "component") -> Traits:
    return Traits(Sort.COMPONENT, DEFAULTS | {"name": name, "edition": edition, "kind": kind})


def crypto(name: str, **said: Any) -> Traits:
    return Traits(Sort.CRYPTO, CRYPTO | {"name": name} | said)


@pytest.mark.parametrize(
    ("rows", "parts", "found"),
    [
        (["1"], ["1", "2"], {0: 0}),
        (["1"], ["2", "1"], {1: 0}),
        (["1"], ["2"], {0: 0}),
        (["1"], ["2", "3"], {}),
        (["1", "2"], ["2", "3"], {0: 1, 1: 0}),
        (["1", "2"], ["3"], {}),
        (["1", "2"], ["3", "4"], {}),
        (["1", "1"], ["1"], {0: 0}),
    ],
)
def test_a_row_is_the_same_version_or_the_only_one_that_can_have_become_it(
    rows: list[str], parts: list[str], found: dict[int, int]
) -> None:
    stored = [package(version) for version in rows]
    assert pairs([package(version) for version in parts], stored, set(range(len(rows)))) == found


def test_a_row_that_others_stand_on_is_the_same_version_or_none() -> None:
    assert pairs([package("1")], [package("1")], set()) == {0: 0}
    assert pairs([package("2")], [package("1")], set()) == {}


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (package("1", extra="?arch=arm&distro=12"), package("2", extra="?arch=arm&distro=13")),
        (plain("Linux 12", "12"), plain("Linux 13", "13")),
        (plain("nginx", "1", "platform"), plain("nginx", "2")),
        (crypto("www", certificate_to=date(2026, 1, 1)), crypto("www", certificate_to=date(2027, 1, 1))),
        (crypto("Vår", identifier="0A"), crypto("www", identifier="0A")),
        (crypto("Vår", kind="algorithm", algorithm="RSA"), crypto("RSA", kind="algorithm", algorithm="RSA")),
        (crypto("RSA", kind="algorithm", key_bits=1024), crypto("RSA", kind="algorithm", key_bits=4096)),
    ],
)
def test_an_upgrade_or_renewal_moves_its_row(row: Traits, part: Traits) -> None:
    assert row.exact() != part.exact()
    assert pairs([part], [row], {0}) == {0: 0}


def test_a_row_to_which_a_person_has_added_something_is_found_again() -> None:
    rows = [crypto("www", certificate_to=day, key_bits=2048) for day in (date(2026, 1, 1), date(2027, 1, 1))]
    parts = [
        crypto("www", certificate_to=day) for day in (date(2027, 1, 1), date(2026, 1, 1), date(2028, 1, 1))
    ]
    assert pairs(parts, rows, {0, 1}) == {0: 1, 1: 0}


def test_makes_and_keys_are_renewed_each_by_itself() -> None:
    arms = [package(v, extra=f"?arch={arch}") for arch in ("arm", "x86") for v in ("1",)]
    new = [package("2", extra=f"?arch={arch}") for arch in ("x86", "arm")]
    assert pairs(new, arms, {0, 1}) == {0: 1, 1: 0}
    rows = [crypto("www", algorithm=a, certificate_to=date(2026, 1, 1)) for a in ("RSA", "ECDSA")]
    assert pairs(
        [crypto("www", algorithm=a, certificate_to=date(2027, 1, 1)) for a in ("ECDSA", "RSA")], rows, {0, 1}
    ) == {
        0: 1,
        1: 0,
    }


@pytest.mark.parametrize(
    ("everyone", "names"),
    [
        ([package("1")], {}),
        ([package("1"), package("2")], {0: "log4j 1", 1: "log4j 2"}),
        (
            [package("1", extra="?arch=arm"), package("1", extra="?arch=x86")],
            {0: "log4j (maven/org/log4j?arch=arm)", 1: "log4j (maven/org/log4j?arch=x86)"},
        ),
        ([plain("Linux 12", "12"), plain("Linux", "13")], {0: "Linux 12", 1: "Linux 13"}),
        ([plain("a" * 200, "1"), plain("a" * 200, "2")], {0: "a" * 200, 1: "a" * 200}),
        (
            [crypto("RSA", kind="algorithm", algorithm="RSA", key_bits=bits) for bits in (1024, 4096)],
            {0: "RSA 1024", 1: "RSA 4096"},
        ),
        (
            [crypto("ML-KEM", kind="algorithm", algorithm=f"ML-KEM {size}") for size in ("512", "768")],
            {0: "ML-KEM 512", 1: "ML-KEM 768"},
        ),
        ([crypto("www", identifier=mark) for mark in ("0A", "0B")], {0: "www 0A", 1: "www 0B"}),
        ([crypto("www"), crypto("www", kind="algorithm")], {}),
    ],
)
def test_namesakes_are_called_by_what_tells_them_apart(everyone: list[Traits], names: dict[int, str]) -> None:
    assert namesakes(everyone) == names


def test_a_name_follows_its_words_and_nothing_else_of_it_is_touched() -> None:
    assert plain("Linux 12", "12").renamed({"edition": "13"}) == "Linux 13"
    assert plain("Vår Linux", "12").renamed({"edition": "13", "name": "Linux"}) == "Vår Linux"
    assert crypto("RSA 1024", kind="algorithm", key_bits=1024).renamed({"key_bits": 4096}) == "RSA 4096"


@pytest.mark.parametrize(
    ("edges", "own"),
    [
        ([(0, 1), (1, 2)], {1, 2}),
        ([(0, 1), (1, 2), (9, 2)], {1}),
        ([(0, 1), (1, 2), (9, 1)], set()),
        ([(0, 1), (1, 0), (9, 0)], {1}),
        ([(0, 1), (1, 2), (2, 1)], {1, 2}),
        ([(9, 1)], set()),
    ],
)
def test_own_is_what_nothing_else_stands_on_near_or_far(edges: list[tuple[int, int]], own: set[int]) -> None:
    assert exclusive_dependencies(0, edges) == own


few = st.sampled_from
components = st.builds(
    lambda name, edition, purl: Traits(
        Sort.COMPONENT,
        DEFAULTS | {"name": name, "edition": edition, "purl": purl and f"pkg:{purl}@{edition}".rstrip("@")},
    ),
    few(["a", "a 1", "b"]),
    few(["", "1", "2"]),
    few(["", "npm/a", "pypi/a"]),
)
algorithms = st.builds(
    lambda name, more, **said: crypto(name, kind="algorithm", algorithm=f"{name} {more}".strip(), **said),
    few(["K", "K 7"]),
    few(["", "7", "P"]),
    key_bits=few([None, 7]),
    identifier=few(["", "x"]),
)
certificates = st.builds(
    crypto,
    few(["K", "K 2030-01-01", "K x"]),
    algorithm=few(["", "K", "K 7"]),
    key_bits=few([None, 7]),
    certificate_to=few([None, date(2030, 1, 1), date(2031, 1, 1)]),
    identifier=few(["", "x"]),
)


def readings(one: st.SearchStrategy[Traits]) -> st.SearchStrategy[list[list[Traits]]]:
    bill = st.lists(one, max_size=5, unique_by=lambda each: each.exact())
    return st.lists(bill, min_size=1, max_size=3)


def read_in(rows: list[Traits], parts: Sequence[Traits]) -> list[Traits]:
    """The rows after the parts have been read in as the service does it: what is not said stays, and so do names."""
    paired = pairs(parts, rows, set(range(len(rows))))
    assert len(set(paired.values())) == len(paired)
    taken = set(paired.values())
    names = namesakes([*parts, *(row for place, row in enumerate(rows) if place not in taken)])
    after = list(rows)
    for place, part in enumerate(parts):
        said = {name: value for name, value in part.said.items() if value not in ("", None)}
        if place not in paired:
            after.append(Traits(part.sort, {**part.said, "name": names.get(place, part.said["name"])}))
            continue
        row = rows[paired[place]]
        after[paired[place]] = Traits(row.sort, {**row.said, **said, "name": row.renamed(said)})
    return after


@given(readings(components) | readings(algorithms) | readings(certificates))
def test_no_part_is_lost_and_what_is_read_again_changes_nothing(bills: list[list[Traits]]) -> None:
    rows: list[Traits] = []
    for parts in bills:
        rows = read_in(rows, parts)
        for part in parts:
            said = {name: part.said[name] for name in FIELDS[part.sort] if name != "name" and part.said[name]}
            assert any(said.items() <= row.said.items() for row in rows)
        assert [row.said for row in read_in(rows, parts)] == [row.said for row in rows]
