"""Expensive Django views: small requests run within the limit of heavy work, large ones in a worker process."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.web import View, access_of
from akropolis.base.kernel.background.turns import Busy, turns
from akropolis.base.kernel.background.web.carrying import carry_out
from akropolis.base.kernel.background.work import NOT_OVER, REQUEST, begin, works_of

LARGE = 256 * 1024
"""Request size, in bytes of text, above which a worker process carries it out."""
MOST = 2
"""Maximum number of pieces of background work that one user may have waiting or running."""
_META = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "wsgi.url_scheme")

type Weigh = Callable[..., int]


def heavy(weigh: Weigh | None = None, *, also_read: bool = False) -> Callable[[View], View]:
    """Return a decorator for an expensive view, to be placed inside `requires`.

    `weigh(request, **arguments)` returns the request's size in bytes. A large request is queued, and a
    worker process later answers it with the same view. The limit of heavy work does not apply to GET
    requests, unless `also_read`. A user with too many requests gets 429.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if getattr(request, "carried_out", False):
                return view(request, *args, **kwargs)
            try:
                if weigh is not None and weigh(request, *args, **kwargs) > LARGE:
                    return _put_aside(request)
                if request.method != "POST" and not also_read:
                    return view(request, *args, **kwargs)
                with turns.turn(_person(request)):
                    return view(request, *args, **kwargs)
            except Busy as busy:
                return _busy(request, busy)

        return guarded

    return decorate


def _person(request: HttpRequest) -> UUID:
    person = access_of(request).actor.id
    assert person is not None
    return person


def _busy(request: HttpRequest, busy: Busy) -> HttpResponse:
    context = {"title": _("Wait a little"), "sentence": str(busy), "here": request.get_full_path()}
    answer = render(request, "background/busy.html", context, status=429)
    answer["Retry-After"] = str(busy.after)
    return answer


def _put_aside(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    if sum(work.state in NOT_OVER for work in works_of(person)) >= MOST:
        raise Busy
    work = begin(person)
    files = [(name, file) for name, found in request.FILES.lists() for file in found]
    for place, (_name, file) in enumerate(files):
        work.write_bytes(f"file-{place}", file.read())
    note = {
        "path": request.path,
        "query": request.META.get("QUERY_STRING", ""),
        "method": request.method,
        "fields": [
            # The word tells the form from others (`once`): its digest does, and forges nothing.
            [name, sha256(value.encode()).hexdigest() if name == "csrfmiddlewaretoken" else value]
            for name, values in request.POST.lists()
            for value in values
        ],
        "files": [[name, str(file.name), file.content_type] for name, file in files],
        "meta": {name: request.META[name] for name in _META if name in request.META},
        "session": {name: value for name, value in request.session.items() if not name.startswith("_")},
        "language": get_language(),
    }
    work.write(REQUEST, note)
    carry_out.enqueue(str(person), str(work.id))
    return redirect("work", pk=work.id)
