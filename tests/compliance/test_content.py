"""What comes with the system: each demand has its source, each measure answers one, and none is left unanswered."""

from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
import yaml

from akropolis.base.kernel.kept.models import FactMark
from akropolis.graph.compliance.rules.demands import MEASURED, Condition
from akropolis.shared.classification.rules.aspects import ORDER

NAMES = ("frameworks", "requirements", "controls", "mappings")
ISO_27002 = [
    *(f"5.{n}" for n in range(1, 38)),
    *(f"6.{n}" for n in range(1, 9)),
    *(f"7.{n}" for n in range(1, 15)),
    *(f"8.{n}" for n in range(1, 35)),
]
ISO_27001 = [
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "5.1",
    "5.2",
    "5.3",
    "6.1.1",
    "6.1.2",
    "6.1.3",
    "6.2",
    "6.3",
    "7.1",
    "7.2",
    "7.3",
    "7.4",
    "7.5",
    "8.1",
    "8.2",
    "8.3",
    "9.1",
    "9.2.1",
    "9.2.2",
    "9.3.1",
    "9.3.2",
    "9.3.3",
    "10.1",
    "10.2",
]
AREAS = list(range(1, 11))
NUMBERED = {"iso-27001", "iso-27002", "nist-csf"}
"""Standards of which only number and title are given, in words of our own."""
UNCHECKED = {"mcffs-2026-11", "cer", "city"}
NOT_ANSWERED = {"nist-csf-gv-rm-07"}
"""Opportunities in risk work: no measure of ours clearly answers it."""


@cache
def rows(name: str) -> list[dict[str, Any]]:
    path = files("akropolis.graph.compliance").joinpath("content", f"{name}.yaml")
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def of(framework: str) -> list[dict[str, Any]]:
    return [row for row in rows("requirements") if row["framework"] == framework]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_comes_from_and_how_sure_it_is(name: str) -> None:
    lacking = [
        row["code"] for row in rows(name) if not row.get("source") or row.get("mark") not in FactMark.values
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("name", "translated"),
    [
        ("frameworks", {"name", "description"}),
        ("requirements", {"name", "text"}),
        ("controls", {"name", "what", "why", "how", "own", "supplier", "evidence", "supplier_evidence"}),
    ],
)
def test_every_text_stands_in_both_languages(name: str, translated: set[str]) -> None:
    for row in rows(name):
        swedish = {field for field in translated if row.get(field)}
        assert swedish == {field for field in translated if row.get(f"{field}_en")}, row["code"]


def test_a_measure_says_all_but_what_no_supplier_can_be_held_to() -> None:
    asked = {"what", "why", "how", "own", "evidence"}
    assert [row["code"] for row in rows("controls") if not asked <= set(row)] == []
    supplied = [row["code"] for row in rows("controls") if row["bearer"] != "unit" and "supplier" not in row]
    assert supplied == []
    openings = {
        (row["supplier"].split()[0][:9], "ska" in row["supplier"].split())
        for row in rows("controls")
        if "supplier" in row
    }
    assert openings == {("Leverantö", True)}


def test_a_demand_is_told_in_words_where_no_standard_owns_them() -> None:
    told = {row["framework"] for row in rows("requirements") if row.get("text")}
    silent = {row["framework"] for row in rows("requirements") if not row.get("text")}
    assert silent == NUMBERED
    assert told & silent == set()


def test_the_ninety_three_of_27002_and_the_clauses_of_27001_are_all_there_and_answered() -> None:
    assert [row["reference"] for row in of("iso-27002")] == ISO_27002
    assert [row["reference"] for row in of("iso-27001")] == ISO_27001


def test_the_ten_areas_of_the_act_are_all_there() -> None:
    points = {
        row["reference"]: row["area"] for row in of("csl") if row["reference"].startswith("2 kap. 3 § ")
    }
    assert points == {f"2 kap. 3 § {area}": area for area in AREAS}


def test_the_duties_of_law_name_their_provision() -> None:
    duties = of("csl") + of("gdpr")
    law = [
        row
        for row in duties
        if row["reference"].startswith(("1 kap.", "2 kap.", "3 kap.", "4 kap.", "art.", "NIS 2 art."))
    ]
    assert law == duties
    assert len(duties) >= 40
    assert {row["addressee"] for row in duties} == {"entity", "management", "controller", "processor"}


def test_what_nobody_has_checked_is_never_marked_as_sure() -> None:
    unsure = {framework: {row["mark"] for row in of(framework)} for framework in UNCHECKED}
    assert all(marks <= {"S", "U"} for marks in unsure.values()), unsure
    switched = {row["code"]: row.get("active", True) for row in rows("frameworks")}
    assert [code for code, active in switched.items() if not active] == ["cer", "leh"]


def test_every_reference_leads_to_a_row_and_every_pair_stands_once() -> None:
    known = {name: {row["code"] for row in rows(name)} for name in NAMES}
    assert {row["framework"] for row in rows("requirements")} == known["frameworks"]
    assert {row["control"] for row in rows("mappings")} == known["controls"], "a measure answers nothing"
    assert known["requirements"] - {row["requirement"] for row in rows("mappings")} == NOT_ANSWERED
    assert {row["requirement"] for row in rows("mappings")} <= known["requirements"]
    assert [row["code"] for row in rows("mappings")] == [
        f"{row['control']}--{row['requirement']}" for row in rows("mappings")
    ]
    for name in NAMES:
        assert [code for code, times in Counter(row["code"] for row in rows(name)).items() if times > 1] == []


def test_each_aspect_demands_more_at_each_level() -> None:
    demanded = {
        aspect: {row[aspect] for row in rows("controls") if aspect in row} for aspect in map(str, ORDER)
    }
    assert demanded == {aspect: {1, 2, 3} for aspect in map(str, ORDER)}


def test_conditions_and_kinds_are_known_and_only_a_service_is_asked_for_what_only_its_form_can_say() -> None:
    keys = {key for row in rows("controls") for key in (*row.get("when", ()), *row.get("supplier_when", ()))}
    assert keys == set(map(str, Condition))
    assert {kind for row in rows("controls") for kind in row.get("kinds", ())} == set(MEASURED)
    assert [row["code"] for row in rows("controls") if row.get("when") and row.get("kinds")] == []
    assert [row["code"] for row in rows("controls") if row.get("when") and row["bearer"] == "unit"] == []


def test_a_bidder_is_asked_for_what_a_bidder_has() -> None:
    asked = {row["code"]: row["supplier_evidence"] for row in rows("controls") if row.get("supplier")}
    only_the_citys = ("riskacceptans", "minnesanteckningar", "testsamtal", "medarbetar", "enhetens")
    assert [code for code, text in asked.items() if any(word in text for word in only_the_citys)] == []
    assert [
        row["code"] for row in rows("controls") if row.get("supplier_evidence") and not row.get("supplier")
    ] == []


def test_a_unit_is_asked_for_the_same_whatever_its_services_are() -> None:
    leveled = {row["bearer"] for row in rows("controls") if set(row) & set(map(str, ORDER))}
    assert leveled == {"service", "supplier"}
