"""Answers in follow-up in words: the answer, the one before, what the registers show, and what has changed."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.assurance.follow_up.models import FollowUpQuestion, FollowUpWord
from akropolis.assurance.follow_up.rules.answers import RANK, AnswerChange, FollowUpForm
from akropolis.assurance.follow_up.selectors.answers import EarlierAnswer, FollowUpRow
from akropolis.assurance.maturity.rules.levels import Shown
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Kind
from akropolis.base.ui.words import Phrase

STATES: Mapping[str, tuple[Phrase, Kind]] = {
    "contradicted": (_("Contradicted by the registers"), "warning"),
    "worse": (_("Worse than last time"), "warning"),
    "unanswered": (_("Not answered"), "neutral"),
    "unknown": (_("The unit does not know"), "neutral"),
    "answered": (_("Has been answered"), "info"),
    "signed": (_("Answered and signed"), "success"),
}
"""What is to be noticed of an answer, what needs attention first."""


def answer_words(question: FollowUpQuestion, answer: str) -> str:
    """Return an answer in words; empty without one."""
    if question.form == FollowUpForm.YES_NO and answer in FollowUpWord.values:
        return str(FollowUpWord(answer).label)
    return answer


def earlier_words(question: FollowUpQuestion, earlier: EarlierAnswer) -> str:
    """Return what the unit answered last time, with the year; empty if it was not asked or did not answer."""
    if not earlier.answer:
        return ""
    words = {"year": earlier.year, "answer": answer_words(question, earlier.answer).rstrip(".")}
    return gettext("Answered %(year)s: %(answer)s.") % words


def counted_words(shown: Shown | None) -> str:
    """Return the number that the registers show, of the whole if it is a share; empty where they show nothing."""
    if shown is None:
        return ""
    if shown.whole is None:
        return number(shown.counted)
    if not shown.whole:
        return gettext("Nothing to count")
    return gettext("%(n)s of %(of)s") % {"n": number(shown.counted), "of": number(shown.whole)}


def shown_words(shown: Shown | None) -> str:
    """Return what the registers show as a sentence; empty where they show nothing."""
    return gettext("The registers show: %(counted)s.") % {"counted": counted_words(shown)} if shown else ""


def change_words(row: FollowUpRow) -> str:
    """Return what has changed since last time, in words; without an answer now, what was answered then."""
    if row.change is None:
        return earlier_words(row.question, row.earlier)
    if row.change is AnswerChange.FIRST:
        return gettext("Not answered before")
    if row.change is AnswerChange.SAME:
        return gettext("The same as %(year)s") % {"year": row.earlier.year}
    words = {"year": row.earlier.year, "answer": answer_words(row.question, row.earlier.answer)}
    if row.change is AnswerChange.BETTER:
        return gettext("Better: %(year)s it was %(answer)s") % words
    if row.change is AnswerChange.WORSE:
        return gettext("Worse: %(year)s it was %(answer)s") % words
    return gettext("Changed: %(year)s it was %(answer)s") % words


def alike_words(row: FollowUpRow) -> str:
    """Return the median and quartiles of units alike; empty of a text, and until the unit has answered."""
    if not row.answered or row.question.form == FollowUpForm.TEXT:
        return ""
    if row.alike is None:
        return gettext("Fewer than five")
    lower, median, upper = (
        _value_words(row.question, each) for each in (row.alike.lower, row.alike.median, row.alike.upper)
    )
    words = {"median": median, "lower": lower, "upper": upper, "units": number(row.alike.units)}
    if lower == upper:
        return gettext("Median %(median)s (%(units)s units)") % words
    return gettext("Median %(median)s, half between %(lower)s and %(upper)s (%(units)s units)") % words


def _value_words(question: FollowUpQuestion, value: float) -> str:
    """Return a number, or the word at that place; between two words, the lower."""
    if question.form == FollowUpForm.NUMBER:
        return number(value)
    return str(FollowUpWord(RANK[int(value)]).label)


def state_of(row: FollowUpRow) -> str:
    """Return what is to be noticed of the answer: a key of `STATES`."""
    if not row.answered:
        return "unanswered"
    if row.contradicted:
        return "contradicted"
    if row.change is AnswerChange.WORSE:
        return "worse"
    if row.answer in ("", FollowUpWord.UNKNOWN):
        return "unknown"
    return "signed" if row.ask.signed_at else "answered"
