"""Facts about nodes from outside the graph: open actions from this domain, and others, such as open
incidents, from domains above.

A domain above registers a `FactSource`; each source is scoped by its own gate. Links to what can be done
with a whole radius (`Offer`) are registered the same way, since this domain must not import those above.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.registry import Registry
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import MeasureAction
from akropolis.graph.information.models import ReclassificationReason
from akropolis.graph.offers.models import GapAction
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN


class FactKind(StrEnum):
    """Kind of open fact: an incident or an action."""

    INCIDENT = "incident"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Fact:
    """One open incident or action that concerns a node: its page, the label of its state, and its due date if any."""

    kind: FactKind
    label: str
    url: str
    state: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class FactSource:
    """A source of facts. Both functions take `access` first and return only what that user may read.

    `open` returns all (node id, fact id) pairs of open facts, without details. `told` returns a dict from
    the given fact ids to their facts.
    """

    kind: FactKind
    open: Callable[[Access], Iterable[tuple[int, UUID]]]
    told: Callable[[Access, Collection[UUID]], Mapping[UUID, Fact]]


@dataclass(frozen=True, slots=True)
class Offered:
    """A link to something that the user can do with the nodes that an event reaches."""

    label: Phrase
    url: str


type Offer = Callable[[Access, Node, str], Offered | None]
"""Function that returns a link to act on a node and an event (`outage`, `breach`); None if not allowed."""

SOURCES: Registry[str, FactSource] = Registry("facts")
OFFERS: Registry[str, Offer] = Registry("offer")


def offers(access: Access, node: Node, event: str) -> list[Offered]:
    """Return links to what the user may do with the nodes that the event reaches."""
    return [made for offer in OFFERS if (made := offer(access, node, event)) is not None]


type Opens = dict[FactKind, dict[int, list[UUID]]]
"""Ids of open facts by kind and node, each id once."""


def open_facts(access: Access) -> Opens:
    """Return everything open that the user may read, by kind and node. A fixed number of queries per source."""
    found: Opens = {kind: {} for kind in FactKind}
    for source in SOURCES:
        by_node = found[source.kind]
        for node, key in source.open(access):
            ids = by_node.setdefault(node, [])
            if key not in ids:
                ids.append(key)
    return found


def list_facts(access: Access, opens: Opens, nodes: Collection[int]) -> dict[int, list[Fact]]:
    """Return a dict from each of the nodes to its open facts, incidents first."""
    wanted = {kind: {key for n in nodes for key in opens[kind].get(n, ())} for kind in FactKind}
    known: dict[UUID, Fact] = {}
    for kind, tell in {(source.kind, source.told) for source in SOURCES}:
        if wanted[kind]:
            known |= tell(access, wanted[kind])
    return {n: [known[k] for kind in FactKind for k in opens[kind].get(n, ()) if k in known] for n in nodes}


def _open_actions(access: Access) -> Iterable[tuple[int, UUID]]:
    """Yield (node id, action id) for the open actions that a gap, a measure or a reason to reclassify raised."""
    for model in (GapAction, MeasureAction):
        links = model.objects.visible(access).filter(open_action(access), node__isnull=False).order_by()
        yield from links.values_list("node_id", "action_id").distinct()
    reasons = ReclassificationReason.objects.visible(access).filter(settled_at__isnull=True)
    yield from list_raised_actions(access, reasons, "information_id")


def list_raised_actions[M: Model](
    access: Access, links: QuerySet[M], record: str
) -> Iterable[tuple[int, UUID]]:
    """Return the open actions of such links, each with the node of the register row that field `record` names."""
    pairs = list(links.filter(open_action(access)).order_by().values_list(record, "action_id"))
    nodes = node_ids({row for row, _action in pairs})
    yield from ((nodes[row], action) for row, action in pairs if row in nodes)


def open_action(access: Access) -> Q:
    """Return the condition for links whose action is open and readable by the user."""
    return Q(action__in=Action.objects.visible(access).filter(OPEN).order_by().values("pk"))


def node_ids(records: Collection[UUID]) -> dict[UUID, int]:
    """Return a dict from register row id to node id."""
    if not records:
        return {}
    rows = Node.objects.unscoped(because="the rows have been through their own gate")
    return dict(rows.filter(record__in=list(records)).order_by().values_list("record", "pk"))


def list_action_facts(access: Access, ids: Collection[UUID]) -> dict[UUID, Fact]:
    """Return a dict from action id to its fact, for the actions that the user may read."""
    rows = Action.objects.visible(access).filter(pk__in=list(ids)).only("number", "title", "status", "due_on")
    return {
        row.pk: Fact(
            FactKind.ACTION,
            row.label(),
            reverse("actions-detail", args=[row.pk]),
            row.get_status_display(),
            row.due_on,
        )
        for row in rows
    }


ACTIONS = FactSource(FactKind.ACTION, _open_actions, list_action_facts)
