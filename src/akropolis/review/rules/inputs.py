"""The inputs of a management review, in the order of clause 9.3.2 a–g, then incidents and the GDPR report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from akropolis.lib.swedish import number
from akropolis.review.rules.definitions import DEFINITIONS
from akropolis.review.rules.figures import (
    CoverageLine,
    Figure,
    FollowedDirection,
    Input,
    Letter,
    Pack,
    Part,
    Rows,
    with_previous,
)
from akropolis.review.rules.followup import figures as direction_figures
from akropolis.review.rules.tally import Ground, figure

TITLES: Final[Mapping[Letter, str]] = {
    "a": "Åtgärder och inriktningar från tidigare genomgångar",
    "b": "Förändringar i omvärlden och i verksamheten",
    "c": "Krav och förväntningar från intressenter",
    "d": "Hur informationssäkerheten utvecklas",
    "e": "Synpunkter från intressenter",
    "f": "Riskbedömning och riskbehandling",
    "g": "Möjligheter till förbättring",
    "incidents": "Incidenter",
    "gdpr": "Personuppgifter",
}
_KEYS: Final[Mapping[Letter, tuple[str, ...]]] = {
    "a": (
        "actions.total",
        "actions.done",
        "actions.on_time",
        "actions.overdue",
        "actions.no_owner",
        "actions.cost",
    ),
    "b": (
        "observations.total",
        "observations.threats",
        "observations.technology",
        "observations.supply_chain",
        "services.total",
        "services.shared",
        "services.phasing_out",
    ),
    "c": ("observations.law",),
    "d": (
        "information.total",
        "information.classified",
        "information.unclassified",
        "information.expired",
        "information.secret",
    ),
    "e": (),
    "f": (),
    "g": ("observations.without_decision",),
    "incidents": ("incidents.total", "incidents.serious", "incidents.open"),
    "gdpr": ("incidents.personal_data", "incidents.unknown_personal_data"),
}
MISSING: Final[Mapping[Letter, tuple[str, ...]]] = {
    "c": ("Register över krav finns ännu inte i systemet: underlag saknas.",),
    "d": (
        "Avvikelser, mätningar, revisioner och mål finns ännu inte som register i systemet: underlag saknas.",
    ),
    "e": ("Synpunkter från intressenter registreras ännu inte i systemet: underlag saknas.",),
    "f": ("Riskregister finns ännu inte i systemet: underlag saknas.",),
    "gdpr": (
        "Registerförteckning, konsekvensbedömningar, anmälningar till IMY och registrerades begäran finns "
        "ännu inte i systemet: underlag saknas.",
    ),
}
ANSWERS_NOT_ALLOWED = "Underlag saknas: den som hämtade underlaget får inte läsa enheternas svar."


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the selectors have read for one review.

    `shared` is None for the city, whose own observations they are; `directions` where answers may not be read.
    """

    ground: Ground
    city: bool
    rows: Mapping[Letter, tuple[Rows, ...]]
    coverage: Sequence[CoverageLine] = ()
    directions: Sequence[FollowedDirection] | None = ()
    shared: Figure | None = None


def assemble(gathered: Gathered, last: Pack | None) -> tuple[Input, ...]:
    """Every input, with last year's values beside the figures."""
    return tuple(_input(letter, gathered, last) for letter in TITLES)


def _input(letter: Letter, gathered: Gathered, last: Pack | None) -> Input:
    found = [*_own(letter, gathered), *(figure(key, gathered.ground) for key in _KEYS[letter])]
    return Input(
        letter,
        TITLES[letter],
        tuple(with_previous(item, last) for item in found),
        gathered.rows.get(letter, ()),
        (*MISSING.get(letter, ()), *_facts_missing(letter, gathered)),
    )


def _own(letter: Letter, gathered: Gathered) -> tuple[Figure, ...]:
    """Figures that come from other places than the registers' numbers."""
    if letter == "a" and gathered.directions is None:
        definition = DEFINITIONS["directions.total"]
        return (Figure(definition.key, definition.label, None, note=ANSWERS_NOT_ALLOWED),)
    if letter == "a" and gathered.directions is not None:
        found = direction_figures(gathered.directions, city=gathered.city)
        return tuple(_with_reviews(item, gathered.ground) for item in found)
    if letter == "b":
        return (gathered.shared,) if gathered.shared else ()
    return coverage_figures(gathered.coverage) if letter == "d" else ()


def _with_reviews(item: Figure, ground: Ground) -> Figure:
    """The figure's parts with the units' own reviews of the year."""
    reviews = ground.reviews or {}
    parts = (
        replace(part, review_id=reviews[part.code].id) if part.code in reviews else part
        for part in item.parts
    )
    return replace(item, parts=tuple(parts))


def coverage_figures(lines: Sequence[CoverageLine]) -> tuple[Figure, ...]:
    """How many units are due, have decided and have not, the last by name. None at all without units below."""
    if not lines:
        return ()
    missing = tuple(line.name for line in lines if line.standing != "decided")
    counts = {
        "coverage.due": (len(lines), None),
        "coverage.decided": (len(lines) - len(missing), len(lines)),
        "coverage.missing": (len(missing), len(lines)),
    }
    return tuple(
        _coverage_figure(key, value, denominator, () if key == "coverage.due" else missing, lines)
        for key, (value, denominator) in counts.items()
    )


def _coverage_figure(
    key: str, value: int, denominator: int | None, missing: tuple[str, ...], lines: Sequence[CoverageLine]
) -> Figure:
    definition = DEFINITIONS[key]
    counts = {"coverage.due": None, "coverage.decided": True, "coverage.missing": False}[key]
    parts = tuple(
        Part(
            line.code,
            line.name,
            int(counts is None or (line.standing == "decided") is counts),
            review_id=line.review_id or None,
        )
        for line in lines
    )
    return Figure(
        key,
        definition.label,
        value,
        definition.measure,
        definition.polarity,
        denominator=denominator,
        missing=missing,
        parts=parts,
    )


def _facts_missing(letter: Letter, gathered: Gathered) -> tuple[str, ...]:
    """GDPR art. 33.5: facts, effects and remedies of every breach shall be documented."""
    numbers = gathered.ground.numbers.get("incidents") if letter == "gdpr" else None
    if not numbers:
        return ()
    total = sum(row["personal_data"] for row in numbers.values())
    without = sum(row["without_cause"] for row in numbers.values())
    if not without:
        return ()
    if total == 1:
        return ("Orsaken till personuppgiftsincidenten är inte antecknad.",)
    return (f"Orsaken är inte antecknad för {number(without)} av {number(total)} personuppgiftsincidenter.",)
