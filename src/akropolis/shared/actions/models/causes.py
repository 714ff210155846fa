"""The link from an action to the row that raised it. The table lies in the domain above, which knows both."""

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.shared.actions.models.actions import Action


class CauseLink(Tracked):
    """A link saying that a row of another domain's register raised an action. `read_with` names the field that
    points to the row. Personal data: none.

    A user who may write the action and read the row can create the link: so a unit that another unit's row
    affects can raise its own action.
    """

    permission = "actions:action"
    written_in = "action__owner_unit"

    action = Pointer(Action)

    class Meta(Tracked.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.read_with)} → {self.action}"
