"""A figure drawn over the years that have it."""

from collections.abc import Sequence

from akropolis.lib.document import Bar, Figure
from akropolis.lib.figures import Words, name
from akropolis.lib.swedish import listing
from akropolis.packs.rules.display import SWEDISH, Wording, whole_text
from akropolis.packs.rules.figures import Pack, Reading

FEWEST = 2
"""Below this many years there is nothing to compare."""
YEAR = Words("År", "Year")
SAID = Words("{value} för {year}", "{value} in {year}")
AND = Words("och", "and")
BY_YEAR = Words("{name}, år för år", "{name}, year by year")


def over_years(packs: Sequence[Pack], key: str, words: Wording = SWEDISH) -> Figure | None:
    """A line over the packs' years that have a value, in their order, a share as its part of the whole.

    None with fewer than two.
    """
    found = [
        (pack.year, figure) for pack in packs if (figure := pack.figure(key)) and figure.value is not None
    ]
    if len(found) < FEWEST:
        return None
    bars = tuple(Bar(str(year), _length(figure), whole_text(figure, words)) for year, figure in found)
    language, called = words.language, name(key, words.language)
    each = [SAID.told(language).format(value=bar.text, year=bar.label) for bar in bars]
    return Figure(
        f"{called}: {listing(each, AND.told(language))}.",
        bars,
        caption=BY_YEAR.told(language).format(name=called),
        key=key,
        kind="line",
        top=1 if all(_is_part(figure) for _year, figure in found) else 0,
        across=YEAR.told(language),
    )


def _is_part(figure: Reading) -> bool:
    return figure.measure == "share" and bool(figure.denominator)


def _length(figure: Reading) -> float:
    value = float(figure.value or 0)
    return value / figure.denominator if figure.denominator and _is_part(figure) else value
