"""The panel of demanded and offered levels on the register page of every record that can offer something."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.graph.assets.models import GraphRecord, NodeKind
from akropolis.graph.assets.selectors.nodes import node_if_open
from akropolis.graph.offers.rules.gaps import View, gaps
from akropolis.graph.offers.rules.permissions import OFFER
from akropolis.graph.offers.selectors.offers import CARRIERS, may_state, stated
from akropolis.shared.classification.rules.aspects import in_letters

READ = f"{OFFER}:read"


def _build(access: Access, row: GraphRecord) -> Mapping[str, object] | None:
    """Return the context of the panel; None if the kind can offer nothing, or the user may not read offers."""
    if row.node_kind not in CARRIERS or not access.anywhere(READ):
        return None
    node = node_if_open(access, row.pk)
    if node is None:
        return None
    offer = stated(access, timezone.localdate(), [node.pk]).get(node.pk)
    found = gaps(node.levels, offer.levels if offer else None, counts=bool(offer and offer.counts))
    low: dict[str, int | None] = {gap.aspect: gap.demanded for gap in found if gap.view is View.KNOWN}
    unknown: dict[str, int | None] = {gap.aspect: gap.demanded for gap in found if gap.view is View.UNKNOWN}
    return {
        "demanded": in_letters(node.levels),
        "offered": in_letters(offer.levels) if offer else "",
        "offer": offer,
        "claimed": in_letters(dict(offer.lowered)) if offer else "",
        "measures_url": reverse("compliance-service", args=[node.record]) if offer and offer.shown else "",
        "low": in_letters(low),
        "unknown": in_letters(unknown) if offer and offer.counts else "",
        "operator": node.operator_unit or node.owner_unit,
        "url": reverse(
            "services-shared" if node.kind == NodeKind.SERVICE else "graph-shared", args=[node.record]
        ),
        "offer_url": reverse("graph-offer", args=[node.record]) if may_state(access, node) else "",
    }


PANEL = Panel("offer", _build, "offers/offer_panel.html")
