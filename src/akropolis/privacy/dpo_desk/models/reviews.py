"""What the data protection officer reviews and advises, and what the controllers answer (GDPR articles 38 and 39)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record
from akropolis.shared.actions.models import Action


class DpoReview(Record):
    """A review by the data protection officer of one controller, the `owner_unit` (article 39.1 b).

    The officer writes it, and observes and recommends in it; the controller answers. Personal data: none intended.
    """

    permission = "dpo:review"
    number_prefix = "DSG"
    search_fields = ("title", "subject")

    title = models.CharField(_("review"), max_length=200)
    subject = models.TextField(_("what is reviewed"), max_length=2000, blank=True)
    method = models.TextField(_("method"), max_length=2000, blank=True)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    done_on = models.DateField(_("carried out on"), null=True, blank=True)
    conclusion = models.TextField(_("overall assessment"), max_length=4000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("review by the data protection officer")
        verbose_name_plural = _("reviews by the data protection officer")
        indexes = (models.Index(fields=("sort_key", "id"), name="dpo_review_order"),)


class DpoObservation(Tracked):
    """What the officer observed in a review and recommends. Append-only: a correction is a new one.

    Personal data: none intended.
    """

    permission = "dpo:review"
    append_only = True
    read_with = "review"
    written_in = "review__owner_unit"

    review = Pointer(DpoReview, _("review"))
    observation = models.TextField(_("observation"), max_length=4000)
    recommendation = models.TextField(_("recommendation"), max_length=4000, blank=True)
    answer_by = models.DateField(_("answer by"))

    class Meta(Tracked.Meta):
        verbose_name = _("observation of a review")
        verbose_name_plural = _("observations of reviews")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.observation.partition("\n")[0][:120]


class DpoAnswer(Tracked):
    """The controller's answer to an observation, append-only; the latest applies. Personal data: who answered."""

    permission = "dpo:answer"
    append_only = True
    read_with = "observation"
    written_in = "observation__review__owner_unit"

    observation = Pointer(DpoObservation, _("observation"))
    agrees = models.BooleanField(_("the recommendation is followed"))
    text = models.TextField(_("answer"), max_length=4000)
    answered_by = models.CharField(_("answered by"), max_length=120)
    answered_on = models.DateField(_("answered on"))

    class Meta(Tracked.Meta):
        verbose_name = _("answer to an observation")
        verbose_name_plural = _("answers to observations")
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.text.partition("\n")[0][:120]


class DpoAnswerAction(Tracked):
    """Link from an observation to an action that the controller raised because of it. Personal data: none."""

    permission = "dpo:review"
    read_with = "observation"
    written_in = "observation__review__owner_unit"

    observation = Pointer(DpoObservation)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (
            models.UniqueConstraint(fields=("observation", "action"), name="dpo_observation_action_once"),
        )

    def __str__(self) -> str:
        return f"{self.observation} → {self.action}"


class DpoAdvice(Record):
    """Advice that the officer gave a controller (article 39.1 a, c), and what the controller then decided.

    Personal data: none intended.
    """

    permission = "dpo:advice"
    number_prefix = "DSR"
    search_fields = ("title", "advice")

    title = models.CharField(_("question"), max_length=200)
    advice = models.TextField(_("advice"), max_length=8000, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    decided = models.TextField(
        _("what the controller decided"),
        max_length=4000,
        blank=True,
        help_text=_("The officer advises; the controller decides."),
    )

    class Meta(Record.Meta):
        verbose_name = _("advice of the data protection officer")
        verbose_name_plural = _("advice of the data protection officer")
        indexes = (models.Index(fields=("sort_key", "id"), name="dpo_advice_order"),)
