"""Klockregler (clock rules): how much time the law, or the city itself, allows from an event."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.kept.models import KeptRow
from akropolis.shared.clocks.rules.due import Clock, LastDay, TimeMeasure

MOST = 1000


class ClockRegime(models.TextChoices):
    """The law, or the city's own rules, from which the clock comes."""

    CYBER = "cyber", _("The cybersecurity act (NIS 2)")
    PRIVACY = "privacy", _("The General Data Protection Regulation")
    SECURITY = "security", _("Protective security")
    CRITICAL = "critical", _("Critical entities (CER)")
    CITY = "city", _("The city's own")


class MeasureChoice(models.TextChoices):
    """The unit of time."""

    HOURS = TimeMeasure.HOURS.value, _("hours")
    DAYS = TimeMeasure.DAYS.value, _("days")
    WEEKS = TimeMeasure.WEEKS.value, _("weeks")
    MONTHS = TimeMeasure.MONTHS.value, _("months")
    YEARS = TimeMeasure.YEARS.value, _("years")


class LastDayChoice(models.TextChoices):
    """What applies when the last day is not a working day."""

    STANDS = LastDay.STANDS.value, _("the last day stands")
    SWEDISH = LastDay.SWEDISH.value, _("the next weekday will do (lag 1930:173)")
    EU = LastDay.EU.value, _("the next working day will do (Regulation 1182/71)")


class ClockRule(KeptRow):
    """The time allowed for a duty, counted from the event that starts it. A row replaces earlier rows with the
    same `clock`.

    The row in force on the day the clock starts applies. Personal data: none.
    """

    permission = "clocks:rule"
    about = ("clock",)

    clock = models.SlugField(
        _("short name"),
        max_length=60,
        help_text=_("What the system finds the clock by. A rule that replaces another has the same."),
    )
    regime = models.CharField(_("regime"), max_length=20, choices=ClockRegime, default=ClockRegime.CITY)
    name = models.CharField(_("what is to be done"), max_length=200)
    name_en = models.CharField(_("what is to be done, in English"), max_length=200, blank=True)
    trigger = models.CharField(_("what starts the clock"), max_length=200)
    trigger_en = models.CharField(_("what starts the clock, in English"), max_length=200, blank=True)
    amount = models.SmallIntegerField(
        _("how much time"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-MOST), MaxValueValidator(MOST)],
        help_text=_("Empty where the law says at once. Below zero for time before what starts the clock."),
    )
    measure = models.CharField(
        _("counted in"), max_length=10, choices=MeasureChoice, default=MeasureChoice.HOURS
    )
    last_day = models.CharField(
        _("when the last day is no working day"),
        max_length=10,
        choices=LastDayChoice,
        default=LastDayChoice.STANDS,
    )
    provision = models.CharField(_("provision"), max_length=200, blank=True)
    recipient = models.CharField(_("to whom"), max_length=200, blank=True)
    recipient_en = models.CharField(_("to whom, in English"), max_length=200, blank=True)
    note = models.TextField(_("note"), max_length=600, blank=True)
    note_en = models.TextField(_("note in English"), max_length=600, blank=True)

    class Meta(KeptRow.Meta):
        verbose_name = _("clock rule")
        verbose_name_plural = _("clock rules")
        ordering = ("regime", "clock", "valid_from", "id")

    @property
    def as_clock(self) -> Clock:
        """The rule as a `Clock`, for computing due times."""
        return Clock(
            self.amount, TimeMeasure(self.measure), LastDay(self.last_day), self.provision or self.source
        )

    def clean(self) -> None:
        """Raises ValidationError for a last-day rule on hours or time counted backwards: neither can wait."""
        super().clean()
        waits = self.last_day != LastDayChoice.STANDS
        if waits and (self.amount is None or self.amount < 0 or self.measure == MeasureChoice.HOURS):
            words = gettext(
                "Only days, weeks, months and years after what starts the clock can wait for a weekday."
            )
            raise ValidationError({"last_day": words})
