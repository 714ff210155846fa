"""What other registers say of a processing: proposals with their source, to confirm or to turn down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.swedish import listing
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors.sight import Sight, VisibleNode
from akropolis.graph.compliance.models import Fulfilment
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.compliance.selectors.standing import statuses_of
from akropolis.graph.information.models import InformationSet
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import Processing, ProcessingRecipient
from akropolis.privacy.processing.selectors.contents import Contents
from akropolis.privacy.processing_record.rules.countries import is_outside_eea
from akropolis.privacy.processing_record.selectors.controllership import list_unstated


@dataclass(frozen=True, slots=True)
class RecordProposal:
    """Something that another register says of a processing, and where it says so.

    `values` are fields of the processing, or of a recipient that is the node `supplier`; of `service` they are what the
    controller states there. With `rejects` it can be turned down: the fields are then set to that.
    """

    key: str
    label: str
    source: str
    values: Mapping[str, object]
    supplier: int | None = None
    service: int | None = None
    rejects: Mapping[str, object] | None = None


def list_proposals(access: Access, held: Contents) -> list[RecordProposal]:
    """Return what is proposed to somebody who may read what it comes from, in the order of article 30.

    What is written already, or was turned down, is not proposed.
    """
    sight = Sight(access)
    places = [node for node in held.places if node.open]
    return [
        *_from_sets(access, held.row, places),
        *_recipients(access, held.row, places, sight),
        *_security(access, held.row, places),
        *_controllership(access, held),
    ]


def _recipients(
    access: Access, row: Processing, places: list[VisibleNode], sight: Sight
) -> Iterator[RecordProposal]:
    known = ProcessingRecipient.objects.visible(access).filter(processing=row).values_list("node", "name")
    nodes, names = {node for node, _name in known}, {name.casefold() for _node, name in known}
    users = {node: user for node, user in _walk_down(sight, places).items() if node not in nodes}
    seen = sight.of({*users, *users.values()})
    found = {record: seen[node] for node in users if node in seen and (record := seen[node].record)}
    rows = Supplier.objects.visible(access).filter(pk__in=found, archived_at=None).order_by("sort_key")
    for supplier in rows:
        node = found[supplier.pk]
        words = {"number": supplier.number, "supplier": supplier, "user": seen[users[node.id]].label}
        if users[node.id] == node.id:
            source = _("According to %(number)s %(supplier)s, where it is done") % words
        else:
            source = _("According to %(number)s %(supplier)s, which %(user)s depends on") % words
        if supplier.name.casefold() not in names:
            outside = is_outside_eea(supplier.country)
            values = {"name": supplier.name, "country": supplier.country, "third_country": outside}
            label = f"{supplier} ({supplier.country})" if supplier.country else str(supplier)
            label = _("Recipient: %(name)s") % {"name": label}
            if outside:
                label = _("%(recipient)s, outside the EU and EEA") % {"recipient": label}
            key = f"recipient-{node.id}"
            yield RecordProposal(
                key, label, source, {**values, "source": source}, node.id, rejects={"rejected": True}
            )


def _walk_down(sight: Sight, places: list[VisibleNode]) -> dict[int, int]:
    """Return supplier → the node that depends on it: a place, or something that a place depends on directly.

    Only by nodes that the person may open. Suppliers further away, and a supplier's own, are left to the agreements.
    """
    found = {node.id: node.id for node in places if node.kind is NodeKind.SUPPLIER}
    users = [node for node in places if node.id not in found]
    for _step in range(2):
        below = [(user, sight.of(sight.ground.downward.get(user.id, ()), start=user.id)) for user in users]
        open_ends = [(user, node) for user, ends in below for node in ends.values() if node.open]
        for user, node in open_ends:
            if node.kind is NodeKind.SUPPLIER:
                found.setdefault(node.id, user.id)
        users = [node for _user, node in open_ends if node.kind is not NodeKind.SUPPLIER]
    return found


def _from_sets(access: Access, row: Processing, places: list[VisibleNode]) -> Iterator[RecordProposal]:
    records = [node.record for node in places if node.record and node.kind is NodeKind.INFORMATION]
    sets = list(InformationSet.objects.visible(access).filter(pk__in=records, archived_at=None))
    holding = [each for each in sets if each.protected_people]
    if row.protected_people is None and holding:
        label, yes, no = (
            _("Holds protected identities"),
            {"protected_people": True},
            {"protected_people": False},
        )
        yield RecordProposal("protected", label, _according(holding), yes, rejects=no)
    counted = [each for each in sets if each.people]
    if row.people is None and counted:
        most = max(counted, key=lambda each: each.people or 0)
        label = _("About %(n)s people") % {"n": most.people}
        yield RecordProposal("people", label, _according([most]), {"people": most.people})


def _security(access: Access, row: Processing, places: list[VisibleNode]) -> Iterator[RecordProposal]:
    if row.security:
        return
    said = Fulfilment.objects.visible(access).filter(node__in=[node.id for node in places])
    rows = list(said.select_related("control", "node"))
    status = statuses_of(rows, timezone.localdate())
    met = [each for each in rows if status[each.pk] is Status.MET]
    if met:
        text = ", ".join(dict.fromkeys(each.control.title for each in met))[:4000]
        names = listing(sorted({str(each.node) for each in met}))
        source = _("According to measures that are met at %(services)s") % {"services": names}
        yield RecordProposal(
            "security", _("Security measures: %(names)s") % {"names": text}, source, {"security": text}
        )


def _controllership(access: Access, held: Contents) -> Iterator[RecordProposal]:
    for node in list_unstated(access, held):
        words = {"role": held.row.get_role_display(), "service": node.label}
        label = _("Responsibility for personal data in %(service)s: %(role)s") % words
        source = _("As the processing says, since it is done there")
        yield RecordProposal(f"service-{node.id}", label, source, {"role": held.row.role}, service=node.id)


def _according(sets: list[InformationSet]) -> str:
    return _("According to %(sets)s") % {"sets": listing([f"{each.number} {each}" for each in sets])}
