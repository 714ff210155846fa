"""Words are looked up in one catalogue instead of in one for each app.

Django means to put apps' translations together where they count alike, and compares a function with its code, which are
never equal: each word was looked for in some fifty catalogues one after the other.
"""

from types import FunctionType
from typing import Protocol

from django.utils.translation import trans_real


class Translation(Protocol):
    """What an app's file of words becomes."""

    plural: FunctionType
    _catalog: dict[str | tuple[str, int], str]


class Catalogue(trans_real.TranslationCatalog):
    """A language's words, the later before the earlier."""

    _catalogs: list[dict[str | tuple[str, int], str]]
    _plurals: list[FunctionType]

    def update(self, trans: Translation) -> None:  # type: ignore[override]
        """Add an app's words: to the others' that count alike, and before those that do not."""
        if trans.plural.__code__ == self._plurals[0].__code__:
            self._catalogs[0].update(trans._catalog)
        else:
            self._catalogs.insert(0, trans._catalog.copy())
            self._plurals.insert(0, trans.plural)


def put_together() -> None:
    """From here on languages are read so."""
    trans_real.TranslationCatalog = Catalogue  # type: ignore[misc]
