"""Amounts as people write them: "2 265 300", "1,5 Mkr", "200 tkr", "40 h"."""

import re
from typing import Final, NamedTuple

from akropolis.graph.risk_losses.rules.losses import RangeProblem

KRONOR: Final = {
    "kr": 1,
    "kronor": 1,
    "tkr": 1_000,
    "mkr": 1_000_000,
    "mnkr": 1_000_000,
    "miljoner": 1_000_000,
    "mdkr": 1_000_000_000,
}
HOURS: Final = {"h": 1, "tim": 1, "timmar": 1}
_WRITTEN = re.compile(r"(-?\d[\d\s.,]*)([a-zåäö]*)\.?\s*(?:kr|kronor)?")
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")


class Amount(NamedTuple):
    """A value in its smallest unit, and the unit that was written; empty if none was."""

    value: float
    unit: str


def read_amount(text: str, units: dict[str, int]) -> Amount | RangeProblem:
    """Return what is written as a value of these units, or what is wrong with it."""
    found = _WRITTEN.fullmatch(" ".join(text.split()).lower())
    if found is None:
        return RangeProblem.NOT_A_NUMBER
    digits, unit = re.sub(r"\s", "", found[1]), found[2]
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    if unit and unit not in units:
        return RangeProblem.MIXED_UNITS if unit in KRONOR | HOURS else RangeProblem.NOT_A_NUMBER
    try:
        return Amount(float(digits.replace(",", ".")) * units.get(unit, 1), unit)
    except ValueError:
        return RangeProblem.NOT_A_NUMBER


def mixed(low: Amount, high: Amount, units: dict[str, int]) -> bool:
    """Return whether one end has a larger unit and the other none: "1–2 Mkr" may be meant both ways."""
    return (low.unit == "") != (high.unit == "") and max(units.get(one.unit, 1) for one in (low, high)) > 1
