"""What is worth knowing about dependencies: packages above tell it, of what their own rows make of them."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from akropolis.assets.models import Dependency
from akropolis.kernel.access.gate import Access
from akropolis.lib.registry import Registry

type Notes = Callable[[Access, Sequence[Dependency]], Mapping[UUID, Sequence[str]]]

TOLD: Registry[Notes] = Registry("notes on dependencies")


def notes(access: Access, rows: Sequence[Dependency]) -> dict[UUID, list[str]]:
    """Sentences about dependencies that are stored, or about to be: nothing about most of them."""
    found: dict[UUID, list[str]] = {}
    for tell in TOLD:
        for key, sentences in tell(access, rows).items():
            found.setdefault(key, []).extend(sentences)
    return found
