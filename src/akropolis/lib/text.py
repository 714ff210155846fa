"""Text as it is stored."""

import re

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> bool:
    """Whether every database takes the text: without NUL and without halves of signs, which are no text in UTF-8."""
    return not _NOT_STORABLE.search(text)
