"""The steps of a track, what starts the clocks of the steps, the track's life cycle, and how an exercise differs."""

from datetime import UTC, datetime
from enum import StrEnum

from akropolis.base.lib.workflow import Transition, TransitionTable
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS


class RuleRegime(StrEnum):
    """The sets of rules under which an event may have to be reported."""

    CYBER = "cyber"
    PRIVACY = "privacy"
    REGISTERED = "registered"
    RECIPIENTS = "recipients"
    POLICE = "police"
    SECURITY = "security"
    CONTRACT = "contract"
    WORK = "work"
    OTHER = "other"


class Start(StrEnum):
    """What starts the clock of a step."""

    KNOWLEDGE = "knowledge"
    FILED = "filed"
    """When the notification in the same track was submitted."""
    HANDLED = "handled"
    """When the handling of the event was finished."""
    REQUEST = "request"
    """A separate point in time: when a request or a decision came, or a time that an agreement sets."""


EARLY, NOTIFICATION, FINAL = "nis2-early", "nis2-notification", "nis2-final"
SITUATION, AFTER, INTERMEDIATE = "nis2-situation", "nis2-final-after", "nis2-intermediate"
TRUST, IMY, OWN = "nis2-notification-trust", "gdpr-33", "own"
"""Short names of clock rules (`clocks.ClockRule.clock`); `own` is a step with only its own due time."""

STARTS = {
    EARLY: Start.KNOWLEDGE,
    NOTIFICATION: Start.KNOWLEDGE,
    TRUST: Start.KNOWLEDGE,
    IMY: Start.KNOWLEDGE,
    FINAL: Start.FILED,
    SITUATION: Start.FILED,
    AFTER: Start.HANDLED,
}
"""What starts each clock by law (CSL 2 kap. 5–8 §§, GDPR art. 33.1). All others have a start of their own."""

OPENS = {
    RuleRegime.CYBER: (EARLY, NOTIFICATION),
    RuleRegime.PRIVACY: (IMY,),
    RuleRegime.REGISTERED: ("gdpr-34",),
    RuleRegime.RECIPIENTS: ("nis2-recipients-incident",),
    RuleRegime.POLICE: ("police-report",),
    RuleRegime.SECURITY: ("protective-security",),
    RuleRegime.CONTRACT: (OWN,),
    RuleRegime.WORK: (OWN,),
    RuleRegime.OTHER: (OWN,),
}
"""The clocks of the steps with which a track begins, keyed by set of rules."""


def opening(regime: RuleRegime, *, trusted: bool) -> tuple[str, ...]:
    """Return the first steps for a possible provider of trust services: notify within 24 hours (CSL 2 kap. 6 §)."""
    return tuple(TRUST if trusted and clock == NOTIFICATION else clock for clock in OPENS[regime])


def duties(regime: str) -> frozenset[str]:
    """Return the steps that are the duty, dropped only for the whole track. Agreed steps are not duties."""
    return frozenset({*OPENS[RuleRegime(regime)], TRUST} - {OWN})


FOLLOWS = {NOTIFICATION: FINAL, TRUST: FINAL, SITUATION: AFTER}
"""The step that follows once a step has been submitted, keyed by the clock of the submitted step."""

INSTEAD = {FINAL: SITUATION}
"""The step submitted in place of another while the event is ongoing, keyed by the other's clock (CSL 2 kap. 8 §)."""

REPEATED = (INTERMEDIATE, OWN)
"""Clocks of steps that may occur several times in a track."""


def start_of(clock: str) -> Start:
    """Return what starts the clock."""
    return STARTS.get(clock, Start.REQUEST)


OPEN, REPORTED, NOT_REPORTED, CLOSED = "open", "reported", "not_reported", "closed"

TABLE = TransitionTable(
    states=(OPEN, REPORTED, NOT_REPORTED, CLOSED),
    start=OPEN,
    transitions=(
        Transition("report", OPEN, REPORTED, EDIT_TRACKS),
        Transition("decide_not", OPEN, NOT_REPORTED, EDIT_TRACKS, needs_reason=True, answers=True),
        Transition("close", REPORTED, CLOSED, EDIT_TRACKS),
        Transition("reopen", NOT_REPORTED, OPEN, EDIT_TRACKS, needs_reason=True),
        Transition("reopen", CLOSED, OPEN, EDIT_TRACKS, needs_reason=True),
    ),
)

EXERCISE = "ÖVNING"
"""The mark of an exercise, in the city's language, since a row has the same title for all readers."""
NUMBERS = "ÖVN-"
"""The prefix of the numbers of an exercise and its tracks."""


def sooner(start: datetime, due: datetime, pace: int) -> datetime:
    """Return the due time of what began at `start` when time passes `pace` times as fast as under the law."""
    begun = start.astimezone(UTC)
    return due if pace == 1 else begun + (due.astimezone(UTC) - begun) / pace
