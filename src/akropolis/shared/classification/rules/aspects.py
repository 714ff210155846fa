"""The aspects of information security that levels are given in (ISO/IEC 27000; MSB's method support; KLASSA).

Their keys are fixed, so that levels can be columns; which of them a city uses is the scheme's choice.
"""

from collections.abc import Mapping
from enum import StrEnum


class Aspect(StrEnum):
    """One aspect. The order of the members is the order everywhere."""

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
"""What Swedish officials write: K3 R2 T2 S1."""

BITS: Mapping[Aspect, int] = {aspect: 1 << place for place, aspect in enumerate(ORDER)}
"""One bit per aspect, for the aspects that an edge lets through."""

CRITICAL = 3
"""From this level on, in any aspect, something is critical."""


def in_letters(levels: Mapping[str, int | None]) -> str:
    """`K3 R2 T2` for the levels that are known, in order; empty when none is."""
    known = [(aspect, levels.get(aspect)) for aspect in ORDER]
    return " ".join(f"{LETTERS[aspect]}{level}" for aspect, level in known if level is not None)


def mask(passes: Mapping[str, bool]) -> int:
    """The bits of the aspects that are let through."""
    return sum(BITS[aspect] for aspect in ORDER if passes.get(aspect))
