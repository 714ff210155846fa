"""Whole numbers and ids as they come in addresses and forms, where anybody may write anything."""

from uuid import UUID

INTEGER, LONG = 2**31 - 1, 2**63 - 1
"""The largest numbers that a database's columns of that kind hold."""


def number_in[D](text: str, most: int, otherwise: D) -> int | D:
    """The number from 0 to `most` that the text is in plain figures; `otherwise` for any other text.

    Thousands of figures are none: Python refuses to read them, and no database holds them.
    """
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    return int(text) if plain and int(text) <= most else otherwise


def id_in(text: str) -> UUID | None:
    """The id that the text is; None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None
