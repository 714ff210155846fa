"""Confirm what other registers say of a processing, or turn it down."""

from collections.abc import Collection, Mapping

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.services.shared import state_controllership
from akropolis.privacy.processing.models import Processing, ProcessingRecipient, find_controller
from akropolis.privacy.processing.selectors.contents import read_contents
from akropolis.privacy.processing.services.processings import state_disclosure
from akropolis.privacy.processing_record.selectors.proposals import RecordProposal, list_proposals


def confirm_proposals(access: Access, row: Processing, keys: Collection[str]) -> int:
    """Write the proposals with these keys, all or nothing, and return how many. One that is gone is passed over."""
    return _write(access, row, {each.key: each.values for each in _listed(access, row) if each.key in keys})


def reject_proposal(access: Access, row: Processing, key: str) -> int:
    """Turn the proposal down, so that it is not made again. Returns 0 if it is gone already."""
    found = {each.key: {**each.values, **each.rejects} for each in _listed(access, row) if each.rejects}
    return _write(access, row, {key: found[key]} if key in found else {})


def _listed(access: Access, row: Processing) -> list[RecordProposal]:
    return list_proposals(access, read_contents(access, [row])[0])


def _write(access: Access, row: Processing, wanted: Mapping[str, Mapping[str, object]]) -> int:
    with writing(access) as w:
        w.require(row)
        proposals = {each.key: each for each in _listed(access, row)}
        fields: dict[str, object] = {}
        made = []
        for key, values in wanted.items():
            proposal = proposals[key]
            if proposal.supplier:
                made.append(
                    w.create(ProcessingRecipient, {"processing": row, "node_id": proposal.supplier, **values})
                )
            elif proposal.service:
                node = Node.objects.visible(access).one(pk=proposal.service)
                unit = or_hidden(find_controller(row.owner_unit))
                state_controllership(access, node, unit, role=row.role, basis=row.label())
            else:
                fields |= values
        w.update(row, fields)
        state_disclosure(w, row, made)
        return len(wanted)
