"""Import of the graph from one workbook: one sheet of nodes of all kinds and one of dependencies, all or nothing.

The sheet of nodes is split into one table per register, each checked by the register's own rules. Dependencies can
name new nodes of the same file.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from django.db.models import Max
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import Sheet
from akropolis.base.kernel.exchange.writing import LISTS
from akropolis.base.kernel.records.packing import values_of_packed
from akropolis.base.kernel.records.values import built
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.check import PlannedRow, SheetCheck
from akropolis.base.kernel.registers.columns import SheetColumn, UnreadableCell, in_every_language
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.references import References
from akropolis.base.kernel.registers.report import Report, ReportRows, RowReport
from akropolis.base.lib.swedish import sort_key
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import node_models
from akropolis.graph.assets.selectors.graph_files import EDGES, NODES, register_of
from akropolis.graph.assets.services.graph_sorting import Sorting


class GraphWorkbook:
    """The workbook, checked before anything is written, so that a dry run reports exactly what an import would do.

    Raises Refused when no row can be checked.
    """

    def __init__(self, access: Access, sheets: Mapping[str, Sheet], *, noted: bool = False) -> None:
        nodes, edges = _both(sheets)
        self.notices = [notice for sheet in sheets.values() for notice in sheet.notices]
        self.nodes = _Nodes(access, nodes, noted=noted)
        self._new = self.nodes.new()
        self.edges = _edge_check(access, edges, self._new, noted=noted)
        places = self.edges.places if self.edges is not None else {}
        self._ends = [places.get(name) for name in ("source", "target")]

    def report(self) -> Report:
        """Return every row's outcome: nodes first, then dependencies, each in the order of its sheet."""
        edges = self.edges.planned if self.edges is not None else []
        nodes = self.nodes.rows()
        return Report(
            ReportRows((nodes, lambda: map(_node_row, nodes)), (edges, lambda: map(self._edge_row, edges)))
        )

    def _edge_row(self, row: PlannedRow) -> RowReport:
        """Return the report of a dependency row, labelled with its source and target as written in the sheet."""
        words = ["" if place is None else row.line.cell(place).strip() for place in self._ends]
        return row.told(str(EDGES), " → ".join(word or "?" for word in words))

    def carry_out(self, w: Writer) -> None:
        """Store the nodes, then the dependencies."""
        last = _last_node()
        # Let go one by one, before the memory is needed for what follows.
        for kind in list(self.nodes.checks):
            self.nodes.checks.pop(kind).carry_out(w)
            w.settle()
        if self.edges is not None:
            _take_keys(self._new, last)
            self._new = []
            self.edges.carry_out(w)


def _both(sheets: Mapping[str, Sheet]) -> tuple[Sheet | None, Sheet | None]:
    names = {"nodes": in_every_language(NODES) | {"nodes"}, "edges": in_every_language(EDGES) | {"edges"}}
    found: dict[str, Sheet] = {}
    for title, sheet in sheets.items():
        if title == LISTS:
            continue
        which = next((key for key, words in names.items() if title.strip().casefold() in words), None)
        if which is None:
            sentence = _("The sheet “%(name)s” is not known. Call the sheets “%(nodes)s” and “%(edges)s”.")
            raise Refused(sentence % {"name": title, "nodes": NODES, "edges": EDGES}, code="sheet")
        found[which] = sheet
    if not found:
        raise Refused(
            _("The file holds no rows. Write nodes in the sheet “%(nodes)s” and dependencies in “%(edges)s”.")
            % {"nodes": NODES, "edges": EDGES},
            code="empty",
        )
    return found.get("nodes"), found.get("edges")


# Nodes


