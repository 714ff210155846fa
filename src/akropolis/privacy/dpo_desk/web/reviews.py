"""Pages of a review: observing, answering, the panel of both, and the tasks that they give."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.parts import Crumb
from akropolis.privacy.dpo_desk.models import DpoAnswer, DpoAnswerAction, DpoObservation, DpoReview
from akropolis.privacy.dpo_desk.register.reviews import unanswered
from akropolis.privacy.dpo_desk.services import observations as service
from akropolis.privacy.dpo_desk.services.observations import ANSWER, DPO, OBSERVE, review_url
from akropolis.privacy.impact_assessments.services.assessments import ADVISE
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.selectors.causes import raise_url

DAYS_TO_ANSWER = 60
"""Proposed time for a controller to answer an observation."""


class ObservationForm(ModelFieldsForm, model=DpoObservation):
    """What was observed, what is recommended, and when an answer is due."""

    observation = FromModel(gettext_lazy("What you found, and what it rests on. Name no one."), rows=5)
    recommendation = FromModel(rows=4)
    answer_by = FromModel(initial=lambda: timezone.localdate() + timedelta(days=DAYS_TO_ANSWER))


class DpoAnswerForm(ModelFieldsForm, model=DpoAnswer):
    """Whether the controller follows the recommendation, and what it does."""

    agrees = FromModel(gettext_lazy("Leave it empty if you do not follow it, and say why below."))
    text = FromModel(gettext_lazy("What you do and when, or why you do not."), rows=5)


def _find(access: Access, pk: UUID) -> DpoObservation:
    rows = DpoObservation.objects.visible(access).select_related("review__owner_unit")
    found: DpoObservation = rows.one(pk=pk)
    access.must(ANSWER, found.review.owner_unit)
    return found


def _way(observation: DpoObservation) -> list[Crumb]:
    review = observation.review
    return [
        Crumb(label=_("Reviews of data protection"), url=reverse("dpo-reviews-list")),
        Crumb(label=review.title, url=review_url(review)),
    ]


def _after(made: DpoAnswer) -> str:
    return raise_url(DPO, made.observation_id) if made.agrees else review_url(made.observation.review)


OBSERVATION = Act(
    on=ActTarget(
        OBSERVE, row_of(DpoReview, "owner_unit"), "dpo-reviews-detail", DpoReview.label, unit="owner_unit"
    ),
    form=ObservationForm,
    do=lambda access, review, form: service.observe(access, review, form.cleaned_data),
    once=True,
    done=gettext_lazy("The observation is saved, and the controller is asked for an answer."),
    title=gettext_lazy("Add an observation"),
    lead=lambda review: f"{review.number} · {review}",
    submit=gettext_lazy("Save the observation"),
)
ANSWERING = Act(
    on=ActTarget(ANSWER, _find, lambda each: review_url(each.review), _way),
    form=DpoAnswerForm,
    do=lambda access, observation, form: service.answer(access, observation, form.cleaned_data),
    once=True,
    after=_after,
    done=lambda made: (
        _("The answer is saved. Now say what shall be done.") if made.agrees else _("The answer is saved.")
    ),
    title=gettext_lazy("Answer the observation"),
    lead=lambda observation: observation.observation,
    submit=gettext_lazy("Save the answer"),
)


def panel(access: Access, review: DpoReview) -> PanelContent:
    """Return the observations of the review, each with its latest answer and its actions."""
    rows = list(DpoObservation.objects.visible(access).filter(review=review))
    answers: dict[UUID, DpoAnswer] = {}
    for each in DpoAnswer.objects.visible(access).filter(observation__in=rows):
        answers.setdefault(each.observation_id, each)
    links = DpoAnswerAction.objects.visible(access).filter(observation__in=rows).select_related("action")
    open_review = review.archived_at is None
    may_answer = open_review and access.may(ANSWER, review.owner_unit)
    lines = [
        {
            "row": row,
            "answer": answers.get(row.pk),
            "late": row.pk not in answers and row.answer_by < timezone.localdate(),
            "actions": [link.action for link in links if link.observation_id == row.pk],
            "answer_url": reverse("dpo-answer", args=[row.pk]) if may_answer else "",
            "raise_url": raise_url(DPO, row.pk) if may_answer and access.anywhere(RAISE) else "",
        }
        for row in rows
    ]
    acts = []
    if open_review and access.may(OBSERVE, review.owner_unit):
        acts.append(
            RowAct(_("Add an observation"), reverse("dpo-observation", args=[review.pk]), ActRank.NEXT)
        )
    if not rows:
        return PanelContent(missing=_("Nothing has been observed."), acts=acts)
    return PanelContent(context={"rows": lines}, acts=acts)


def _awaiting(access: Access, _today: date) -> QuerySet[DpoObservation]:
    rows = DpoObservation.objects.visible(access).filter(unanswered(), review__archived_at=None)
    return rows.filter(access.asked(ANSWER, "review__owner_unit")).select_related("review__owner_unit")


@task_feed(_awaiting, right=ANSWER)
def pending_answers(row: DpoObservation) -> PendingTask:
    """A task for those who answer for the controller: each observation without an answer."""
    return PendingTask(
        key=f"dpo-answer:{row.pk}",
        title=_("Answer the data protection officer: %(what)s") % {"what": row},
        url=reverse("dpo-answer", args=[row.pk]),
        why=_("The review %(review)s of %(unit)s has an observation without an answer.")
        % {"review": row.review.number, "unit": row.review.owner_unit},
        due=row.answer_by,
        about=refer(row.review),
    )


def _planned(access: Access, _today: date) -> QuerySet[DpoReview]:
    rows = DpoReview.objects.visible(access).filter(access.units(ADVISE, "owner_unit"), archived_at=None)
    return (
        rows.filter(done_on=None, planned_on__isnull=False)
        .select_related("owner_unit")
        .order_by("planned_on")
    )


@task_feed(_planned, right=ADVISE)
def pending_reviews(row: DpoReview) -> PendingTask:
    """A task for the officer: each planned review that has not been carried out."""
    return PendingTask(
        key=f"dpo-review:{row.pk}",
        title=_("Carry out the review “%(title)s”") % {"title": row},
        url=review_url(row),
        why=_("It is planned for %(unit)s, and no day is written on which it was carried out.")
        % {"unit": row.owner_unit},
        due=row.planned_on,
        about=refer(row),
    )
