"""The graph as one user sees it, as a workbook that can be imported again, and as GraphML."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import OutColumn, OutSheet, Value, ValueKind
from akropolis.base.kernel.exchange.writing import workbook
from akropolis.base.kernel.registers.columns import VERSION, SheetColumn, columns_of
from akropolis.base.kernel.registers.declaration import Register, registry
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import node_models
from akropolis.graph.assets.rules import graphml as xml
from akropolis.graph.assets.rules.graphml import Attribute
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.shared.classification.rules.aspects import BITS, LETTERS, ORDER, in_letters

BECAUSE = "the graph is walked past the gate; sight decides what is written of it"
CHUNK = 2000

NODES, EDGES = gettext_lazy("Nodes"), gettext_lazy("Dependencies")
KIND, LEVELS = "kind", "levels"
HEADINGS: Mapping[str, Phrase] = {
    KIND: gettext_lazy("Kind"),
    "number": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "owner_unit": gettext_lazy("Unit"),
    "operator_unit": gettext_lazy("Operated by"),
    "shared": gettext_lazy("Shared"),
    "people": gettext_lazy("Registered people"),
    "tolerated_hours": gettext_lazy("Tolerated outage (hours)"),
    "critical": gettext_lazy("Critical"),
    LEVELS: gettext_lazy("Effective level"),
    VERSION: gettext_lazy("Version"),
}
"""The columns written; any other field of a kind's register can be added under its own heading."""
OWN_NAMES: Mapping[str, Mapping[NodeKind, str]] = {
    "description": {NodeKind.AI_SYSTEM: "purpose", NodeKind.CRYPTO: "note"}
}
"""Column → kind → name of the field in the kind's register, where it is not the column's key."""


def register_of(model: type[Model]) -> Register:
    """Return the register of the model."""
    found = registry.of(model)
    assert found is not None
    return found


def export_workbook(access: Access) -> bytes:
    """Return an .xlsx file with the nodes the user may read and the dependencies between nodes they see by name.

    Archived rows are left out. The file can be imported again unchanged. One query per kind, one for the
    levels, and those of `Sight`.
    """
    return workbook([_node_sheet(access, _node_rows(access)), _edge_sheet(access)], title=str(NODES))


def template(access: Access) -> bytes:
    """Return the same workbook with headings and no rows, to be filled in and imported."""
    edges = _out(access, columns_of(register_of(Dependency)))
    return workbook([_node_sheet(access, iter(())), OutSheet(str(EDGES), edges, ())], title=str(NODES))


def kinds() -> list[NodeKind]:
    """Return the kinds that have a register, from those that make demands to those that meet demands."""
    return [kind for kind in NodeKind if kind in node_models()]


def own_name(key: str, kind: NodeKind) -> str:
    """Return the name of the field that the column `key` corresponds to in the kind's register."""
    return OWN_NAMES.get(key, {}).get(kind, key)


def _node_sheet(access: Access, rows: Iterator[Sequence[Value]]) -> OutSheet:
    units = _units(access, "assets:service:edit")
    choices = {KIND: [str(kind.label) for kind in kinds()], "owner_unit": units, "operator_unit": units}
    numbers = {"people", "tolerated_hours", VERSION}
    columns = [
        OutColumn(str(text), ValueKind.NUMBER if key in numbers else ValueKind.TEXT, choices.get(key, ()))
        for key, text in HEADINGS.items()
    ]
    return OutSheet(str(NODES), columns, rows)


def _units(access: Access, permission: str) -> list[str]:
    return [f"{unit.name} ({unit.code})" for unit in editable_units(access, permission).only("name", "code")]