class _Nodes:
    """The sheet of nodes, checked by the register of each kind."""

    def __init__(self, access: Access, sheet: Sheet | None, *, noted: bool) -> None:
        self.access = access
        self.refused: list[RowReport] = []
        self.checks: dict[NodeKind, SheetCheck] = {}
        if sheet is not None:
            tables = Sorting(sheet, self.refused).tables
            self.checks = {
                kind: SheetCheck(register_of(node_models()[kind]), access, table.sheet(), noted=noted)
                for kind, table in tables.items()
                if table.lines
            }

    def rows(self) -> list[PlannedRow | RowReport]:
        """Return every checked or refused row in the sheet's order."""
        rows = chain.from_iterable(check.planned for check in self.checks.values())
        return sorted((*rows, *self.refused), key=_line)

    def new(self) -> list[Node]:
        """Return unsaved nodes for the rows that add one, with negative numbers as primary keys."""
        return [_imagined(-place, kind, row) for place, (kind, row) in enumerate(self._added(), start=1)]

    def _added(self) -> list[tuple[NodeKind, PlannedRow]]:
        return [
            (kind, row)
            for kind, check in self.checks.items()
            for row in check.planned
            if row.stored is None and _cell_value(row, "owner_unit") is not None and row.label
        ]


def _line(row: PlannedRow | RowReport) -> int | str:
    return row.line if isinstance(row, RowReport) else row.line.number


def _node_row(row: PlannedRow | RowReport) -> RowReport:
    return row if isinstance(row, RowReport) else row.told(str(NODES))


def _imagined(pk: int, kind: NodeKind, row: PlannedRow) -> Node:
    units = {name: _cell_value(row, name) for name in ("owner_unit", "operator_unit")}
    return built(
        Node, {"pk": pk, "kind": kind, "name": _cell_value(row, "name") or row.label.strip()} | units
    )


def _cell_value(row: PlannedRow, name: str) -> object:
    return (values_of_packed(row.made) if row.made else row.values).get(name)


# Dependencies


class _WithNew(References):
    """Look-ups of references that find the nodes added by the same file too, by name."""

    def __init__(self, access: Access, register: Register, new: Sequence[Node]) -> None:
        super().__init__(access, register.verbs.among)
        self.new: dict[str, list[Node]] = {}
        for node in new:
            self.new.setdefault(node.name.casefold(), []).append(node)
        keys = {sort_key(node.name) for node in new}
        there = Node.objects.visible(access).filter(archived_at__isnull=True, sort_key__in=keys)
        self.there = {name.casefold() for name in there.values_list("name", flat=True)}

    def find(self, column: SheetColumn, text: str) -> object:
        """Find a new node by its name; raises Unreadable if others have that name too. Else find what is stored."""
        word = text.strip().casefold()
        mine = self.new.get(word, []) if column.kind == "picked" else []
        if not mine:
            return super().find(column, text)
        if len(mine) > 1 or word in self.there:
            raise UnreadableCell(
                _(
                    "Several are called %(name)s, some of them new in this file. Give the new one another name."
                )
                % {"name": text.strip()}
            )
        return mine[0]


def _edge_check(
    access: Access, sheet: Sheet | None, new: Sequence[Node], *, noted: bool
) -> SheetCheck | None:
    if sheet is None:
        return None
    register = register_of(Dependency)
    # What is worth knowing of a dependency is worked out from the stored graph, where new nodes are not.
    check = SheetCheck(register, access, sheet, noted=noted and not new)
    check.references = _WithNew(access, register, new)
    return check


def _last_node() -> int:
    everyone = Node.objects.unscoped(
        because="nodes made from now on are told by their keys, under the writer's lock"
    )
    return everyone.aggregate(last=Max("pk"))["last"] or 0


def _take_keys(new: Sequence[Node], last: int) -> None:
    """Give the unsaved nodes the keys of those just created; the names of nodes pointed at are unique."""
    made = Node.objects.unscoped(because="they were made a moment ago by the same person").filter(pk__gt=last)
    by_name = {name.casefold(): (pk, name) for pk, name in made.values_list("pk", "name")}
    for node in new:
        node.pk, node.name = by_name.get(node.name.casefold(), (node.pk, node.name))
