"""What packages above add to one below while the installation starts, by key and in the order it was added."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

_made: "list[Registry[Any, Any]]" = []


class Registry[K, T]:
    """Named things of one kind. Refuses two under one key, and all that is added when the installation has started."""

    def __init__(self, kind: str) -> None:
        self._kind, self._frozen = kind, False
        self._entries: dict[K, T] = {}
        self.entries: Mapping[K, T] = MappingProxyType(self._entries)
        """The same, by key, to read."""
        _made.append(self)

    def add(self, key: K, entry: T) -> None:
        """Add one. Raises ValueError when the key is taken by another, RuntimeError after the start."""
        if self._frozen:
            raise RuntimeError(f"{self._kind} {key} is declared after the start")
        if self._entries.setdefault(key, entry) is not entry:
            raise ValueError(f"{self._kind} {key} is declared twice")

    def update(self, entries: Mapping[K, T]) -> None:
        """Add several, in their order. Raises as `add` does."""
        for key, entry in entries.items():
            self.add(key, entry)

    def get(self, key: K) -> T:
        """The one with that key. KeyError when there is none."""
        return self._entries[key]

    def all(self) -> list[T]:
        """Every one, in order."""
        return list(self._entries.values())

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())


def freeze() -> None:
    """Take nothing more into any registry that there is: the installation has started."""
    for registry in _made:
        registry._frozen = True
