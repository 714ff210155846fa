"""Linking a row to threats of the catalogue."""

from collections.abc import Collection

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.threats.models import Threat, ThreatLink


def name_threats(access: Access, row: Record, link: type[ThreatLink], threats: Collection[Threat]) -> None:
    """Make the row name exactly these threats. Raises Hidden if the user may not change the row."""
    with writing(access) as w:
        w.require(row)
        set_links(w, link, {link.read_with: row}, "threat", list(threats))
