"""Marks for figures in a chapter's text: which there are, and one more at the end."""

from collections.abc import Mapping

from akropolis.base.lib.document import Document, Value, plain_text
from akropolis.base.lib.document import mask as open_version
from akropolis.base.lib.markdown import parse

CHART = "diagram"
"""The words of a figure that is drawn over the years, where it stands alone in its paragraph."""


def used(text: str) -> tuple[str, ...]:
    """The keys of the figures that the text names, once each, in their order."""
    found: dict[str, None] = {}

    def note(key: str) -> Value:
        found.setdefault(key)
        return Value(key, "")

    parse(text, resolve=note)
    return tuple(found)


def seen(before: str, after: str, saved: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The figures of a text as its writer saw them: the value of today, but in untouched paragraphs the one saved.

    A person who mends another paragraph has not looked at this one, so its mark of a change must stay.
    """
    untouched = {paragraph.strip() for paragraph in before.split("\n\n")}
    written = [paragraph.strip() for paragraph in after.split("\n\n")]
    fresh = set(used("\n\n".join(p for p in written if p not in untouched and "{figure:" in p)))
    keys = [key for key in used(after) if key in now]
    return {key: now[key] if key in fresh else saved.get(key, now[key]) for key in keys}


def mark(key: str) -> str:
    """How a figure is written in a text."""
    return f"{{figure:{key}}}"


def open_words(text: str) -> str:
    """The text without what carries a secrecy mark, its place and paragraph said; one without marks as it was."""
    parsed = parse(text, resolve=lambda key: Value(key, mark(key)))
    whole = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    masked = open_version(whole)
    return text if masked == whole else "\n\n".join(line for line in plain_text(masked) if line)


def chart(key: str) -> str:
    """How a figure is written in a text to be drawn over the years: in a paragraph of its own."""
    return f"{{figure:{key}|{CHART}}}"


def with_figure(text: str, key: str) -> str:
    """The text with the figure's mark last in it."""
    gap = "" if not text or text[-1].isspace() else " "
    return f"{text}{gap}{mark(key)}"


def with_draft(text: str, draft: str) -> str:
    """The text with the proposed one after it, as paragraphs of its own; the proposal alone if there was none."""
    own = text.rstrip()
    return f"{own}\n\n{draft}" if own else draft


def holds(text: str, draft: str) -> bool:
    """Whether the proposed text already stands in the text, word for word."""
    return " ".join(draft.split()) in " ".join(text.split())
