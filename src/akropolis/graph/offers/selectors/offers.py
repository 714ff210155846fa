"""What operators offer: their claims so far as their measures support them, and earlier statements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.models.nodes import nodes_answered_for
from akropolis.graph.assets.selectors.floods import in_force as holding
from akropolis.graph.compliance.models import ServiceState
from akropolis.graph.compliance.models.tallies import REACHED, UNKNOWN
from akropolis.graph.compliance.rules.demands import offered
from akropolis.graph.offers.models import Offer
from akropolis.graph.offers.rules.offers import is_valid_on
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.selectors.schemes import body_of, edition_in_force

CARRIERS = (
    NodeKind.SERVICE,
    NodeKind.AI_SYSTEM,
    NodeKind.PLATFORM,
    NodeKind.DEVICES,
    NodeKind.LOCATION,
    NodeKind.SUPPLIER,
)
"""Kinds that can offer something. Information and processes make demands, and cryptography is one of the means."""
MOST = 4
"""Highest level that may be stated while no scheme is in force."""
COLUMNS = ("node_id", *ORDER, "stated_on", "valid_to")
type Statement = tuple[int, *tuple[int | None, ...], date, date | None]


@dataclass(frozen=True, slots=True)
class Stated:
    """A node's offer: the operator's claim, lowered by brister and raised only where the measures show more.

    `counts` is false if the statement has expired: then it counts as not stated, and claims nothing. `shown`
    is what the assessed measures show; empty if they neither show nor limit a level.
    """

    levels: Mapping[str, int | None]
    stated_on: date
    counts: bool
    shown: Mapping[str, int | None] = field(default_factory=dict)
    claim: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def lowered(self) -> dict[str, int]:
        """Return a dict of the aspects in which brister lower the claim, with the level that is claimed."""
        return {a: claim for a, claim in self.claim.items() if claim and claim > (self.levels[a] or 0)}


NOTHING = Stated({}, date.min, counts=False)
"""The offer used for a node about which nothing is stated."""


def stated(access: Access, day: date, nodes: Collection[int] | None = None) -> dict[int, Stated]:
    """Return a dict from node id to its offer on the day, for `nodes` or else all that the user may read.
    Two queries.

    What measures show is known only for today; for an earlier day only what was stated by then counts.
    """
    found = _stated_levels(access, day, nodes)
    if day < timezone.localdate():
        return found
    states = ServiceState.objects.filter(Offer.gate(access)).exclude(**dict.fromkeys(REACHED, UNKNOWN))
    for state in states if nodes is None else states.filter(node__in=list(nodes)):
        said, shown = found.get(state.node_id, NOTHING), state.levels("shown")
        ceiling = state.levels("ceiling")
        levels: dict[str, int | None] = {a: offered(said.claim.get(a), shown[a], ceiling[a]) for a in ORDER}
        if said.counts:
            found[state.node_id] = replace(said, levels=levels, shown=shown)
        elif any(level is not None for level in levels.values()):
            found[state.node_id] = Stated(levels, day, counts=True, shown=shown)
    return found


def _stated_levels(access: Access, day: date, nodes: Collection[int] | None) -> dict[int, Stated]:
    rows = Offer.objects.visible(access).filter(stated_on__lte=day)
    if nodes is not None:
        rows = rows.filter(node__in=list(nodes))
    found = {}
    ordered = rows.order_by("stated_on", "created_at", "id")
    for node, *levels, stated_on, valid_to in ordered.values_list(*COLUMNS):
        words: dict[str, int | None] = dict(zip(ORDER, levels, strict=True))
        counts = is_valid_on(valid_to, day)
        found[node] = Stated(words, stated_on, counts, claim=words if counts else {})
    return found


def offered_levels(access: Access, day: date, nodes: Collection[int]) -> dict[int, Mapping[str, int | None]]:
    """Return a dict from node id to its offered level per aspect on the day; only valid offers."""
    return {node: said.levels for node, said in stated(access, day, nodes).items() if said.counts}


def statements(access: Access, node: Node) -> list[Offer]:
    """List every statement on the node, latest first."""
    rows = Offer.objects.visible(access).filter(node=node)
    return list(rows.select_related("node__owner_unit", "node__operator_unit"))


def statements_on_dependencies(access: Access) -> Q:
    """Return the condition for offers of nodes that the user's own nodes depend on today, shared or not."""
    if not access.anywhere(f"{Offer.permission}:read"):
        return Q(pk__in=[])
    own = (
        Node.objects.unscoped(because="the reader's own things").filter(nodes_answered_for(access)).order_by()
    )
    links = Dependency.objects.unscoped(because="what a thing depends on is known to who answers for it")
    links = links.filter(holding(timezone.localdate()), source__in=own.values("pk")).order_by()
    return Q(node__in=links.values("target"))


def may_state(access: Access, node: Node) -> bool:
    """Tell whether the user may state the node's offer: in the operator's unit, or the owner's without operator."""
    return node.archived_at is None and node.kind in CARRIERS and Offer(node=node).writable_by(access)


def levels_to_state(access: Access, day: date) -> list[tuple[int, str]]:
    """Return (level, label) of the scheme in force, lowest first, without the level above the catalogue."""
    scheme = edition_in_force(access, day)
    if scheme is None:
        return [(level, "") for level in range(MOST + 1)]
    return [(level.value, level.label) for level in body_of(scheme).ordinary]


def level_words(value: int, label: str) -> str:
    """Describe a level and up to which harm it is enough; the scheme's labels are words for harm."""
    if not label:
        return _("Level %(level)s") % {"level": value}
    return _("Level %(level)s (harm: %(label)s)") % {"level": value, "label": label.lower()}


def expired(day: date) -> Q:
    """Return the condition for accepted gaps whose last day is before `day`."""
    return Q(valid_to__lt=day)


def answered(_day: date) -> Q:
    """Return the condition for questions that are answered."""
    return Q(answered_at__isnull=False)


def shared_url(kind: str, record: object) -> str:
    """Return the URL of the page that shows consumers and operator of a node; a service's is under its register."""
    name = "services-shared" if kind == NodeKind.SERVICE else "graph-shared"
    return reverse(name, args=[record])
