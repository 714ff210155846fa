"""A unit's assessment of its maturity for a year, and its answers statement by statement."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.maturity.models.statements import MaturityStatement
from akropolis.assurance.maturity.rules.levels import StatementAnswer
from akropolis.base.kernel.access.fields import Pointer, YearField
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.models import Record

RESOURCE = "maturity:assessment"
READ, EDIT = f"{RESOURCE}:read", f"{RESOURCE}:edit"


def this_year() -> int:
    """Return the year of today."""
    return timezone.localdate().year


class MaturityAssessment(Record):
    """How mature a unit (`owner_unit`) says that it is in a year. Of several, the latest counts.

    The levels are worked out of its answers. May be secret (OSL 18 kap. 8 §): the right to read is given by
    name. Personal data: none intended.
    """

    permission = RESOURCE
    number_prefix = "MG"
    search_fields = ("title",)
    derived_fields = (*Record.derived_fields, "assessed_on")

    title = models.CharField(
        _("assessment"), max_length=200, blank=True, help_text=_("Empty: unit and year name it.")
    )
    year = YearField(_("year"), default=this_year)
    note = models.TextField(
        _("who took part"), max_length=1000, blank=True, help_text=_("Functions, not names of persons.")
    )
    assessed_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("maturity assessment")
        verbose_name_plural = _("maturity assessments")
        indexes = (models.Index(fields=("sort_key", "id"), name="maturity_assessment_order"),)

    def derive(self) -> None:
        """Name the assessment by its unit and year where no title is written."""
        if not self.title and self.owner_unit_id:
            self.title = gettext("Maturity %(year)s: %(unit)s") % {
                "year": self.year,
                "unit": self.owner_unit.name,
            }
            self.title = self.title[:200]
        super().derive()

    def clean(self) -> None:
        """Raise ValidationError for a year that has not begun."""
        super().clean()
        if self.year and self.year > this_year():
            raise ValidationError({"year": gettext("Write a year that has begun.")})

    def counts_on(self, day: date) -> bool:
        """Return whether the assessment is of the day's year or the year before, and has been answered."""
        return self.assessed_on is not None and self.year >= day.year - 1


class StatementAnswerChoice(models.TextChoices):
    """How far a statement is true of the unit."""

    YES = StatementAnswer.YES.value, _("Yes")
    PARTLY = StatementAnswer.PARTLY.value, _("Partly")
    NO = StatementAnswer.NO.value, _("No")


class MaturityAnswer(Tracked):
    """The answer to a statement, or the reason why there is none. Personal data: none intended."""

    permission = RESOURCE
    read_with = "assessment"
    written_in = "assessment__owner_unit"

    assessment = Pointer(MaturityAssessment, _("maturity assessment"))
    statement = Pointer(MaturityStatement, _("statement"))
    answer = models.CharField(_("answer"), max_length=10, choices=StatementAnswerChoice, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("answer on maturity")
        verbose_name_plural = _("answers on maturity")
        ordering = ("statement", "id")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "statement"), name="maturity_answer_once"),
            models.CheckConstraint(
                condition=~Q(answer="", reason=""),
                name="maturity_answer_or_reason",
                violation_error_message=_("Answer, or write why there is no answer."),
            ),
        )

    def __str__(self) -> str:
        return str(self.statement)

    @property
    def value(self) -> StatementAnswer | None:
        """The answer in the form that the rules use; None where there is only a reason."""
        return StatementAnswer(self.answer) if self.answer else None
