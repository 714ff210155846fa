"""Observing in a review, and answering for the controller; actions that an observation raises."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.dpo_desk.models import DpoAnswer, DpoAnswerAction, DpoObservation, DpoReview
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import CauseKind, CauseLine, Origin, uuid_of

OBSERVE, ANSWER = "dpo:review:edit", "dpo:answer:edit"


def observe(access: Access, review: DpoReview, values: Mapping[str, object]) -> DpoObservation:
    """Add an observation with its recommendation. Raises Refused for an archived review."""
    with writing(access) as w:
        _refuse_archived(review)
        return w.create(DpoObservation, {**values, "review": review})


def answer(access: Access, observation: DpoObservation, values: Mapping[str, object]) -> DpoAnswer:
    """Answer for the controller; a later answer replaces it. Raises Refused for an archived review."""
    with writing(access) as w:
        _refuse_archived(observation.review)
        who = {"answered_by": access.actor.name, "answered_on": timezone.localdate(w.at)}
        return w.create(DpoAnswer, {**values, **who, "observation": observation})


def _refuse_archived(review: DpoReview) -> None:
    if DpoReview.everything.get(pk=review.pk).archived_at:
        raise Refused(_("The review is archived. Take it back first."))


def review_url(review: DpoReview) -> str:
    """Return the address of the review's page."""
    return reverse("dpo-reviews-detail", args=[review.pk])


class DpoCause(CauseKind[DpoAnswerAction]):
    """The observation of the officer. The key is the observation's. Those who answer raise the actions."""

    key, cause = "dpo", Cause("dpo", gettext_lazy("Review of data protection"), 66)
    label, link = gettext_lazy("Observation by the data protection officer"), DpoAnswerAction
    closes = True

    def origin(self, access: Access, key: str) -> Origin:
        """Return the observation; actions are raised by those who answer for the controller."""
        rows = DpoObservation.objects.visible(access).select_related("review__owner_unit")
        found: DpoObservation = rows.one(pk=uuid_of(key))
        review = found.review
        return Origin(
            review.label(),
            review_url(review),
            review.owner_unit,
            {"observation": found},
            title=_("Put right: %(what)s") % {"what": found},
            note=found.recommendation[:1000],
            may=review.archived_at is None and access.may(ANSWER, review.owner_unit),
        )

    def told(self, access: Access, links: QuerySet[DpoAnswerAction]) -> Iterable[CauseLine]:
        """Return a line for each review whose observations raised the action."""
        found = {
            link.observation.review: link.observation for link in links.select_related("observation__review")
        }
        return [CauseLine(str(each.pk), review.label(), review_url(review)) for review, each in found.items()]


DPO = DpoCause()
