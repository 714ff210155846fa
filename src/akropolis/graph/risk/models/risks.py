"""Risks, and the threats, measures, actions and observations that belong to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.records.models import Record
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models.kept import RiskMatrix, Scenario
from akropolis.shared.actions.models import Action
from akropolis.shared.horizon.models import Observation
from akropolis.shared.threats.models import ThreatLink


class Treatment(models.TextChoices):
    """How a risk is treated (ISO/IEC 27005:2022; MSB's method support)."""

    REDUCE = "reduce", _("Reduce")
    ACCEPT = "accept", _("Accept")
    AVOID = "avoid", _("Avoid")
    SHARE = "share", _("Share")


class Risk(Record):
    """A risk of a unit, about what the city stands on (`node`) or about the unit itself (no node).

    The columns from `matrix` to `treat_by` repeat the latest judgements (`RiskJudgement`) and the latest decision
    (`RiskDecision`), so that lists and sums need one table; services set them, in the same transaction. A level
    that is None has not been judged. `waits_in` is the unit where a decision is awaited, None if none is. Whether
    an acceptance is stale is in `AcceptanceChange`. Consumers of a shared node read a summary through
    `selectors.shared_risks`, never the row.

    Personal data: who owns the risk.
    """

    permission = "risk:risk"
    number_prefix = "RI"
    search_fields = ("title", "description")

    title = models.CharField(_("risk"), max_length=200)
    description = models.TextField(
        _("what can happen"),
        max_length=4000,
        blank=True,
        help_text=_("Nothing that concerns Sweden's security may be written here."),
    )
    node = Pointer(Node, _("about"), null=True, blank=True)
    scenario = Pointer(Scenario, _("scenario"), null=True, blank=True)
    scenario_version = models.PositiveIntegerField(_("version of the scenario"), null=True, editable=False)
    weakness = models.TextField(_("weakness"), max_length=4000, blank=True)
    owner = Pointer(User, _("risk owner"), null=True, blank=True)
    treatment = models.CharField(_("treatment"), max_length=20, choices=Treatment, blank=True)
    treatment_plan = models.TextField(_("how it is treated"), max_length=4000, blank=True)
    internal_control = models.BooleanField(_("part of the internal control"), default=False)
    rsa = models.BooleanField(_("part of the risk and vulnerability analysis"), default=False)
    cer = models.BooleanField(_("part of the risk assessment of a critical entity"), default=False)
    secrecy = models.CharField(
        _("secrecy provision"),
        max_length=200,
        blank=True,
        help_text=_("Proposed: OSL 18 kap. 8 § or 13 §. A mark is a warning and no decision."),
    )
    ended_on = models.DateField(_("no longer relevant since"), null=True, blank=True)

    matrix = Pointer(RiskMatrix, _("judged by"), null=True, blank=True, editable=False)
    inherent_level = models.PositiveSmallIntegerField(_("level without measures"), null=True, editable=False)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), null=True, editable=False)
    consequence = models.PositiveSmallIntegerField(_("consequence"), null=True, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), null=True, editable=False)
    target_level = models.PositiveSmallIntegerField(_("target level"), null=True, editable=False)
    judged_on = models.DateField(_("judged on"), null=True, editable=False)
    accepted_until = models.DateField(_("accepted until"), null=True, editable=False)
    waits_in = Pointer(Unit, _("decision awaited in"), null=True, blank=True, editable=False)
    treat_by = models.DateField(_("treated by"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes = (
            models.Index(fields=("sort_key", "id"), name="risk_order"),
            models.Index(fields=("owner_unit", "level"), name="risk_unit_level"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(level__isnull=True)
                | Q(likelihood__isnull=False, consequence__isnull=False, matrix__isnull=False),
                name="risk_level_with_its_cell",
            ),
        )


class RiskPart(Tracked):
    """Something that belongs to a risk, and is read and written with it."""

    permission = "risk:risk"
    read_with = "risk"
    written_in = "risk__owner_unit"

    risk = Pointer(Risk, _("risk"))

    class Meta(Tracked.Meta):
        abstract = True


class RiskThreat(ThreatLink):
    """A risk is about a threat of the catalogue. Personal data: none."""

    permission = "risk:risk"
    read_with = "risk"

    risk = Pointer(Risk, _("risk"))

    class Meta(ThreatLink.Meta):
        verbose_name = _("threat of a risk")
        verbose_name_plural = _("threats of risks")
        constraints = (models.UniqueConstraint(fields=("risk", "threat"), name="risk_threat_once"),)


class RiskMeasure(RiskPart):
    """A measure that protects against the risk, where the risk is: at its node, else in its unit.

    How it stands is read from `Fulfilment`. Personal data: none.
    """

    control = Pointer(Control, _("security measure"))

    class Meta(RiskPart.Meta):
        verbose_name = _("measure of a risk")
        verbose_name_plural = _("measures of risks")
        ordering = ("control__position", "id")
        constraints = (models.UniqueConstraint(fields=("risk", "control"), name="risk_measure_once"),)

    def __str__(self) -> str:
        return f"{self.risk} ← {self.control}"


class RiskAction(RiskPart):
    """Link from a risk to an action that treats it. Personal data: none."""

    action = Pointer(Action, _("action"))

    class Meta(RiskPart.Meta):
        verbose_name = _("action of a risk")
        verbose_name_plural = _("actions of risks")
        constraints = (models.UniqueConstraint(fields=("risk", "action"), name="risk_action_once"),)

    def __str__(self) -> str:
        return f"{self.risk} → {self.action}"


class RiskObservation(RiskPart):
    """An observation of the outside world raised or renewed the risk. Personal data: none."""

    observation = Pointer(Observation, _("observation"))

    class Meta(RiskPart.Meta):
        verbose_name = _("observation of a risk")
        verbose_name_plural = _("observations of risks")
        constraints = (models.UniqueConstraint(fields=("risk", "observation"), name="risk_observation_once"),)

    def __str__(self) -> str:
        return f"{self.observation} → {self.risk}"
