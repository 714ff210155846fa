"""Raises deviations from what the internal control found."""

from collections.abc import Mapping

from akropolis.assurance.deviations.models import FoundBy
from akropolis.assurance.deviations.services.deviations import DeviationSource
from akropolis.base.kernel.access.gate import Access
from akropolis.graph.internal_control.models import ControlActivity, ControlResult


def _known(access: Access, activity: ControlActivity) -> Mapping[str, object] | None:
    found = ControlResult.objects.visible(access).filter(activity=activity).first()
    if found is None or not found.deviation:
        return None
    return {"title": activity.title, "what": found.result, "found_on": found.checked_on}


CONTROL_SOURCE = DeviationSource(FoundBy.OWN, _known)
