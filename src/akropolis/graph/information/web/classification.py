"""Pages for classifying an information set: the question about Sweden's security, and the parts of the draft."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import Hidden, Refused, Stale, or_hidden
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.history.log import events_of
from akropolis.base.ui.forms import resubmitted_data
from akropolis.graph.information.models import ClassificationDraft, InformationSet
from akropolis.graph.information.rules.parts import ABOUT, digest_part
from akropolis.graph.information.selectors.classification import (
    DECIDE,
    EDIT,
    READ,
    classification_status,
    find,
    not_carried,
    scheme_now,
)
from akropolis.graph.information.selectors.similar import similar
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.web.classification_forms import DraftPartForm, LikeForm
from akropolis.graph.information.web.classification_steps import (
    DraftView,
    crumbs,
    describe_part,
    draft_context,
    writable,
)
from akropolis.graph.information.web.classification_stop import stopped
from akropolis.shared.classification.rules.aspects import Aspect
from akropolis.shared.classification.services.security_stops import heads_of_security


@requires(READ)
def classification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the question about Sweden's security that begins a classification; redirect to a draft or a stop."""
    access, information = access_of(request), find(access_of(request), pk)
    if information.pointer:
        return stopped(request, information)
    found = classification_status(access, information)
    if not access.may(EDIT, information.owner_unit):
        may_decide = found.draft is not None and access.may(DECIDE, information.owner_unit)
        return redirect("classification-decide" if may_decide else "classification-decisions", pk=pk)
    if request.method == "POST" and request.POST.get("security") == "no":
        return _begin(request, information)
    if found.draft is not None:
        return redirect(DraftView(access, found.draft).unfinished)
    context = {
        "title": _("Classify %(name)s") % {"name": information.name},
        "information": information,
        "standing": found,
        "expired": found.expired(timezone.localdate()),
        "heads": heads_of_security(information.owner_unit, timezone.now()),
        "crumbs": crumbs(information, (_("Classification"), "")),
    }
    return render(request, "information/classification.html", context)


def _begin(request: HttpRequest, information: InformationSet) -> HttpResponse:
    with refusals_as_messages(request):
        draft = service.begin(access_of(request), information)
        return redirect(DraftView(access_of(request), draft).url(ABOUT))
    return redirect("information-detail", pk=information.pk)


def work_of(request: HttpRequest, information: InformationSet) -> DraftView | None:
    """Return the information set's draft in progress, as the user sees it; None if there is none."""
    found = classification_status(access_of(request), information).draft
    return DraftView(access_of(request), _with(found, information)) if found else None


def _with(draft: ClassificationDraft, information: InformationSet) -> ClassificationDraft:
    draft.information = information
    return draft


# The pages


@requires(EDIT)
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Show one part of the draft. POST saves it, or refuses with all input kept; htmx saves while the user writes."""
    information = writable(request, pk)
    work = work_of(request, information)
    if work is None:
        return _without_draft(request, information, step)
    part = work.part_at(step)
    if request.method != "POST":
        return _page(request, work, part, work.form(part), status=200)
    form = work.form(part, request.POST)
    if not form.is_valid():
        return _refused(request, work, part, form, _("Not saved yet: see the page."), status=422)
    return _save(request, work, part, form)


def _save(request: HttpRequest, work: DraftView, part: str, form: DraftPartForm) -> HttpResponse:
    access, seen = access_of(request), form.cleaned_data["seen"]
    try:
        draft = service.save(access, work.draft, part, form.value(), seen=seen, pressed=not _live(request))
    except Stale as stale:
        return _conflict(request, DraftView(access, _current(stale, work)), part, form)
    except Refused as refusal:
        return _not_taken(request, work, part, form, refusal)
    work = DraftView(access, _with(draft, work.information))
    if _live(request):
        return _part(request, work, part, "")
    return redirect(work.url(part) if "stay" in request.POST else work.following(part))


def _not_taken(
    request: HttpRequest, work: DraftView, part: str, form: DraftPartForm, refusal: Refused
) -> HttpResponse:
    if isinstance(refusal, Hidden):
        raise refusal
    if refusal.code == service.BEYOND:
        return _refused(
            request, work, part, form, _("Not saved: read what the page says."), status=422, beyond=True
        )
    if refusal.code in ("gone", "pointer"):
        return _gone(request, work.information, work, part, form)
    form.add_error(None, str(refusal))
    return _refused(request, work, part, form, str(refusal), status=422)


def _current(stale: Stale, work: DraftView) -> ClassificationDraft:
    current: ClassificationDraft = stale.current
    return _with(current, work.information)


def _live(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _page(
    request: HttpRequest, work: DraftView, part: str, form: DraftPartForm, *, status: int, **more: object
) -> HttpResponse:
    aspect = work.body.aspect(part)
    decision = classification_status(work.access, work.information).decision
    context = {
        **draft_context(request, work, part),
        "beyond": False,
        "conflict": [],
        "part": part,
        "name": work.named(part),
        "question": aspect.question if aspect else "",
        "is_aspect": part in {each.value for each in Aspect},
        "form": form,
        "here": work.url(part),
        "gone": not_carried(work.draft, decision),
        "like": _like(work) if part == ABOUT and work.is_new else None,
        **more,
    }
    return render(request, "information/classification_step.html", context, status=status)


def _like(work: DraftView) -> LikeForm | None:
    """Return the form to start from a similar set's decision; None if no set is similar."""
    found = similar(work.access, work.information)
    return LikeForm(found) if found else None


