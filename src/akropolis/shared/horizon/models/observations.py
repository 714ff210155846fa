"""Omvärldsbevakning (horizon scanning): what was observed outside, what it means for the city, the decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.records.models import Record
from akropolis.shared.actions.models import CauseLink
from akropolis.shared.threats.models import ThreatLink


class Theme(models.TextChoices):
    """The theme of an observation: the four of the review's chapter on the outside world."""

    LAW = "law", _("Law and requirements")
    THREATS = "threats", _("Threats")
    TECHNOLOGY = "technology", _("Technology")
    SUPPLY_CHAIN = "supply_chain", _("Supply chain")


class ObservationEffect(models.TextChoices):
    """How large the effect on the city is judged to be."""

    UNKNOWN = "unknown", _("Not assessed")
    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")


class Observation(Record):
    """An observation of the outside world. Every unit may read a shared one (the city's).

    Personal data: none.
    """

    permission = "horizon:observation"
    number_prefix = "OMV"
    search_fields = ("title", "text", "source", "decision")
    shared_field = "shared"

    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    observed_on = models.DateField(_("date"))
    text = models.TextField(
        _("observation"),
        max_length=20000,
        help_text=_(
            "Written so that it can stand in the review. Footnotes as [^1] in the text, and a line [^1]: below."
        ),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    effect = models.CharField(
        _("assessed effect"), max_length=20, choices=ObservationEffect, default=ObservationEffect.UNKNOWN
    )
    effect_note = models.TextField(_("what it means for us"), max_length=4000, blank=True)
    decision = models.TextField(_("decision"), max_length=4000, blank=True)
    shared = models.BooleanField(
        _("for every unit"), default=False, help_text=_("Every unit may read and use it.")
    )

    class Meta(Record.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = (models.Index(fields=("observed_on", "id"), name="observation_date"),)

    def number_year(self) -> int:
        """Return the year used in the observation's number: the one in which it was observed."""
        return int(self.observed_on.year)


class ObservationAction(CauseLink):
    """An action raised by an observation: in any unit if the observation is shared. Personal data: none."""

    read_with = "observation"

    observation = Pointer(Observation)

    class Meta(CauseLink.Meta):
        constraints = (
            models.UniqueConstraint(fields=("observation", "action"), name="observation_action_once"),
        )


class ObservationThreat(ThreatLink):
    """The link from an observation to a threat that it is about. Personal data: none."""

    permission = "horizon:observation"
    read_with = "observation"

    observation = Pointer(Observation, _("observation"))

    class Meta(ThreatLink.Meta):
        verbose_name = _("threat that an observation names")
        verbose_name_plural = _("threats that observations name")
        constraints = (
            models.UniqueConstraint(fields=("observation", "threat"), name="observation_threat_once"),
        )
