"""Assessments of maturity with their answers, what they are measured by, and national figures to hold beside."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.maturity.rules.levels import HIGHEST, StatementAnswer
from akropolis.base.kernel.access.fields import Pointer, YearField
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.kernel.records.models import Record
from akropolis.base.lib.figures import countable_choices
from akropolis.base.lib.figures import name as figure_name
from akropolis.shared.indicators.models import Indicator

RESOURCE = "maturity:assessment"
READ, EDIT = f"{RESOURCE}:read", f"{RESOURCE}:edit"
PERCENT = 100
ONE = MinValueValidator(1)


class MaturityArea(KeptRow):
    """An area of maturity. Those that come with the system are our own, not the national self-assessment's.

    Personal data: none.
    """

    permission = "maturity:area"

    name = models.CharField(_("area"), max_length=200)
    name_en = models.CharField(_("area in English"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("area of maturity")
        verbose_name_plural = _("areas of maturity")
        ordering = ("position", "code", "id")

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its name."""
        self.code = self.code or unique_code(self, self.name)


def figure_choices() -> list[tuple[str, str]]:
    """Return the figures that count rows, as choices: what the registers can show of a statement."""
    return countable_choices(get_language(), "count", "share")


class MaturityStatement(KeptRow):
    """A statement that must be true of a unit at a level of an area, and at every higher level.

    With a `figure` the registers show it: at least so many rows, or per cent of the figure `whole`.
    Personal data: none.
    """

    permission = "maturity:statement"

    area = Pointer(MaturityArea, _("area"))
    level = models.PositiveSmallIntegerField(_("level"), validators=(ONE, MaxValueValidator(HIGHEST)))
    name = models.CharField(_("statement"), max_length=300)
    name_en = models.CharField(_("statement in English"), max_length=300, blank=True)
    figure = models.CharField(
        _("shown by the figure"),
        max_length=80,
        blank=True,
        choices=figure_choices,
        help_text=_("Empty: the registers say nothing of it."),
    )
    whole = models.CharField(_("as a share of"), max_length=80, blank=True, choices=figure_choices)
    at_least = models.PositiveSmallIntegerField(
        _("at least"),
        null=True,
        blank=True,
        validators=(ONE,),
        help_text=_("Per cent of the figure above; without one, a number of rows."),
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("statement of maturity")
        verbose_name_plural = _("statements of maturity")
        ordering = ("area__position", "level", "position", "id")

    @property
    def condition(self) -> str:
        """The condition on what the registers count, in words; empty without one."""
        if not self.figure:
            return ""
        name, least = figure_name(self.figure, get_language()), self.at_least
        if not self.whole:
            return gettext("%(figure)s: at least %(least)s") % {"figure": name, "least": least}
        words = {"figure": name, "least": least, "whole": figure_name(self.whole, get_language())}
        return gettext("%(figure)s: at least %(least)s %% of %(whole)s") % words

    def derive(self) -> None:
        """If the row has no key, because the city has added it, make one from its statement."""
        self.code = self.code or unique_code(self, self.name)

    def clean(self) -> None:
        """Raise ValidationError for a condition that is half written, or more than the whole."""
        super().clean()
        if bool(self.figure) != (self.at_least is not None) or (self.whole and not self.figure):
            raise ValidationError({"at_least": gettext("Write both a figure and how much is needed of it.")})
        if self.whole and self.at_least and self.at_least > PERCENT:
            raise ValidationError({"at_least": gettext("Write at most 100 per cent.")})


class NationalFigure(KeptRow):
    """A published number to hold beside the city's own, as dated data with its source. Personal data: none."""

    permission = "maturity:national"

    name = models.CharField(_("what"), max_length=300)
    name_en = models.CharField(_("what, in English"), max_length=300, blank=True)
    value = models.PositiveIntegerField(_("value"))
    out_of = models.PositiveIntegerField(_("out of"), validators=(ONE,), help_text=_("100: per cent."))
    year = YearField(_("year"))
    indicator = Pointer(
        Indicator,
        _("beside the indicator"),
        null=True,
        blank=True,
        help_text=_("On its page, to compare with."),
    )
    position = models.PositiveIntegerField(_("order"), default=100_000)

    class Meta(KeptRow.Meta):
        verbose_name = _("national figure")
        verbose_name_plural = _("national figures")
        ordering = ("position", "-year", "id")
        constraints = (
            *KeptRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__lte=models.F("out_of")),
                name="national_figure_within_whole",
                violation_error_message=_("The value is more than what it is out of."),
            ),
        )

    @property
    def in_words(self) -> str:
        """The value as it was published: per cent, or so many out of so many."""
        if self.out_of == PERCENT:
            return f"{self.value} %"
        return gettext("%(value)s of %(whole)s") % {"value": self.value, "whole": self.out_of}


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
