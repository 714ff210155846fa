"""A row is said to be about threats of the catalogue."""

from collections.abc import Collection

from akropolis.kernel.access.gate import Access
from akropolis.kernel.records.models import Record
from akropolis.kernel.records.writer import writing
from akropolis.threats.models import Threat, ThreatLink


def name_threats(access: Access, row: Record, link: type[ThreatLink], threats: Collection[Threat]) -> None:
    """Exactly these threats are named by the row. Raises Hidden without the right to change it, and changes nothing."""
    with writing(access) as w:
        w.require(row)
        ties = link.objects.visible(access).filter(**{link.row_field: row})
        there = {tie.threat_id: tie for tie in ties.select_related("threat", link.row_field)}
        wanted = {threat.pk: threat for threat in threats}
        for key in there.keys() - wanted.keys():
            w.remove(there[key])
        for key in wanted.keys() - there.keys():
            w.create(link, {link.row_field: row, "threat": wanted[key]})
