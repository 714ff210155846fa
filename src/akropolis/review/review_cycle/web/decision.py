"""Move the review forward: steps with their reasons, the decision, and a new edition of a decided one."""

from functools import partial
from typing import Unpack

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import attempt
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import (
    access_of,
    appointments_on,
    form_page,
    refusals_as_messages,
    requires,
)
from akropolis.base.kernel.history.log import creator_proof
from akropolis.base.kernel.workflow.steps import unavailable_sentence
from akropolis.base.lib.swedish import lower_first
from akropolis.base.lib.workflow import Transition
from akropolis.base.ui.fields import prose_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.review.review.addresses import crumbs, review_at, url_of, writable_at
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.rules.states import DECIDE, TABLE
from akropolis.review.review.selectors.reviews import decided_before, inside
from akropolis.review.review.services import reviews
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy
from akropolis.review.review_cycle.web.handling import handling_of
from akropolis.review.review_cycle.web.readying import before_deciding
from akropolis.review.review_text.models import Decision, FrozenReview, Signing
from akropolis.review.review_text.rules.enclosures import Paper
from akropolis.review.review_text.rules.official_report import VERBS
from akropolis.review.review_text.services import decisions, openings
from akropolis.review.review_text.services.documents import papers_of

POINTS = 6
DONE = {
    "start": gettext_lazy("The review is under way, and its figures are gathered."),
    "take_back": gettext_lazy("The review is taken back and can be changed."),
}


ASKED = {
    "start": (
        gettext_lazy("Begin the review"),
        gettext_lazy("The review is under way from now on, and its figures are gathered."),
    ),
    "take_back": (
        gettext_lazy("Take back from comment"),
        gettext_lazy("No more remarks can be written. Those that have come are kept."),
    ),
}


@requires("review:review:read")
def step(request: HttpRequest, year: int, unit: str, name: str) -> HttpResponse:
    """Confirm and take the transition with that name. Deciding has its own page."""
    review = review_at(request, year, unit)
    transition = TABLE.find(name, review.state)
    access = access_of(request)
    if name not in DONE:
        raise Hidden
    if transition is not None and not review.may(access, transition.permission):
        raise Hidden
    if request.method != "POST":
        return _step_page(request, review, transition)
    because = request.POST.get("because", "")[:300]
    with refusals_as_messages(request):
        if name == "start":
            openings.begin(access, review, because=because, from_last=request.GET.get("fran") == "forra")
        else:
            reviews.move(access, review, name, because=because)
        messages.success(request, str(DONE[name]))
    return redirect(url_of("review", review))


def _step_page(request: HttpRequest, review: Review, transition: Transition | None) -> HttpResponse:
    if transition is None:
        messages.error(request, unavailable_sentence(review))
        return redirect(url_of("review", review))
    title, words = ASKED[transition.name]
    context = {
        "title": title,
        "review": review,
        "words": words,
        "needs_reason": transition.needs_reason,
        "crumbs": crumbs(request, review, (title, "")),
        "back": url_of("review", review),
    }
    return render(request, "rounds/step.html", context)


