"""What answers to criteria propose: a table of cases."""

import pytest

from akropolis.events.authority_reports.rules.proposal import (
    AnsweredCriterion,
    AnswerWeight,
    AssessmentProposal,
    CriterionReply,
    propose,
)
from akropolis.events.authority_reports.rules.questions import (
    ASKED,
    LEADS_TO,
    Question,
    decides,
    questions_of,
)
from akropolis.events.incidents.rules.tracks import RuleRegime

YES, NO, UNKNOWN = CriterionReply.YES, CriterionReply.NO, CriterionReply.UNKNOWN


def enough(name: str, has: CriterionReply, can: CriterionReply | None = None) -> AnsweredCriterion:
    return AnsweredCriterion(name, AnswerWeight.ENOUGH, has, can)


def needed(name: str, has: CriterionReply) -> AnsweredCriterion:
    return AnsweredCriterion(name, AnswerWeight.NEEDED, has)


def against(name: str, has: CriterionReply) -> AnsweredCriterion:
    return AnsweredCriterion(name, AnswerWeight.AGAINST, has)


@pytest.mark.parametrize(
    ("has", "can", "together"),
    [
        (YES, None, YES),
        (NO, None, NO),
        (UNKNOWN, None, UNKNOWN),
        (NO, YES, YES),
        (YES, NO, YES),
        (UNKNOWN, YES, YES),
        (NO, NO, NO),
        (NO, UNKNOWN, UNKNOWN),
        (UNKNOWN, NO, UNKNOWN),
    ],
)
def test_has_caused_or_can_cause(
    has: CriterionReply, can: CriterionReply | None, together: CriterionReply
) -> None:
    """CSL 2 kap. 5 § 2 st.: it is significant if it has caused or can cause."""
    assert enough("a", has, can).answer is together


@pytest.mark.parametrize(
    ("judged", "outcome", "behind"),
    [
        ([], UNKNOWN, ()),
        ([enough("a", NO)], NO, ()),
        ([enough("a", YES), enough("b", NO), enough("c", YES)], YES, ("a", "c")),
        ([enough("a", NO), enough("b", UNKNOWN)], UNKNOWN, ("b",)),
        ([enough("a", NO, YES), enough("b", UNKNOWN)], YES, ("a",)),
        ([enough("a", YES), against("x", YES)], NO, ("x",)),
        ([enough("a", YES), against("x", UNKNOWN)], YES, ("a",)),
        ([enough("a", NO), against("x", UNKNOWN)], NO, ()),
        ([needed("m", YES), needed("n", YES)], YES, ("m", "n")),
        ([needed("m", YES), needed("n", UNKNOWN)], UNKNOWN, ("n",)),
        ([needed("m", UNKNOWN), needed("n", NO)], NO, ("n",)),
        ([needed("m", NO), enough("a", YES)], YES, ("a",)),
        ([needed("m", NO), enough("a", UNKNOWN)], UNKNOWN, ("a",)),
        ([needed("m", UNKNOWN), enough("a", UNKNOWN)], UNKNOWN, ("a", "m")),
        ([needed("m", YES), against("x", YES)], NO, ("x",)),
        ([against("x", NO)], NO, ()),
    ],
)
def test_what_the_answers_propose(
    judged: list[AnsweredCriterion], outcome: CriterionReply, behind: tuple[str, ...]
) -> None:
    assert propose(judged) == AssessmentProposal(outcome, behind)


def test_each_question_is_asked_in_one_track_and_the_first_says_whether_there_is_a_duty() -> None:
    asked = [question for questions in ASKED.values() for question in questions]
    assert sorted(asked) == sorted(Question)
    assert questions_of(RuleRegime.CONTRACT) == ()
    assert decides(Question.RISK, RuleRegime.PRIVACY)
    assert not decides(Question.HIGH_RISK, RuleRegime.PRIVACY)
    assert not decides(Question.SIGNIFICANT, RuleRegime.PRIVACY)
    assert LEADS_TO == {
        Question.SIGNIFICANT: RuleRegime.RECIPIENTS,
        Question.HIGH_RISK: RuleRegime.REGISTERED,
    }
