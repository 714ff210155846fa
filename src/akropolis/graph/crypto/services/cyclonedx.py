"""Import of a bill of materials into the graph: first a plan for each part, then all parts are imported or none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.display import altered
from akropolis.base.kernel.registers.report import CellProblem, Report, RowOutcome, RowReport
from akropolis.base.lib.swedish import capitalised
from akropolis.graph.assets.models import (
    Dependency,
    DependencyKind,
    GraphRecord,
    Node,
    NodeKind,
)
from akropolis.graph.assets.services import dependencies
from akropolis.graph.crypto.rules.cyclonedx.bill import Bill, BillLink, BillPart, Sort
from akropolis.graph.crypto.rules.cyclonedx.matching import Traits
from akropolis.graph.crypto.services.cyclonedx_parts import (
    MODELS,
    Values,
    default_values,
    traits_of,
    traits_of_row,
    values_of,
)
from akropolis.graph.crypto.services.cyclonedx_rows import BillRows, not_ended, own_below, rows_of

TIES: Mapping[Sort, DependencyKind] = {
    Sort.COMPONENT: DependencyKind.RUNS_ON,
    Sort.SERVICE: DependencyKind.USES,
    Sort.AI_SYSTEM: DependencyKind.USES,
    Sort.CRYPTO: DependencyKind.PROTECTED_BY,
}
"""Per register, the kind of the dependency on an imported part."""
BATCH = 1000


PARTS, LINKS = gettext_lazy("Parts"), gettext_lazy("Dependencies")
"""Names of the two tables in the report of a plan."""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One part of a plan: what happens to it, its existing row, the values to write, and why it cannot be
    imported, if so.

    `first` is set on a duplicate: the earlier part of the file that becomes the same row and is imported
    instead.
    """

    part: BillPart
    outcome: RowOutcome
    values: Values
    row: GraphRecord | None = None
    problem: str = ""
    first: BillPart | None = None

    @property
    def name(self) -> str:
        """Return the name that the row has, or will have."""
        return str(self.values.get("name") or self.row or self.part.name)

    def report(self) -> RowReport:
        """Return the part's line in the report: what happens to it, its version and its register."""
        model = MODELS[self.part.sort]
        return RowReport(
            self.part.where,
            self.outcome,
            self.row.number if self.row else "",
            self.name,
            (CellProblem("", self.problem),) if self.problem else (),
            changes=altered(self.row, self.values) if self.row else (),
            cells=(self.part.edition, capitalised(str(model._meta.verbose_name))),
            sheet=str(PARTS),
        )


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """One dependency: `source` and `target` are refs, or the subject's; a supplier is an existing node."""

    source: str
    target: str
    kind: DependencyKind
    outcome: RowOutcome
    supplier: Node | None = None


