"""What packages above add to one below while the installation starts, by key and in the order it was added."""

from collections.abc import Iterator, Mapping


class Registry[T]:
    """Named things of one kind. Refuses two under one key."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._entries: dict[str, T] = {}

    def add(self, key: str, entry: T) -> None:
        """Add one. Raises ValueError when the key is taken by another."""
        if self._entries.setdefault(key, entry) is not entry:
            raise ValueError(f"{self._kind} {key} is declared twice")

    @property
    def entries(self) -> Mapping[str, T]:
        """All of them by key."""
        return self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())
