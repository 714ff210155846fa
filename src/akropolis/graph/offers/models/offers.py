"""Operators' offers, questions to operators, controllership, and gaps that are accepted or have actions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.graph.assets.models.nodes import Node
from akropolis.shared.actions.models import Action
from akropolis.shared.classification.rules.aspects import LETTERS, ORDER, Aspect

ASPECTS = [(aspect.value, aspect.value) for aspect in ORDER]


class Offer(Tracked):
    """The level that a node's operator offers, with evidence and date. The latest offer counts; none is ever
    edited.

    A level that is None is not stated. Personal data: who stated it.
    """

    permission = "assets:offer"

    node = Pointer(Node)
    confidentiality = models.PositiveSmallIntegerField(_("confidentiality"), null=True, blank=True)
    integrity = models.PositiveSmallIntegerField(_("integrity"), null=True, blank=True)
    availability = models.PositiveSmallIntegerField(_("availability"), null=True, blank=True)
    traceability = models.PositiveSmallIntegerField(_("traceability"), null=True, blank=True)
    authenticity = models.PositiveSmallIntegerField(_("authenticity"), null=True, blank=True)
    evidence = models.TextField(_("evidence"), max_length=4000)
    stated_on = models.DateField(_("stated on"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    stated_by = models.CharField(_("stated by"), max_length=120)

    class Meta(Tracked.Meta):
        verbose_name = _("offered level")
        verbose_name_plural = _("offered levels")
        ordering = ("-stated_on", "-created_at", "id")
        constraints = (in_order("stated_on", "valid_to", "offer_dates_in_order"),)

    def __str__(self) -> str:
        return f"{self.node} {self.stated_on}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return the condition for readable rows: with the right in the node's units, or anywhere if it is shared."""
        permission = f"{cls.permission}:read"
        condition = access.units(permission, "node__owner_unit") | access.units(
            permission, "node__operator_unit"
        )
        return condition | Q(node__shared=True) if access.anywhere(permission) else condition

    def gate_unit(self) -> Unit | None:
        """Return the operator's unit; the owner's if nobody else operates the node."""
        return self.node.operator_unit or self.node.owner_unit

    @property
    def levels(self) -> dict[str, int | None]:
        """Return a dict from aspect to offered level; None where not stated."""
        return {aspect: getattr(self, aspect) for aspect in ORDER}


class GapException(Tracked):
    """A gap that a unit accepts until a day, at the levels on the day of acceptance. Becomes stale when the
    gap grows.

    `unit` is the unit at risk. Personal data: the decider's name and role.
    """

    permission = "assets:gap"
    read_in = ("unit", "node__operator_unit")
    written_in = "unit"

    node = Pointer(Node)
    unit = Pointer(Unit, _("unit"))
    aspect = models.CharField(_("aspect"), max_length=20, choices=ASPECTS)
    demanded = models.PositiveSmallIntegerField(_("demanded"))
    offered = models.PositiveSmallIntegerField(_("offered"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000)
    decider_name = models.CharField(_("decided by"), max_length=120)
    decider_role = models.CharField(_("role"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    valid_to = models.DateField(_("accepted until"))

    class Meta(Tracked.Meta):
        verbose_name = _("accepted gap")
        verbose_name_plural = _("accepted gaps")
        ordering = ("-decided_on", "id")
        constraints = (in_order("decided_on", "valid_to", "gap_exception_ends", empty=()),)

    def __str__(self) -> str:
        return f"{self.node} {LETTERS[Aspect(self.aspect)]}{self.demanded}"


class GapAction(Tracked):
    """Link from a gap in one unit to an action that the gap raised. Personal data: none."""

    permission = "assets:gap"
    read_in = ("unit", "node__operator_unit")
    written_in = "unit"

    node = Pointer(Node)
    unit = Pointer(Unit)
    aspect = models.CharField(_("aspect"), max_length=20, choices=ASPECTS)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (
            models.UniqueConstraint(fields=("node", "unit", "aspect", "action"), name="gap_action_once"),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.aspect} → {self.action}"


class Question(Tracked):
    """A unit's question to a service's operator, answered on the service's page.

    `asker` is notified of the answer; the names are stored as text, as they were at the time.
    Personal data: who asked and answered.
    """

    permission = "assets:question"
    written_in = "unit"

    node = Pointer(Node)
    unit = Pointer(Unit, _("unit"))
    text = models.TextField(_("question"), max_length=2000)
    asked_by = models.CharField(_("asked by"), max_length=120)
    asker = Pointer(User, null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-asked_at", "id")

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return the condition for rows that the user may read: those of the asking unit and of the operator only."""
        permission = f"{cls.permission}:read"
        return (
            access.units(permission, "unit")
            | access.units(permission, "node__operator_unit")
            | (access.units(permission, "node__owner_unit") & Q(node__operator_unit__isnull=True))
        )

    def writable_by(self, access: Access) -> bool:
        """Writable by the asking unit and the operator; the service decides which of them writes what."""
        permission = f"{self.permission}:edit"
        return super().writable_by(access) or access.may(
            permission, self.node.operator_unit or self.node.owner_unit
        )


class ControllerRole(models.TextChoices):
    """A unit's role for the personal data in a service (GDPR art. 4.7–8, 26, 28)."""

    CONTROLLER = "controller", _("Controller")
    JOINT = "joint", _("Joint controller")
    PROCESSOR = "processor", _("Processor")
    NONE = "none", _("Handles no personal data here")


def _of(unit: str) -> Q:
    """Return the condition for statements by the unit in the field `unit`, or by the authority or company above it."""
    above = Q(**{f"{unit}__path__startswith": F("unit__path")})
    return Q(unit=F(unit)) | (above & ~Q(**{f"{unit}__kind__in": OWN_AUTHORITY}))


class Controllership(Tracked):
    """Personuppgiftsansvar: the role of one authority or company for the personal data in one service.
    Personal data: none.

    Older rows stated by a part of an authority count as the authority's
    (`rules.shared.statements_by_authority`).
    """

    permission = "assets:controllership"
    written_in = "unit"

    node = Pointer(Node)
    unit = Pointer(Unit, _("unit"))
    role = models.CharField(_("responsibility"), max_length=20, choices=ControllerRole)
    basis = models.CharField(
        _("basis"), max_length=300, blank=True, help_text=_("Decision, agreement or law.")
    )

    class Meta(Tracked.Meta):
        verbose_name = _("responsibility for personal data")
        verbose_name_plural = _("responsibilities for personal data")
        constraints = (models.UniqueConstraint(fields=("node", "unit"), name="controllership_once"),)

    def __str__(self) -> str:
        return f"{self.node} {self.unit}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable in the unit, by owner and operator. Their own statements on a shared node are open to everyone."""
        permission = f"{cls.permission}:read"
        condition = (
            access.units(permission, "unit")
            | access.units(permission, "node__owner_unit")
            | access.units(permission, "node__operator_unit")
        )
        if access.anywhere(permission):
            condition |= Q(node__shared=True) & (_of("node__owner_unit") | _of("node__operator_unit"))
        return condition

    def clean(self) -> None:
        """Raise ValidationError for a unit that is neither an authority nor a company of its own (GDPR art. 4.7)."""
        super().clean()
        if not self.unit.own_authority:
            sentence = gettext(
                "%(unit)s is neither a committee nor a company, so it is no controller (GDPR art. 4.7)."
                " State it for the one that the unit is a part of."
            )
            raise ValidationError({"unit": sentence % {"unit": self.unit}})
