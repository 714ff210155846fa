"""Combine the answers to the criteria into a proposal; a person decides the outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class CriterionReply(StrEnum):
    """The possible answers to a criterion, including not yet known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AnswerWeight(StrEnum):
    """The effect of a yes to a criterion."""

    ENOUGH = "enough"
    """A yes is sufficient by itself."""
    NEEDED = "needed"
    """A yes counts only together with a yes to all other criteria that are needed."""
    AGAINST = "against"
    """The criterion is an exception: a yes overrides everything else."""


@dataclass(frozen=True, slots=True)
class AnsweredCriterion:
    """A criterion with its answers: what the event has caused, and can cause; None where that is not asked."""

    name: str
    weight: AnswerWeight
    has: CriterionReply
    can: CriterionReply | None = None

    @property
    def answer(self) -> CriterionReply:
        """Return yes if either is yes, no only if both are (CSL 2 kap. 5 §: "has caused or can cause")."""
        given = {self.has, self.can} - {None}
        if CriterionReply.YES in given:
            return CriterionReply.YES
        return CriterionReply.NO if given == {CriterionReply.NO} else CriterionReply.UNKNOWN


@dataclass(frozen=True, slots=True)
class AssessmentProposal:
    """The proposed answer, with the names of the criteria that decide it, or of the criteria still unknown."""

    outcome: CriterionReply
    behind: tuple[str, ...] = ()


def propose(judged: Sequence[AnsweredCriterion]) -> AssessmentProposal:
    """Return the proposal. An exception that applies overrides everything else, and unknown is never a no."""
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
