"""Look-up of nodes that can offer something, and URLs of offers and acceptances."""

from uuid import UUID

from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException, Offer
from akropolis.graph.offers.selectors.offers import CARRIERS


def node_at(access: Access, pk: UUID) -> Node:
    """Return a node that can offer something, if the user may read it. Raises Hidden otherwise."""
    rows = Node.objects.visible(access).select_related("owner_unit", "operator_unit")
    found: Node = rows.one(record=pk, kind__in=CARRIERS)
    return found


def offer_url(row: Offer) -> str:
    """Return the URL of the page that lists all offers of the node."""
    return reverse("graph-offer", args=[row.node.record])


def accepted_url(row: GapException) -> str:
    """Return the URL of the list of accepted gaps, filtered on the same node."""
    return f"{reverse('accepted-list')}?node={row.node.record}"
