"""Lossless JSON of document trees: a tree is read back equal, and equal trees give equal text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from akropolis.base.lib.document import tree
from akropolis.base.lib.document.tree import Document

_NODES: dict[str, type[Any]] = {
    node.__name__: node
    for node in (
        tree.Bar,
        tree.BulletList,
        tree.Document,
        tree.DocumentMeta,
        tree.Emphasis,
        tree.Figure,
        tree.FigureRow,
        tree.Footnote,
        tree.FootnoteRef,
        tree.Heading,
        tree.LineBreak,
        tree.Link,
        tree.OrderedList,
        tree.PageBreak,
        tree.Paragraph,
        tree.Picture,
        tree.Quote,
        tree.Row,
        tree.Secrecy,
        tree.Secret,
        tree.Signature,
        tree.Strong,
        tree.Table,
        tree.Text,
        tree.Value,
    )
}


def to_json(document: Document) -> dict[str, object]:
    """Return the tree as plain JSON values.

    Fields at their defaults are left out, so that adding a field later leaves older documents and their digests
    unchanged.
    """
    return node_to_json(document)


def node_to_json(node: Document | tree.Block | tree.Inline) -> dict[str, object]:
    """Return one node, and everything in it, as plain JSON values, as `to_json` does."""
    encoded: dict[str, object] = _encode(node)
    return encoded


def from_json(data: Mapping[str, object]) -> Document:
    """Build the tree from the output of `to_json`. Raises ValueError, saying what is wrong, for anything else."""
    document = _decode(data, "document")
    if not isinstance(document, Document):
        raise ValueError("document: this is not a document")
    return document


def canonical(document: Document) -> str:
    """Return the canonical JSON text of the tree: sorted keys, no spaces, ASCII only."""
    return json.dumps(to_json(document), sort_keys=True, separators=(",", ":"))


def digest(document: Document) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal: equal exactly when the trees are equal."""
    return hashlib.sha256(canonical(document).encode("ascii")).hexdigest()


def map_texts(document: Document, change: Callable[[str], str]) -> Document:
    """Return the same tree with every text in it changed."""
    changed = _map(document, change)
    assert isinstance(changed, Document)
    return changed


def _encode(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    if value is None or isinstance(value, str | int | float):
        return value
    encoded: dict[str, object] = {"type": type(value).__name__}
    for field in fields(value):
        part = getattr(value, field.name)
        if field.default is MISSING or part != field.default:
            encoded[field.name] = _encode(part)
    return encoded


def _decode(value: object, place: str) -> object:
    if isinstance(value, list | tuple):
        return tuple(_decode(part, f"{place}[{index}]") for index, part in enumerate(value))
    if value is None or isinstance(value, str | int | float):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"{place}: a {type(value).__name__} cannot stand in a document")
    node = _NODES.get(str(value.get("type")))
    if node is None:
        raise ValueError(f"{place}: unknown type {value.get('type')!r}")
    known = {field.name for field in fields(node)}
    unknown = sorted(set(value) - known - {"type"})
    if unknown:
        raise ValueError(f"{place}: {node.__name__} has no field {unknown[0]!r}")
    parts = {name: _decode(part, f"{place}.{name}") for name, part in value.items() if name != "type"}
    try:
        return node(**parts)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{place}: {error}") from error


def _map(value: Any, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_map(part, change) for part in value)
    if value is None or isinstance(value, int | float):
        return value
    return type(value)(**{field.name: _map(getattr(value, field.name), change) for field in fields(value)})
