"""Draft the text of a new picture from the previous picture and from what is known now. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict


class FigureValues(TypedDict):
    """The values of a `CountedFigure`, as stored with an answer."""

    key: str
    label: str
    within: str
    first: str
    day: str
    url: str
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure as a picture states it: how many rows it counted, and which.

    `key` is the declared figure, `within` the unit's code (empty for the city), and `first` and `day` the days from
    and on which it was counted (ISO 8601). `url` is the list with those days. `rows` are the ids of the rows.
    """

    key: str
    label: str
    within: str
    first: str
    day: str
    url: str
    rows: Sequence[str] = ()

    @property
    def count(self) -> int:
        """Return how many rows were counted."""
        return len(self.rows)

    @property
    def sentence(self) -> str:
        """Return the figure as it is written in a picture."""
        return f"{self.label}: {self.count}."

    def since(self) -> date:
        """Return the first day of the counted period."""
        return date.fromisoformat(self.first)


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the rows say about a question: the status `now`, and what has happened `since` the previous picture.

    `figures` are the figures that `now` states.
    """

    now: str = ""
    since: str = ""
    figures: tuple[CountedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftedAnswer:
    """An answer's initial text, and the part of it taken from the rows, which is replaced next time if unchanged."""

    text: str
    drafted: str


def begin_answer(known: KnownFacts, before: DraftedAnswer | None) -> DraftedAnswer:
    """Return the initial answer: the text of the previous picture, with the part taken from the rows replaced
    by what the rows say now.

    If a person has rewritten or deleted that part, the text is left as it is, and only new facts are appended.
    """
    if before is None:
        text = _joined(known.now, known.since)
    elif before.drafted and before.drafted in before.text:
        text = _joined(before.text.replace(before.drafted, known.now), known.since)
    else:
        new = "" if known.now == before.drafted else known.now
        text = _joined(before.text, new, known.since)
    return DraftedAnswer(text, known.now)


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
