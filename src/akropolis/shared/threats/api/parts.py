"""Which rows name which threats, in the API: one part per register whose rows do."""

from uuid import UUID

from pydantic import Field

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import create, writing
from akropolis.base.kernel.registers.api.parts import PartRows, Sent, Verb, declare, pointed_at
from akropolis.shared.threats.models import Threat, ThreatLink
from akropolis.shared.threats.selectors.naming import NAMING


class NewNaming(Sent):
    """A link to a threat that a row names."""

    row: UUID = Field(description="The id of the row that names it.")
    threat: str = Field(description="The threat's key.")


class Unnaming(Sent):
    """Takes no input."""


def _part(link: type[ThreatLink]) -> PartRows:
    edit = f"{link.permission}:edit"

    def name(access: Access, _none: None, sent: NewNaming) -> ThreatLink:
        rows = link.rows().objects.visible(access).filter(pk=sent.row, archived_at__isnull=True)
        row = pointed_at(rows, "row")
        threat = pointed_at(Threat.objects.visible(access).filter(code=sent.threat), "threat")
        return create(access, link, {link.read_with: row, "threat": threat})

    def remove(access: Access, tie: ThreatLink, _sent: Unnaming) -> None:
        with writing(access) as w:
            w.remove(tie)

    return PartRows(
        f"{link.read_with}-threats",
        link,
        f"Which threats an {link.read_with} names.",
        (link.read_with, "threat"),
        (link.read_with, "threat"),
        (
            Verb("name", edit, NewNaming, name, "Say that a row names a threat.", makes=True),
            Verb("remove", edit, Unnaming, remove, "Say that it does not."),
        ),
    )


declare(*map(_part, NAMING))
