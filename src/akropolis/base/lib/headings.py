"""Recognise what the columns of another maker's file hold by their headings. Pure."""

import re
from collections.abc import Mapping, Sequence

ROWS = 6
"""How many rows from the top the headings may stand in."""
type HeadingNames = Mapping[str, Sequence[str]]
"""Field → the headings that mean it, in plain words."""
_MARKS = re.compile(r"[\W_]+")


def plain_words(text: str) -> str:
    """Return the text in small letters, without signs between the words."""
    return " ".join(_MARKS.sub(" ", text.casefold()).split())


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written with commas."""
    return tuple(text.split(", "))


def guess_columns(headings: Sequence[str], names: HeadingNames) -> dict[str, int]:
    """Guess from the headings what each column holds: field → position. The more exact heading wins."""
    words = [plain_words(heading) for heading in headings]
    found: dict[str, int] = {}
    for exact in (True, False):
        for field, each in names.items():
            taken = found.values()
            for name in (name for name in each if field not in found and (exact or len(name) > 1)):
                fits = (at for at, word in enumerate(words) if at not in taken and _fits(word, name, exact))
                if (place := next(fits, None)) is not None:
                    found[field] = place
    return found


def _fits(word: str, name: str, exact: bool) -> bool:
    return word == name if exact else word.startswith(f"{name} ")


def find_heading(rows: Sequence[Sequence[str]], names: HeadingNames) -> int:
    """Return the position of the row of headings: the first of those in which most columns are recognised.

    An empty cell of it has the heading of the rows above, as cells merged downwards have.
    """
    stacked: list[str] = []
    counts: list[int] = []
    for row in rows[:ROWS]:
        stacked = stack(stacked, row)
        counts.append(len(guess_columns(stacked, names)))
    return counts.index(max(counts)) if counts else 0


def stack(above: Sequence[str], row: Sequence[str]) -> list[str]:
    """Return the row with its empty cells filled from the row above."""
    width = max(len(above), len(row))
    first, second = ([*each, *[""] * (width - len(each))] for each in (above, row))
    return [own.strip() or over for own, over in zip(second, first, strict=True)]
