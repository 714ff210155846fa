"""Marks for figures in a chapter's text: which there are, and one more at the end."""

from akropolis.lib.document import Value
from akropolis.lib.markdown import parse


def used(text: str) -> tuple[str, ...]:
    """The keys of the figures that the text names, once each, in their order."""
    found: dict[str, None] = {}

    def note(key: str) -> Value:
        found.setdefault(key)
        return Value(key, "")

    parse(text, resolve=note)
    return tuple(found)


def mark(key: str) -> str:
    """How a figure is written in a text."""
    return f"{{figure:{key}}}"


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
