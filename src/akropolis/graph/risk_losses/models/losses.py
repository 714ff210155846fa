"""What risks may cost: estimates as ranges, what measures would save, and simulated years."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.risk.models.risks import RiskPart


class LossEstimate(RiskPart):
    """How often a risk strikes and what it then costs, as ranges that hold nine times out of ten.

    `frequency` is [low, high] events per year; `losses` is {kind of loss: [low, high]} in kr (`handling` in
    person-hours, times `hour_cost`). `cause` is the node whose event strikes all that depend on it. A later
    estimate replaces it. Personal data: who estimated.
    """

    append_only = True

    frequency = models.JSONField(_("how often"), default=list, blank=True)
    losses = models.JSONField(_("what it costs"), default=dict, blank=True)
    hour_cost = models.PositiveIntegerField(_("cost of an hour, kr"), default=0)
    fine_ceiling = models.BigIntegerField(_("ceiling of fines, kr"), null=True, blank=True)
    cause = Pointer(Node, _("shared cause"), null=True, blank=True)
    basis = models.TextField(_("what it rests on"), max_length=2000, blank=True)
    estimated_on = models.DateField(_("estimated on"))
    estimated_by = models.CharField(_("estimated by"), max_length=120)

    class Meta(RiskPart.Meta):
        verbose_name = _("loss estimate")
        verbose_name_plural = _("loss estimates")
        ordering = ("-estimated_on", "-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.risk} {self.estimated_on}"


class LossReduction(RiskPart):
    """What an action would save: how much less often and how much less costly the risk becomes, and its price.

    `frequency` and `loss` are [low, high] shares that are left (0–1). `action` is an action of the risk, None for
    an idea. Personal data: none.
    """

    name = models.CharField(_("measure"), max_length=200)
    action = Pointer("actions.Action", _("action"), null=True, blank=True)
    cost = models.PositiveBigIntegerField(_("cost, kr"))
    years = models.PositiveSmallIntegerField(_("lasts, years"), default=1)
    frequency = models.JSONField(_("share of how often that is left"), default=list)
    loss = models.JSONField(_("share of the cost that is left"), default=list)

    class Meta(RiskPart.Meta):
        verbose_name = _("reduction of loss")
        verbose_name_plural = _("reductions of loss")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class LossRun(Tracked):
    """One simulation of what the risks of a unit and those below it cost: frozen, never run again.

    `given` is what it rests on (estimates by id, seed, years, versions), `result` its figures
    (`rules.losses`). Personal data: none.
    """

    permission = "risk:risk"
    append_only = True
    read_in = ("unit",)
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    as_of = models.DateField(_("as of"))
    given = models.JSONField(_("what it rests on"), default=dict)
    result = models.JSONField(_("result"), default=dict)

    class Meta(Tracked.Meta):
        verbose_name = _("simulation of losses")
        verbose_name_plural = _("simulations of losses")
        ordering = ("-as_of", "-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.unit} {self.as_of}"
