"""Criteria (kriterier) by which an event is assessed to be reportable, sector by sector."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.lib.swedish import number
from akropolis.events.authority_reports.rules import proposal, questions
from akropolis.events.authority_reports.rules.proposal import AnsweredCriterion
from akropolis.graph.compliance.models import Sector


class CriterionQuestion(models.TextChoices):
    """The questions on which an event is assessed."""

    SIGNIFICANT = questions.Question.SIGNIFICANT.value, _("Is it a significant incident?")
    RISK = questions.Question.RISK.value, _("Is it a risk to people's rights and freedoms?")
    HIGH_RISK = questions.Question.HIGH_RISK.value, _("Is that risk high?")
    REGISTERED = questions.Question.REGISTERED.value, _("Shall the data subjects be told?")
    RECIPIENTS = questions.Question.RECIPIENTS.value, _("Shall recipients of the service be told?")
    POLICE = questions.Question.POLICE.value, _("Shall it be reported to the police?")


class CriterionWeight(models.TextChoices):
    """The effect of answering a criterion with yes."""

    ENOUGH = proposal.AnswerWeight.ENOUGH.value, _("enough by itself")
    NEEDED = proposal.AnswerWeight.NEEDED.value, _("needed, with all others that are")
    AGAINST = proposal.AnswerWeight.AGAINST.value, _("an exception")


class ThresholdMeasure(models.TextChoices):
    """The units in which a criterion's threshold is counted."""

    HOURS = "hours", _("hours")
    PERCENT = "percent", _("per cent")
    PEOPLE = "people", _("people")
    INCIDENTS = "incidents", _("incidents")


class Criterion(KeptRow):
    """One criterion by which an event is assessed. A criterion with a sector applies only to legal
    entities active in that sector.

    `can` means that it asks what the event can cause, besides what it has caused. The threshold is shown
    with the name, but the system does not evaluate it. Personal data: none.
    """

    permission = "incidents:criterion"

    question = models.CharField(_("question"), max_length=20, choices=CriterionQuestion)
    name = models.CharField(_("criterion"), max_length=300)
    name_en = models.CharField(_("criterion in English"), max_length=300, blank=True)
    sector = Pointer(
        Sector, _("sector"), null=True, blank=True, help_text=_("Empty for what is asked of everybody.")
    )
    threshold = models.PositiveIntegerField(_("threshold"), null=True, blank=True)
    measure = models.CharField(_("counted in"), max_length=20, choices=ThresholdMeasure, blank=True)
    at_least = models.BooleanField(
        _("the threshold itself is enough"), default=False, help_text=_("Else it must be passed.")
    )
    weight = models.CharField(
        _("what a yes does"), max_length=10, choices=CriterionWeight, default=CriterionWeight.ENOUGH
    )
    can = models.BooleanField(_("asked of what it can cause too"), default=False)
    help = models.TextField(_("explanation"), max_length=1000, blank=True)
    help_en = models.TextField(_("explanation in English"), max_length=1000, blank=True)
    provision = models.CharField(_("provision"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(KeptRow.Meta):
        verbose_name = _("criterion for reporting an incident")
        verbose_name_plural = _("criteria for reporting incidents")
        ordering = ("question", "position", "valid_from", "id")

    def clean(self) -> None:
        """Require that threshold and unit go together. Raises ValidationError."""
        super().clean()
        if (self.threshold is None) != (not self.measure):
            raise ValidationError({"measure": gettext("Write the threshold and what it is counted in.")})

    @property
    def limit(self) -> str:
        """Return the threshold in words; empty where there is none."""
        if self.threshold is None:
            return ""
        words = {"number": number(self.threshold), "of": self.get_measure_display()}
        if self.at_least:
            return gettext("at least %(number)s %(of)s") % words
        return gettext("more than %(number)s %(of)s") % words

    @property
    def sentence(self) -> str:
        """Return the criterion's question as text, with its threshold."""
        return f"{self}: {self.limit}" if self.limit else str(self)

    def judged(self, has: str, can: str) -> AnsweredCriterion:
        """Return the criterion with its answers for the rules. Unanswered means not known."""
        known = proposal.CriterionReply
        return AnsweredCriterion(
            self.sentence,
            proposal.AnswerWeight(self.weight),
            known(has or known.UNKNOWN),
            known(can or known.UNKNOWN) if self.can else None,
        )
