"""Which questions are asked in which track, and what an answer leads to."""

from enum import StrEnum

from akropolis.events.incidents.rules.tracks import RuleRegime


class Question(StrEnum):
    """What an event is judged by."""

    SIGNIFICANT = "significant"
    """Whether it is a significant incident (CSL 2 kap. 5 § 2 st.)."""
    RISK = "risk"
    """Whether the breach may be a risk to people's rights and freedoms (GDPR art. 33.1)."""
    HIGH_RISK = "high_risk"
    """Whether that risk is likely to be high (GDPR art. 34.1)."""
    REGISTERED = "registered"
    """Whether the data subjects are to be told (GDPR art. 34)."""
    RECIPIENTS = "recipients"
    """Whether recipients of the service are to be told (CSL 2 kap. 9 and 10 §§)."""
    POLICE = "police"
    """Whether it is to be reported to the police."""


ASKED = {
    RuleRegime.CYBER: (Question.SIGNIFICANT,),
    RuleRegime.PRIVACY: (Question.RISK, Question.HIGH_RISK),
    RuleRegime.REGISTERED: (Question.REGISTERED,),
    RuleRegime.RECIPIENTS: (Question.RECIPIENTS,),
    RuleRegime.POLICE: (Question.POLICE,),
}
"""What is asked in a track. The first of its questions says whether the duty is there at all."""

LEADS_TO = {Question.SIGNIFICANT: RuleRegime.RECIPIENTS, Question.HIGH_RISK: RuleRegime.REGISTERED}
"""The track that a yes gives reason to open."""


def asked_in(regime: str) -> tuple[Question, ...]:
    """The questions of a track under those rules; none where the law gives no criteria."""
    return ASKED.get(RuleRegime(regime), ())


def decides(question: Question, regime: str) -> bool:
    """Whether a no to the question means that nothing is to be reported in the track."""
    return asked_in(regime)[:1] == (question,)
