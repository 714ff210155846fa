"""Figure marks (placeholders for figures) in a chapter's text: list them, and append one."""

from collections.abc import Mapping

from akropolis.base.lib.document import Document, Value, plain_text
from akropolis.base.lib.document import mask as open_version
from akropolis.base.lib.markdown import parse

CHART = "diagram"
"""Text of the mark that draws a figure as a chart over the years, when the mark is alone in its paragraph."""


def list_used_figures(text: str) -> tuple[str, ...]:
    """Return the keys of the figures used in the text, each once, in the order in which they first appear."""
    found: dict[str, None] = {}

    def note(key: str) -> Value:
        found.setdefault(key)
        return Value(key, "")

    parse(text, resolve=note)
    return tuple(found)


def figures_as_seen(
    before: str, after: str, saved: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, str]:
    """Map figure keys to the values the writer saw: today's values, but the saved ones in untouched paragraphs.

    A writer who edits one paragraph has not looked at the others, so the note that a figure in another
    paragraph has changed must stay.
    """
    untouched = {paragraph.strip() for paragraph in before.split("\n\n")}
    written = [paragraph.strip() for paragraph in after.split("\n\n")]
    fresh = set(list_used_figures("\n\n".join(p for p in written if p not in untouched and "{figure:" in p)))
    keys = [key for key in list_used_figures(after) if key in now]
    return {key: now[key] if key in fresh else saved.get(key, now[key]) for key in keys}


def mark(key: str) -> str:
    """Return the mark for a figure in a text."""
    return f"{{figure:{key}}}"


def open_words(text: str) -> str:
    """Mask the text marked as secret, stating place and paragraph; a text without marks is returned unchanged."""
    parsed = parse(text, resolve=lambda key: Value(key, mark(key)))
    whole = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    masked = open_version(whole)
    return text if masked == whole else "\n\n".join(line for line in plain_text(masked) if line)


def chart(key: str) -> str:
    """Return the mark that draws a figure as a chart over the years, in a paragraph of its own."""
    return f"{{figure:{key}|{CHART}}}"


def with_figure(text: str, key: str) -> str:
    """Return the text with the figure's mark appended."""
    gap = "" if not text or text[-1].isspace() else " "
    return f"{text}{gap}{mark(key)}"


def with_draft(text: str, draft: str) -> str:
    """Append the proposed text as paragraphs of its own; return it alone if the text is empty."""
    own = text.rstrip()
    return f"{own}\n\n{draft}" if own else draft


def contains_draft(text: str, draft: str) -> bool:
    """Whether the text already contains the proposed text, word for word."""
    return " ".join(draft.split()) in " ".join(text.split())
