"""Judgements of risks: what a risk is without measures, as it stands, and as it shall become."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.graph.risk.models.kept import RiskMatrix
from akropolis.graph.risk.models.risks import RiskPart
from akropolis.shared.classification.models import Scheme


class JudgementKind(models.TextChoices):
    """Which of a risk's three levels is judged."""

    INHERENT = "inherent", _("Without measures")
    CURRENT = "current", _("As it stands")
    TARGET = "target", _("Target")


class RiskJudgement(RiskPart):
    """One judgement of one of a risk's levels, by one edition of a matrix. A later one replaces it.

    `consequences` is {category of harm: level}, of the scheme's edition; `consequence` is the highest of
    them. Personal data: who judged.
    """

    append_only = True

    kind = models.CharField(_("what is judged"), max_length=10, choices=JudgementKind)
    matrix = Pointer(RiskMatrix, _("risk matrix"))
    scheme = Pointer(Scheme, _("classification scheme"), null=True, blank=True)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"))
    consequences = models.JSONField(_("consequences"), default=dict)
    consequence = models.PositiveSmallIntegerField(_("consequence"))
    level = models.PositiveSmallIntegerField(_("level"))
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)
    judged_on = models.DateField(_("judged on"))
    judged_by = models.CharField(_("judged by"), max_length=120)

    class Meta(RiskPart.Meta):
        verbose_name = _("judgement of a risk")
        verbose_name_plural = _("judgements of risks")
        ordering = ("-judged_on", "-created_at", "-id")
        indexes = (models.Index(fields=("risk", "kind", "created_at"), name="risk_judgement_latest"),)

    def __str__(self) -> str:
        return f"{self.risk} {self.judged_on}"
