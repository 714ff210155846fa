"""The permissions that exist, declared once per domain with the grammar `domain:resource:action`."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from django.utils.translation import gettext_lazy

from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase

READ, EDIT = "read", "edit"
KEEPING: Mapping[str, object] = {READ: gettext_lazy("read"), EDIT: gettext_lazy("write")}
"""The actions of a resource that can only be read and edited."""
DECIDING = frozenset({"accept", "decide", "redact", "settle", "sign"})
"""Actions that are decisions somebody answers for: a person, never a program."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A subject of rights: `prefix` is `domain:resource`, `label` its plural name to a reader.

    `includes` maps an action to a lesser one that it includes. A right that is given `by_name` is not given by
    patterns: only a role that names it in full has it. This is for rights to what shows where the city is weak (OSL
    18 kap. 8 §), which no role should get because a domain was added.
    """

    prefix: str
    label: Phrase
    actions: Mapping[str, object] = field(default_factory=lambda: KEEPING)
    includes: Mapping[str, str] = field(default_factory=dict)
    by_name: bool = False

    def besides(self, granted: Container[str]) -> list[str]:
        """Return the granted actions except read and edit, and except those that another granted action includes."""
        held = [action for action in self.actions if f"{self.prefix}:{action}" in granted]
        lesser = {self.includes[action] for action in held if action in self.includes}
        return [action for action in held if action not in {READ, EDIT, *lesser}]


class PermissionRegistry:
    """All declared resources. Refuses duplicates; undeclared permissions cannot be granted."""

    def __init__(self) -> None:
        self._resources: Registry[str, Resource] = Registry("resource")
        self._of_people: Registry[str, str] = Registry("right of people alone")
        self._small: set[str] = set()
        self.falling: Registry[str, str] = Registry("right that falls to the administration below")
        """By resource. If nobody in a unit has the permission, the people of the administrations directly below it get
        their own permissions for the resource there too (`grants.stand_in`), so that every duty has somebody."""
        self.bounded: Registry[str, str] = Registry("right that stops at other authorities")
        """By permission. An appointment for the whole city gives it in the city's own unit alone, unless its role also
        has the permission named here: below the city are other authorities, which act for themselves."""
        self._matched: dict[str, frozenset[str]] = {}
        """Cache of the permissions that each pattern gives, since every request expands the patterns of roles."""

    def declare(
        self,
        prefix: str,
        label: Phrase,
        actions: Mapping[str, object] = KEEPING,
        *,
        includes: Mapping[str, str] | None = None,
        by_name: bool = False,
    ) -> Resource:
        """Declare a resource and its actions (action → label). Raises ValueError if it is already declared.

        `includes` and `by_name` are as in `Resource`.
        """
        resource = Resource(prefix, label, dict(actions), dict(includes or {}), by_name)
        self.add(resource)
        return resource

    def add(self, *resources: Resource) -> None:
        """Declare resources. Raises ValueError for one that is declared twice."""
        for resource in resources:
            self._resources.add(resource.prefix, resource)
        self._matched.clear()

    def resources(self) -> list[Resource]:
        """Return every declared resource, ordered by prefix."""
        return sorted(self._resources, key=lambda resource: resource.prefix)

    def all(self) -> frozenset[str]:
        """Return every declared permission."""
        return frozenset(f"{r.prefix}:{action}" for r in self._resources for action in r.actions)

    def resource_of(self, permission: str) -> Resource | None:
        """Return the resource that the permission is for; None if it is undeclared."""
        prefix, _colon, action = permission.rpartition(":")
        found = self._resources.entries.get(prefix)
        return found if found and action in found.actions else None

    def keep_to_people(self, *permissions: str, answered: bool = True) -> None:
        """Mark permissions as rights to decide, although their action is not in `DECIDING`.

        If not `answered`, the permission is used for small steps too, and each step that is a decision
        says so itself.
        """
        for permission in permissions:
            self._of_people.add(permission, permission)
            if not answered:
                self._small.add(permission)

    def of_people(self, permission: str) -> bool:
        """Whether the permission is a right to decide, which a person answers for and no service account has."""
        return permission in self._of_people.entries or permission.rpartition(":")[2] in DECIDING

    def answered(self, permission: str) -> bool:
        """Whether each use of the permission is a decision that somebody answers for."""
        return self.of_people(permission) and permission not in self._small

    def by_name(self, permission: str) -> bool:
        """Whether the right is given only by its full name: it concerns what shows where the city is weak."""
        found = self.resource_of(permission)
        return found is not None and found.by_name

    def expand(self, patterns: Iterable[str]) -> frozenset[str]:
        """Return the declared permissions that match the patterns (`*` stands for any word), and the permissions
        that these include.

        Unknown patterns give nothing. A permission `by_name` is given only by its full name.
        """
        return frozenset().union(*map(self._matches, patterns))

    def withheld(self, patterns: Iterable[str]) -> frozenset[str]:
        """Return the permissions that the patterns match but do not give, since they are given by name alone."""
        patterns = list(patterns)
        matched = {p for p in self.all() if any(_fits(p, pattern) for pattern in patterns)}
        return frozenset(matched - self.expand(patterns))

    def _matches(self, pattern: str) -> frozenset[str]:
        found = self._matched.get(pattern)
        if found is None:
            matched = {p for p in self.all() if p == pattern or (_fits(p, pattern) and not self.by_name(p))}
            found = frozenset(matched | {p for p in map(self._included, matched) if p})
            self._matched[pattern] = found
        return found

    def _included(self, permission: str) -> str:
        prefix, _colon, action = permission.rpartition(":")
        lesser = self._resources.get(prefix).includes.get(action, "")
        return f"{prefix}:{lesser}" if lesser else ""


def reads(permission: str) -> bool:
    """Whether it is only a right to read: the action is `read`, or begins with it (`read_decided`)."""
    action = permission.rpartition(":")[2]
    return action == READ or action.startswith(f"{READ}_")


def _fits(permission: str, pattern: str) -> bool:
    """Compare word by word, so that a lone `*` does not match everything."""
    words, wanted = permission.split(":"), pattern.split(":")
    return len(words) == len(wanted) and all(map(fnmatchcase, words, wanted))


registry = PermissionRegistry()
