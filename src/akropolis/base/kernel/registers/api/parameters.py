"""Parameters whose values are known, so that a generated client offers them and nothing else gets through."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator


def one_of(values: Iterable[str]) -> object:
    """One of the values, or an empty one, which asks for nothing."""
    return Literal["", *values]


def some_of(values: Iterable[str]) -> object:
    """Some of the values: the parameter is repeated, or holds several with commas between."""
    return Annotated[list[Literal[*values]], BeforeValidator(_apart)]  # type: ignore[valid-type]


def _apart(given: object) -> list[str]:
    texts = given if isinstance(given, list) else [given]
    return [part for text in texts if text for part in _parts(str(text))]


def _parts(text: str) -> list[str]:
    """What stands between the commas. Commas alone are no value."""
    return [part.strip() for part in text.split(",") if part.strip()] or [""]
