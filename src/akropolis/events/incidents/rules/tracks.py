"""Which steps a track has, what starts their clocks, and the track's life; and how both pass in an exercise."""

from datetime import UTC, datetime
from enum import StrEnum

from akropolis.base.lib.workflow import Transition, TransitionTable
from akropolis.events.incidents.rules.permissions import TRACKS


class RuleRegime(StrEnum):
    """The sets of rules under which an event may have to be told of."""

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
    """What starts a step's clock."""

    KNOWLEDGE = "knowledge"
    FILED = "filed"
    """The notification of the same track was submitted."""
    HANDLED = "handled"
    """The event had been handled."""
    REQUEST = "request"
    """A moment of its own: a request, a judgement, what an agreement says."""


EARLY, NOTIFICATION, FINAL = "nis2-early", "nis2-notification", "nis2-final"
SITUATION, AFTER, INTERMEDIATE = "nis2-situation", "nis2-final-after", "nis2-intermediate"
TRUST, IMY, OWN = "nis2-notification-trust", "gdpr-33", "own"
"""Clock rules by their short names (`clocks.ClockRule.clock`); `own` is a step whose time is its own alone."""

STARTS = {
    EARLY: Start.KNOWLEDGE,
    NOTIFICATION: Start.KNOWLEDGE,
    TRUST: Start.KNOWLEDGE,
    IMY: Start.KNOWLEDGE,
    FINAL: Start.FILED,
    SITUATION: Start.FILED,
    AFTER: Start.HANDLED,
}
"""What starts each clock, as the law says it (CSL 2 kap. 5–8 §§, GDPR art. 33.1). All others: a moment of their own."""

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
"""The steps that a track has from the beginning."""


def opening(regime: RuleRegime, *, trusted: bool) -> tuple[str, ...]:
    """The same of one whose entity may provide trust services: it notifies within 24 hours (CSL 2 kap. 6 §)."""
    return tuple(TRUST if trusted and clock == NOTIFICATION else clock for clock in OPENS[regime])


def duties(regime: str) -> frozenset[str]:
    """Of its steps those that are the duty itself: not to do it is decided for the track. What is agreed is not."""
    return frozenset({*OPENS[RuleRegime(regime)], TRUST} - {OWN})


FOLLOWS = {NOTIFICATION: FINAL, TRUST: FINAL, SITUATION: AFTER}
"""What is to be done once a step has been submitted."""

INSTEAD = {FINAL: SITUATION}
"""What is given instead while the event goes on (CSL 2 kap. 8 §)."""

REPEATED = (INTERMEDIATE, OWN)
"""Steps of which a track may have several."""


def start_of(clock: str) -> Start:
    """What starts the clock."""
    return STARTS.get(clock, Start.REQUEST)


OPEN, REPORTED, NOT_REPORTED, CLOSED = "open", "reported", "not_reported", "closed"

TABLE = TransitionTable(
    states=(OPEN, REPORTED, NOT_REPORTED, CLOSED),
    start=OPEN,
    transitions=(
        Transition("report", OPEN, REPORTED, TRACKS),
        Transition("decide_not", OPEN, NOT_REPORTED, TRACKS, needs_reason=True, answers=True),
        Transition("close", REPORTED, CLOSED, TRACKS),
        Transition("reopen", NOT_REPORTED, OPEN, TRACKS, needs_reason=True),
        Transition("reopen", CLOSED, OPEN, TRACKS, needs_reason=True),
    ),
)

EXERCISE = "ÖVNING"
"""The mark of an exercise, in the city's language: what a row is called is in one language for all."""
NUMBERS = "ÖVN-"
"""Before the numbers of an exercise's event and tracks."""


def sooner(start: datetime, due: datetime, pace: int) -> datetime:
    """When the time is out that began at `start`, where it passes `pace` times as fast as the law's."""
    begun = start.astimezone(UTC)
    return due if pace == 1 else begun + (due.astimezone(UTC) - begun) / pace
