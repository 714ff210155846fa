"""When an inject is given, and how its text is filled with names from the graph. Nothing of this is stored."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

EACH = "{enhet}"
"""Placeholder for a unit. An inject that contains it is given once for each of the units."""
APART = 5
"""Minutes of exercise time between copies of an inject that differ only in the unit."""
PLACE = re.compile(r"\{[a-zåäö]+\}")


def given_at(started: datetime, minute: int, pace: int) -> datetime:
    """Return when an inject of that minute of the exercise is given."""
    return started + timedelta(minutes=minute) / pace


def passed(started: datetime, now: datetime, pace: int) -> timedelta:
    """Return how much exercise time has passed between `started` and `now`."""
    return max(now - started, timedelta()) * pace


@dataclass(frozen=True, slots=True)
class InjectWords:
    """The text of an inject: the minute, what is given, to whom, and what is expected of the players."""

    minute: int
    text: str
    whom: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class InjectFacts:
    """Values of the placeholders: `said` by name, and the `units` for each of which some injects are given."""

    said: Mapping[str, str]
    units: tuple[str, ...] = ()


def fill_inject(line: InjectWords, known: InjectFacts) -> Iterator[InjectWords]:
    """Yield the inject with its placeholders filled: one, or one per unit. Unknown placeholders are left."""
    names = known.units if EACH in line.text + line.whom and known.units else ("",)
    for index, name in enumerate(names):
        said = {**known.said, EACH: name} if name else known.said
        yield replace(
            line,
            minute=line.minute + index * APART,
            text=fill_placeholders(line.text, said),
            whom=fill_placeholders(line.whom, said),
            expected=fill_placeholders(line.expected, said),
        )


def fill_placeholders(text: str, said: Mapping[str, str]) -> str:
    """Return the text with its placeholders replaced by the known values."""
    return PLACE.sub(lambda found: said.get(found[0]) or found[0], text)
