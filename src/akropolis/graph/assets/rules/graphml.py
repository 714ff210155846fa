"""The graph as GraphML 1.0, the XML read by yEd, Gephi and networkx (graphml.graphdrawing.org)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"

type Value = str | int | bool | None

_TYPES: Mapping[type, str] = {str: "string", int: "int", bool: "boolean"}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named attribute of nodes or edges."""

    name: str
    holds: type[str] | type[int] | type[bool] = str


type Node = tuple[int, Sequence[Value]]
"""A node: its number in the file, and its attribute values."""
type Edge = tuple[int, int, Sequence[Value]]
"""An edge: the numbers in the file of its source and target, and its attribute values."""


def graphml(
    node_attributes: Sequence[Attribute],
    nodes: Iterable[Node],
    edge_attributes: Sequence[Attribute],
    edges: Iterable[Edge],
) -> Iterator[str]:
    """Yield the XML document in pieces. Omits None and empty texts, and drops characters that XML cannot hold."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{NAMESPACE}">\n'
    yield from _keys("node", "n", node_attributes)
    yield from _keys("edge", "e", edge_attributes)
    yield '<graph id="G" edgedefault="directed">\n'
    for number, values in nodes:
        yield f'<node id="n{number}">{"".join(_data("n", values))}</node>\n'
    for source, target, values in edges:
        yield f'<edge source="n{source}" target="n{target}">{"".join(_data("e", values))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _keys(whose: str, letter: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    for place, attribute in enumerate(attributes):
        name, kind = quoteattr(attribute.name), _TYPES[attribute.holds]
        yield f'<key id="{letter}{place}" for="{whose}" attr.name={name} attr.type="{kind}"/>\n'


def _data(letter: str, values: Sequence[Value]) -> Iterator[str]:
    for place, value in enumerate(values):
        if value is not None and value != "":
            yield f'<data key="{letter}{place}">{_written(value)}</data>'


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_NO_XML.sub("", str(value)))