@dataclass(frozen=True, slots=True)
class BillPlan:
    """What an import of the bill, as dependencies of `node`, would do.

    `unknown_suppliers` are named in the file but not in the register. `left` are rows that only this node
    depends on and that are left unchanged: versions that the file no longer contains.
    """

    node: Node
    bill: Bill
    parts: tuple[PlannedPart, ...]
    links: tuple[PlannedLink, ...]
    unknown_suppliers: tuple[str, ...]
    left: tuple[GraphRecord, ...] = ()

    def count(self, outcome: RowOutcome) -> int:
        """Return the number of parts with that outcome; duplicates of an earlier part are not counted."""
        return sum(each.outcome is outcome and each.first is None for each in self.parts)

    @property
    def doubles(self) -> list[PlannedPart]:
        """Return the duplicates: parts that become the same row as an earlier part of the file."""
        return [each for each in self.parts if each.first is not None]

    def report(self) -> Report:
        """Return the report: what happens to each part, sorted by register and name, then the new dependencies."""
        order = list(Sort)
        parts = [each for each in self.parts if each.first is None]
        parts.sort(key=lambda each: (order.index(each.part.sort), each.part.name))
        return Report((*(each.report() for each in parts), *self._link_rows()))

    def _link_rows(self) -> Iterator[RowReport]:
        names = {each.part.ref: each.name for each in self.parts} | {self.bill.subject: self.node.name}
        for link in self.links:
            if link.outcome is RowOutcome.CREATE:
                target = link.supplier.name if link.supplier else names[link.target]
                label = f"{names[link.source]} → {target}"
                cells = ("", str(link.kind.label))
                yield RowReport("", link.outcome, "", label, cells=cells, sheet=str(LINKS))

    def carry_out(self, w: Writer) -> None:
        """Store the parts, and then their dependencies."""
        rows: dict[str, GraphRecord] = {each.part.ref: each.row for each in self.parts if each.row}
        for sort, model in MODELS.items():
            mine = [each for each in self.parts if each.part.sort is sort and each.first is None]
            new = [each for each in mine if each.outcome is RowOutcome.CREATE]
            made = w.create_many(model, [each.values for each in new])
            rows |= {each.part.ref: row for each, row in zip(new, made, strict=True)}
            changed = [each for each in mine if each.outcome is RowOutcome.UPDATE]
            if changed:
                w.update_many([rows[each.part.ref] for each in changed], [each.values for each in changed])
        w.settle()
        self._tie(w, rows)

    def _tie(self, w: Writer, rows: Mapping[str, GraphRecord]) -> None:
        nodes = Node.objects.unscoped(because="the nodes of rows that were written or found a moment ago")
        nodes = nodes.select_related("owner_unit").order_by()
        records = {row.pk for row in rows.values()}
        by_record = {
            each.record: each for part in batched(records, BATCH) for each in nodes.filter(record__in=part)
        }
        ends = {ref: by_record[row.pk] for ref, row in rows.items()} | {self.bill.subject: self.node}
        made: dict[tuple[int, int, str], Values] = {}
        for link in self.links:
            source, target = ends[link.source], link.supplier or ends.get(link.target)
            if link.outcome is RowOutcome.CREATE and target is not None and source.pk != target.pk:
                made.setdefault(
                    (source.pk, target.pk, str(link.kind)), _dependency(source, link.kind, target)
                )
        dependencies.add_many(w, list(made.values()))


def _dependency(source: Node, kind: DependencyKind, target: Node) -> Values:
    values: Values = {"source": source, "kind": kind, "target": target}
    return values | {"availability": False} if kind is DependencyKind.PROTECTED_BY else values


def plan(access: Access, node: Node, bill: Bill) -> BillPlan:
    """Plan the import of the bill as dependencies of `node`, in its owning unit. Stores nothing.

    Raises Hidden without the right to write dependencies in that unit. A part is matched with a row of the
    unit that has the same identifying values. A remaining part counts as an upgrade or renewal of a row that
    only this node depends on, if the match is unique on both sides. Values that the file does not state are
    left unchanged, and so are the rows' names.
    """
    access.must(f"{Dependency.permission}:{EDIT}", node.owner_unit)
    return _Planner(access, node, bill).plan()


