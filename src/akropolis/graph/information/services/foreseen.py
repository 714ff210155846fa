"""Effect of proposed levels: what they would demand of services and suppliers. Nothing is stored."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.registry import Registry
from akropolis.graph.assets.models import Dependency, Node
from akropolis.graph.assets.rules.graph import stored_levels
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.assets.services.graph import Graph
from akropolis.graph.assets.services.levels import STEPS, WIDE
from akropolis.graph.information.models import InformationSet
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.rules.changes import TooWide, update
from akropolis.shared.classification.rules.propagation import NOTHING

BECAUSE = "a demand is worked out over all dependencies; what is told of it is decided by sight"

type Stated = Mapping[str, int | None]

OFFERS: Registry[str, Callable[[Access, date, Collection[int]], Mapping[int, Stated]]] = Registry(
    "offered levels"
)
"""Hooks that return what nodes offer on a day, as far as the user may see: node id to level per aspect."""


def offered(access: Access, day: date, nodes: Collection[int]) -> dict[int, Stated]:
    """Return a dict from node id to offered level per aspect; nodes without a known offer are left out."""
    return {node: levels for told in OFFERS for node, levels in told(access, day, nodes).items()}


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The level of one aspect of one node before and after the change, and the offered level (None if not stated)."""

    aspect: str
    before: int | None
    after: int | None
    offered: int | None = None

    @property
    def rises(self) -> bool:
        """Tell whether the change raises the demanded level."""
        return (NOTHING if self.after is None else self.after) > (
            NOTHING if self.before is None else self.before
        )

    @property
    def gap(self) -> bool:
        """Tell whether the offered level is lower than the demand after the change."""
        return self.offered is not None and self.after is not None and self.offered < self.after


@dataclass(frozen=True, slots=True)
class NodeEffect:
    """A node whose demanded levels would change."""

    seen: VisibleNode
    changes: tuple[LevelChange, ...]
    silent: bool
    """Whether the node's operator has stated no offer, as far as the reader may see."""

    @property
    def gaps(self) -> tuple[LevelChange, ...]:
        """Return the changes of aspects in which less is offered than would be demanded."""
        return tuple(change for change in self.changes if change.gap)

    @property
    def rises(self) -> bool:
        """Tell whether the change raises the demand in some aspect."""
        return any(change.rises for change in self.changes)


@dataclass(frozen=True, slots=True)
class ForeseenDemands:
    """The nodes whose demands would change. `alone`: the information has no known dependencies.

    `wide`: the graph around the information is too large to compute during a request.
    """

    effects: tuple[NodeEffect, ...] = field(default=())
    alone: bool = False
    wide: bool = False


def demands(access: Access, information: InformationSet, levels: Stated) -> ForeseenDemands:
    """Return how the demands on other nodes would change if the information had these levels.

    An aspect without a level in `levels` keeps its current one. Only nodes whose levels the user may see are
    included: whether a masked node's level changes would reveal that level.
    """
    node = Node.objects.unscoped(because=BECAUSE).filter(record=information.pk, archived_at=None).first()
    day = timezone.localdate()
    if (
        node is None
        or not Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day), source=node).exists()
    ):
        return ForeseenDemands(alone=True)
    try:
        changes = _changes(node, levels, day)
    except TooWide:
        return ForeseenDemands(wide=True)
    return ForeseenDemands(_effects(access, node, changes, day))


def _changes(node: Node, levels: Stated, day: date) -> dict[int, list[LevelChange]]:
    now = Graph(day).states([node.pk])[node.pk][0]
    wanted = (levels.get(aspect) for aspect in ORDER)
    own = tuple(old if new is None else new for new, old in zip(wanted, now, strict=True))
    graph = Graph(day, {node.pk: own})
    after = update({node.pk}, graph, most=WIDE, steps=STEPS)
    before = graph.states(after.keys())
    found = {}
    for other, answers in after.items():
        pairs = zip(ORDER, stored_levels(before[other][1]), stored_levels(answers), strict=True)
        differing = [LevelChange(aspect, old, new) for aspect, old, new in pairs if old != new]
        if differing and other != node.pk:
            found[other] = differing
    return found


def _effects(
    access: Access, node: Node, changes: Mapping[int, list[LevelChange]], day: date
) -> tuple[NodeEffect, ...]:
    if not changes:
        return ()
    around = Sight(access, day=day).of(sorted(changes), start=node.pk)
    seen = {pk: each for pk, each in around.items() if not each.masked}
    offers = offered(access, day, [pk for pk, each in seen.items() if each.open])
    effects = [_effect(each, changes[pk], offers.get(pk)) for pk, each in seen.items()]
    return tuple(sorted(effects, key=lambda e: (not e.gaps, not e.rises, e.seen.kind, e.seen.label)))


def _effect(seen: VisibleNode, changes: list[LevelChange], offer: Stated | None) -> NodeEffect:
    with_offers = tuple(
        LevelChange(change.aspect, change.before, change.after, (offer or {}).get(change.aspect))
        for change in changes
    )
    return NodeEffect(seen, with_offers, silent=seen.open and offer is None)
