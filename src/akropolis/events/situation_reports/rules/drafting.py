"""Draft the text of a new picture from the previous picture and from what is known now. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the rows say about a question: the status `now`, and what has happened `since` the previous picture."""

    now: str = ""
    since: str = ""


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
