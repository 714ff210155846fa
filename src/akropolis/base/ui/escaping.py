"""Fast escaping, for pages with a thousand texts."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


def escaped(text: object) -> SafeString:
    """Escape the text as `conditional_escape` does, without the wrappers that cost more than the escaping."""
    words = str(text)
    return words if isinstance(words, SafeString) else SafeString(escape(words))


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Join escaped parts. Their type guarantees that each has been escaped."""
    return SafeString("".join(parts))
