"""The method as it is shipped: sound matrices, mandates for every level, and scenarios that a municipality can use."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from akropolis.base.kernel.kept.declaration import registry
from akropolis.graph.assets.models.nodes import NodeKind
from akropolis.graph.risk.rules.matrix import matrix_problems, read_matrix
from akropolis.graph.risk.web.method import LOSSES
from akropolis.shared.classification.selectors.schemes import body_of, edition_in_force
from tests.world import SYSTEM

WORLD = "kept"
SEED = {
    "ransomware",
    "long-intrusion",
    "phishing",
    "vulnerability",
    "supplier-attack",
    "mobile",
    "denial-of-service",
    "ai-fraud",
    "invoice-fraud",
    "key-people",
}
"""The threats that the city's own report names."""


def rows(key: str) -> dict[str, Mapping[str, Any]]:
    """The shipped rows of a table, by code."""
    return {row["code"]: row for row in registry.get(key).written()}


@pytest.mark.usefixtures("world")
def test_the_matrices_are_sound_and_one_is_in_use() -> None:
    scheme = edition_in_force(SYSTEM)
    assert scheme is not None
    levels = [level.value for level in body_of(scheme).levels]
    found = rows("risk-matrices")
    sizes = {}
    for code, row in found.items():
        body = read_matrix(row["body"])
        sizes[code] = (len(body.likelihoods), len(body.consequences))
        assert matrix_problems(body, levels) == ()
        assert all(each.labels.en and each.reports.en for each in body.levels)
        assert all(each.labels.en and each.intervals.en for each in body.likelihoods)
        assert [step.low for step in body.likelihoods[1:]] == [s.high for s in body.likelihoods[:-1]]
    assert sizes == {"four-by-four-1": (4, 4), "five-by-five-1": (5, 5)}
    assert [code for code, row in found.items() if row["in_use"]] == ["four-by-four-1"]


def test_every_level_may_be_accepted_in_the_city_in_each_nämnd_and_in_each_bolag() -> None:
    mandates = rows("risk-mandates").values()
    for matrix in rows("risk-matrices").values():
        highest = read_matrix(matrix["body"]).levels[-1].value
        for kind in ("city", "committee", "company"):
            mine = [row for row in mandates if row["series"] == matrix["series"]]
            assert max(row["level"] for row in mine if row["unit_kind"] in ("", kind)) == highest
    assert {row["role"] for row in mandates} == {"riskagare", "chef", "namnd", "kommunstyrelse"}


def test_each_threat_of_the_citys_report_is_a_scenario_and_every_scenario_is_whole() -> None:
    scenarios, controls, threats = rows("risk-scenarios"), rows("controls"), rows("threats")
    assert len(scenarios) >= 40
    assert SEED <= set(threats) == {row["threat"] for row in scenarios.values()}
    for row in scenarios.values():
        assert row["kind"] in ("", *NodeKind.values)
        assert set(row["measures"]) <= set(controls)
        assert 3 <= len(row["measures"]) <= 6
        for name, least, most in (("weaknesses", 3, 5), ("questions", 2, 4)):
            assert least <= len(row[name]) == len(row[f"{name}_en"]) <= most
        assert 2 <= row["description"].count(". ") + 1 <= 3
    for name in ("name", "name_en", "description", "description_en"):
        assert Counter(row[name] for row in scenarios.values()).most_common(1)[0][1] == 1


def test_costs_are_of_the_kinds_that_a_risk_is_estimated_by_and_ceilings_are_numbers() -> None:
    anchors = rows("risk-anchors")
    assert {row["kind"] for row in anchors.values()} <= set(LOSSES)
    assert all(row["amount"] for row in anchors.values() if row["kind"] == "fines")
    assert anchors["kalix-2021"]["amount"] == 2_265_300
    assert [code for code, row in anchors.items() if row["mark"] == "U"] == ["total-cost-of-a-large-city"]
