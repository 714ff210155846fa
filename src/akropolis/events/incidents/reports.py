"""Steps and their clocks in words: what is to be done, when it is due, how much time is left, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from akropolis.base.ui.parts import Kind
from akropolis.events.incidents.models import StepState
from akropolis.events.incidents.rules.tracks import Start, start_of
from akropolis.events.incidents.selectors.clocks import StepClock
from akropolis.shared.clocks.reports.clock_words import (
    ClockStepLine,
    due_in_words,
    explain,
    format_moment,
    length_in_words,
)

NEAR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as shown to a person. `kind` sets the colour of `left`, whose text says the same as the colour."""

    name: str
    to: str
    due: str
    left: str
    kind: Kind
    state: str
    clock: StepClock

    @property
    def reasons(self) -> list[ClockStepLine]:
        """Return each step of the computation of the due time, with its legal provision."""
        return reasons_of(self.clock)


def describe_step(clock: StepClock, now: datetime) -> StepLine:
    """Return the step as text."""
    left, kind = left_in_words(clock, now)
    return StepLine(
        clock.name,
        clock.rule.said("recipient") if clock.rule else "",
        by_in_words(clock),
        left,
        kind,
        clock.step.get_state_display(),
        clock,
    )


def by_in_words(clock: StepClock) -> str:
    """Return the due time with the later lawful day beside it, or what has not yet started the clock."""
    if clock.own:
        return _("By %(when)s") % {"when": format_moment(clock.own)}
    if clock.due is None:
        return _not_started(clock)
    lawful = due_in_words(clock.due)
    if clock.pace == 1 or clock.moment is None:
        return lawful
    words = {"when": format_moment(clock.moment), "lawful": lawful}
    return _("By %(when)s in the pace of the exercise. In reality: %(lawful)s") % words


def _not_started(clock: StepClock) -> str:
    return {
        Start.KNOWLEDGE: _("Not started: nobody has said from when it is known."),
        Start.HANDLED: _("Not started: the event is not handled yet."),
        Start.FILED: _("Not started: the notification is not filed yet."),
        Start.REQUEST: _("No time is set."),
    }[start_of(clock.step.clock)]


def left_in_words(clock: StepClock, now: datetime) -> tuple[str, Kind]:
    """Return the state of the time limit in words, and the kind that sets the colour of the text."""
    if clock.step.state == StepState.DONE:
        return (_("Done, too late"), "warning") if clock.late(now) else (_("Done in time"), "success")
    if clock.step.state == StepState.DROPPED:
        return _("Not to be done"), "neutral"
    if clock.step.state == StepState.SENT:
        return _("Receipt missing"), "warning"
    left = clock.left(now)
    if left is None:
        return (_("At once"), "warning") if clock.at_once else (_("Not started"), "neutral")
    if left < timedelta():
        return _("%(length)s late") % {"length": length_in_words(-left)}, "danger"
    return _("%(length)s left") % {
        "length": length_in_words(left)
    }, "warning" if left * clock.pace < NEAR else "info"


def reasons_of(clock: StepClock) -> list[ClockStepLine]:
    """Return each step of the computation of the due time, with its legal provision."""
    if clock.own:
        return [ClockStepLine(_("The time is set by whoever asked for it."), "")]
    lines = explain(clock.rule, clock.due) if clock.rule and clock.due else []
    if clock.pace > 1 and clock.moment:
        words = {"n": clock.pace, "when": format_moment(clock.moment)}
        sentence = _("In the exercise time passes %(n)s times as fast, and is out at %(when)s.")
        lines.append(ClockStepLine(sentence % words, ""))
    return lines