class ReviewDecisionForm(ModelFieldsForm, model=Decision):
    """Form for the minutes of the decision. Each decision point is a row with a verb and a text."""

    body = FromModel(gettext_lazy("The board or committee."), label=gettext_lazy("Decided by"))
    decider_name = FromModel(gettext_lazy("Who signs for it. Kept as it is written now."))
    decider_role = FromModel(
        gettext_lazy("The one by which it is decided, such as ordförande or förvaltningschef.")
    )
    decided_on = FromModel()
    diary_number = FromModel(gettext_lazy("For example KS 2026/1184."))

    paragraph = FromModel(gettext_lazy("For example 45. It is printed as § 45."), max_length=30)
    signing = FromModel(label=gettext_lazy("Signature in the document"))

    def __init__(
        self, data: FormData = None, *, points: list[dict[str, str]], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        for number in range(POINTS):
            point = points[number] if number < len(points) else {"verb": "", "text": ""}
            choices = [("", "–"), *((verb, verb) for verb in VERBS)]
            self.fields[f"verb_{number}"] = forms.ChoiceField(
                label=_("Point %(number)s, verb") % {"number": number + 1},
                choices=choices,
                required=False,
                initial=point["verb"],
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Point %(number)s, text") % {"number": number + 1},
                max_length=500,
                required=False,
                initial=point["text"],
            )
            for name in (f"verb_{number}", f"text_{number}"):
                unmarked(self.fields[name])

    def points(self) -> list[tuple[str, str]]:
        """Return the entered decision points as (verb, text), leaving out rows without a verb."""
        data = self.cleaned_data
        rows = [(data.get(f"verb_{n}", ""), data.get(f"text_{n}", "")) for n in range(POINTS)]
        return [(verb, text) for verb, text in rows if verb]

    def minutes(self) -> decisions.Minutes:
        """Return the entered minutes in the form that the decision service takes."""
        names = ("body", "decider_name", "decider_role", "decided_on", "diary_number", "paragraph", "signing")
        return decisions.Minutes(**{name: self.cleaned_data[name] for name in names}, points=self.points())


@requires(DECIDE)
def decide(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show what is missing before the decision, and record the minutes and the decision."""
    access, review = access_of(request), writable_at(request, year, unit, DECIDE)
    if review.state == ReviewState.DECIDED:
        return _decided(request, review)
    form = ReviewDecisionForm(
        request.POST or None, points=_proposed(review), initial=_initial(request, review)
    )
    if request.method == "POST" and form.is_valid():
        act = partial(decisions.decide, access, review, form.minutes())
        if attempt(form, act, places={"points": "verb_0"}).done:
            messages.success(request, _("The decision is recorded. The document and its figures are frozen."))
            return redirect(url_of("review", review))
    context = {
        "title": _("Decide"),
        "review": review,
        "form": form,
        **before_deciding(access, review),
        "package_url": f"{url_of('review-decision-package', review)}?utgava={review.edition}",
        "circulated": review.state == ReviewState.CIRCULATED,
        "rows": [(form[f"verb_{n}"], form[f"text_{n}"]) for n in range(POINTS)],
        "crumbs": crumbs(request, review, (_("Decide"), "")),
        "back": url_of("review", review),
    }
    return render(request, "rounds/decide.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, review: Review) -> dict[str, object]:
    """Propose last year's body, and the current user with their own title as decider; both can be overwritten."""
    held = (a for a in appointments_on(request) if a.unit_id == review.owner_unit_id)
    role = next((str(a.role) for a in held), "")
    last = decided_before(access_of(request), review)
    made = Decision.objects.visible(access_of(request)).filter(review=last).first() if last else None
    return {
        "body": made.body if made else review.owner_unit.name,
        "decider_name": access_of(request).actor.name if role else "",
        "decider_role": getattr(request.user, "title", "") if role else "",
        "signing": made.signing if made else Signing.PLACE,
        "decided_on": timezone.localdate(),
        "diary_number": review.diary_number,
    }


def _proposed(review: Review) -> list[dict[str, str]]:
    """Return the decision points proposed in the settings, or else the default one that approves the review."""
    usual = {"verb": "godkänner", "text": lower_first(review.title)}
    return review.points or [usual]


def _decided(request: HttpRequest, review: Review) -> HttpResponse:
    sentence = _("The review is already decided. Make a new edition if something must be corrected.")
    if request.method == "POST":
        messages.error(request, sentence)
        return redirect(url_of("review-decision", review))
    return redirect(url_of("review-decision", review))


@requires(READ_DECIDED)
def decision(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the recorded decision, with the files for the registry and the digest of the frozen document."""
    access, review = access_of(request), review_at(request, year, unit)
    row = Decision.objects.visible(access).filter(review=review).one()
    frozen = FrozenReview.objects.visible(access).filter(review=review).defer("document", "pack").first()
    context = {
        "title": _("Decision"),
        "decision": row,
        "factor": creator_proof(row.pk),
        "frozen": frozen,
        "files": [_file(review, form) for form in ("docx", "pdf", "odt", "xlsx")],
        "papers": _papers(access, review),
        "english": [
            (name, f"{url_of('review-english', review, form)}?utgava={review.edition}")
            for form, name in PAPERS.items()
        ],
        "package_url": f"{url_of('review-decision-package', review)}?utgava={review.edition}",
        "may_read_whole": inside(access, review),
        "may_renew": review.may(access, "review:review:edit"),
        "crumbs": crumbs(request, review, (_("Decision"), "")),
        "edition_url": url_of("review-edition", review),
        **handling_of(access, review),
    }
    return render(request, "rounds/decision.html", context)


def _file(review: Review, form: str) -> dict[str, str]:
    names = {"docx": "Word", "pdf": "PDF/A", "odt": "OpenDocument", "xlsx": "Excel"}
    url = f"{url_of('review-file', review, form)}?utgava={review.edition}"
    return {"name": names[form], "whole": url, "open": f"{url}&oppen=1"}


PAPERS = {"pdf": "PDF/A", "docx": "Word"}


def _papers(access: Access, review: Review) -> list[dict[str, object]]:
    """Return the document and each appendix with the URLs of its files, and last all of them as one zip."""
    edition = f"?utgava={review.edition}"
    zips = [(name, f"{url_of('review-papers', review, form)}{edition}") for form, name in PAPERS.items()]
    found: list[dict[str, object]] = [
        {"title": _titled(paper), "files": _files_of(review, paper)} for paper in papers_of(access, review)
    ]
    return [*found, {"title": _("All of them as one zip"), "files": zips}]


def _titled(paper: Paper) -> str:
    words = {"number": paper.number, "title": paper.title}
    return _("Appendix %(number)s: %(title)s") % words if paper.number else paper.title


def _files_of(review: Review, paper: Paper) -> list[tuple[str, str]]:
    forms = {"pdf": "Excel"} if paper.workbook else PAPERS
    address = partial(url_of, "review-paper", review, paper.number)
    return [(name, f"{address(form)}?utgava={review.edition}") for form, name in forms.items()]


class EditionForm(forms.Form):
    """Form for the reason why a decided review needs a new edition."""

    because = prose_field(gettext_lazy("Why a new edition is needed"), 300, rows=3)


@requires("review:review:edit")
def edition(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Create a new edition of a decided review, with its reason."""
    review = writable_at(request, year, unit)
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        because = form.cleaned_data["because"]
        made = attempt(form, lambda: decisions.new_edition(access_of(request), review, because=because)).made
        if made is not None:
            messages.success(request, _("Edition %(number)s is under way.") % {"number": made.edition})
            return redirect(url_of("review", made))
    title = _("New edition")
    lead = _(
        "The decided review stands as it is. The new edition begins with all its words and can be changed until it is"
        " decided in its turn."
    )
    words = {"lead": lead, "submit": _("Begin the new edition"), "back": url_of("review", review)}
    return form_page(request, form, title, crumbs(request, review, (title, "")), also=words)


urls = [
    path("genomgangar/<int:year>/<slug:unit>/steg/<slug:name>/", step, name="review-step"),
    path("genomgangar/<int:year>/<slug:unit>/besluta/", decide, name="review-decide"),
    path("genomgangar/<int:year>/<slug:unit>/beslut/", decision, name="review-decision"),
    path("genomgangar/<int:year>/<slug:unit>/ny-utgava/", edition, name="review-edition"),
]
