"""Send a review out for comment: recipients and due date; and remind those who have not answered."""

from datetime import date, timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.kernel.workflow.steps import unavailable_sentence
from akropolis.base.ui.forms import unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.base.ui.words import Phrase
from akropolis.review.review.addresses import crumbs, review_at, url_of, writable_at
from akropolis.review.review.models import Recipient, Review, ReviewState
from akropolis.review.review.rules.states import CIRCULATE, EDIT
from akropolis.review.review.selectors.people import deciders
from akropolis.review.review.selectors.recipients import Group, candidates, standings
from akropolis.review.review.services.recipients import matter_of, send
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.review.review_cycle.web.readying import before_deciding

THREE_WEEKS = timedelta(weeks=3)
"""Default time from sending to the due date; the sender can choose another date."""
GROUPS: tuple[tuple[Group, Phrase], ...] = (
    ("units", gettext_lazy("Units")),
    ("functions", gettext_lazy("Functions")),
    ("people", gettext_lazy("People")),
)


class CirculateForm(ModelFieldsForm, model=Recipient):
    """Form for sending a review: the recipients, the due date, and what the sender wants to know."""

    answer_by = FromModel(label=gettext_lazy("Last day to answer"))
    question = FromModel(rows=2)

    def __init__(self, data: QueryDict | None, *, access: Access, review: Review) -> None:
        today = timezone.localdate()
        stored = list(
            Recipient.objects.visible(access).filter(review=review).select_related("unit", "role", "person")
        )
        super().__init__(data, initial={"answer_by": _proposed(stored, today)})
        known = {key: (each.group, each.label) for key, each in candidates(access, review, today).items()}
        gone = {row.key: (_group(row), str(row)) for row in stored if row.key not in known}
        sent = {row.key for row in stored} or _first(review, known)
        for group, label in GROUPS:
            rows = [(key, name) for key, (which, name) in {**known, **gone}.items() if which == group]
            self.fields[group] = forms.MultipleChoiceField(
                choices=rows,
                label=label,
                required=False,
                initial=[key for key, _name in rows if key in sent],
                widget=forms.CheckboxSelectMultiple,
            )
            unmarked(self.fields[group])
        self.fields["people"].help_text = _(
            "Those who do not read reviews otherwise read this one, in its open version, from when it is sent."
        )
        self.initial["question"] = next((row.question for row in stored if row.question), "")

    def chosen(self) -> list[str]:
        """Return the keys of the chosen recipients, from all groups of candidates."""
        return [key for group, _label in GROUPS for key in self.cleaned_data[group]]


def _proposed(stored: list[Recipient], today: date) -> date:
    return max((row.answer_by for row in stored if row.answer_by), default=today + THREE_WEEKS)


def _group(row: Recipient) -> Group:
    return "people" if row.person_id else "functions" if row.role_id else "units"


def _first(review: Review, known: dict[str, tuple[Group, str]]) -> set[str]:
    """Return the preselected recipients: for the city's review all units that make reviews, for others none."""
    citys = review.owner_unit.kind == UnitKind.CITY
    return {key for key, (group, _name) in known.items() if citys and group == "units"}


@requires("review:review:read")
def circulate(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the form that sends the review out for comment, below a list of what remains to be done; POST sends it."""
    access, review = access_of(request), writable_at(request, year, unit, CIRCULATE)
    if review.state != ReviewState.ONGOING:
        messages.error(request, unavailable_sentence(review))
        return redirect(url_of("review", review))
    form = CirculateForm(_posted(request), access=access, review=review)
    if request.method == "POST" and _sent(form, access, review):
        messages.success(request, _("The review is out for comment."))
        return redirect(url_of("review", review))
    more = {"deciders": deciders(access, review, timezone.localdate()), **before_deciding(access, review)}
    title, words = _("Send out for comment"), _("It can still be changed, and taken back.")
    return _page(request, review, form, title, words, url_of("review", review), **more)


@requires("review:review:read")
def recipients(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Change the recipients and the due date while the review is out for comment."""
    access, review = access_of(request), writable_at(request, year, unit, CIRCULATE)
    back = url_of("review-remarks", review)
    if review.state != ReviewState.CIRCULATED:
        messages.error(request, _("The review is not out for comment."))
        return redirect(back)
    form = CirculateForm(_posted(request), access=access, review=review)
    if request.method == "POST" and _sent(form, access, review):
        messages.success(request, _("It is sent to those chosen. New ones are told."))
        return redirect(back)
    words = _("Who has answered stays. Of the others those that are left out are not asked any more.")
    return _page(request, review, form, _("Recipients and last day"), words, back)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return the posted data, which may be empty since choosing nobody is allowed; None if not posted."""
    return request.POST if request.method == "POST" else None


def _sent(form: CirculateForm, access: Access, review: Review) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    act = partial(send, access, review, form.chosen(), given["answer_by"], question=given["question"])
    return attempt(form, act, places={"recipients": "units"}).done


def _page(
    request: HttpRequest,
    review: Review,
    form: CirculateForm,
    title: str,
    words: str,
    back: str,
    **more: object,
) -> HttpResponse:
    before = dict.fromkeys(("deciders", "undecided", "lacks", "again"))
    context = {"review": review, "words": words, "back": back, "submit": _("Send"), **before, **more}
    context["citys"] = review.owner_unit.kind == UnitKind.CITY
    context["groups"] = [form[group] for group, _label in GROUPS if form.fields[group].choices]  # type: ignore[attr-defined]
    return form_page(
        request,
        form,
        title,
        crumbs(request, review, (title, "")),
        template="rounds/circulate.html",
        also=context,
    )


@requires(EDIT)
def remind(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Remind the recipients that have not answered. Only for users who write the review."""
    access, review = access_of(request), review_at(request, year, unit)
    out = review.state == ReviewState.CIRCULATED
    quiet = [
        one.recipient.unit for one in standings(access, review, timezone.localdate()) if not one.answered
    ]
    title, back = _("Remind of the remarks"), url_of("review-remarks", review)
    way = crumbs(request, review, (_("Remarks"), back), (title, ""))
    units = list(dict.fromkeys(quiet)) if out else []
    return remind_page(request, matter_of(access, review), units, title, way, back)


urls = [
    path("genomgangar/<int:year>/<slug:unit>/steg/circulate/", circulate, name="review-circulate"),
    path("genomgangar/<int:year>/<slug:unit>/remiss/mottagare/", recipients, name="review-recipients"),
    path("genomgangar/<int:year>/<slug:unit>/remiss/paminn/", remind, name="remarks-remind"),
]
