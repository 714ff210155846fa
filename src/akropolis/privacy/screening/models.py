"""The actions that findings of a screening have raised."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.shared.actions.models import Action
from akropolis.shared.campaigns.models import Ask


class ScreeningAction(Tracked):
    """Link from a finding about a service, in a unit's answer, to the action that it raised. Personal data: none."""

    permission = "processing:processing"
    read_in = ("ask__unit",)
    written_in = "ask__unit"

    ask = Pointer(Ask)
    finding = models.CharField(_("finding"), max_length=12)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (
            models.UniqueConstraint(fields=("ask", "finding", "action"), name="screening_action_once"),
        )

    def __str__(self) -> str:
        return f"{self.ask} → {self.action}"
