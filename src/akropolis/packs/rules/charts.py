"""A figure drawn over the years that have it."""

from collections.abc import Sequence

from akropolis.lib.document import Bar, Figure
from akropolis.lib.figures import name
from akropolis.lib.swedish import listing
from akropolis.packs.rules.display import whole_text
from akropolis.packs.rules.figures import Pack, Reading

FEWEST = 2
"""Below this many years there is nothing to compare."""


def over_years(packs: Sequence[Pack], key: str) -> Figure | None:
    """A bar for each of the packs' years that has a value, in their order, a share as its part of the whole.

    None with fewer than two.
    """
    found = [
        (pack.year, figure) for pack in packs if (figure := pack.figure(key)) and figure.value is not None
    ]
    if len(found) < FEWEST:
        return None
    bars = tuple(Bar(str(year), _length(figure), whole_text(figure)) for year, figure in found)
    said = listing([f"{bar.text} för {bar.label}" for bar in bars])
    return Figure(f"{name(key)}: {said}.", bars, caption=f"{name(key)}, år för år", key=key)


def _length(figure: Reading) -> float:
    value = float(figure.value or 0)
    return value / figure.denominator if figure.measure == "share" and figure.denominator else value