def _part(request: HttpRequest, work: DraftView, part: str, trouble: str, **more: object) -> HttpResponse:
    """Return what htmx swaps: the levels so far, the states of the steps, and the seal of what has been saved."""
    context = {
        "summary": work.summary(),
        "lines": list(work.lines(part)),
        "seen": "" if trouble else digest_part(work.stored(part)),
        "saved_at": timezone.now(),
        "trouble": trouble,
        "beyond": False,
        "information": work.information,
        **more,
    }
    return render(request, "information/classification_part.html", context, status=422 if trouble else 200)


def _refused(
    request: HttpRequest,
    work: DraftView,
    part: str,
    form: DraftPartForm,
    words: str,
    *,
    status: int,
    **more: object,
) -> HttpResponse:
    if _live(request):
        return _part(request, work, part, words, **more)
    return _page(request, work, part, form, status=status, **more)


def _conflict(request: HttpRequest, work: DraftView, part: str, form: DraftPartForm) -> HttpResponse:
    """Show the stored and the user's own answers side by side; the next save overwrites the version shown."""
    if _live(request):
        return _part(
            request, work, part, _("Not saved: somebody else has saved this page. Press Save to see both.")
        )
    theirs, mine = describe_part(work, part, work.stored(part)), describe_part(work, part, form.value())
    rows = [
        {"label": label, "theirs": theirs.get(label, ""), "mine": mine.get(label, "")}
        for label in {**theirs, **mine}
        if theirs.get(label, "") != mine.get(label, "")
    ]
    form = work.form(part, resubmitted_data(form, seen=digest_part(work.stored(part))))
    who = next((event.actor for event in events_of([work.draft.pk], limit=1)), "")
    return _page(request, work, part, form, status=409, conflict=rows, who=who)


def _without_draft(request: HttpRequest, information: InformationSet, step: str) -> HttpResponse:
    """Handle a part whose draft was decided or discarded meanwhile: read the input by the scheme in force."""
    scheme = scheme_now(access_of(request))
    if request.method == "POST" and scheme is not None:
        empty = ClassificationDraft(information=information, scheme=scheme)
        work = DraftView(access_of(request), empty)
        part = work.part_at(step)
        form = work.form(part, request.POST)
        if form.is_valid():
            return _gone(request, information, work, part, form)
    return _gone(request, information)


def _gone(
    request: HttpRequest,
    information: InformationSet,
    work: DraftView | None = None,
    part: str = "",
    form: DraftPartForm | None = None,
) -> HttpResponse:
    """Show that the draft is gone, and what the user had written, unless the information was stopped."""
    information.refresh_from_db()
    if _live(request):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    if information.pointer or work is None or form is None:
        return redirect("classification", pk=information.pk)
    context = {
        "title": _("Not saved"),
        "rows": describe_part(work, part, form.value()),
        "crumbs": crumbs(information, (_("Classification"), "")),
        "back": reverse("classification-decisions", args=[information.pk]),
    }
    return render(request, "information/classification_gone.html", context, status=409)


def _act(act: Callable[..., object], request: HttpRequest, pk: UUID, said: str) -> None:
    information = writable(request, pk)
    draft = classification_status(access_of(request), information).draft
    if draft is None:
        return
    with refusals_as_messages(request):
        act(access_of(request), draft)
        messages.success(request, said)


@requires(EDIT)
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for confirmation; POST discards the draft."""
    information = writable(request, pk)
    if request.method == "POST":
        _act(service.discard, request, pk, _("The draft is thrown away."))
        return redirect("information-detail", pk=pk)
    context = {
        "title": _("Throw the draft away"),
        "information": information,
        "standing": classification_status(access_of(request), information),
        "back": reverse("classification", args=[pk]),
        "crumbs": crumbs(information, (_("Classification"), "")),
    }
    return render(request, "information/classification_discard.html", context)


@requires(EDIT)
@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move the draft to the scheme edition in force."""
    _act(service.renew, request, pk, _("The draft now follows the new edition. Look through the answers."))
    return redirect("classification", pk=pk)


@requires(EDIT)
@require_POST
def begin_from(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Copy the answers of the set that the user chose among the similar ones into the draft."""
    work = or_hidden(work_of(request, writable(request, pk)))
    found = {str(each.pk): each for each in similar(work.access, work.information)}
    other = or_hidden(found.get(request.POST.get("other", "")))
    with refusals_as_messages(request):
        service.begin_from(work.access, work.draft, other)
        words = _(
            "The answers are those of %(name)s. Look through each page: what is true there may not be here."
        )
        messages.success(request, words % {"name": other.information.name})
        return redirect(work.following(ABOUT))
    return redirect(work.url(ABOUT))
