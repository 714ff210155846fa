"""Limits checked before a bill is parsed: its size, its depth, and its number of objects and lists."""

import re

LARGEST = 25 * 1024 * 1024
"""Maximum size of a file, in bytes."""
DEEPEST = 64
"""Maximum nesting of objects and lists. CycloneDX itself seldom needs more than ten levels."""
MOST = 1_000_000
"""Maximum total number of objects and lists."""

_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
"""Matches brackets, and whole strings, so that brackets within strings do not count.

An opening quotation mark always matches, to the end of the file if need be. Otherwise every quotation mark
without an end would be tried in turn.
"""


class BillRefused(ValueError):
    """The file cannot be read as a bill. `code` says why, `where` in which place, `said` what was found there."""

    def __init__(self, code: str, where: str = "", said: str = "") -> None:
        super().__init__(code)
        self.code, self.where, self.said = code, where, said


def check(data: bytes) -> None:
    """Raise Refused for a file that is too large, too deep or has too many parts. Needs no memory of its own."""
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
