"""Due times in words: how much time a clock gives, when it runs out, and each step of the computation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from akropolis.base.lib.calendar import DAY, STOCKHOLM, Free
from akropolis.base.lib.swedish import listing
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.rules.due import Clock, ClockStep, DueMoment, How, LastDay, TimeMeasure
from akropolis.shared.clocks.selectors import due_by

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ClockStepLine:
    """A step of the computation as a sentence, and the legal provision that the step is based on."""

    text: str
    paragraph: str


def format_moment(at: datetime | date) -> str:
    """Format a moment, in Swedish time, or a day."""
    if not isinstance(at, datetime):
        return formats.date_format(at, "DATE_FORMAT")
    local = at.astimezone(STOCKHOLM)
    # Translators: Django's date format for a time of day.
    clock = formats.date_format(local, pgettext("format of a time of day", "H:i"))
    words = {"day": formats.date_format(local, "DATE_FORMAT"), "time": clock}
    return _("%(day)s at %(time)s") % words


def length_in_words(length: timedelta) -> str:
    """Format a duration in days from four on (the law counts three in hours), hours from two on, else minutes."""
    if length >= 4 * DAY:
        return ngettext("%(n)s day", "%(n)s days", length.days) % {"n": length.days}
    if length >= 2 * HOUR:
        hours = int(length / HOUR)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    minutes = int(length.total_seconds() // 60)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def amount_in_words(clock: Clock) -> str:
    """Return how much time the clock gives, in words."""
    if clock.amount is None:
        return _("at once")
    length = _length(clock.measure, abs(clock.amount))
    return _("%(length)s before") % {"length": length} if clock.amount < 0 else length


def _length(measure: TimeMeasure, count: int) -> str:
    said = {
        TimeMeasure.HOURS: ngettext("%(count)s hour", "%(count)s hours", count),
        TimeMeasure.DAYS: ngettext("%(count)s day", "%(count)s days", count),
        TimeMeasure.WEEKS: ngettext("%(count)s week", "%(count)s weeks", count),
        TimeMeasure.MONTHS: ngettext("%(count)s month", "%(count)s months", count),
        TimeMeasure.YEARS: ngettext("%(count)s year", "%(count)s years", count),
    }
    return said[measure] % {"count": count}


def last_day_in_words(clock: Clock) -> str:
    """Return what applies when the last day is not a working day, in words; empty if the last day stays the same."""
    return {
        LastDay.STANDS: "",
        LastDay.SWEDISH: _("the next weekday if the last day is a holiday"),
        LastDay.EU: _("the next working day if the last day is a holiday"),
    }[clock.last_day]


def due_in_words(found: DueMoment) -> str:
    """Return when the time runs out, in words: the strict day, and the later day if the law allows one."""
    if found.moment is None:
        return _("At once")
    if found.last_day is None:
        return _("By %(when)s") % {"when": format_moment(found.moment)}
    words = {"last": format_moment(found.last_day), "later": format_moment(found.later or found.last_day)}
    if found.later:
        return _("By %(last)s; the law accepts %(later)s") % words
    return _("By %(last)s") % words


def explain(rule: ClockRule, found: DueMoment) -> list[ClockStepLine]:
    """Return each step of the computation as a sentence, in the order computed."""
    return [ClockStepLine(_sentence(step, rule, found.clock), step.paragraph) for step in found.steps]


def explain_from_start(clock: str, start: datetime | date) -> tuple[ClockStepLine, ...]:
    """Return each step from `start` by the city's rule, for a task; empty if the city has no rule."""
    found = due_by(clock, start)
    return tuple(explain(*found)) if found else ()


def _sentence(step: ClockStep, rule: ClockRule, clock: Clock) -> str:
    words = {
        "at": format_moment(step.at),
        "trigger": rule.said("trigger"),
        "length": _length(clock.measure, abs(clock.amount or 0)),
        "why": listing([free_in_words(free) for free in step.free], _("and")),
    }
    return str(_step_reason(step.how, back=(clock.amount or 0) < 0) % words)


def _step_reason(how: How, *, back: bool) -> str:
    return {
        How.STARTED: _("Counted from %(at)s: %(trigger)s."),
        How.DAY_ONLY: _("The hour is not known, so the time runs from the beginning of the day."),
        How.AT_ONCE: _("It is to be done at once. The law gives no time in figures."),
        How.COUNTED: _("%(length)s before is %(at)s.") if back else _("%(length)s later is %(at)s."),
        How.CLOCK_MOVED: _("The clock is moved on the way. Hours are counted as they pass."),
        How.NO_SUCH_DAY: _("The month has no day with the same number, so its last day counts."),
        How.NOT_A_WORKING_DAY: _(
            "The last day falls on %(why)s. What is done by %(at)s is in time, but work to the strict day."
        ),
    }[how]


def free_in_words(free: Free) -> str:
    """Return the name of a non-working day, in the form used inside a sentence."""
    return {
        Free.SATURDAY: _("a Saturday"),
        Free.SUNDAY: _("a Sunday"),
        Free.NEW_YEAR: _("New Year's Day"),
        Free.EPIPHANY: _("Epiphany"),
        Free.GOOD_FRIDAY: _("Good Friday"),
        Free.EASTER_MONDAY: _("Easter Monday"),
        Free.MAY_DAY: _("the first of May"),
        Free.ASCENSION: _("Ascension Day"),
        Free.NATIONAL_DAY: _("the National Day"),
        Free.MIDSUMMER_EVE: _("Midsummer's Eve"),
        Free.MIDSUMMER: _("Midsummer's Day"),
        Free.ALL_SAINTS: _("All Saints' Day"),
        Free.CHRISTMAS_EVE: _("Christmas Eve"),
        Free.CHRISTMAS: _("Christmas Day"),
        Free.SECOND_DAY: _("the second day of Christmas"),
        Free.NEW_YEARS_EVE: _("New Year's Eve"),
    }[free]
