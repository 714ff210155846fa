"""The aspects of information security that have levels (ISO/IEC 27000; MSB's method support; KLASSA).

Their keys are fixed, so that levels can be columns; the scheme chooses which of them a city uses.
"""

from collections.abc import Mapping
from enum import StrEnum


class Aspect(StrEnum):
    """An aspect. The order of the members is the order used everywhere."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"
    TRACEABILITY = "traceability"
    AUTHENTICITY = "authenticity"


ORDER: tuple[Aspect, ...] = tuple(Aspect)

LETTERS: Mapping[Aspect, str] = {
    Aspect.CONFIDENTIALITY: "K",
    Aspect.INTEGRITY: "R",
    Aspect.AVAILABILITY: "T",
    Aspect.TRACEABILITY: "S",
    Aspect.AUTHENTICITY: "A",
}
"""Letters used by Swedish officials: K3 R2 T2 S1."""

BITS: Mapping[Aspect, int] = {aspect: 1 << place for place, aspect in enumerate(ORDER)}
"""One bit per aspect, for the aspects that an edge passes on."""

CRITICAL = 3
"""Lowest level that makes something critical, in any aspect."""


def in_letters(levels: Mapping[str, int | None]) -> str:
    """Format the known levels in order, as `K3 R2 T2`; empty if none is known."""
    known = [(aspect, levels.get(aspect)) for aspect in ORDER]
    return " ".join(f"{LETTERS[aspect]}{level}" for aspect, level in known if level is not None)


def mask(passes: Mapping[str, bool]) -> int:
    """Return the bits of the aspects that are passed on."""
    return sum(BITS[aspect] for aspect in ORDER if passes.get(aspect))
