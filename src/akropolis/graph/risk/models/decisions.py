"""Decisions on risks: accepted until a day, sent up the tree, sent back, withdrawn; and what made one stale."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer, in_order
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.models.kept import RiskMatrix
from akropolis.graph.risk.models.risks import RiskPart


class DecisionKind(models.TextChoices):
    """What was decided about a risk."""

    ACCEPTED = "accepted", _("Accepted")
    SENT_UP = "sent_up", _("Sent up")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Acceptance withdrawn")


class RiskDecision(RiskPart):
    """One dated decision about a risk; a later one replaces it, and none is ever changed.

    `unit` is where it was decided; `to_unit` where a risk that was sent up or back then waits. `frozen` is what
    was accepted (`rules.staleness.read_facts`): the risk's texts, its cell, the levels of its node, suppliers,
    measures and their states, units, and the mandate that it was accepted by. Personal data: who decided, in
    which role.
    """

    append_only = True

    kind = models.CharField(_("decision"), max_length=10, choices=DecisionKind)
    unit = Pointer(Unit, _("decided in"))
    to_unit = Pointer(Unit, _("decision awaited in"), null=True, blank=True)
    matrix = Pointer(RiskMatrix, _("risk matrix"), null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), null=True)
    consequence = models.PositiveSmallIntegerField(_("consequence"), null=True)
    level = models.PositiveSmallIntegerField(_("level"), null=True)
    frozen = models.JSONField(_("what was decided on"), default=dict, blank=True)
    reason = models.TextField(_("reason"), max_length=4000)
    decider_name = models.CharField(_("decided by"), max_length=120)
    decider_role = models.CharField(_("role"), max_length=120)
    decided_on = models.DateField(_("decided on"))
    valid_to = models.DateField(_("accepted until"), null=True, blank=True)

    class Meta(RiskPart.Meta):
        verbose_name = _("decision on a risk")
        verbose_name_plural = _("decisions on risks")
        ordering = ("-decided_on", "-created_at", "-id")
        constraints = (
            in_order("decided_on", "valid_to", "risk_decision_ends"),
            models.CheckConstraint(
                condition=~Q(kind="accepted")
                | Q(valid_to__isnull=False, level__isnull=False, matrix__isnull=False),
                name="risk_accepted_until_a_day_at_a_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.risk} {self.decided_on}"


class AcceptanceChange(models.Model):
    """Something that has changed since a risk was accepted: derived from other tables, never edited.

    `asks` is whether it makes the acceptance stale; others are noted and ask nothing. `key` is the fact
    (`level`, `mandate`, `levels:<aspect>`, `supplier:<node>`, `measure:<code>`, `unit`), `was` and `now` its
    values. `cause` is the row that the change comes from where several risks share it. Personal data: the risk
    owner's id, where the owner is another.
    """

    decision = models.ForeignKey(RiskDecision, on_delete=models.CASCADE, related_name="+")
    risk = models.ForeignKey("risk.Risk", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    asks = models.BooleanField(default=False)
    cause = models.UUIDField(null=True)
    was = models.JSONField(null=True)
    now = models.JSONField(null=True)
    since = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("decision", "key"), name="acceptance_change_once"),)

    def __str__(self) -> str:
        return f"{self.decision_id} {self.key}"


class AcceptedNode(models.Model):
    """What acceptances of risks about a node were last compared with: derived from other tables, never edited.

    The node's levels, and the ids of the suppliers behind it. A node whose row differs from the graph is one whose
    acceptances must be compared again. Personal data: none.
    """

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="+", primary_key=True)
    confidentiality = models.PositiveSmallIntegerField(null=True)
    integrity = models.PositiveSmallIntegerField(null=True)
    availability = models.PositiveSmallIntegerField(null=True)
    traceability = models.PositiveSmallIntegerField(null=True)
    authenticity = models.PositiveSmallIntegerField(null=True)
    suppliers = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.node_id}"
