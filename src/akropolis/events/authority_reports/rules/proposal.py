"""What the answers to the criteria say together. A proposal: the outcome is a person's decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class CriterionReply(StrEnum):
    """An answer to a criterion. Not yet known is one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AnswerWeight(StrEnum):
    """What a yes to a criterion does."""

    ENOUGH = "enough"
    """It is enough by itself."""
    NEEDED = "needed"
    """It is so only together with all others that are needed."""
    AGAINST = "against"
    """It is an exception, and goes before all else."""


@dataclass(frozen=True, slots=True)
class AnsweredCriterion:
    """A criterion with its answers: what the event has caused, and what it can cause; None where that is not asked."""

    name: str
    weight: AnswerWeight
    has: CriterionReply
    can: CriterionReply | None = None

    @property
    def answer(self) -> CriterionReply:
        """Yes where either is; no only where both are (CSL 2 kap. 5 §: "has caused or can cause")."""
        given = {self.has, self.can} - {None}
        if CriterionReply.YES in given:
            return CriterionReply.YES
        return CriterionReply.NO if given == {CriterionReply.NO} else CriterionReply.UNKNOWN


@dataclass(frozen=True, slots=True)
class AssessmentProposal:
    """What is proposed, and the names of the criteria behind it: those that decide, or that nothing is known of."""

    outcome: CriterionReply
    behind: tuple[str, ...] = ()


def propose(judged: Sequence[AnsweredCriterion]) -> AssessmentProposal:
    """What the answers say. An exception that holds goes before all else, and what is not known is never a no."""
    if behind := _named(judged, AnswerWeight.AGAINST, CriterionReply.YES):
        return AssessmentProposal(CriterionReply.NO, behind)
    if behind := _named(judged, AnswerWeight.ENOUGH, CriterionReply.YES):
        return AssessmentProposal(CriterionReply.YES, behind)
    needed = [each for each in judged if each.weight is AnswerWeight.NEEDED]
    if needed and all(each.answer is CriterionReply.YES for each in needed):
        return AssessmentProposal(CriterionReply.YES, _names(needed))
    lacking = _named(judged, AnswerWeight.NEEDED, CriterionReply.NO)
    unknown = _named(judged, AnswerWeight.ENOUGH, CriterionReply.UNKNOWN)
    if not lacking:
        unknown += _named(needed, AnswerWeight.NEEDED, CriterionReply.UNKNOWN)
    if unknown or not judged:
        return AssessmentProposal(CriterionReply.UNKNOWN, unknown)
    return AssessmentProposal(CriterionReply.NO, lacking)


def _named(
    judged: Iterable[AnsweredCriterion], weight: AnswerWeight, answer: CriterionReply
) -> tuple[str, ...]:
    return _names(each for each in judged if each.weight is weight and each.answer is answer)


def _names(judged: Iterable[AnsweredCriterion]) -> tuple[str, ...]:
    return tuple(each.name for each in judged)
