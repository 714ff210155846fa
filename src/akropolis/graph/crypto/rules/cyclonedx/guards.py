"""Bounds that hold before a bill is parsed: its size, its depth and how many parts it has."""

import re

LARGEST = 25 * 1024 * 1024
"""Bytes of a file that is looked at."""
DEEPEST = 64
"""Objects and lists within each other. The format itself seldom needs more than ten."""
MOST = 1_000_000
"""Objects and lists in all."""

_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""Texts as wholes, so that brackets within them do not count, and brackets.

What begins as a text is always one, to the file's end if need be. Else every quotation mark would be tried in turn.
"""


class BillRefused(ValueError):
    """The file cannot be read as a bill. `code` says why, `where` in which place, `said` what stands there."""

    def __init__(self, code: str, where: str = "", said: str = "") -> None:
        super().__init__(code)
        self.code, self.where, self.said = code, where, said


def check(data: bytes) -> None:
    """Raise Refused for a file that is too large, too deep or in too many parts. Needs no memory of its own."""
    if len(data) > LARGEST:
        raise BillRefused("large", said=str(LARGEST // 1024 // 1024))
    depth = opened = 0
    for found in _TOKENS.finditer(data):
        mark = found[0]
        if mark in (b"[", b"{"):
            depth += 1
            opened += 1
            if depth > DEEPEST:
                raise BillRefused("deep", said=str(DEEPEST))
            if opened > MOST:
                raise BillRefused("many", said=str(MOST))
        elif mark in (b"]", b"}"):
            depth -= 1
