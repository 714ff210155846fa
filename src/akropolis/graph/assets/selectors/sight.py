"""How much one user sees of each node of the graph: one rule for lists, paths, pictures, files, API and mails.

- Open: the user may read the register row. Everything is shown.
- Summary: the node depends, directly or not, on one the user answers for, such as a service they
operate.
Name, number, kind, unit, levels and registered people are shown; no link and no texts of the row.
- Masked: the node only lies on a path between nodes that the user sees. Only kind and unit are shown.
- Otherwise: treated as if it did not exist. It is in no result, so nobody can count it either.
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
from akropolis.graph.assets.models.nodes import node_models, nodes_answered_for
from akropolis.graph.assets.selectors.floods import GraphSnapshot, read_graph
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.shared.classification.rules.aspects import ORDER, in_letters

BECAUSE = "the graph is walked past the gate; this module decides what is shown of it"
NOBODY = UUID(int=0)
MANY = 500
"""Above this many nodes, reading all is cheaper than querying each by id."""
FEW = 2000
OPENS = f"{Dependency.permission}:read"
COLUMNS = ("pk", "kind", "number", "name", "record", "archived_at", "people", *ORDER)
UNIT = ("owner_unit__name", "owner_unit__code")
HANDS = ("owner_unit", "operator_unit")
IN_HANDS = ("pk", "record", "kind", "owner_unit_id", "operator_unit_id")

type Columns = dict[str, Any]
type Ways = Mapping[int, Sequence[int]]


class Way(StrEnum):
    """How much of a node the user sees."""

    OPEN = "open"
    SUMMARY = "summary"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class VisibleNode:
    """A node as one user sees it.

    `id` is for keys inside a page and is never shown. For a masked node `label` gives kind and unit,
    `number` is empty, and levels and people are None. `record` (the id of the register row) and `url` (the
    row's page) are set for open nodes only.
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
        """Return whether the user may read the row itself."""
        return self.way is Way.OPEN

    @property
    def masked(self) -> bool:
        """Return whether the user sees only kind and unit."""
        return self.way is Way.MASKED

    @property
    def letters(self) -> str:
        """Return the effective levels as officials write them: `K3 R2 T2`. Empty when none is known or seen."""
        return in_letters(dict(zip(ORDER, self.levels, strict=True)))

    @property
    def graph_url(self) -> str:
        """Return the URL of the node's own page: levels, paths and dependencies. Empty unless the node is open."""
        return reverse("graph-node", args=[self.record]) if self.record else ""


class Sight:
    """What one user sees of the graph on a day. Reads lazily and once: use one instance for everything on a page.

    At most six queries, whatever is requested and however large the graph is; at most four more for an
    earlier day.

    Today's permissions apply to earlier days too, with one exception: if the user's units took a node over
    after the day, the user did not answer for it on the day, and does not see what depended on it then.
    """

    def __init__(self, access: Access, *, day: date | None = None) -> None:
        self.access, self.day = access, day or timezone.localdate()

    @cached_property
    def opened(self) -> NumberSet:
        """Return the ids of all nodes whose row the user may read, including archived ones."""
        return cached(self.access.rights, _opened)[0]

    @cached_property
    def summarised(self) -> NumberSet:
        """Return the ids of all nodes that depend, directly or not, on one the user answers for, except open ones."""
        return cached(self.access.rights, _summarised, self.day)

    @property
    def mine(self) -> set[int]:
        """Return the ids of the nodes that the user answers for today and answered for on the day."""
        if self.day >= timezone.localdate():
            return set(cached(self.access.rights, _opened)[1])
        rows = list(_answered(self.access).values_list(*IN_HANDS))
        return {pk for pk, *_rest in rows} - self._taken_over(rows)

    def ways(self, nodes: Iterable[int], start: int | None = None) -> dict[int, Way]:
        """Return node → how much of it the user sees; nodes not seen are left out. Two queries, or up to five.

        With `start`, a node is masked only if it lies on a path between `start` and a node that the user sees;
        the result is empty if the user does not see `start` itself.
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
        """Return node → what the user sees of it, in the given order. Leaves out the same nodes as `ways`."""
        asked = list(nodes)
        return self.told(self.ways(asked, start), asked)

    def answers_for(self, node: int) -> bool:
        """Return whether the user answers for the node: all its dependents are then at least summaries. One query."""
        rows = list(_answered(self.access).filter(pk=node).values_list(*IN_HANDS))
        return bool(rows) and not self._taken_over(rows)

    def _taken_over(self, rows: Sequence[tuple[Any, ...]]) -> set[int]:
        """Return the ids of the nodes in `rows` that on the day were held by units the user does not answer for."""
        if self.day >= timezone.localdate() or not rows:
            return set()
        kinds = [kind_of(model) for model in node_models().values()]
        since = midnight(self.day + DAY)
        only = [rows[0][1]] if len(rows) == 1 else None
        before, units = history.values_before(HANDS, kinds, since=since, only=only), Units()
        found = set()
        for pk, record, kind, *now in rows:
            if record in before:
                then = {**dict(zip(HANDS, now, strict=True)), **before[record]}
                mine = f"{node_models()[NodeKind(kind)].permission}:read"
                hands = [units[UUID(str(unit))] for unit in then.values() if unit]
                if not any(self.access.may(mine, unit) for unit in hands):
                    found.add(pk)
        return found

    def one(self, node: int) -> VisibleNode | None:
        """Return the node as the user sees it, None if they do not see it."""
        return self.of([node]).get(node)

    def setters(self, nodes: Iterable[int]) -> dict[int, VisibleNode]:
        """Return node → what the user sees of it, for nodes whose demands reach something that the user sees.

        Each is at least masked, since a demand must have a reason. Call it only with nodes whose demand reaches
        what is shown. The level of the demand is not part of the result: it is shown with the node that the
        demand was made on.
        """
        asked = list(nodes)
        return self.told(dict.fromkeys(asked, Way.MASKED) | self.ways(asked), asked)

    def told(self, ways: Mapping[int, Way], order: Iterable[int] = ()) -> dict[int, VisibleNode]:
        """Return node → what the user sees of it, as much as `ways` says, in the order of `order`. One query."""
        rows = {row["pk"]: row for row in _rows(ways)}
        return {pk: _seen(rows[pk], ways[pk]) for pk in (order or ways) if pk in ways and pk in rows}

    def _sees(self, node: int) -> bool:
        return node in self.opened or node in self.summarised

    def _between(self, start: int | None) -> NumberSet:
        """Return the ids of nodes on a path between two seen nodes, or between `start` and a seen node."""
        below, above = cached(self.access.rights, _spanned, self.day)
        if start is None:
            return below & above
        towards = below & _reached(self.ground.upward, {start})
        return towards | (above & _reached(self.ground.downward, {start}))

    @cached_property
    def ground(self) -> GraphSnapshot:
        """Return the whole graph on the day."""
        return cached_graph(read_graph, self.day)


def _opened(access: Access) -> tuple[NumberSet, NumberSet]:
    """Return two sets of ids: nodes whose row the user may read, archived too, and nodes the user answers for."""
    nodes = Node.objects.visible(access).annotate(own=whether(nodes_answered_for(access)))
    rows = list(nodes.order_by().values_list("pk", "own"))
    return NumberSet(pk for pk, _own in rows), NumberSet(pk for pk, own in rows if own)


def readable_ends(access: Access) -> tuple[list[UUID], list[int]] | None:
    """Return the units and the nodes by which the dependencies that the user may read can be found.

    A dependency can only be readable if one of the units owns it or if its target is one of the nodes.
    Looking up a few of these is faster than testing the gate on every dependency. Returns None if there are
    more than FEW nodes. Cached: do not mutate the lists.
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
    """Return two sets of ids: all that seen nodes depend on, and all that depend on them; both with the seen."""
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
    return Node.objects.visible(access).filter(nodes_answered_for(access)).order_by()


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
        record_url(kind, row["record"]) if is_open else "",
        row["archived_at"] is not None,
    )


def record_url(kind: NodeKind, record: UUID) -> str:
    """Return the URL of the page of the register row behind a node."""
    return _pattern(kind).replace(str(NOBODY), str(record))


@cache
def _pattern(kind: NodeKind) -> str:
    """Return the URL of a row's page with NOBODY in place of the id. Cached, since resolving a URL is slow."""
    register = registry.of(node_models()[kind])
    return reverse(f"{register.key}-detail", args=[NOBODY]) if register else ""


def node_crumbs(node: Node, *more: Crumb) -> list[Crumb]:
    """Return the breadcrumbs of the register and the row, then `more`. Only for a node whose name the user may see."""
    register = registry.of(node_models()[NodeKind(node.kind)])
    start = [Crumb(label=str(register.many), url=reverse(f"{register.key}-list"))] if register else []
    return [*start, Crumb(label=node.name, url=record_url(NodeKind(node.kind), node.record)), *more]


def masked_label(kind: NodeKind, unit: str) -> str:
    """Return the label of a node that may not be named: its kind and unit."""
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
    """Return unit code → name, whether or not the user may read the units."""
    every = Unit.objects.unscoped(because="names of units stand beside what is seen of theirs")
    return dict(every.filter(code__in=codes).values_list("code", "name"))
