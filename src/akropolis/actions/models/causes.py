"""What ties an action to the row that raised it. The table lies in the domain above, which knows both."""

from typing import Any, ClassVar

from django.db.models import Q

from akropolis.actions.models.actions import Action
from akropolis.kernel.access.fields import Pointer
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, Unit


class CauseLink(Tracked):
    """A row of a register above raised an action. `cause_field` names the key to that row. Personal data: none.

    Who may write the action and read the row ties them: a unit that somebody else's row concerns acts by itself.
    """

    permission = "actions:action"
    cause_field: ClassVar[str]

    action = Pointer(Action)

    class Meta(Tracked.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.cause_field)} → {self.action}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Read with the row that raised it; the action has its own gate."""
        rows: Any = cls._meta.get_field(cls.cause_field).related_model
        return Q(**{f"{cls.cause_field}__in": rows.objects.visible(access).order_by().values("pk")})

    def gate_unit(self) -> Unit | None:
        """Written in the action's unit."""
        return self.action.owner_unit
