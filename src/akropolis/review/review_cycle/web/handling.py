"""The registry's and the secretary's tasks after a decision: take charge of the documents, enter the paragraph."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import path

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import url_in
from akropolis.review.review.rules.states import ENTER, REGISTER
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, in_its_words
from akropolis.review.review_text.models import Decision, MinutesEntry, RegistryEntry
from akropolis.review.review_text.services import handling

YEAR = timedelta(days=366)
"""How long after the decision the registry and the secretary are asked."""
BECAUSE = "whose task it is follows from who is responsible in the unit, below it or above it"


def decision_page(review: Review) -> str:
    """Return the URL of the decision's page, in the review's own edition."""
    return f"{url_of('review-decision', review)}?utgava={review.edition}"


class MinutesForm(VersionedForm, model=MinutesEntry):
    """The paragraph and the day of the meeting."""

    paragraph = FromModel(gettext_lazy("For example 45. It is printed as § 45."))
    held_on = FromModel()


def _initial(review: Review, access: Access) -> dict[str, object]:
    row = handling.minutes_of(access, review)
    if row:
        return {"paragraph": row.paragraph, "held_on": row.held_on, "version": row.version}
    decided = Decision.objects.visible(access).filter(review=review).first()
    return {"held_on": decided.decided_on if decided else None}


def _way(review: Review) -> list[Crumb]:
    return [
        Crumb(label=str(review.year), url=url_in(review.kind, "reviews-year", review.year)),
        Crumb(label=review.owner_unit.name, url=url_of("review", review)),
        Crumb(label=_("Decision"), url=decision_page(review)),
    ]


def _target(permission: str) -> ActTarget[Review]:
    return ActTarget(permission, row_of(Review, "owner_unit"), decision_page, _way, unit="owner_unit")


TAKE_CHARGE = ButtonAct(
    on=_target(REGISTER),
    do=handling.take_charge,
    done=gettext_lazy("You have taken charge of the documents."),
    after=lambda row: decision_page(row.review),
)
ENTER_MINUTES = Act(
    on=_target(ENTER),
    form=MinutesForm,
    given=lambda request, review: {"initial": _initial(review, access_of(request))},
    do=lambda access, review, form: handling.enter_minutes(
        access, review, **form.row_values(), version=form.seen
    ),
    done=lambda row: _("%(paragraph)s is entered.") % {"paragraph": row.paragraph},
    title=gettext_lazy("Enter the paragraph and the day"),
    lead=lambda review: (
        _("%(title)s, %(unit)s. The decided document is not changed; it stands on the decision's page.")
        % {"title": review.title, "unit": review.owner_unit}
    ),
)


def list_handling_tasks(access: Access, today: date) -> Iterator[PendingTask]:
    """Yield the tasks with newly decided reviews for which the user is the one responsible: in the unit, in the
    administration below it or in the nearest unit above. Four queries at most.

    A review read in from an earlier year is left out: it was taken care of where it was decided, and its decision was
    recorded as it was created.
    """
    if access.actor.id is None or not (access.anywhere(REGISTER) or access.anywhere(ENTER)):
        return
    here = Decision.everything.filter(review=OuterRef("pk"), recorded_at__gt=OuterRef("created_at"))
    decided = here.filter(decided_on__gte=today - YEAR)
    registered = RegistryEntry.everything.filter(review=OuterRef("pk"))
    entered = MinutesEntry.everything.filter(review=OuterRef("pk"))
    unregistered = Exists(decided) & ~Exists(registered)
    unnumbered = Exists(decided.filter(paragraph="")) & ~Exists(entered)
    decisions = Review.objects.visible(access).filter(state=ReviewState.DECIDED, archived_at=None)
    decisions = decisions.select_related("owner_unit").order_by("year", "owner_unit__sort_key", "edition")
    for right, waits, task in ((REGISTER, unregistered, _registry), (ENTER, unnumbered, _minutes)):
        reviews = list(decisions.filter(access.units(right, "owner_unit"), waits))
        units = {row.owner_unit for row in reviews}
        people = responsible_people(right, units, today, because=BECAUSE) if units else {}
        for review in reviews:
            if any(person.pk == access.actor.id for person in people[review.owner_unit_id]):
                yield task(review)


def _task(kind: str, review: Review, title: str, why: str, url: str) -> PendingTask:
    words = {"year": review.year, "unit": review.owner_unit}
    return PendingTask(f"review:{kind}:{review.pk}", title % words, url, why, about=refer(review))


@in_its_words
def _registry(review: Review) -> PendingTask:
    title = _("Take charge of the documents: the review %(year)s of %(unit)s")
    why = _("The review is decided. Fetch the files, register them, and mark that it is done.")
    return _task("registration", review, title, why, decision_page(review))


@in_its_words
def _minutes(review: Review) -> PendingTask:
    title = _("Enter the paragraph and the day: the review %(year)s of %(unit)s")
    why = _("The review is decided, and it is not said under which paragraph of the minutes.")
    return _task("minutes", review, title, why, url_in(review.kind, "review-minutes", review.pk))


def handling_of(access: Access, review: Review) -> dict[str, object]:
    """Return what the decision's page shows of the registry's and the secretary's work, and the next act."""
    registered = RegistryEntry.objects.visible(access).filter(review=review).first()
    registers, enters = (review.may(access, right) for right in (REGISTER, ENTER))
    return {
        "registered": registered,
        "minutes": handling.minutes_of(access, review),
        "register_url": url_in(review.kind, "review-registration", review.pk)
        if registers and not registered
        else "",
        "minutes_url": url_in(review.kind, "review-minutes", review.pk) if enters else "",
        "minutes_wanted": enters and handling.needs_minutes(access, review),
    }


urls = [
    path("genomgangar/registrering/<uuid:pk>/", TAKE_CHARGE.view, name="review-registration"),
    path("genomgangar/protokoll/<uuid:pk>/", ENTER_MINUTES.view, name="review-minutes"),
]
