"""How a draft writes numbers, nouns and names, grammatically correct for none, one and many.

A number is written as a mark (`{figure:KEY}`), so that it can be traced and is updated by a new
gathering. Where the grammar depends on the number (none, one), the word is written into the mark and
checked against the figure afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from akropolis.base.lib.swedish import capitalised, date_prose, listing
from akropolis.review.review_inputs.rules.display import SWEDISH, stands_on_few, trend_with_last_value
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent

_SIGNS = str.maketrans({"{": "(", "}": ")", "[": "(", "]": ")", "*": None, "|": "/", "\n": " "})


def plain(name: str) -> str:
    """Return the name without the characters that are used in text marks."""
    return " ".join(name.translate(_SIGNS).split())


def names(several: Sequence[str]) -> str:
    """Return the names joined as a list in prose."""
    return listing([plain(name) for name in several])


def mark(key: str, words: str = "") -> str:
    """Return the figure's mark, which shows the figure in its own form or, if words are given, as those words."""
    return f"{{figure:{key}|{words}}}" if words else f"{{figure:{key}}}"


def amount(
    pack: PackContent, key: str, *, none: str = "inga", neuter: bool = False, start: bool = False
) -> str:
    """Return the figure's mark, with a word for none and one ("ett" if `neuter`), and digits for more."""
    spoken: Mapping[int | None, str] = {0: none, 1: "ett" if neuter else "en"}
    words = spoken.get(pack.count(key), "")
    return mark(key, capitalised(words) if start else words)


def counted(
    pack: PackContent, key: str, one: str, several: str, *, neuter: bool = False, start: bool = False
) -> str:
    """Return the figure with its noun: "inga incidenter", "en incident", "3 incidenter"."""
    return f"{amount(pack, key, neuter=neuter, start=start)} {one if pack.count(key) == 1 else several}"


def agrees(pack: PackContent, key: str, one: str, several: str) -> str:
    """Return the form of a word that agrees in number with the figure: `one` for 1, else `several`, also for 0."""
    return one if pack.count(key) == 1 else several


def join(*sentences: str) -> str:
    """Return the sentences joined into one paragraph, leaving out empty ones."""
    return " ".join(sentence for sentence in sentences if sentence)


def subject_phrase(pack: PackContent) -> str:
    """Return the name of what the review is about, in the form used in the middle of a sentence."""
    return "staden" if pack.unit.is_city else plain(pack.unit.name)


def cutoff(pack: PackContent) -> str:
    """Return the day as of which the figures are taken, written in prose."""
    return date_prose(pack.period.cutoff)


def with_trend(clause: str, figure: FigureReading) -> str:
    """Return the clause about the figure as a sentence that also says its movement since last year, if there is one.

    Last year's value stands in the same sentence as the figure's mark, so that it can be traced too.
    """
    words = trend_with_last_value(figure)
    if not words:
        return f"{clause}."
    if words == SWEDISH.level:
        return join(f"{clause}.", f"Det är {words}.")
    small = "Underlaget är litet." if stands_on_few(figure) else ""
    return join(f"{clause}, en {words} föregående år.", small)
