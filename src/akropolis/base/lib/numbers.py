"""Whole numbers and ids from addresses and forms, where the input may be anything."""

from uuid import UUID

INTEGER, LONG = 2**31 - 1, 2**63 - 1
"""The largest numbers that database columns of these types hold."""


def number_in[D](text: str, most: int, otherwise: D) -> int | D:
    """Return the number from 0 to `most` that the text is in plain digits; `otherwise` for any other text.

    Thousands of digits are refused: Python does not parse them, and no database holds them.
    """
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    return int(text) if plain and int(text) <= most else otherwise


def id_in(text: str) -> UUID | None:
    """Return the id that the text is; None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None