class _Planner:
    def __init__(self, access: Access, node: Node, bill: Bill) -> None:
        self.access, self.node, self.bill = access, node, bill
        self.sorts = {part.ref: part.sort for part in bill.parts}
        self.rows: dict[str, GraphRecord] = {}
        self.names: dict[str, str] = {}
        self.firsts: dict[str, BillPart] = {}

    def plan(self) -> BillPlan:
        left = [row for sort in Sort for row in self._matched(sort).left]
        parts = tuple(self._part(part) for part in self.bill.parts)
        suppliers = self._suppliers()
        named = sorted({part.supplier for part in self.bill.parts if part.supplier} - set(suppliers))
        return BillPlan(self.node, self.bill, parts, tuple(self._links(suppliers)), tuple(named), tuple(left))

    @cached_property
    def _own(self) -> set[UUID]:
        return own_below(self.node)

    def _matched(self, sort: Sort) -> BillRows:
        """Return the rows of the parts of one sort. Among equal parts only the first is imported."""
        kinds: dict[object, tuple[BillPart, Traits]] = {}
        for part in self.bill.parts:
            if part.sort is sort:
                traits = traits_of(part)
                self.firsts[part.ref] = kinds.setdefault(traits.exact(), (part, traits))[0]
        if not kinds or not self._may(sort):
            return BillRows()
        parts, mine = zip(*kinds.values(), strict=True)
        found = rows_of(self.access, self.node, sort, parts, mine, self._own)
        self.names |= found.names
        self.rows |= found.found
        return found

    def _may(self, sort: Sort) -> bool:
        return self.access.may(f"{MODELS[sort].permission}:{EDIT}", self.node.owner_unit)

    def _part(self, part: BillPart) -> PlannedPart:
        if not self._may(part.sort):
            problem = _("You may not write in the register that this belongs to. Ask the unit's coordinator.")
            return PlannedPart(part, RowOutcome.REFUSED, {}, problem=problem)
        first = self.firsts[part.ref]
        row = self.rows.get(first.ref)
        if first is not part:
            return PlannedPart(part, RowOutcome.UNCHANGED, {}, row, first=first)
        told = {name: value for name, value in values_of(part).items() if value not in ("", None)}
        if row is None:
            told["name"] = self.names.get(part.ref, part.name)
            return PlannedPart(
                part, RowOutcome.CREATE, default_values(part) | told | {"owner_unit": self.node.owner_unit}
            )
        told["name"] = traits_of_row(part.sort, row).renamed(told)
        differing = {name: value for name, value in told.items() if getattr(row, name) != value}
        return PlannedPart(part, RowOutcome.UPDATE if differing else RowOutcome.UNCHANGED, differing, row)

    def _suppliers(self) -> dict[str, Node]:
        names = {part.supplier for part in self.bill.parts if part.supplier}
        rows = Node.objects.visible(self.access).filter(kind=NodeKind.SUPPLIER, archived_at__isnull=True)
        return {node.name: node for node in rows.filter(name__in=names).order_by("-pk")}

    def _links(self, suppliers: Mapping[str, Node]) -> Iterable[PlannedLink]:
        first = {ref: part.ref for ref, part in self.firsts.items()}
        wanted: list[tuple[BillLink, DependencyKind, Node | None]] = [
            (
                BillLink(first.get(link.source, link.source), first[link.target]),
                TIES[self.sorts[link.target]],
                None,
            )
            for link in self.bill.links
        ]
        wanted += [
            (
                BillLink(first[part.ref], f"supplier:{part.supplier}"),
                DependencyKind.DELIVERED_BY,
                suppliers[part.supplier],
            )
            for part in self.bill.parts
            if part.supplier in suppliers
        ]
        ids = self._ids()
        stored = self._stored(set(ids.values()))
        seen: set[object] = set()
        for link, kind, supplier in wanted:
            ends = ids.get(link.source), supplier.pk if supplier else ids.get(link.target)
            key = (*(end or ref for end, ref in zip(ends, (link.source, link.target), strict=True)), kind)
            if key[0] == key[1] or key in seen:
                continue  # two parts of the file that map to one row
            seen.add(key)
            outcome = RowOutcome.UNCHANGED if (*ends, str(kind)) in stored else RowOutcome.CREATE
            yield PlannedLink(link.source, link.target, kind, outcome, supplier)

    def _ids(self) -> dict[str, int]:
        """Return a dict from ref to the id of the existing node, for the subject and the parts that have a row."""
        records = {row.pk: ref for ref, row in self.rows.items()}
        nodes = Node.objects.visible(self.access).order_by()
        by_record = {
            record: pk
            for part in batched(records, BATCH)
            for record, pk in nodes.filter(record__in=part).values_list("record", "pk")
        }
        found = {ref: by_record[row.pk] for ref, row in self.rows.items() if row.pk in by_record}
        return found | {self.bill.subject: self.node.pk}

    def _stored(self, sources: set[int]) -> set[tuple[int, int, str]]:
        rows = Dependency.objects.visible(self.access).filter(not_ended()).order_by()
        return {
            each
            for part in batched(sources, BATCH)
            for each in rows.filter(source_id__in=part).values_list("source_id", "target_id", "kind")
        }
