"""Finding what can offer something, and the way to it."""

from uuid import UUID

from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import GapException, Offer
from akropolis.graph.offers.selectors.offers import CARRIERS


def node_at(access: Access, pk: UUID) -> Node:
    """The node that can offer something, for who may read it. Raises Hidden for anything else."""
    rows = Node.objects.visible(access).select_related("owner_unit", "operator_unit")
    found: Node = rows.one(record=pk, kind__in=CARRIERS)
    return found


def offer_url(row: Offer) -> str:
    """Where a statement is read, among those on the same node."""
    return reverse("graph-offer", args=[row.node.record])


def accepted_url(row: GapException) -> str:
    """Where what is accepted of the same node is read."""
    return f"{reverse('accepted-list')}?node={row.node.record}"
