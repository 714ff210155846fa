"""The questions that a city asks its units every year, and what each unit has answered."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.follow_up.rules.answers import FollowUpForm, Said, Source
from akropolis.assurance.maturity.models import MaturityArea, figure_choices
from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.shared.campaigns.models import Ask

RESOURCE = "follow_up:answer"
READ, EDIT = f"{RESOURCE}:read", f"{RESOURCE}:edit"
PERCENT = 100


class FollowUpFormat(models.TextChoices):
    """How a question of follow-up is answered."""

    YES_NO = FollowUpForm.YES_NO.value, _("Yes, partly or no")
    NUMBER = FollowUpForm.NUMBER.value, _("A number")
    TEXT = FollowUpForm.TEXT.value, _("Text")


class FollowUpWord(models.TextChoices):
    """The answers to choose among. That a unit does not know is an answer, and neither a no nor missing."""

    YES = Said.YES.value, _("Yes")
    PARTLY = Said.PARTLY.value, _("Partly")
    NO = Said.NO.value, _("No")
    UNKNOWN = Said.UNKNOWN.value, _("We do not know")


class FollowUpQuestion(KeptRow):
    """A question asked of units every year. A round that was sent keeps the wording that was sent.

    With a `figure` the registers are shown beside the answer: a number of rows, or its share of the figure `whole`.
    Personal data: none.
    """

    permission = "follow_up:question"

    area = Pointer(MaturityArea, _("area"))
    name = models.CharField(_("question"), max_length=300)
    name_en = models.CharField(_("question in English"), max_length=300, blank=True)
    help = models.CharField(_("help"), max_length=300, blank=True)
    help_en = models.CharField(_("help in English"), max_length=300, blank=True)
    form = models.CharField(
        _("is answered by"), max_length=10, choices=FollowUpFormat, default=FollowUpFormat.YES_NO
    )
    figure = models.CharField(
        _("shown by the figure"),
        max_length=80,
        blank=True,
        choices=figure_choices,
        help_text=_("Empty: the registers say nothing of it."),
    )
    whole = models.CharField(_("as a share of"), max_length=80, blank=True, choices=figure_choices)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("question of follow-up")
        verbose_name_plural = _("questions of follow-up")
        ordering = ("area__position", "position", "id")

    @property
    def at_least(self) -> int | None:
        """How much the registers must show for a yes to hold: every row of the whole, or at least one row."""
        if not self.figure:
            return None
        return PERCENT if self.whole else 1

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its question."""
        self.code = self.code or unique_code(self, self.name)

    def clean(self) -> None:
        """Raise ValidationError for a share of nothing, a number that is a share, or a text beside a figure."""
        super().clean()
        if self.whole and not self.figure:
            raise ValidationError({"figure": gettext("Write which figure it is a share of.")})
        if self.whole and self.form == FollowUpForm.NUMBER:
            raise ValidationError(
                {"whole": gettext("A number is held against a number of rows, not a share.")}
            )
        if self.figure and self.form == FollowUpForm.TEXT:
            raise ValidationError({"figure": gettext("A text cannot be held against a figure.")})


class FollowUpSource(models.TextChoices):
    """What an answer was proposed from when the unit sent it."""

    WRITTEN = Source.WRITTEN.value, _("written by the unit")
    EARLIER = Source.EARLIER.value, _("the unit's answer last time")
    REGISTERS = Source.REGISTERS.value, _("the registers")


class FollowUpAnswer(Tracked):
    """What a unit answered to a question in a round, in the wording of the time. Counts once the ask is answered.

    The round, the unit and the signature are those of the ask. May be secret (OSL 18 kap. 8 §): the right to read is
    given by name. Personal data: none intended.
    """

    permission = RESOURCE
    read_in = ("ask__unit",)
    written_in = "ask__unit"

    ask = Pointer(Ask, _("question in a campaign"))
    question = Pointer(FollowUpQuestion, _("question"))
    wording = models.CharField(_("wording"), max_length=300)
    answer = models.CharField(_("answer"), max_length=300)
    prefilled_from = models.CharField(
        _("proposed from"), max_length=10, choices=FollowUpSource, default=FollowUpSource.WRITTEN
    )

    class Meta(Tracked.Meta):
        verbose_name = _("answer in follow-up")
        verbose_name_plural = _("answers in follow-up")
        ordering = ("question", "id")
        constraints = (
            models.UniqueConstraint(fields=("ask", "question"), name="follow_up_answer_once"),
            models.CheckConstraint(condition=~Q(answer=""), name="follow_up_answer_not_empty"),
        )

    def __str__(self) -> str:
        return self.wording
