"""The permissions that exist, declared once per domain with the grammar `domain:resource:action`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

READ, EDIT = "read", "edit"


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing that rights are given on: `prefix` is `domain:resource`, `label` its plural name to a reader."""

    prefix: str
    label: Any
    actions: Mapping[str, Any]


class PermissionRegistry:
    """All declared resources. Refuses duplicates; permissions that nobody declared cannot be granted."""

    def __init__(self) -> None:
        self._resources: dict[str, Resource] = {}

    def declare(self, prefix: str, label: Any, actions: Mapping[str, Any]) -> Resource:
        """Declare a resource and its actions (action → label). Raises ValueError when it is declared twice."""
        if prefix in self._resources:
            raise ValueError(f"{prefix} is declared twice")
        resource = Resource(prefix, label, dict(actions))
        self._resources[prefix] = resource
        return resource

    def resources(self) -> list[Resource]:
        """Every declared resource, ordered by prefix."""
        return [self._resources[key] for key in sorted(self._resources)]

    def all(self) -> frozenset[str]:
        """Every permission that exists."""
        return frozenset(f"{r.prefix}:{action}" for r in self._resources.values() for action in r.actions)

    def expand(self, patterns: Iterable[str]) -> frozenset[str]:
        """The declared permissions that the patterns match (`*` stands for any word); unknown ones give nothing."""
        known = self.all()
        return frozenset(p for pattern in patterns for p in known if _fits(p, pattern))


def _fits(permission: str, pattern: str) -> bool:
    """Word by word, so that a lone `*` is no way to give everything away."""
    words, wanted = permission.split(":"), pattern.split(":")
    return len(words) == len(wanted) and all(map(fnmatchcase, words, wanted))


registry = PermissionRegistry()
