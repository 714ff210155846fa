"""Threats in the catalogue, linked to the incidents and observations of the city that concern them."""

from collections.abc import Sequence

from akropolis.events.incidents.models import Incident, IncidentStatus, IncidentThreat
from akropolis.shared.horizon.models import Observation, ObservationThreat
from akropolis.shared.threats.models import Threat
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import read

WHY = "the demo city ties its rows together"


def build(city: City) -> None:
    """Link threats by title, or else by the kind of incident; one that has only been reported has none yet."""
    known = {threat.code: threat for threat in Threat.objects.unscoped(because=WHY)}
    kinds = {row["title"]: row["kind"] for part in read("incidents").values() for row in part}
    incidents = Incident.objects.unscoped(because=WHY).exclude(status=IncidentStatus.REPORTED)
    observations = Observation.objects.unscoped(because=WHY)
    with city.writing() as w:
        for link, rows in ((IncidentThreat, incidents), (ObservationThreat, observations)):
            ties = [
                {link.read_with: row, "threat": known[code]}
                for row in rows.select_related("owner_unit").order_by("number")
                for code in _codes(row.title, kinds.get(row.title, ""))
            ]
            city.add(w, link, ties)


def _codes(title: str, kind: str) -> Sequence[str]:
    content = read("threats")
    found: Sequence[str] = content["titles"].get(title) or content["kinds"].get(kind, ())
    return found
