"""The review's workplace: the chapters, the text of one of them, and what it is based on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.registers.web.writing import SaveOutcome
from akropolis.review.review.addresses import review_at, url_of, writable_at
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.rules.marks import chart, with_draft, with_figure
from akropolis.review.review.words import gettext as _
from akropolis.review.review_inputs.rules.drafts import draft
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, ChapterStatus
from akropolis.review.review_text.rules.last_year import unchanged
from akropolis.review.review_text.selectors.content import last_texts
from akropolis.review.review_text.web import acts, workplace
from akropolis.review.review_text.web.contents import chapters_of
from akropolis.review.review_text.web.editor import ReviewChapterForm, initial_of, save

LATER = "review-drafts-later"
ALL = "alla"


@requires(READ_DECIDED)
def review(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the workplace at the chapter given by `kapitel`, or else at the first chapter that is not ready."""
    found = review_at(request, year, unit)
    if found.state == ReviewState.DECIDED:
        return render(request, "chapters/decided.html", workplace.decided(request, found))
    rows = chapters_of(access_of(request), found)
    wanted = request.GET.get("kapitel", "")
    if wanted:
        return _show(request, found, rows, _chapter(rows, wanted))
    unready = (row for row in rows if row.status != "ready" and not row.key.startswith("wrapper_"))
    current = next(unready, rows[0] if rows else None)
    if current is None:
        return render(request, "chapters/workplace.html", workplace.without_chapters(request, found))
    return _show(request, found, rows, current)


@requires("review:review:read")
@heavy()
def chapter(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Show the workplace at one chapter. POST saves the chapter; if saving is refused, the form keeps every word."""
    if request.method == "POST":
        return _save(request, year, unit, key)
    found = review_at(request, year, unit)
    if found.state == ReviewState.DECIDED:
        return redirect(url_of("review", found))
    rows = chapters_of(access_of(request), found)
    return _show(request, found, rows, _chapter(rows, key))


@requires("review:review:edit")
@require_POST
@heavy()
def proposal(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Append the proposed text to the chapter's text, or put it away for the rest of the session."""
    found = writable_at(request, year, unit)
    if "later" in request.POST:
        put_away = {*request.session.get(LATER, []), _name(found, key)}
        request.session[LATER] = sorted(put_away)
        return redirect(url_of("review-chapter", found, key))
    pack = packs.latest(access_of(request), found)
    words = draft(key, packs.content(pack)) if pack else ""
    if not words:
        messages.error(request, _("There is no proposal for this chapter. Gather the figures first."))
        return redirect(url_of("review-chapter", found, key))
    return _save(request, year, unit, key, draft=words)


def _name(review: Review, key: str) -> str:
    return f"{review.pk}/{key}"


def _chapter(rows: list[Chapter], key: str) -> Chapter:
    return or_hidden(next((row for row in rows if row.key == key), None))


def _save(request: HttpRequest, year: int, unit: str, key: str, *, draft: str = "") -> HttpResponse:
    found = writable_at(request, year, unit)
    access = access_of(request)
    rows = chapters_of(access, found)
    row = _chapter(rows, key)
    data = request.POST.copy()
    if draft:
        data["text"] = with_draft(data.get("text", row.text), draft)
    pack = packs.latest(access, found)
    figure, drawn = data.get("insert", ""), data.get("draw", "")
    if pack and (wanted := figure or drawn) and packs.content(pack).figure(wanted):
        text = data.get("text", row.text)
        data["text"] = with_figure(text, wanted) if figure else with_draft(text, chart(wanted))
    wanted = data.get("confirm", "")
    old = unchanged(data.get("text", ""), last_texts(access, found).get(key, "")) if wanted else ()
    confirmed = [each.digest for each in old if wanted in (ALL, each.digest)]
    outcome = save(access, row, ReviewChapterForm(data), pack=pack, confirmed=confirmed)
    if outcome.status != 200:
        return _show(request, found, rows, row, outcome)
    messages.success(request, _saved_words(draft, figure or drawn))
    return redirect(url_of("review-chapter", found, key))


def _saved_words(draft: str, figure: str) -> str:
    if draft:
        return _("The proposal now stands in the text, and the chapter is saved. Change it as you like.")
    return _("The figure stands last in the text, and the chapter is saved.") if figure else _("Saved.")


def _show(
    request: HttpRequest,
    review: Review,
    rows: list[Chapter],
    row: Chapter,
    outcome: SaveOutcome | None = None,
) -> HttpResponse:
    may_write = acts.writable(access_of(request), review)
    form = outcome.form if outcome else ReviewChapterForm(initial=initial_of(row)) if may_write else None
    quiet = row.status == ChapterStatus.READY or _name(review, row.key) in request.session.get(LATER, [])
    away = quiet and "forslag" not in request.GET
    context = workplace.at_chapter(request, review, rows, row, form=form, put_away=away)
    more: dict[str, object] = {"conflict": outcome.conflict if outcome else None}
    status = outcome.status if outcome else 200
    return render(request, "chapters/workplace.html", {**context, **more}, status=status)


urls = [
    path("genomgangar/<int:year>/<slug:unit>/", review, name="review"),
    path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/", chapter, name="review-chapter"),
    path("genomgangar/<int:year>/<slug:unit>/kapitel/<slug:key>/forslag/", proposal, name="review-proposal"),
]
