"""What the answers to the criteria say together. A proposal: the outcome is a person's decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """An answer to a criterion. Not yet known is one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Weight(StrEnum):
    """What a yes to a criterion does."""

    ENOUGH = "enough"
    """It is enough by itself."""
    NEEDED = "needed"
    """It is so only together with all others that are needed."""
    AGAINST = "against"
    """It is an exception, and goes before all else."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its answers: what the event has caused, and what it can cause; None where that is not asked."""

    name: str
    weight: Weight
    has: Answer
    can: Answer | None = None

    @property
    def answer(self) -> Answer:
        """Yes where either is; no only where both are (CSL 2 kap. 5 §: "has caused or can cause")."""
        given = {self.has, self.can} - {None}
        if Answer.YES in given:
            return Answer.YES
        return Answer.NO if given == {Answer.NO} else Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, and the names of the criteria behind it: those that decide, or that nothing is known of."""

    outcome: Answer
    behind: tuple[str, ...] = ()


def propose(judged: Sequence[Judged]) -> Proposal:
    """What the answers say. An exception that holds goes before all else, and what is not known is never a no."""
    if behind := _named(judged, Weight.AGAINST, Answer.YES):
        return Proposal(Answer.NO, behind)
    if behind := _named(judged, Weight.ENOUGH, Answer.YES):
        return Proposal(Answer.YES, behind)
    needed = [each for each in judged if each.weight is Weight.NEEDED]
    if needed and all(each.answer is Answer.YES for each in needed):
        return Proposal(Answer.YES, _names(needed))
    lacking = _named(judged, Weight.NEEDED, Answer.NO)
    unknown = _named(judged, Weight.ENOUGH, Answer.UNKNOWN)
    if not lacking:
        unknown += _named(needed, Weight.NEEDED, Answer.UNKNOWN)
    if unknown or not judged:
        return Proposal(Answer.UNKNOWN, unknown)
    return Proposal(Answer.NO, lacking)


def _named(judged: Iterable[Judged], weight: Weight, answer: Answer) -> tuple[str, ...]:
    return _names(each for each in judged if each.weight is weight and each.answer is answer)


def _names(judged: Iterable[Judged]) -> tuple[str, ...]:
    return tuple(each.name for each in judged)
