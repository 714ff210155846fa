"""Open actions, ordered by what each gives when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import KINDS, ActionGain


@dataclass(frozen=True, slots=True)
class OrderedAction:
    """An open action and what it gives when done, as far as the user may read what raised it."""

    action: Action
    gains: Sequence[ActionGain]

    @property
    def unit(self) -> Unit:
        """The unit of the action."""
        return self.action.owner_unit

    @property
    def lowers(self) -> int:
        """The number of levels by which the action lowers risks."""
        return sum(gain.lowers for gain in self.gains)

    @property
    def closes(self) -> int:
        """The number of deficiencies that the action closes."""
        return sum(gain.closes for gain in self.gains)


def list_by_gain(access: Access) -> list[OrderedAction]:
    """Return the open actions that the user may read, by levels of risk, then deficiencies, then due day.

    An action for a risk without a target level comes after these, and before one that gives nothing known. A few
    queries for each kind of cause, whatever the number of actions.
    """
    rows = Action.objects.visible(access).filter(OPEN).order_by()
    found: dict[UUID, list[ActionGain]] = {}
    for kind in KINDS:
        links = kind.links().visible(access).filter(action__in=rows.values("pk")).order_by()
        for action, gain in kind.gains(links):
            found.setdefault(action, []).append(gain)
    by_day = rows.select_related("owner_unit", "responsible").order_by("due_on", "sort_key", "id")
    every = [OrderedAction(action, found.get(action.pk, ())) for action in by_day]
    return sorted(every, key=lambda row: (-row.lowers, -row.closes, not row.gains, row.action.due_on is None))
