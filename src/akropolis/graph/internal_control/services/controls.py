"""Plan control activities, and register what a check found."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.graph.internal_control.models import ControlActivity, ControlResult
from akropolis.graph.internal_control.rules.controls import next_check


class ControlVerbs(Verbs[ControlActivity]):
    """Operations on control activities: a new one belongs to this year's plan."""

    def initial(self, today: date) -> Values:
        """Return the default values of a new activity: this year's plan."""
        return {"year": today.year}


VERBS = ControlVerbs()


def record_result(
    access: Access, activity: ControlActivity, values: Mapping[str, object], *, version: int | None = None
) -> ControlResult:
    """Add the result of a check, and plan the next one by the activity's frequency.

    A correction is a new result. Raises Invalid for a day that has not come, Refused for an archived activity,
    Stale after another's change.
    """
    with writing(access) as w:
        checked = values["checked_on"]
        assert isinstance(checked, date)
        if checked > timezone.localdate(w.at):
            raise Invalid({"checked_on": [_("Write a day that has come. A check is registered afterwards.")]})
        current = ControlActivity.everything.get(pk=activity.pk)
        if current.archived_at:
            raise Refused(_("The activity has been archived. Take it back before you register a result."))
        later = current.next_on and next_check(current.frequency, current.year, current.next_on, checked)
        w.update(activity, {"next_on": later}, version=version)
        return w.create(ControlResult, {**values, "activity": activity, "checked_by": access.actor.name})
