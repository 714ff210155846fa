"""An event that anybody reports in the own unit: an incident from the first moment, told to those who handle it."""

from collections.abc import Mapping
from typing import Any

from akropolis.incidents.models import Incident, IncidentUnit
from akropolis.incidents.rules.permissions import REPORTS
from akropolis.incidents.services import receipts
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import writing


def report(access: Access, unit: Unit, values: Mapping[str, Any]) -> Incident:
    """The event as an incident of the unit, which is to take it in. How serious it is they say who handle it.

    Raises Hidden without the right to report in the unit, Invalid on bad values.
    """
    with writing(access) as w:
        incident = w.create(Incident, {**values, "owner_unit": unit}, permission=REPORTS)
        w.create(IncidentUnit, {"incident": incident, "unit": unit}, permission=REPORTS)
        receipts.tell_reported(w, incident)
        return incident
