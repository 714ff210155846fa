"""Parameters with known values: generated clients offer them, and other values are refused."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator


def one_of(values: Iterable[str]) -> object:
    """Return the type of one of the values, or of an empty string, which means no filter."""
    return Literal["", *values]


def some_of(values: Iterable[str]) -> object:
    """Return the type of several values: the parameter is repeated, or separates them with commas."""
    return Annotated[list[Literal[*values]], BeforeValidator(_apart)]  # type: ignore[valid-type]


def _apart(given: object) -> list[str]:
    texts = given if isinstance(given, list) else [given]
    return [part for text in texts if text for part in _parts(str(text))]


def _parts(text: str) -> list[str]:
    """Split the text at commas. Commas alone give no value."""
    return [part.strip() for part in text.split(",") if part.strip()] or [""]
