"""Whether risks foresaw an incident, and whether their likelihood stands after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.events.incidents.models.incidents import Incident
from akropolis.graph.risk.models import Risk


class Foreseen(models.TextChoices):
    """Whether a risk described what happened, before it happened."""

    YES = "yes", _("Yes, it describes what happened")
    NO = "no", _("No, something else happened")
    UNKNOWN = "unknown", _("Not yet known")


class IncidentRisk(Tracked):
    """Whether a risk foresaw an incident, and what its owner says of the likelihood afterwards.

    Read and written with the risk: those who only read the incident never learn of the risk. What the incident is
    its own gate decides. `asked` answers for the risk and may read the incident; None is the people who write
    risks in the unit. Personal data: who is asked, who answered.
    """

    permission = "risk:risk"
    read_with = "risk"
    written_in = "risk__owner_unit"

    incident = Pointer(Incident, _("incident"))
    risk = Pointer(Risk, _("risk"))
    foreseen = models.CharField(
        _("did the risk foresee it?"), max_length=10, choices=Foreseen, default=Foreseen.UNKNOWN
    )
    asked = Pointer(User, _("person who is asked"), null=True, blank=True)
    likelihood_stands = models.BooleanField(_("does the likelihood stand?"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("risk of an incident")
        verbose_name_plural = _("risks of incidents")
        constraints = (models.UniqueConstraint(fields=("incident", "risk"), name="incident_risk_once"),)

    def __str__(self) -> str:
        return f"{self.incident} ← {self.risk}"
