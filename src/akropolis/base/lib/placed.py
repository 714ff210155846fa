"""YAML parsed with the line of every value, so that an error message can point at its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

DEEPEST = 20
LARGEST = 5_000_000
FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlFault:
    """What is wrong, on which line (from 1), and how to fix it."""

    line: int
    sentence: str


class UnreadableYaml(Exception):
    """The text is not YAML that we accept. `fault` says where and why."""

    def __init__(self, fault: YamlFault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class PlacedValue:
    """A value and its line. Mappings hold Places by key (with the key's own line), sequences hold Places."""

    value: Any
    line: int

    def get(self, key: str) -> "PlacedValue | None":
        """Return the value under a key of a mapping; None if the key is missing or this is no mapping."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Iterator["PlacedValue"]:
        """Return the members of a sequence; of other values no members."""
        return iter(self.value if isinstance(self.value, list) else ())

    def plain(self) -> Any:
        """Return the value without lines."""
        if isinstance(self.value, dict):
            return {key: item.plain() for key, item in self.value.items()}
        if isinstance(self.value, list):
            return [item.plain() for item in self.value]
        return self.value


def read(text: str) -> PlacedValue:
    """Return the document's root. Raises Unreadable on broken YAML, references, duplicate keys and deep nesting."""
    if len(text) > LARGEST:
        raise UnreadableYaml(YamlFault(1, f"filen är större än {LARGEST // 1_000_000} miljoner tecken"))
    try:
        _refuse_structure(text)
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(YamlFault(line, f"filen går inte att läsa som YAML: {error.problem}")) from error
    except yaml.YAMLError as error:
        raise UnreadableYaml(YamlFault(1, "filen har tecken som inte får finnas i YAML")) from error
    if node is None:
        raise UnreadableYaml(YamlFault(1, "filen är tom"))
    return _place(node, yaml.SafeLoader(""))


def _refuse_structure(text: str) -> None:
    """Refuse too deep nesting at the first excess level: composing it would take quadratic time."""
    depth = 0
    for event in yaml.parse(text, FAST):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableYaml(YamlFault(event.start_mark.line + 1, "filen är nästlad för djupt"))  # type: ignore[union-attr]
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableYaml(YamlFault(1, "filen har hänvisningar (& och *); skriv ut värdena i stället"))


def _place(node: yaml.Node, loader: yaml.SafeLoader) -> PlacedValue:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return PlacedValue(_mapping(node, loader), line)
    if isinstance(node, yaml.SequenceNode):
        return PlacedValue([_place(item, loader) for item in node.value], line)
    try:
        return PlacedValue(loader.construct_object(node), line)
    except (ValueError, yaml.YAMLError) as error:
        raise UnreadableYaml(YamlFault(line, f"värdet går inte att läsa: {node.value}")) from error


def _mapping(node: yaml.MappingNode, loader: yaml.SafeLoader) -> dict[str, PlacedValue]:
    found: dict[str, PlacedValue] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in found:
            raise UnreadableYaml(YamlFault(line, f"nyckeln {key} står två gånger"))
        found[key] = PlacedValue(_place(value_node, loader).value, line)
    return found
