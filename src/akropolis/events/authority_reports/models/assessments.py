"""Assessments (bedömning): what an event was assessed to be, by whom and on what grounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.events.authority_reports.models.criteria import CriterionQuestion
from akropolis.events.authority_reports.rules.proposal import CriterionReply as Said
from akropolis.events.incidents.models import Track
from akropolis.events.incidents.rules.permissions import TRACK


class OfTrack(Tracked):
    """Base of models that are read by those who may read the track, and written in the unit that has the duty."""

    permission = TRACK
    read_with = "track"
    written_in = "track__owner_unit"
    withheld_by = "track__incident__secret"

    class Meta(Tracked.Meta):
        abstract = True


class CriterionAnswerChoice(models.TextChoices):
    """The answers that a criterion can get."""

    YES = Said.YES.value, _("Yes")
    NO = Said.NO.value, _("No")
    UNKNOWN = Said.UNKNOWN.value, _("Not yet known")


class AssessmentOutcome(models.TextChoices):
    """The outcome that was decided."""

    YES = Said.YES.value, _("Yes")
    NO = Said.NO.value, _("No")


class Assessment(OfTrack):
    """One assessment in a track. For each question the latest one counts; an assessment is never
    changed.

    `answers` is a list of {criterion, sentence, mark, has, can, evidence, reason}, with the criteria
    worded as they were when asked. `facts` is what was known of the event at that time: `{field:
    value}`. Personal data: who decided; texts may name people and should not.
    """

    append_only = True

    track = Pointer(Track, _("track"))
    question = models.CharField(_("question"), max_length=20, choices=CriterionQuestion)
    answers = models.JSONField(_("answers"), default=list, blank=True)
    facts = models.JSONField(_("known of the event then"), default=dict, blank=True)
    proposed = models.CharField(_("proposed by the answers"), max_length=10, choices=CriterionAnswerChoice)
    outcome = models.CharField(_("outcome"), max_length=10, choices=AssessmentOutcome)
    reasons = models.TextField(_("reasons"), max_length=4000)
    decided_by = models.CharField(_("decided by"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided"))

    class Meta(OfTrack.Meta):
        verbose_name = _("assessment of an incident")
        verbose_name_plural = _("assessments of incidents")
        ordering = ("-decided_at", "-created_at", "-id")
        indexes = (models.Index(fields=("track", "question", "decided_at"), name="assessment_of_track"),)

    def __str__(self) -> str:
        return f"{self.get_question_display()} {self.get_outcome_display()}"
