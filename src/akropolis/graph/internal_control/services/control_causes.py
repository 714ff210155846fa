"""Links deviations that the internal control has found to the actions that they raise."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.internal_control.models import ControlAction, ControlResult
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of


class ControlCause(CauseKind[ControlAction]):
    """The deviation that one check found. The key is the result's."""

    key, cause = "control", Cause("control", gettext_lazy("Internal control"), 65)
    label, link = gettext_lazy("Deviation found by the internal control"), ControlAction
    closes = True

    def origin(self, access: Access, key: str) -> Origin:
        """Return the result; actions are raised from deviations, by those who write the activity."""
        rows = ControlResult.objects.visible(access).select_related("activity__owner_unit")
        made: ControlResult = rows.one(pk=uuid_of(key))
        activity = made.activity
        return Origin(
            activity.label(),
            _url(made),
            activity.owner_unit,
            {"result": made},
            title=_("Put right: %(activity)s") % {"activity": activity},
            note=activity.label(),
            may=made.deviation and activity.archived_at is None and activity.writable_by(access),
        )

    def told(self, access: Access, links: QuerySet[ControlAction]) -> Iterable[CauseLine]:
        """Return a line for each activity whose deviations raised the action."""
        found = {link.result.activity: link.result for link in links.select_related("result__activity")}
        return [CauseLine(str(result.pk), each.label(), _url(result)) for each, result in found.items()]


def _url(result: ControlResult) -> str:
    return reverse("control-activities-detail", args=[result.activity_id])


CONTROL = ControlCause()
