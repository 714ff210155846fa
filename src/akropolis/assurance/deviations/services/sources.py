"""Raises deviations from what the internal control and tests of measures found."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from akropolis.assurance.deviations.models import FoundBy
from akropolis.assurance.deviations.services.deviations import DeviationSource
from akropolis.assurance.effect_tests.models import EffectOutcomeChoice, EffectTest
from akropolis.base.kernel.access.gate import Access
from akropolis.graph.internal_control.models import ControlActivity, ControlResult


def _of_check(access: Access, activity: ControlActivity) -> Mapping[str, object] | None:
    found = ControlResult.objects.visible(access).filter(activity=activity).first()
    if found is None or not found.deviation:
        return None
    return {"title": activity.title, "what": found.result, "found_on": found.checked_on}


def _of_test(_access: Access, test: EffectTest) -> Mapping[str, object] | None:
    if test.outcome == EffectOutcomeChoice.WORKS:
        return None
    counts = _("%(held)s of %(tested)s held.") % {"held": test.held, "tested": test.tested}
    return {
        "title": test.title,
        "what": f"{counts} {test.reasons}".strip(),
        "found_on": test.tested_on,
        "node": test.node,
        "control": test.control,
    }


CONTROL_SOURCE = DeviationSource(FoundBy.OWN, _of_check)
TEST_SOURCE = DeviationSource(FoundBy.TEST, _of_test)
