"""Follow-ups of suppliers as one user may read them: questions with answers and judgements, what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.supplier_replies.models import (
    AnswerJudgement,
    InquiryAnswer,
    InquiryQuestion,
    InquiryState,
    SupplierInquiry,
    Verdict,
)
from akropolis.graph.supplier_replies.rules.permissions import EDIT

FINDING = Q(verdict__in=(Verdict.FAILS, Verdict.UNCLEAR), kept_on=None)
"""Judgements that are findings and remain."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, its answer and its judgement, None where there is none; `judges` if the user may judge it."""

    question: InquiryQuestion
    answer: InquiryAnswer | None
    judgement: AnswerJudgement | None
    judges: bool


def list_lines(access: Access, inquiry: SupplierInquiry) -> list[QuestionLine]:
    """Return the questions that the user may read: those for all, and those of the user's own units. Three queries."""
    rows = InquiryQuestion.objects.visible(access).filter(inquiry=inquiry).select_related("unit")
    answers = {
        row.question_id: row
        for row in InquiryAnswer.objects.visible(access).filter(question__inquiry=inquiry)
    }
    judged = (
        AnswerJudgement.objects.visible(access).filter(question__inquiry=inquiry).select_related("question")
    )
    judgements = {row.question_id: row for row in judged}
    return [
        QuestionLine(
            row,
            answers.get(row.pk),
            judgements.get(row.pk),
            row.pk in answers and access.may(EDIT, row.unit),
        )
        for row in rows.order_by("position", "created_at", "id")
    ]


def count_findings(access: Access, inquiries: Collection[UUID]) -> dict[UUID, int]:
    """Return follow-up → the number of its findings that remain, of those that the user may read. One query."""
    rows = AnswerJudgement.objects.visible(access).filter(FINDING, question__inquiry__in=inquiries)
    found: dict[UUID, int] = {}
    for pk in rows.order_by().values_list("question__inquiry", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def list_unsent(access: Access, today: date) -> QuerySet[SupplierInquiry]:
    """Return the follow-ups that are not sent and whose day has not passed, in the units where the user writes."""
    rows = SupplierInquiry.objects.visible(access).filter(
        access.units(EDIT, "owner_unit"), state=InquiryState.DRAFT, archived_at=None, due_on__gte=today
    )
    return rows.select_related("supplier", "owner_unit").order_by("supplier__sort_key", "id")
