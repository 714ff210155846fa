"""How a measure is fulfilled in a unit or at a service."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.actions.models import Action
from akropolis.assets.models import Node
from akropolis.compliance.models.catalogue import Control
from akropolis.compliance.rules.demands import Status
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Tracked, Unit


class Said(models.TextChoices):
    """What can be said of a measure."""

    NOT_BEGUN = Status.NOT_BEGUN.value, _("Not begun")
    PARTLY = Status.PARTLY.value, _("Partly met")
    MET = Status.MET.value, _("Met")
    NOT_APPLICABLE = Status.NOT_APPLICABLE.value, _("Not applicable")


class Fulfilment(Tracked):
    """What is said of a measure in a unit, or at a service by its operator. Earlier words stand in the history.

    A service's is read by those who share it. Personal data: who assessed it.
    """

    permission = "compliance:fulfilment"

    control = models.ForeignKey(
        Control, verbose_name=_("security measure"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    node = models.ForeignKey(
        Node, verbose_name=_("IT service"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("how it stands"), max_length=20, choices=Said, default=Said.NOT_BEGUN)
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)
    valid_to = models.DateField(
        _("holds until"),
        null=True,
        blank=True,
        help_text=_("The day by which it is assessed anew, at the latest."),
    )
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.CharField(_("assessed by"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("fulfilment")
        verbose_name_plural = _("fulfilments")
        ordering = ("control__position", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=True, node__isnull=False) | Q(unit__isnull=False, node__isnull=True),
                name="fulfilment_in_one_place",
            ),
            models.UniqueConstraint(fields=("unit", "control"), name="fulfilment_once_in_unit"),
            models.UniqueConstraint(fields=("node", "control"), name="fulfilment_once_at_node"),
        )

    def __str__(self) -> str:
        return f"{self.control}: {self.node or self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Read in the unit; a service's in its owner's and operator's units, and where it is shared."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "unit") | access.units(permission, "node__owner_unit")
        condition |= access.units(permission, "node__operator_unit")
        return condition | Q(node__shared=True) if access.anywhere(permission) else condition

    def gate_unit(self) -> Any:
        """Said by the unit itself; of a service by its operator, or its owner where nobody else operates it."""
        return self.unit or answering(self.node)


class MeasureAction(Tracked):
    """An action that a measure raised which is missing in a unit or at a service. Personal data: none.

    It is nobody's who only shares the service.
    """

    permission = "compliance:fulfilment"

    control = models.ForeignKey(
        Control, verbose_name=_("security measure"), on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")

    class Meta(Tracked.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(unit__isnull=True, node__isnull=False) | Q(unit__isnull=False, node__isnull=True),
                name="measure_action_in_one_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.control}: {self.node or self.unit} → {self.action}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Read in the unit; a service's in its owner's and operator's units."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "unit") | access.units(permission, "node__owner_unit")
        return condition | access.units(permission, "node__operator_unit")

    def gate_unit(self) -> Any:
        """Raised by whoever says how the measure stands there."""
        return self.unit or answering(self.node)


def answering(node: Any) -> Any:
    """The unit that answers for what is done at the service."""
    return node.operator_unit or node.owner_unit
