"""From numbers per owner unit to figures: the whole, the part of each unit, and the list that shows the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from akropolis.lib.periods import Period
from akropolis.lib.swedish import date_prose, number
from akropolis.review.rules.coverage import Node, OwnReview
from akropolis.review.rules.definitions import DEFINITIONS
from akropolis.review.rules.figures import Figure, Part, RowsRef

type Numbers = Mapping[str, Mapping[str, int]]
"""Path of the owner unit → name of the number → how many."""

NOT_ALLOWED = "Underlag saknas: den som hämtade underlaget får inte läsa registret för hela enheten."
OTHERS = "Övriga"


@dataclass(frozen=True, slots=True)
class Spec:
    """How a figure is read from a register's numbers. `rule` and `filters` make the list of exactly those rows."""

    key: str
    register: str
    number: str
    denominator: str = ""
    rule: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    dated: str = ""


_SPECS: Final = (
    Spec("incidents.total", "incidents", "total", dated="occurred_at"),
    Spec(
        "incidents.serious", "incidents", "serious", "total", "", (("severity", "3,4"),), dated="occurred_at"
    ),
    Spec("incidents.open", "incidents", "open", "total", "open", dated="occurred_at"),
    Spec(
        "incidents.personal_data",
        "incidents",
        "personal_data",
        "total",
        "",
        (("personal_data", "yes"),),
        dated="occurred_at",
    ),
    Spec(
        "incidents.unknown_personal_data",
        "incidents",
        "unknown_personal_data",
        "total",
        "",
        (("personal_data", "unknown"),),
        dated="occurred_at",
    ),
    Spec("actions.total", "actions", "total", "", "applied"),
    Spec("actions.done", "actions", "done", "total", "done"),
    Spec("actions.on_time", "actions", "on_time", "due", "on_time"),
    Spec("actions.overdue", "actions", "overdue", "open", "overdue"),
    Spec("actions.no_owner", "actions", "no_owner", "open", "no_owner"),
    Spec("actions.cost", "actions", "cost", "", "applied"),
    Spec("services.total", "services", "total", "", "in_use"),
    Spec("services.shared", "services", "shared", "total", "in_use", (("shared", "yes"),)),
    Spec("services.phasing_out", "services", "phasing_out", "total", "in_use", (("status", "phasing_out"),)),
    Spec("information.total", "information", "total", "", "kept"),
    Spec("information.classified", "information", "classified", "total", "classified"),
    Spec("information.unclassified", "information", "unclassified", "total", "unclassified"),
    Spec("information.expired", "information", "expired", "classified", "expired"),
    Spec("information.secret", "information", "secret", "classified", "secret"),
    Spec("observations.total", "observations", "total", dated="observed_on"),
    Spec("observations.law", "observations", "law", "total", "", (("theme", "law"),), dated="observed_on"),
    Spec(
        "observations.threats",
        "observations",
        "threats",
        "total",
        "",
        (("theme", "threats"),),
        dated="observed_on",
    ),
    Spec(
        "observations.technology",
        "observations",
        "technology",
        "total",
        "",
        (("theme", "technology"),),
        dated="observed_on",
    ),
    Spec(
        "observations.supply_chain",
        "observations",
        "supply_chain",
        "total",
        "",
        (("theme", "supply_chain"),),
        dated="observed_on",
    ),
    Spec(
        "observations.without_decision",
        "observations",
        "without_decision",
        "total",
        "undecided",
        dated="observed_on",
    ),
)
SPECS: Final[Mapping[str, Spec]] = {spec.key: spec for spec in _SPECS}


@dataclass(frozen=True, slots=True)
class Ground:
    """What the figures of one unit are made from. A register's numbers are None when it may not be read.

    `branches` are the units below with a line of their own; `reviews` their own reviews of the year, by unit code.
    """

    code: str
    period: Period
    numbers: Mapping[str, Numbers | None]
    branches: Sequence[Node] = ()
    reviews: Mapping[str, OwnReview] | None = None


def query(spec: Spec, code: str, period: Period) -> str:
    """The query string with which the register's list shows the figure's rows, of the unit and below."""
    parts = [("owner_unit", code)]
    if spec.dated:
        parts += [
            (f"{spec.dated}_from", period.first.isoformat()),
            (f"{spec.dated}_to", period.end.isoformat()),
        ]
    parts += spec.filters
    if spec.rule:
        days = (day.isoformat() for day in (period.first, period.last, period.cutoff))
        parts.append(("rule", ":".join((spec.rule, *days))))
    return urlencode(parts, safe=":,")


def shared_query(period: Period) -> str:
    """The query string for the observations of the period that are shared with every unit."""
    days = [("observed_on_from", period.first.isoformat()), ("observed_on_to", period.end.isoformat())]
    return urlencode([("shared", "yes"), *days])


def figure(key: str, ground: Ground) -> Figure:
    """The figure with that key, with its parts and the way to its rows."""
    spec, definition = SPECS[key], DEFINITIONS[key]
    numbers = ground.numbers.get(spec.register)
    if numbers is None:
        return Figure(key, definition.label, None, definition.measure, definition.polarity, note=NOT_ALLOWED)
    value = _sum(numbers, spec.number)
    rows = value if spec.number != "cost" else _sum(numbers, "total")
    return Figure(
        key=key,
        label=definition.label,
        value=value,
        measure=definition.measure,
        polarity=definition.polarity,
        denominator=_sum(numbers, spec.denominator) if spec.denominator else None,
        note=_cost_note(numbers) if key == "actions.cost" else "",
        rows=RowsRef(spec.register, query(spec, ground.code, ground.period), rows),
        parts=_parts(spec, numbers, ground),
    )


def _sum(numbers: Numbers, name: str) -> int:
    return sum(row[name] for row in numbers.values())


def _cost_note(numbers: Numbers) -> str:
    without, total = _sum(numbers, "without_cost"), _sum(numbers, "total")
    if not without:
        return ""
    if total == 1:
        return "Kostnaden är inte uppskattad."
    return f"Kostnaden är inte uppskattad för {number(without)} av {number(total)} åtgärder."


def _parts(spec: Spec, numbers: Numbers, ground: Ground) -> tuple[Part, ...]:
    """A part per branch, and one for what lies outside them if there is anything; together they are the whole."""
    if not ground.branches:
        return ()
    within: dict[str, Numbers] = {
        node.code: {path: row for path, row in numbers.items() if path.startswith(node.path)}
        for node in ground.branches
    }
    taken = {path for rows in within.values() for path in rows}
    outside = {path: row for path, row in numbers.items() if path not in taken}
    parts = [_part(node, within[node.code], spec, ground) for node in ground.branches]
    if _sum(outside, spec.number) or (spec.denominator and _sum(outside, spec.denominator)):
        parts.append(Part("", OTHERS, _sum(outside, spec.number), _denominator(outside, spec)))
    return tuple(parts)


def _part(node: Node, numbers: Numbers, spec: Spec, ground: Ground) -> Part:
    review = (ground.reviews or {}).get(node.code)
    return Part(
        node.code,
        node.name,
        _sum(numbers, spec.number),
        _denominator(numbers, spec),
        review.id if review else None,
        ended(node, ground.period),
    )


def _denominator(numbers: Numbers, spec: Spec) -> int | None:
    return _sum(numbers, spec.denominator) if spec.denominator else None


def ended(node: Node, period: Period) -> str:
    """A note when the unit ended before the period did."""
    if node.valid_to is None or node.valid_to >= period.last:
        return ""
    return f"Enheten upphörde {date_prose(node.valid_to)}."
