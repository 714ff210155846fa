"""Refusals of the system. Each is a sentence for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from akropolis.base.ui.words import Phrase


class Refused(Exception):
    """The request was understood but refused. Nothing was changed.

    `code` is stable and machine-readable, `sentence` says in the reader's language what to do.
    """

    code = "refused"

    def __init__(self, sentence: Phrase, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class Hidden(Refused):
    """The row is missing or forbidden: intentionally, the user cannot tell which (404)."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("")


def or_hidden[T](thing: T | None) -> T:
    """Return the thing. Raises Hidden if it is None."""
    if thing is None:
        raise Hidden
    return thing


class Stale(Refused):
    """Somebody else saved first. `current` is the stored row, so that both versions can be shown (409, API 412)."""

    code = "stale"

    def __init__(self, sentence: Phrase, *, current: Any = None) -> None:
        super().__init__(sentence)
        self.current = current


class Invalid(Refused):
    """One or more values are invalid. `errors` maps a field name (or "__all__") to a list of sentences."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, Sequence[object]]) -> None:
        self.errors = {field: [str(text) for text in texts] for field, texts in errors.items()}
        super().__init__("; ".join(text for texts in self.errors.values() for text in texts))


class Unproved(Exception):
    """The user must authenticate again before deciding. Nothing was changed.

    It is not a `Refused`, so no form handles it itself: it propagates until the user is asked for the factor, and
    the request is then carried on.
    """

    code = "factor_needed"


class UngatedRead(RuntimeError):
    """A programming error: a gated model was read without saying for which user, or why without one."""
