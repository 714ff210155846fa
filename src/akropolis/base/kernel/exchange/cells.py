"""Text that a spreadsheet would take for a formula, escaped so that it can be restored exactly.

A cell whose text begins with = + - @, their full-width forms, a tab or a line break (after apostrophes and spaces,
if there are any) is written with one more apostrophe in front. Reading removes one apostrophe from such text and
from no other, so writing and reading a text gives the same text. Only CSV needs this: in .xlsx the cell itself is
marked as text.
"""

import re

_DANGEROUS = re.compile(r"'*[ \u00a0]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def escape_formula(text: str) -> str:
    """Return the text escaped for a CSV cell."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
