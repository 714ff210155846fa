"""Pages for the owner of background work: show progress and answer, cancel, restart."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from akropolis.base.kernel.access.web import access_of, signed_in
from akropolis.base.kernel.background.waiting import describe_state
from akropolis.base.kernel.background.web.carrying import carry_out
from akropolis.base.kernel.background.work import (
    ANSWER,
    BODY,
    CANCEL,
    NOT_OVER,
    OPENED,
    PROGRESS,
    REQUEST,
    STARTED,
    BackgroundWork,
    WorkState,
    find,
)
from akropolis.base.lib.swedish import number

OWN = "a person's work is found by herself alone"
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]{64}')


def _own(request: HttpRequest, pk: UUID) -> BackgroundWork:
    person = access_of(request).actor.id
    assert person is not None
    return find(person, pk)


@signed_in(because=OWN)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the work's progress; once it is done, serve the stored answer."""
    work = _own(request, pk)
    state = work.state
    asks_for_part = "HX-Request" in request.headers
    if state is WorkState.DONE and not asks_for_part:
        return _answer(request, work)
    if asks_for_part and request.GET.get("sedan") != state.value:
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    template = "background/part.html" if asks_for_part else "background/work.html"
    return render(request, template, _work_context(work, state))


def _work_context(work: BackgroundWork, state: WorkState) -> dict[str, object]:
    title, lead = describe_state(state)
    progress, asked = work.read(PROGRESS), work.read(REQUEST)
    here = reverse("work", args=[work.id])
    return {
        "title": title,
        "lead": lead,
        "here": here,
        "back": asked["path"],
        "name": ", ".join(called for _field, called, _kind in asked["files"]),
        "part_url": f"{here}?sedan={state.value}",
        "polls": state in NOT_OVER,
        "broken": state is WorkState.BROKEN,
        "cancelling": work.marked(CANCEL),
        "what": progress.get("what", ""),
        "done": progress.get("done", 0),
        "total": progress.get("total", 0),
        "said_done": number(progress.get("done", 0)),
        "said_total": number(progress.get("total", 0)),
        "cancel_url": reverse("work-cancel", args=[work.id]),
        "again_url": reverse("work-again", args=[work.id]),
    }


def _answer(request: HttpRequest, work: BackgroundWork) -> HttpResponse:
    answer = work.read(ANSWER)
    headers, body = answer["headers"], (work.folder / BODY).read_bytes()
    if body and answer["rights"] != access_of(request).mark:
        work.forget()
        messages.error(request, _("What you may see has changed since this was made. Ask for it anew."))
        return redirect("/")
    work.mark(OPENED)
    if "Content-Disposition" in headers and not request.GET.get("fil"):
        context = {"title": _("Your file is ready"), "file_url": f"{request.path}?fil=1"}
        return render(request, "background/file.html", context)
    if "Location" in headers:
        work.forget()
        for level, sentence in answer["told"]:
            messages.add_message(request, level, sentence)
        return redirect(headers["Location"])
    token = get_token(request).encode()
    return HttpResponse(
        _TOKEN.sub(lambda found: found[1] + token, body), status=answer["status"], headers=headers
    )


@signed_in(because=OWN)
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel the work. Work that is running stops at its next step and saves nothing."""
    work = _own(request, pk)
    if work.state is WorkState.RUNNING:
        work.mark(CANCEL)
        return redirect("work", pk=pk)
    if work.state is WorkState.DONE:
        return redirect("work", pk=pk)
    back = work.read(REQUEST)["path"]
    work.forget()
    messages.info(request, _("The work was cancelled. Nothing was saved."))
    return redirect(back)


@signed_in(because=OWN)
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Restart work that was interrupted."""
    work = _own(request, pk)
    if work.state is WorkState.BROKEN:
        for name in (STARTED, CANCEL, PROGRESS):
            work.unmark(name)
        carry_out.enqueue(str(work.person), str(work.id))
    return redirect("work", pk=pk)


urlpatterns = [
    path("arbeten/<uuid:pk>/", page, name="work"),
    path("arbeten/<uuid:pk>/avbryt/", cancel, name="work-cancel"),
    path("arbeten/<uuid:pk>/igen/", again, name="work-again"),
]
