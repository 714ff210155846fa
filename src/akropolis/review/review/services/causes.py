"""How units' answers to directions raise actions."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Answer, AnswerAction, AnswerKind, Direction
from akropolis.review.review.selectors.answers import WRITE
from akropolis.review.review.words import gettext_lazy as _
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, match_lines, uuid_of


class AnswerCause(CauseKind[AnswerAction]):
    """A unit's answer to a direction as a cause of actions. One that declines, or is in place, raises none."""

    key, link, label = "answer", AnswerAction, _("Direction in the management review")
    cause = Cause("review", _("Management review"), 10)

    def origin(self, access: Access, key: str) -> Origin:
        """Return the answer, if the user may write it."""
        rows = Answer.objects.visible(access).select_related("unit", "direction__review__owner_unit")
        row: Answer = rows.one(pk=uuid_of(key))
        may = row.kind == AnswerKind.ACTIONS and access.may(WRITE, row.unit)
        where, note = {"answer": row}, describe_direction(row.direction)
        return Origin(str(row.direction), answer_page_url(access, row), row.unit, where, note=note, may=may)

    def told(self, access: Access, links: QuerySet[AnswerAction]) -> Iterable[CauseLine]:
        """Yield a line for each answer behind the links: its direction, and the review that set the direction."""
        rows = Answer.objects.visible(access).filter(pk__in=links.order_by().values("answer"))
        for row in rows.select_related("unit", "direction__review__owner_unit").order_by("pk"):
            review = row.direction.review
            yield CauseLine(
                str(row.pk),
                str(row.direction),
                answer_page_url(access, row),
                f"{review.title}, {review.owner_unit}",
            )

    def told_by_action(
        self, access: Access, links: QuerySet[AnswerAction]
    ) -> Mapping[UUID, Sequence[CauseLine]]:
        """Return the lines for each action of the links: two queries, whatever their number."""
        return match_lines(self.told(access, links), links.values_list("action", "answer"))


def describe_direction(direction: Direction) -> str:
    """Return a sentence naming the direction and the review it belongs to."""
    return f"{direction.review.title}: {direction.title}"


def answer_page_url(access: Access, answer: Answer) -> str:
    """Return the URL of the form to update the answer, if the user may write it; else of the review's directions."""
    if access.may(WRITE, answer.unit):
        return reverse("direction-answer", args=[answer.direction_id, answer.unit.code])
    return f"{answer.direction.review.url('review-directions')}#{answer.direction_id}"


ANSWER = AnswerCause()
