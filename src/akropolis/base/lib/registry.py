"""Registries that higher packages add entries to while the installation starts, by key and in order of adding."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

_made: "list[Registry[Any, Any]]" = []


class Registry[K, T]:
    """Named entries of one kind. Refuses duplicate keys, and any addition after the installation has started."""

    def __init__(self, kind: str) -> None:
        self._kind, self._frozen = kind, False
        self._entries: dict[K, T] = {}
        self.entries: Mapping[K, T] = MappingProxyType(self._entries)
        """The same, by key, to read."""
        _made.append(self)

    def add(self, key: K, entry: T) -> None:
        """Add an entry. Raises ValueError if the key is taken by another, RuntimeError after the start."""
        if self._frozen:
            raise RuntimeError(f"{self._kind} {key} is declared after the start")
        if self._entries.setdefault(key, entry) is not entry:
            raise ValueError(f"{self._kind} {key} is declared twice")

    def update(self, entries: Mapping[K, T]) -> None:
        """Add several entries, in the order given. Raises the same errors as `add`."""
        for key, entry in entries.items():
            self.add(key, entry)

    def get(self, key: K) -> T:
        """Return the entry with that key. Raises KeyError if there is none."""
        return self._entries[key]

    def all(self) -> list[T]:
        """Return every entry, in the order of adding."""
        return list(self._entries.values())

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())


def freeze() -> None:
    """Close all registries to additions: the installation has started."""
    for registry in _made:
        registry._frozen = True
