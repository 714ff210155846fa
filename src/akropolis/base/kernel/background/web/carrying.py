"""Carry out a queued request with the same view and the user's current rights, and store the answer."""

import logging
import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.tasks import task
from django.urls import resolve
from django.utils.datastructures import MultiValueDict
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_htmx.middleware import HtmxDetails

from akropolis.base.kernel.access.errors import Hidden, Unproved
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import AccessMiddleware, access_of
from akropolis.base.kernel.background.work import ANSWER, BODY, CANCEL, PROGRESS, REQUEST, BackgroundWork
from akropolis.base.lib.plain import Plain
from akropolis.base.lib.progress import Cancelled, report_progress_to

PACE = 0.5
"""Minimum number of seconds between progress updates."""
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Location", "X-Content-Type-Options", "Cache-Control")
INFO, ERROR = 20, 40
log = logging.getLogger("akropolis.background")


class _Told(BaseStorage):
    """Message storage that collects messages until the answer is fetched."""

    def _get(self, *_args: object, **_kwargs: object) -> tuple[list[object], bool]:
        return [], True

    def _store(self, messages: object, *_args: object, **_kwargs: object) -> list[object]:
        return []

    def left(self) -> list[tuple[int, str]]:
        """Return the messages not yet shown on a page, as pairs of level and text."""
        return [] if self.used else [(said.level, str(said.message)) for said in self._queued_messages]  # type: ignore[attr-defined]


@task()
def carry_out(person: str, work: str) -> None:
    """Carry out the work and store its answer. Does nothing if the work has been cancelled meanwhile."""
    found = BackgroundWork(UUID(person), UUID(work))
    if not found.marked(REQUEST):
        return
    note = found.read(REQUEST)
    user = User.everything.filter(pk=found.person, is_active=True).first()
    with found.begun(), override(note["language"]):
        if user is None:
            found.forget()
            return
        try:
            with report_progress_to(_Listener(found)):
                request = _request(found, note, user)
                answer, told = _answered(request)
                _keep(found, access_of(request), answer, told)
        except Cancelled:
            _turned_back(found, note, INFO, _("The work was cancelled. Nothing was saved."))
        except (Hidden, Http404):
            _turned_back(found, note, ERROR, _("You may no longer do this. Nothing was saved."))
        except Unproved:
            sentence = _(
                "Who decides shows first that it is she, and it is too long since you did. Sign in again, and send it "
                "once more. Nothing was saved."
            )
            _turned_back(found, note, ERROR, sentence)
        except Exception:  # whatever it was, its owner is told that it is over
            log.exception("work in the background failed")
            _turned_back(
                found,
                note,
                ERROR,
                _(
                    "Something went wrong in the server. A file is saved whole or not at all: look, and try again."
                ),
            )


class _Listener:
    """Stores progress, at most once per `PACE`, and checks whether the work has been cancelled."""

    def __init__(self, work: BackgroundWork) -> None:
        self._work, self._next, self._what = work, 0.0, ""

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and what == self._what:
            return
        self._next, self._what = now + PACE, what
        if self._work.marked(CANCEL):
            raise Cancelled
        self._work.write(PROGRESS, {"what": what, "done": done, "total": total})


def _request(work: BackgroundWork, note: Plain, user: User) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.path_info = note["method"], note["path"], note["path"]
    request.META = {**note["meta"], "REQUEST_METHOD": note["method"], "QUERY_STRING": note["query"]}
    # The answer's forms get the reader's own token when it is fetched.
    request.META["CSRF_COOKIE"] = "x" * 32
    request.GET = QueryDict(note["query"])
    fields: Any = QueryDict(mutable=True)
    for name, value in note["fields"]:
        fields.appendlist(name, value)
    request.POST = fields
    request._files = MultiValueDict[str, object]()  # type: ignore[attr-defined]
    for place, (name, called, kind) in enumerate(note["files"]):
        data = (work.folder / f"file-{place}").read_bytes()
        request.FILES.appendlist(name, SimpleUploadedFile(called, data, kind))
    request.user = user
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    request.session.update(note["session"])
    request._messages = _Told(request)  # type: ignore[attr-defined]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.carried_out = True  # type: ignore[attr-defined]
    return request


def _answered(request: HttpRequest) -> tuple[HttpResponse, list[tuple[int, str]]]:
    found = resolve(request.path)
    request.resolver_match = found
    answer = AccessMiddleware(lambda asked: found.func(asked, *found.args, **found.kwargs))(request)
    told: _Told = request._messages  # type: ignore[attr-defined]
    return answer, told.left()


def _keep(work: BackgroundWork, access: Access, answer: HttpResponse, told: list[tuple[int, str]]) -> None:
    headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
    work.write_bytes(BODY, answer.content)
    note = {"status": answer.status_code, "headers": headers, "told": told, "rights": access.mark}
    work.write(ANSWER, note)


def _turned_back(work: BackgroundWork, note: Plain, level: int, sentence: str) -> None:
    work.write_bytes(BODY, b"")
    headers = {"Location": note["path"]}
    work.write(ANSWER, {"status": 302, "headers": headers, "told": [(level, sentence)]})
