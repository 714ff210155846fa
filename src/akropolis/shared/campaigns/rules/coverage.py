"""How many asks are answered, and by which units some are not. Every page, file and sentence uses this count."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class AskState(StrEnum):
    """The state of an answer."""

    ASKED = "asked"
    BEGUN = "begun"
    ANSWERED = "answered"
    SIGNED = "signed"


GIVEN = frozenset({AskState.ANSWERED, AskState.SIGNED})


@dataclass(frozen=True, slots=True)
class AnswerCoverage:
    """How many asks are answered. `missing` holds (unit's name, number of unanswered asks), highest number first."""

    asked: int
    answered: int
    signed: int
    missing: tuple[tuple[str, int], ...]

    @property
    def whole(self) -> bool:
        """Whether all asks are answered."""
        return self.answered == self.asked


def count_coverage(asks: Iterable[tuple[str, AskState]]) -> AnswerCoverage:
    """Count the answered asks. Each ask is given as its unit's name and its state."""
    asks = list(asks)
    left = Counter(unit for unit, state in asks if state not in GIVEN)
    return AnswerCoverage(
        asked=len(asks),
        answered=sum(state in GIVEN for _unit, state in asks),
        signed=sum(state is AskState.SIGNED for _unit, state in asks),
        missing=tuple(sorted(left.items(), key=lambda item: (-item[1], item[0]))),
    )
