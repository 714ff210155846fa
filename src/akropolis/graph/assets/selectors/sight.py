"""What one person sees of each node of the graph: one rule for lists, paths, pictures, files, API and mails.

- Open: the person may read the row. Everything.
- Summary: the node depends, directly or through others, on a node that she answers for: who operates a service sees
  all who stand on it. Name, number, kind, unit, levels and registered people; no link, none of its texts.
- Masked: the node only stands on a way between nodes that she sees. Kind and unit, nothing else.
- Else: as if it did not exist. It is not in the answers, so nobody can count it either.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet, whether
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.history import log as history
from akropolis.base.kernel.records.writer import kind_of
from akropolis.base.kernel.registers.declaration import registry
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.base.lib.number_set import NumberSet
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import answered_by, sources
from akropolis.graph.assets.selectors.floods import GraphSnapshot, ground
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.shared.classification.rules.aspects import ORDER, in_letters

BECAUSE = "the graph is walked past the gate; this module decides what is shown of it"
NOBODY = UUID(int=0)
MANY = 500
"""Above this many nodes, reading all is cheaper than asking for each by id."""
FEW = 2000
OPENS = f"{Dependency.permission}:read"
COLUMNS = ("pk", "kind", "number", "name", "record", "archived_at", "people", *ORDER)
UNIT = ("owner_unit__name", "owner_unit__code")
HANDS = ("owner_unit", "operator_unit")
IN_HANDS = ("pk", "record", "kind", "owner_unit_id", "operator_unit_id")

type Columns = dict[str, Any]
type Ways = Mapping[int, Sequence[int]]


class Way(StrEnum):
    """How much of a node is seen."""

    OPEN = "open"
    SUMMARY = "summary"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class VisibleNode:
    """A node as one person sees it.

    `id` is for keys inside a page and is never shown. Of a masked node `label` says kind and unit, `number` is empty,
    levels and people are None. `record` and `url` (the row's page) are there for open nodes alone.
    """

    id: int
    way: Way
    kind: NodeKind
    label: str
    number: str
    unit: str
    unit_code: str
    levels: tuple[int | None, ...] = (None,) * len(ORDER)
    people: int | None = None
    record: UUID | None = None
    url: str = ""
    archived: bool = False

    @property
    def open(self) -> bool:
        """Whether the person may read the row itself."""
        return self.way is Way.OPEN

    @property
    def masked(self) -> bool:
        """Whether only kind and unit are seen."""
        return self.way is Way.MASKED

    @property
    def letters(self) -> str:
        """The effective levels as officials write them: `K3 R2 T2`. Empty when none is known or seen."""
        return in_letters(dict(zip(ORDER, self.levels, strict=True)))

    @property
    def graph_url(self) -> str:
        """The page of the node's levels, paths and dependencies; empty unless the node is open."""
        return reverse("graph-node", args=[self.record]) if self.record else ""


class Sight:
    """What one person sees on a day. Reads what it needs once; ask the same one for everything on a page.

    At most six queries, whatever is asked and however large the graph is; at most four more for an earlier day.

    Rights are those of today. But who has taken a node over since an earlier day did not answer for it then: what
    depended on it that day is not hers to see.
    """

    def __init__(self, access: Access, *, day: date | None = None) -> None:
        self.access, self.day = access, day or timezone.localdate()

    @cached_property
    def opened(self) -> NumberSet:
        """Every node whose row the person may read, archived ones too."""
        return cached(self.access.rights, _opened)[0]

    @cached_property
    def summarised(self) -> NumberSet:
        """Every node that depends on one she answers for, besides those that are open."""
        return cached(self.access.rights, _summarised, self.day)

    @property
    def mine(self) -> set[int]:
        """What she answers for, and did on the day."""
        if self.day >= timezone.localdate():
            return set(cached(self.access.rights, _opened)[1])
        rows = list(_answered(self.access).values_list(*IN_HANDS))
        return {pk for pk, *_rest in rows} - self._taken_over(rows)

    def ways(self, nodes: Iterable[int], start: int | None = None) -> dict[int, Way]:
        """How much is seen of each of the nodes; those that are not seen are left out. Two queries, or up to five.

        With `start`, a masked node must stand on a way between it and something seen; nothing is seen around a start
        that is not seen itself.
        """
        asked = list(nodes)
        if start is not None and not self._sees(start):
            return {}
        found = {node: Way.OPEN for node in asked if node in self.opened}
        if len(found) < len(asked):
            rest = [node for node in asked if node not in found]
            found |= {node: Way.SUMMARY for node in rest if node in self.summarised}
            hidden = [node for node in rest if node not in found]
            between = self._between(start) if hidden else NumberSet()
            found |= {node: Way.MASKED for node in hidden if node in between}
        return found

    def of(self, nodes: Iterable[int], start: int | None = None) -> dict[int, VisibleNode]:
        """The nodes as they are seen, in the order given; those that are not seen are left out. As `ways` else."""
        asked = list(nodes)
        return self.told(self.ways(asked, start), asked)

    def answers_for(self, node: int) -> bool:
        """Whether she answers for the node: then all that depends on it is seen, at least in summary. One query."""
        rows = list(_answered(self.access).filter(pk=node).values_list(*IN_HANDS))
        return bool(rows) and not self._taken_over(rows)

    def _taken_over(self, rows: Sequence[tuple[Any, ...]]) -> set[int]:
        """Those of the rows that were in hands on the day for which she does not answer."""
        if self.day >= timezone.localdate() or not rows:
            return set()
        kinds = [kind_of(model) for model in sources().values()]
        since = midnight(self.day + DAY)
        only = [rows[0][1]] if len(rows) == 1 else None
        before, units = history.before(HANDS, kinds, since=since, only=only), Units()
        found = set()
        for pk, record, kind, *now in rows:
            if record in before:
                then = {**dict(zip(HANDS, now, strict=True)), **before[record]}
                mine = f"{sources()[NodeKind(kind)].permission}:read"
                hands = [units[UUID(str(unit))] for unit in then.values() if unit]
                if not any(self.access.may(mine, unit) for unit in hands):
                    found.add(pk)
        return found

    def one(self, node: int) -> VisibleNode | None:
        """The node as it is seen, or None."""
        return self.of([node]).get(node)

    def setters(self, nodes: Iterable[int]) -> dict[int, VisibleNode]:
        """Nodes that set a demand upon something she sees: never less than masked, since a demand has a reason.

        Only for nodes whose demand reaches what is shown; the level itself stands with what it was set upon.
        """
        asked = list(nodes)
        return self.told(dict.fromkeys(asked, Way.MASKED) | self.ways(asked), asked)

    def told(self, ways: Mapping[int, Way], order: Iterable[int] = ()) -> dict[int, VisibleNode]:
        """The nodes as their ways say, in the order given. One query."""
        rows = {row["pk"]: row for row in _rows(ways)}
        return {pk: _seen(rows[pk], ways[pk]) for pk in (order or ways) if pk in ways and pk in rows}

    def _sees(self, node: int) -> bool:
        return node in self.opened or node in self.summarised

    def _between(self, start: int | None) -> NumberSet:
        """What stands on a way between two nodes that are seen, or between the start and one that is."""
        below, above = cached(self.access.rights, _spanned, self.day)
        if start is None:
            return below & above
        towards = below & _reached(self.ground.upward, {start})
        return towards | (above & _reached(self.ground.downward, {start}))

    @cached_property
    def ground(self) -> GraphSnapshot:
        """The whole graph on the day."""
        return cached_graph(ground, self.day)


def _opened(access: Access) -> tuple[NumberSet, NumberSet]:
    """Every node whose row these rights open, archived ones too; and of those what they answer for."""
    nodes = Node.objects.visible(access).annotate(own=whether(answered_by(access)))
    rows = list(nodes.order_by().values_list("pk", "own"))
    return NumberSet(pk for pk, _own in rows), NumberSet(pk for pk, own in rows if own)


def ends_near(access: Access) -> tuple[list[UUID], list[int]] | None:
    """The units that own every dependency that these rights open, or else the nodes that it leads to.

    A database looks few of them up quicker than it tries the gate on all dependencies there are. None for who reads
    more than few. Nobody may change the lists.
    """
    units, nodes = cached(access.rights, _ends_near)
    return (units, nodes) if len(nodes) <= FEW else None


def _ends_near(access: Access) -> tuple[list[UUID], list[int]]:
    opened = Unit.objects.unscoped(because="where the rights hold").filter(access.units(OPENS))
    units = list(opened.order_by().values_list("pk", flat=True))
    nodes = Node.objects.unscoped(because=BECAUSE).filter(
        Q(owner_unit__in=units) | Q(operator_unit__in=units)
    )
    return units, [*nodes.order_by().values_list("pk", flat=True)[: FEW + 1]]


def _summarised(access: Access, day: date) -> NumberSet:
    sight = Sight(access, day=day)
    if sight.opened.issuperset(sight.ground.tied):
        return NumberSet()
    return NumberSet(_reached(sight.ground.upward, sight.mine - sight.ground.gone)) - sight.opened


def _spanned(access: Access, day: date) -> tuple[NumberSet, NumberSet]:
    """What stands below what is seen, and what stands above it, with itself."""
    sight = Sight(access, day=day)
    seen = (sight.opened | sight.summarised) - sight.ground.gone
    return NumberSet(_reached(sight.ground.downward, seen)), NumberSet(_reached(sight.ground.upward, seen))


def _reached(ways: Ways, starts: Collection[int]) -> set[int]:
    seen = set(starts)
    waiting = list(starts)
    while waiting:
        for head in ways.get(waiting.pop(), ()):
            if head not in seen:
                seen.add(head)
                waiting.append(head)
    return seen


def _answered(access: Access) -> GatedQuerySet[Node]:
    return Node.objects.visible(access).filter(answered_by(access)).order_by()


def _rows(nodes: Collection[int]) -> Iterator[Columns]:
    if len(nodes) <= MANY:
        return iter(_described().filter(pk__in=list(nodes)))
    return (row for row in _described().iterator() if row["pk"] in nodes)


def _described() -> QuerySet[Node, Columns]:
    rows: QuerySet[Node, Columns] = Node.objects.unscoped(because=BECAUSE).values(*COLUMNS, *UNIT)
    return rows.order_by()


def _seen(row: Columns, way: Way) -> VisibleNode:
    kind, unit, code = NodeKind(row["kind"]), row["owner_unit__name"], row["owner_unit__code"]
    if way is Way.MASKED:
        return VisibleNode(row["pk"], way, kind, masked_label(kind, unit), "", unit, code)
    is_open = way is Way.OPEN
    return VisibleNode(
        row["pk"],
        way,
        kind,
        row["name"],
        row["number"],
        unit,
        code,
        tuple(row[aspect] for aspect in ORDER),
        row["people"],
        row["record"] if is_open else None,
        page_of(kind, row["record"]) if is_open else "",
        row["archived_at"] is not None,
    )


def page_of(kind: NodeKind, record: UUID) -> str:
    """The address of the page of a node's row."""
    return _pattern(kind).replace(str(NOBODY), str(record))


@cache
def _pattern(kind: NodeKind) -> str:
    """Looking an address up takes longer than reading the node, so it is done once per kind."""
    register = registry.of(sources()[kind])
    return reverse(f"{register.key}-detail", args=[NOBODY]) if register else ""


def way_to(node: Node, *more: Crumb) -> list[Crumb]:
    """The way from the register over the row of a node that may be named."""
    register = registry.of(sources()[NodeKind(node.kind)])
    start = [Crumb(label=str(register.many), url=reverse(f"{register.key}-list"))] if register else []
    return [*start, Crumb(label=node.name, url=page_of(NodeKind(node.kind), node.record)), *more]


def masked_label(kind: NodeKind, unit: str) -> str:
    """What stands for a node that may not be named: its kind and whose it is."""
    sentences = {
        NodeKind.PROCESS: _("a business process at %(unit)s"),
        NodeKind.INFORMATION: _("an information set at %(unit)s"),
        NodeKind.SERVICE: _("an IT service at %(unit)s"),
        NodeKind.AI_SYSTEM: _("an AI system at %(unit)s"),
        NodeKind.PLATFORM: _("a platform or component at %(unit)s"),
        NodeKind.DEVICES: _("a group of devices at %(unit)s"),
        NodeKind.CRYPTO: _("a cryptographic asset at %(unit)s"),
        NodeKind.LOCATION: _("a location at %(unit)s"),
        NodeKind.SUPPLIER: _("a supplier registered by %(unit)s"),
    }
    return sentences[kind] % {"unit": unit}


def unit_names(codes: Collection[str]) -> dict[str, str]:
    """The names of units by their codes, whoever may read of them."""
    every = Unit.objects.unscoped(because="names of units stand beside what is seen of theirs")
    return dict(every.filter(code__in=codes).values_list("code", "name"))
