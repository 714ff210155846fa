"""Rows behind figures about reviews themselves, which have no register: units with reviews, directions with
answers.

They are taken from the pack itself, as they were on the day it was gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from akropolis.review.review_inputs.rules.figures import CoverageLine, FollowedDirection, PackContent
from akropolis.review.review_inputs.rules.followup import carried_out, lives_on, unit_parts
from akropolis.review.review_inputs.rules.telling import COURSES, STANDINGS


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A unit or direction counted by a figure. `of` names the review that set the direction; `state` is the
    status in words.

    A row for a unit's answer to a direction has as `id` the direction's id, a space and the unit's code.
    """

    id: str
    label: str
    of: str = ""
    state: str = ""


def own_rows(pack: PackContent, key: str, language: str | None = "sv") -> tuple[OwnRow, ...]:
    """Return the rows counted by the figure with that key; empty for a figure whose rows are in a register."""
    domain, _dot, name = key.partition(".")
    if domain == "coverage":
        return tuple(_unit(line, language) for line in pack.coverage if _covered(line, name))
    if domain != "directions":
        return ()
    if name == "answered" and pack.unit.is_city:
        return tuple(_answered(pack))
    if name == "carried_out":
        return tuple(_done(pack, language))
    return tuple(_direction(one, language) for one in pack.directions if _followed(one, name))


def _covered(line: CoverageLine, name: str) -> bool:
    return name == "due" or (line.standing == "decided") == (name == "decided")


def _followed(one: FollowedDirection, name: str) -> bool:
    match name:
        case "answered":
            return not one.named("unanswered")
        case "done":
            return carried_out(one)
        case "survived":
            return lives_on(one)
    return True


def _unit(line: CoverageLine, language: str | None) -> OwnRow:
    return OwnRow(line.code, line.name, state=STANDINGS[line.standing].told(language))


def _answered(pack: PackContent) -> Iterator[OwnRow]:
    for part in unit_parts(pack.directions):
        if part.value == part.denominator:
            yield OwnRow(part.code, part.name, state=f"{part.value}/{part.denominator}")


def _done(pack: PackContent, language: str | None) -> Iterator[OwnRow]:
    """Yield a row for each answer that reports a direction as carried out."""
    for one in pack.directions:
        for line in one.answers:
            if line.course == "done":
                state = f"{line.name}: {COURSES[line.course].told(language)}"
                yield OwnRow(f"{one.id} {line.code}", one.title, one.source, state)


def _direction(one: FollowedDirection, language: str | None) -> OwnRow:
    counts = ((words, len(one.named(course))) for course, words in COURSES.items())
    several = len(one.answers) > 1
    said = [words.told(language) + (f": {count}" if several else "") for words, count in counts if count]
    return OwnRow(one.id, one.title, one.source, ", ".join(said))
