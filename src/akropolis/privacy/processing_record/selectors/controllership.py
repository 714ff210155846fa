"""Who answers for the personal data in a service: what controllers have stated there against what processings say."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import lower_first
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.sight import VisibleNode
from akropolis.graph.offers.models import Controllership
from akropolis.graph.offers.selectors.offers import CARRIERS
from akropolis.privacy.processing.models import (
    Processing,
    ProcessingNode,
    ProcessingParty,
    ProcessingRole,
    find_controller,
)
from akropolis.privacy.processing.selectors.contents import Contents


def list_unstated(access: Access, held: Contents) -> list[VisibleNode]:
    """Return the services of the processing where its controller has stated nothing."""
    controller = find_controller(held.row.owner_unit)
    carriers = {node.id: node for node in held.places if node.open and node.kind in CARRIERS}
    if controller is None or not access.may(f"{Controllership.permission}:edit", controller):
        return []
    stated = Controllership.objects.visible(access).filter(node__in=carriers, unit=controller)
    return [node for pk, node in carriers.items() if pk not in set(stated.values_list("node", flat=True))]


def list_contradictions(
    access: Access, *, node: Node | None = None, row: Processing | None = None
) -> list[str]:
    """Return sentences about statements on a service that no processing of the controller there bears out.

    About one service, or about the services of one processing; among what the person may read of both.
    """
    places = ProcessingNode.objects.visible(access).filter(
        processing__archived_at=None, processing__ended_on=None, node__kind__in=CARRIERS
    )
    near = places.filter(node=node) if node else places.filter(processing=row)
    found, units = [], Units()
    for stated in (
        Controllership.objects.visible(access)
        .filter(node__in=near.values("node"))
        .select_related("node", "unit")
    ):
        of = places.filter(node=stated.node, processing__owner_unit__path__startswith=stated.unit.path)
        said = [place.processing for place in of.select_related("processing__owner_unit")]
        said = [each for each in said if units.controller(each.owner_unit_id) == stated.unit]
        if said and stated.role not in {each.role for each in said} and (row is None or row in said):
            words = {
                "unit": stated.unit,
                "service": stated.node,
                "stated": lower_first(stated.get_role_display()),
                "processing": said[0],
                "role": lower_first(said[0].get_role_display()),
            }
            text = _("For %(service)s, %(unit)s has stated “%(stated)s”, and %(processing)s says “%(role)s”.")
            found.append(text % words)
    return found


def list_loops(access: Access, held: Contents) -> Iterator[str]:
    """Yield that two are each other's processors in the same service, which nobody then decides the purpose of."""
    controller = find_controller(held.row.owner_unit)
    if held.row.role != ProcessingRole.PROCESSOR or controller is None:
        return
    others = [party.unit for party in held.parties if party.unit]
    nodes = [part.node_id for part in held.nodes]
    back = ProcessingParty.objects.visible(access).filter(
        unit=controller,
        processing__role=ProcessingRole.PROCESSOR,
        processing__in=ProcessingNode.objects.visible(access).filter(node__in=nodes).values("processing"),
    )
    for party in back.select_related("processing__owner_unit"):
        other = find_controller(party.processing.owner_unit)
        if other in others:
            words = {"unit": controller, "other": other, "processing": party.processing}
            text = _("%(unit)s is a processor for %(other)s, and %(other)s for %(unit)s in %(processing)s.")
            yield text % words
