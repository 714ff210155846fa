"""Store what a unit answered in a round of follow-up."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.assurance.follow_up.models import FollowUpAnswer
from akropolis.assurance.follow_up.rules.answers import FollowUpForm, Source, number_of
from akropolis.assurance.follow_up.selectors.answers import proposals, questions_by_key
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.shared.campaigns.models import Ask


def store_answers(access: Access, ask: Ask, answers: Mapping[str, str]) -> None:
    """Store each answer with its wording and what it was proposed from; what is sent again replaces what was sent.

    Raises Invalid for what is not a whole number.
    """
    questions = questions_by_key(access)
    wrong = {
        key: [_("Write a whole number, such as 12, or leave it empty.")]
        for key, text in answers.items()
        if text
        and key in questions
        and questions[key].form == FollowUpForm.NUMBER
        and number_of(text) is None
    }
    if wrong:
        raise Invalid(wrong)
    with writing(access) as w:
        ((_ask, proposed),) = proposals(access, timezone.localdate(w.at), [ask])
        stored = FollowUpAnswer.objects.visible(access).filter(ask=ask)
        before = {row.question_id: row for row in stored}
        for prompt in (each for each in ask.campaign.prompts if each.key in questions):
            question, text, proposal = (
                questions[prompt.key],
                answers.get(prompt.key, ""),
                proposed[prompt.key],
            )
            values = {
                "wording": prompt.text,
                "answer": text,
                "prefilled_from": proposal.source if text == proposal.value else Source.WRITTEN,
            }
            row = before.get(question.pk)
            if row and text:
                w.update(row, values)
            elif row:
                w.remove(row)
            elif text:
                w.create(FollowUpAnswer, {"ask": ask, "question": question, **values})
