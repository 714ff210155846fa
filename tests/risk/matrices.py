"""A risk matrix of four steps by four consequences that tests judge by."""

from datetime import date

from akropolis.base.kernel.access.gate import system
from akropolis.base.kernel.records.writer import create
from akropolis.graph.risk.models import RiskMatrix

LABELS = ("Osannolik", "Möjlig", "Sannolik", "Mycket sannolik")
INTERVALS = (
    "Mer sällan än vart femtionde år",
    "Vart tionde till vart femtionde år",
    "Vart till vart tionde år",
    "Varje år",
)
YEARLY = (0.0, 0.02, 0.1, 1.0, None)
LEVELS = (
    ("Låg", "success", None, "Riskägaren"),
    ("Medel", "neutral", 365, "Förvaltningschefen"),
    ("Hög", "warning", 90, "Nämnden"),
    ("Mycket hög", "danger", 30, "Kommunstyrelsen"),
)
CELLS = ("1123", "1223", "2233", "2344")
"""The levels of the cells: one row per likelihood, one column per consequence."""

BODY: dict[str, object] = {
    "likelihoods": [
        {
            "value": n + 1,
            "label": LABELS[n],
            "interval": INTERVALS[n],
            "low": YEARLY[n],
            "high": YEARLY[n + 1],
        }
        for n in range(4)
    ],
    "consequences": [0, 1, 2, 3],
    "levels": [
        {"value": n + 1, "label": label, "kind": kind, "treat_within": days, "report": report}
        for n, (label, kind, days, report) in enumerate(LEVELS)
    ],
    "cells": {f"{n + 1}-{c}": int(row[c]) for n, row in enumerate(CELLS) for c in range(4)},
}


def use_matrix(begins: date = date(2024, 1, 1)) -> RiskMatrix:
    """Add the matrix, in use from the day."""
    values = {"series": "test-4", "name": "Fyra gånger fyra", "in_use": True, "body": BODY, "mark": "O"}
    return create(system("Test"), RiskMatrix, {**values, "valid_from": begins})
