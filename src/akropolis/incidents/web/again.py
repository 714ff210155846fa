"""On an incident's page: whether it has happened before, and what says so."""

from typing import Any

from django.utils.translation import gettext as _

from akropolis.incidents.models import Incident
from akropolis.incidents.selectors.afterwards import MONTHS, Recurrence, like
from akropolis.kernel.access.gate import Access
from akropolis.threats.models import Threat


def panel(access: Access, incident: Incident) -> dict[str, Any] | None:
    """The incidents that seem to come of the same; None where there are none."""
    found = like(access, incident)
    if not found:
        return None
    rows = Threat.objects.visible(access).filter(code__in={code for one in found for code in one.threats})
    names = {row.code: row.title for row in rows}
    return {
        "rows": [{"incident": one.incident, "because": _because(one, names)} for one in found],
        "cause": incident.get_root_cause_display(),
        "months": MONTHS,
    }


def _because(one: Recurrence, names: dict[str, str]) -> str:
    said = [_("the same threat: %(name)s") % {"name": names[code]} for code in one.threats if code in names]
    return "; ".join([*said, *([_("the same thing was hit")] if one.hit else [])])
