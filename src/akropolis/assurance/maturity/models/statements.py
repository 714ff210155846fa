"""What maturity is measured by: areas, their statements by level, and national figures to hold beside."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.maturity.rules.levels import HIGHEST
from akropolis.base.kernel.access.fields import Pointer, YearField
from akropolis.base.kernel.kept.models import KeptRow, unique_code
from akropolis.base.lib.figures import all_figures
from akropolis.base.lib.figures import name as figure_name

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
    counted = (each for each in all_figures() if each.register and each.measure in ("count", "share"))
    return [(each.key, f"{each.label.told(get_language())} ({each.key})") for each in counted]


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
