"""Which questions are asked in which track, and which track an answer is a reason to open."""

from enum import StrEnum

from akropolis.events.incidents.rules.tracks import RuleRegime


class Question(StrEnum):
    """The questions on which an event is assessed."""

    SIGNIFICANT = "significant"
    """Whether it is a significant incident (CSL 2 kap. 5 § 2 st.)."""
    RISK = "risk"
    """Whether the breach may be a risk to people's rights and freedoms (GDPR art. 33.1)."""
    HIGH_RISK = "high_risk"
    """Whether that risk is likely to be high (GDPR art. 34.1)."""
    REGISTERED = "registered"
    """Whether the data subjects are to be informed (GDPR art. 34)."""
    RECIPIENTS = "recipients"
    """Whether recipients of the service are to be informed (CSL 2 kap. 9 and 10 §§)."""
    POLICE = "police"
    """Whether it is to be reported to the police."""


ASKED = {
    RuleRegime.CYBER: (Question.SIGNIFICANT,),
    RuleRegime.PRIVACY: (Question.RISK, Question.HIGH_RISK),
    RuleRegime.REGISTERED: (Question.REGISTERED,),
    RuleRegime.RECIPIENTS: (Question.RECIPIENTS,),
    RuleRegime.POLICE: (Question.POLICE,),
}
"""The questions of each track. The first decides whether there is a duty at all."""

LEADS_TO = {Question.SIGNIFICANT: RuleRegime.RECIPIENTS, Question.HIGH_RISK: RuleRegime.REGISTERED}
"""The set of rules under which a yes to the question is a reason to open a track, keyed by question."""


def questions_of(regime: str) -> tuple[Question, ...]:
    """Return the questions of a track under that set of rules; an empty tuple where the law gives no criteria."""
    return ASKED.get(RuleRegime(regime), ())


def decides(question: Question, regime: str) -> bool:
    """Return whether a no to the question means that nothing is to be reported in the track."""
    return questions_of(regime)[:1] == (question,)
