"""Links findings about suppliers to the actions of ours that they raise."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.supplier_replies.models import AnswerJudgement, JudgementAction, Verdict
from akropolis.graph.supplier_replies.rules.permissions import EDIT
from akropolis.shared.actions.models.cause_choices import Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of

FOLLOW_UP = Cause("supplier", _("Follow-up of a supplier"), 57)


class FindingCause(CauseKind[JudgementAction]):
    """A finding: an answer judged not to meet its requirement, or to be unclear."""

    key, cause, label, link = "supplier-finding", FOLLOW_UP, FOLLOW_UP.label, JudgementAction
    closes = True

    def origin(self, access: Access, key: str) -> Origin:
        """Return the finding; an action may be raised by those who judge it."""
        rows = AnswerJudgement.objects.visible(access).exclude(verdict=Verdict.MEETS)
        row: AnswerJudgement = rows.select_related("question__unit", "question__inquiry__supplier").one(
            pk=uuid_of(key)
        )
        unit = row.question.unit
        return Origin(
            _name(row), _url(row), unit, {"judgement": row}, note=row.reason, may=access.may(EDIT, unit)
        )

    def told(self, access: Access, links: QuerySet[JudgementAction]) -> Iterable[CauseLine]:
        """Return a line for each finding that the user may read."""
        rows = AnswerJudgement.objects.visible(access).filter(pk__in=links.order_by().values("judgement"))
        rows = rows.select_related("question__inquiry__supplier")
        return [CauseLine(str(row.pk), _name(row), _url(row)) for row in rows]


def _name(row: AnswerJudgement) -> str:
    return f"{row.question.inquiry.supplier}: {row.question.heading}"


def _url(row: AnswerJudgement) -> str:
    return reverse("supplier-inquiries-detail", args=[row.question.inquiry_id])


FINDING_CAUSE = FindingCause()
