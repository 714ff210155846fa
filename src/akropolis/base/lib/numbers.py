"""Whole numbers and ids from addresses and forms, where the input may be anything."""

from uuid import UUID

INTEGER, LONG = 2**31 - 1, 2**63 - 1
"""The largest numbers that an integer and a big integer column hold."""


def number_in[D](text: str, most: int, otherwise: D) -> int | D:
    """Return the number from 0 to `most` that the text states in plain digits; `otherwise` for other texts.

    Thousands of digits are refused: Python does not parse them, and no database holds them.
    """
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    return int(text) if plain and int(text) <= most else otherwise


def id_in(text: str) -> UUID | None:
    """Return the text as a UUID; None if it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None
