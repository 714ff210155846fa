"""Directions (inriktningar): goals that the management sets for the next year, and each unit's answer to them."""

from django.db import models
from django.db.models import Q

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.review.review.models.reviews import ReviewPart, ReviewState, readable
from akropolis.review.review.words import gettext_lazy as _
from akropolis.shared.actions.models import Action
from akropolis.shared.horizon.models import Observation


class Direction(ReviewPart):
    """A direction: a title and one paragraph, set for all units or some of them.

    `continues` is the direction of last year's review that this one carries on, if any. `observation` is the
    observation of the outside world that the direction is based on; the observation's own gate decides who
    may read it.

    Personal data: none.
    """

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    to_all = models.BooleanField(_("to all units"), default=True)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    continues = Pointer("self", _("carries on"), null=True, blank=True)

    observation = Pointer(Observation, _("comes from"), null=True, blank=True)

    class Meta(ReviewPart.Meta):
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.title


class DirectionUnit(ReviewPart):
    """A unit that a direction is set for, when the direction is not set for all units. Personal data: none."""

    direction = Pointer(Direction)
    unit = Pointer(Unit)

    class Meta(ReviewPart.Meta):
        verbose_name = _("unit of a direction")
        verbose_name_plural = _("units of directions")
        constraints = (models.UniqueConstraint(fields=("direction", "unit"), name="direction_unit_once"),)

    def __str__(self) -> str:
        return f"{self.direction} → {self.unit}"


class AnswerKind(models.TextChoices):
    """The kind of answer that a unit gives to a direction."""

    ACTIONS = "actions", _("We do it, with these actions")
    IN_PLACE = "in_place", _("It is in place already")
    DECLINED = "declined", _("We do not, for this reason")


class Outcome(models.TextChoices):
    """The outcome of a direction, as the unit itself reports it."""

    NOT_BEGUN = "not_begun", _("Not begun")
    ONGOING = "ongoing", _("Ongoing")
    DONE = "done", _("Done")


class Answer(Tracked):
    """A unit's answer to a direction; the unit keeps it up to date during the year. Personal data: none."""

    permission = "review:answer"
    written_in = "unit"

    direction = Pointer(Direction)
    unit = Pointer(Unit, _("unit"))
    kind = models.CharField(_("answer"), max_length=20, choices=AnswerKind)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    outcome = models.CharField(_("how it goes"), max_length=20, choices=Outcome, default=Outcome.NOT_BEGUN)
    result = models.TextField(_("result"), max_length=4000, blank=True)
    answered_on = models.DateField(_("answered"))

    class Meta(Tracked.Meta):
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = (
            models.UniqueConstraint(
                fields=("direction", "unit"),
                name="answer_once",
                violation_error_message=_("The unit has already answered this direction."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}: {self.direction}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by the unit that answers and by those who set the direction."""
        return access.units("review:answer:read", "unit") | (
            Q(direction__review__state=ReviewState.DECIDED)
            & access.units("review:review:read", "direction__review__owner_unit")
        )


class AnswerAction(Tracked):
    """Link from a unit's answer to an action that the answer refers to. Personal data: none."""

    permission = "review:answer"
    written_in = "answer__unit"

    answer = Pointer(Answer)
    action = Pointer(Action)

    class Meta(Tracked.Meta):
        constraints = (models.UniqueConstraint(fields=("answer", "action"), name="answer_action_once"),)

    def __str__(self) -> str:
        return f"{self.answer} → {self.action}"

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Readable by those who may read answers in the answering unit."""
        return access.units("review:answer:read", "answer__unit")


__all__ = ["Answer", "AnswerAction", "AnswerKind", "Direction", "DirectionUnit", "Outcome", "readable"]
