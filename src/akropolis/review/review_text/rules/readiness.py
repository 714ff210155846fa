"""Conditions for deciding a review, and what should be checked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Code = Literal["no_pack", "empty_chapter", "no_verdict", "no_directions", "not_considered"]

PLACES: Mapping[Code, str] = {
    "no_pack": "review-pack",
    "empty_chapter": "review",
    "no_verdict": "review-verdicts",
    "no_directions": "review-directions",
    "not_considered": "review-remarks",
}
"""The URL name of the page where each kind of obstacle is removed."""


@dataclass(frozen=True, slots=True)
class DecisionObstacle:
    """An obstacle to the decision: its kind, and the name of the chapter, question or remark's author it is about."""

    code: Code
    about: str = ""


def find_obstacles(
    *,
    has_pack: bool,
    chapters: Sequence[tuple[str, str, bool]],
    verdicts: Mapping[str, bool],
    directions: int,
    remarks: Sequence[str] = (),
) -> list[DecisionObstacle]:
    """Return the obstacles to the decision (ISO/IEC 27001:2022 9.3.2 and 9.3.3).

    `chapters` are the chapters in the document as (key, name, whether the chapter has text or prints
    something by itself). `verdicts` maps each question to whether it has an answer with reasons. `remarks`
    are the authors of remarks not yet considered.
    """
    found: list[DecisionObstacle] = [] if has_pack else [DecisionObstacle("no_pack")]
    found += [DecisionObstacle("empty_chapter", name) for _key, name, filled in chapters if not filled]
    found += [DecisionObstacle("no_verdict", aspect) for aspect, answered in verdicts.items() if not answered]
    if not directions:
        found.append(DecisionObstacle("no_directions"))
    return [*found, *(DecisionObstacle("not_considered", who) for who in remarks)]
