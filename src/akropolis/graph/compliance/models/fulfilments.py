"""Assessments of measures in units and at services, and objections by units that share a service."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models.catalogue import Control
from akropolis.graph.compliance.rules.demands import Status
from akropolis.shared.actions.models import Action


class FulfilmentChoice(models.TextChoices):
    """The possible assessments of a measure."""

    NOT_BEGUN = Status.NOT_BEGUN.value, _("Not begun")
    PARTLY = Status.PARTLY.value, _("Partly met")
    MET = Status.MET.value, _("Met")
    NOT_APPLICABLE = Status.NOT_APPLICABLE.value, _("Not applicable")


class Ground(models.TextChoices):
    """The grounds on which a measure is not needed in a place."""

    ABSENT = "absent", _("What the measure protects is not here")
    ELSEWHERE = "elsewhere", _("Somebody else does it for us")
    REPLACED = "replaced", _("Another measure gives the same protection")
    EXEMPT = "exempt", _("The requirement does not cover us")


class Fulfilment(Tracked):
    """The assessment of a measure in a unit, or at a service by its operator. Earlier ones are in the history.

    An assessment at a service can be read by units that share the service. Personal data: who assessed it.
    """

    permission = "compliance:fulfilment"

    control = Pointer(Control, _("security measure"))
    unit = Pointer(Unit, _("unit"), null=True, blank=True)
    node = Pointer(Node, _("IT service"), null=True, blank=True)
    state = models.CharField(
        _("how it stands"), max_length=20, choices=FulfilmentChoice, default=FulfilmentChoice.NOT_BEGUN
    )
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)
    ground = models.CharField(
        _("ground on which it is not applicable"), max_length=20, choices=Ground, blank=True
    )
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
        """Readable in the unit; a service's in its owner's and operator's units, and where it is shared."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "unit") | access.units(permission, "node__owner_unit")
        condition |= access.units(permission, "node__operator_unit")
        return condition | Q(node__shared=True) if access.anywhere(permission) else condition

    def gate_unit(self) -> Unit | None:
        """Return the unit; for a service its operator or, if it has none, its owner."""
        return self.unit or answering_unit(or_hidden(self.node))

    @property
    def groundless(self) -> bool:
        """Return whether it was assessed as not applicable without a ground, and is to be assessed again."""
        return self.state == FulfilmentChoice.NOT_APPLICABLE and not self.ground


class MeasureAction(Tracked):
    """An action raised because a measure is not fulfilled in a unit or at a service. Personal data: none.

    Units that only share the service do not get the action.
    """

    permission = "compliance:fulfilment"

    control = Pointer(Control, _("security measure"))
    unit = Pointer(Unit, null=True, blank=True)
    node = Pointer(Node, null=True, blank=True)
    action = Pointer(Action)

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
        """Readable in the unit; a service's in its owner's and operator's units."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "unit") | access.units(permission, "node__owner_unit")
        return condition | access.units(permission, "node__operator_unit")

    def gate_unit(self) -> Unit | None:
        """Return the unit that assesses the measure, and so may raise the action."""
        return self.unit or answering_unit(or_hidden(self.node))


def answering_unit(node: Node) -> Unit:
    """Return the unit that answers for what is done at the service: its operator or, without one, its owner."""
    return node.operator_unit or node.owner_unit


STANDING = Q(withdrawn_at__isnull=True)
"""Filter of the objections that have not been withdrawn."""


class Objection(Tracked):
    """A unit's refusal, with reasons, to inherit a measure as fulfilled from a shared service's operator.

    Until the objection is withdrawn, the measure counts as lacking in the unit. The operator answers; the
    unit then keeps the objection (`kept_at`) or withdraws it. Never changed otherwise, and never deleted.
    Personal data: who objected, answered and settled it.
    """

    permission = "compliance:fulfilment"
    written_in = "unit"

    node = Pointer(Node, _("IT service"))
    control = Pointer(Control, _("security measure"))
    unit = Pointer(Unit, _("unit"))
    reasons = models.TextField(_("reasons"), max_length=4000)
    objected_by = models.CharField(_("objected by"), max_length=120)
    objected_at = models.DateTimeField(_("objected"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    kept_at = models.DateTimeField(_("left to stand"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    settled_by = models.CharField(_("settled by"), max_length=120, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("-objected_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("node", "control", "unit"),
                condition=STANDING,
                name="objection_stands_once",
                violation_error_message=_("The unit objects to it already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.control}: {self.node}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable in the unit, and where the service is answered for; not in other units that share it."""
        permission = f"{cls.permission}:read"
        owned = access.units(permission, "node__owner_unit") & Q(node__operator_unit=None)
        return access.units(permission, "unit") | access.units(permission, "node__operator_unit") | owned

    def writable_by(self, access: Access) -> bool:
        """Writable by the unit, and by whoever answers for the service; the service layer decides who writes what."""
        return super().writable_by(access) or access.may(f"{self.permission}:edit", answering_unit(self.node))

    @property
    def waits(self) -> bool:
        """Return whether the objection waits for the operator's answer."""
        return self.withdrawn_at is None and self.answered_at is None

    @property
    def answered(self) -> bool:
        """Return whether the objection waits for the unit to keep or withdraw it, after the operator's answer."""
        return self.withdrawn_at is None and self.answered_at is not None and self.kept_at is None
