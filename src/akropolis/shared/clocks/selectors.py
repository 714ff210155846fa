"""The rule in force for a clock, and when it runs out; used by every domain with deadlines."""

from datetime import date, datetime
from functools import cached_property

from akropolis.base.kernel.access.gate import system
from akropolis.base.lib.calendar import STOCKHOLM
from akropolis.shared.clocks.models import ClockRule
from akropolis.shared.clocks.rules.due import Clock, DueMoment, TimeMeasure, due

READ = f"{ClockRule.permission}:read"
READER = "clocks"
"""Name of the system reader of the rules. The law applies to everyone, so due times need no right to the table."""


def rule_of(clock: str, start: datetime | date) -> ClockRule | None:
    """Return the clock's rule in force on the Swedish day when the clock started; None if the city has none."""
    return ClockRuleBook().rule(clock, start)


def due_by(clock: str, start: datetime | date) -> tuple[ClockRule, DueMoment] | None:
    """Return the rule of a clock started at `start` and when its time runs out; None if the city has no rule."""
    return ClockRuleBook().due(clock, start)


class ClockRuleBook:
    """All clock rules, for computing many clocks. One query however many lookups; none without a lookup."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, date], ClockRule | None] = {}

    @cached_property
    def _rows(self) -> dict[str, list[ClockRule]]:
        found: dict[str, list[ClockRule]] = {}
        for row in ClockRule.rows(system(READER)):
            found.setdefault(row.clock, []).append(row)
        return found

    def rule(self, clock: str, start: datetime | date) -> ClockRule | None:
        """Return the clock's rule in force on the Swedish day when the clock started; None if the city has none."""
        day = start.astimezone(STOCKHOLM).date() if isinstance(start, datetime) else start
        if (clock, day) not in self._held:
            self._held[clock, day] = next(iter(ClockRule.holding(self._rows.get(clock, ()), day)), None)
        return self._held[clock, day]

    def begins(self, clock: str) -> date | None:
        """Return the first day on which a rule of the clock is valid; None if the city has none."""
        return min((row.valid_from for row in self._rows.get(clock, ())), default=None)

    def due(self, clock: str, start: datetime | date) -> tuple[ClockRule, DueMoment] | None:
        """Return the rule of a clock started at `start` and when its time runs out; None if the city has no rule."""
        rule = self.rule(clock, start)
        return (rule, due(rule.as_clock, start)) if rule else None


def clock_in_days(clock: str, day: date, otherwise: Clock) -> Clock:
    """Return the city's clock, for counting days; `otherwise` if it has no rule or one in hours or without amount."""
    rule = rule_of(clock, day)
    found = rule.as_clock if rule else otherwise
    return otherwise if found.amount is None or found.measure is TimeMeasure.HOURS else found
