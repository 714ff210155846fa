"""Incidents of the affected units in the API; it uses the same services as the pages."""

from uuid import UUID

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at, unit_at
from akropolis.events.incidents.models import Incident, IncidentReceipt
from akropolis.events.incidents.rules.permissions import RECEIVE
from akropolis.events.incidents.services import receipts


class NewReceipt(Sent):
    """Acknowledgement by a unit of an incident that affects it."""

    incident: UUID
    unit: str = Field(description="The code of the affected unit.")
    meaning: str = Field("", max_length=2000, description="What it means there.")


def _receive(access: Access, _row: object, sent: NewReceipt) -> IncidentReceipt:
    incident = pointed_at(Incident.objects.visible(access).filter(pk=sent.incident), "incident")
    return receipts.receive(access, incident, unit_at(access, sent.unit), sent.meaning)


declare(
    PartRows(
        key="incident-receipts",
        model=IncidentReceipt,
        about="That affected units have taken incidents in, and what they mean there.",
        fields=("incident", "unit", "meaning", "received_by", "received_at"),
        narrowed=("incident", "unit"),
        verbs=(Verb("receive", RECEIVE, NewReceipt, _receive, "Take an incident in.", makes=True),),
    ),
)