def _node_rows(access: Access) -> Iterator[list[Value]]:
    levels = _levels(access)
    for kind in kinds():
        model = node_models()[kind]
        register = register_of(model)
        columns = {column.name: column for column in columns_of(register)}
        named = [columns.get(own_name(key, kind)) if key not in (KIND, LEVELS) else None for key in HEADINGS]
        rows = model.objects.visible(access).filter(archived_at__isnull=True).order_by("sort_key", "pk")
        fixed = {KIND: str(kind.label)}
        for pk, values in _values(rows, named):
            written = {**fixed, LEVELS: levels.get(pk, "")}
            yield [written.get(key, value) for key, value in zip(HEADINGS, values, strict=True)]


def _levels(access: Access) -> dict[object, str]:
    rows = Node.objects.visible(access).order_by().values_list("record", *ORDER)
    return {record: in_letters(dict(zip(ORDER, given, strict=True))) for record, *given in rows}


def _values[M: Model](
    rows: QuerySet[M], columns: Sequence[SheetColumn | None]
) -> Iterator[tuple[object, list[Value]]]:
    """Yield each row's key and its values, one per column; None for a column that is None."""
    paths = ["pk", *(path for column in columns if column is not None for path in column.paths)]
    for pk, *given in rows.values_list(*paths).iterator(chunk_size=CHUNK):
        left = iter(given)
        yield pk, [None if c is None else c.out([next(left) for _path in c.paths]) for c in columns]


def _edge_sheet(access: Access) -> OutSheet:
    columns = columns_of(register_of(Dependency))
    sight = Sight(access)
    seen = sight.opened | sight.summarised

    def rows() -> Iterator[list[Value]]:
        known = Dependency.objects.visible(access).filter(archived_at__isnull=True).order_by("sort_key", "pk")
        ends = known.values_list("pk", "source_id", "target_id")
        those = {pk for pk, source, target in ends if source in seen and target in seen}
        for pk, values in _values(known, columns):
            if pk in those:
                yield values

    return OutSheet(str(EDGES), _out(access, columns), rows())


def _out(access: Access, columns: Sequence[SheetColumn]) -> list[OutColumn]:
    return [column.out_column() for column in columns]


# GraphML

NODE_ATTRIBUTES = (
    Attribute("name"),
    Attribute("kind"),
    Attribute("number"),
    Attribute("unit"),
    Attribute("unit_code"),
    *(Attribute(aspect, int) for aspect in ORDER),
    Attribute("people", int),
    Attribute("seen"),
)
EDGE_ATTRIBUTES = (Attribute("kind"), Attribute("passes"), Attribute("alternative", bool))


def graphml(access: Access, *, day: date | None = None) -> Iterator[str]:
    """Yield the graph on a day as pieces of GraphML: nodes that the user sees, masked ones without names.

    `assets.selectors.sight` defines what is seen. A fixed number of queries.
    """
    day = day or timezone.localdate()
    sight = Sight(access, day=day)
    alive = Node.objects.unscoped(because=BECAUSE).filter(archived_at__isnull=True).order_by("pk")
    seen = sight.of(list(alive.values_list("pk", flat=True)))
    number = {node: place for place, node in enumerate(seen)}
    edges = (
        Dependency.objects.unscoped(because=BECAUSE)
        .filter(in_force(day))
        .order_by("source_id", "target_id", "kind")
    )
    found = edges.values_list("source_id", "target_id", "kind", "passes", "alternative")
    yield from xml.graphml(
        NODE_ATTRIBUTES,
        ((number[node], _node_values(one)) for node, one in seen.items()),
        EDGE_ATTRIBUTES,
        (
            (number[source], number[target], (kind, _letters(passes), alternative))
            for source, target, kind, passes, alternative in found.iterator(chunk_size=CHUNK)
            if source in number and target in number
        ),
    )


def _node_values(seen: VisibleNode) -> list[str | int | bool | None]:
    return [
        seen.label,
        seen.kind.value,
        seen.number,
        seen.unit,
        seen.unit_code,
        *seen.levels,
        seen.people,
        seen.way.value,
    ]


def _letters(passes: int) -> str:
    return "".join(LETTERS[aspect] for aspect in ORDER if passes & BITS[aspect])
