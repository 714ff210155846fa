"""When an inject is given, and how its words are filled from what the graph holds. Nothing of it is stored."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

EACH = "{enhet}"
"""An inject that names it is given once for each of the units."""
APART = 5
"""Minutes of the exercise between injects that are the same but for the unit."""
PLACE = re.compile(r"\{[a-zåäö]+\}")


def given_at(started: datetime, minute: int, pace: int) -> datetime:
    """When an inject of that minute of the exercise is given."""
    return started + timedelta(minutes=minute) / pace


def passed(started: datetime, now: datetime, pace: int) -> timedelta:
    """How much time of the exercise has passed."""
    return max(now - started, timedelta()) * pace


@dataclass(frozen=True, slots=True)
class InjectWords:
    """An inject in words: in which minute, what, to whom, and what is expected of them."""

    minute: int
    text: str
    whom: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class InjectFacts:
    """What fills the places: `said` by name, and the `units` for each of which some injects are given."""

    said: Mapping[str, str]
    units: tuple[str, ...] = ()


def filled(line: InjectWords, known: InjectFacts) -> Iterator[InjectWords]:
    """The inject with its places filled: one, or one for each unit. A place of which nothing is known is left."""
    names = known.units if EACH in line.text + line.whom and known.units else ("",)
    for index, name in enumerate(names):
        said = {**known.said, EACH: name} if name else known.said
        yield replace(
            line,
            minute=line.minute + index * APART,
            text=fill(line.text, said),
            whom=fill(line.whom, said),
            expected=fill(line.expected, said),
        )


def fill(text: str, said: Mapping[str, str]) -> str:
    """The text with what is known in its places."""
    return PLACE.sub(lambda found: said.get(found[0]) or found[0], text)
