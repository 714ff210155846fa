"""What the system says when it will not do something. Every refusal is a sentence for a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from akropolis.base.ui.words import Phrase


class Refused(Exception):
    """The request was understood and is not carried out. Nothing was changed.

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
    """Missing or forbidden: the two look alike on purpose (404)."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("")


def or_hidden[T](thing: T | None) -> T:
    """The thing. Raises Hidden when there is none."""
    if thing is None:
        raise Hidden
    return thing


class Stale(Refused):
    """Somebody else saved first. `current` is the stored row, so that both texts can be shown (409, API 412)."""

    code = "stale"

    def __init__(self, sentence: Phrase, *, current: Any = None) -> None:
        super().__init__(sentence)
        self.current = current


class Invalid(Refused):
    """One or more values are not acceptable. `errors` maps a field name (or "__all__") to sentences."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, Sequence[object]]) -> None:
        self.errors = {field: [str(text) for text in texts] for field, texts in errors.items()}
        super().__init__("; ".join(text for texts in self.errors.values() for text in texts))


class Unproved(Exception):
    """The person is to prove anew that it is she before she decides. Nothing was changed.

    It is no `Refused`, so that no form takes it for its own: it goes on to the door, which asks and carries on.
    """

    code = "factor_needed"


class UngatedRead(RuntimeError):
    """A programming error: a gated model was read without saying for whom."""
