"""The aspects of information security that have levels (ISO/IEC 27000; MSB's method support; KLASSA).

Their keys are fixed, so that each aspect can have its own column; the scheme chooses which aspects a
city uses.
"""

from collections.abc import Mapping
from enum import StrEnum


class Aspect(StrEnum):
    """An aspect of information security. All code lists the aspects in the order of these members."""

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
"""The letter of each aspect, as Swedish officials write levels: K3 R2 T2 S1."""

BITS: Mapping[Aspect, int] = {aspect: 1 << place for place, aspect in enumerate(ORDER)}
"""One bit per aspect, for the set of aspects whose levels a graph edge passes on."""

CRITICAL = 3
"""The lowest level, in any aspect, at which something is critical."""


def in_letters(levels: Mapping[str, int | None]) -> str:
    """Format the known levels in the order of the aspects, such as `K3 R2 T2`; empty if no level is known."""
    known = [(aspect, levels.get(aspect)) for aspect in ORDER]
    return " ".join(f"{LETTERS[aspect]}{level}" for aspect, level in known if level is not None)


def mask(passes: Mapping[str, bool]) -> int:
    """Return the bit mask of the aspects that are passed on."""
    return sum(BITS[aspect] for aspect in ORDER if passes.get(aspect))
