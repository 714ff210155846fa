"""Judge what a supplier answered, and follow what it has promised."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryAnswer,
    InquiryQuestion,
    InquiryState,
    SupplierInquiry,
)


@dataclass(frozen=True, slots=True)
class WrittenJudgement:
    """A verdict with its reason, and the version of the judgement that the user saw; None if there was none."""

    verdict: str
    reason: str
    version: int | None = None


def judge(
    access: Access, inquiry: SupplierInquiry, written: Mapping[InquiryQuestion, WrittenJudgement]
) -> SupplierInquiry:
    """Store the judgements, all or none. The follow-up is judged when every question that all ask is.

    Raises Hidden without the right in a question's unit, Refused before the supplier has answered, Invalid for a
    finding without a reason or a question that somebody else has judged meanwhile, Stale after another's change.
    """
    with writing(access) as w:
        current = SupplierInquiry.everything.get(pk=inquiry.pk)
        if current.archived_at or not InquiryAnswer.everything.filter(question__inquiry=current).exists():
            raise Refused(_("The supplier has not answered, so there is nothing to judge."))
        stored = {
            row.question_id: row for row in AnswerJudgement.everything.filter(question__in=list(written))
        }
        errors: dict[str, list[str]] = {}
        for question, each in written.items():
            values = {"verdict": each.verdict, "reason": each.reason}
            try:
                if question.pk not in stored:
                    w.create(AnswerJudgement, {"question": question, **values})
                elif each.version is None:
                    sentence = _("Somebody else has judged this while you were writing: %(judgement)s.")
                    errors[f"verdict_{question.pk}"] = [
                        sentence % {"judgement": stored[question.pk].get_verdict_display()}
                    ]
                else:
                    w.update(stored[question.pk], values, version=each.version)
            except Invalid as refusal:
                errors |= {f"{name}_{question.pk}": list(said) for name, said in refusal.errors.items()}
        if errors:
            raise Invalid(errors)
        shared = InquiryQuestion.everything.filter(inquiry=current, shared=True)
        judged = AnswerJudgement.everything.filter(question__in=shared.order_by())
        if current.state == InquiryState.ANSWERED and judged.count() == shared.count():
            return w.update(current, {"state": InquiryState.JUDGED})
        return current
