"""How a new draft is made of the picture before and of what is known now. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What rows say of a question: how it stands `now`, and what has come `since` the picture before."""

    now: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class DraftedAnswer:
    """The text that an answer begins from, and what of it the rows said: it is exchanged next time, if it stands."""

    text: str
    drafted: str


def begun(known: KnownFacts, before: DraftedAnswer | None) -> DraftedAnswer:
    """The text of the picture before, with what the rows said then exchanged for what they say now.

    What a person has rewritten or taken away is left as it is; only what differs from then is put after it.
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
