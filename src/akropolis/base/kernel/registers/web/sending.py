"""Idempotent forms: the same form sent twice creates its row once."""

import json
from collections.abc import Callable
from hashlib import file_digest, sha256

from django.http import HttpRequest

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.once import made_before, once

WORD = "csrfmiddlewaretoken"
"""Name of the form field of Django's CSRF token. Every form has one, masked anew each time a page is rendered."""


def create_once[T: Tracked](request: HttpRequest, act: Callable[[], T]) -> T:
    """Return what `act` creates from the form, or what it created when the identical form was sent
    before.

    A form that was changed before it was sent again, after going back, counts as another form
    (`key_of`).
    """
    return once(access_of(request), key_of(request), act)


def sent_before[T: Tracked](request: HttpRequest, model: type[T]) -> T | None:
    """Return what was created when the identical form was sent before, for forms that cannot be sent twice."""
    found = made_before(access_of(request), key_of(request))
    return found if isinstance(found, model) else None


def key_of(request: HttpRequest) -> str:
    """Return the form's idempotency key: the CSRF token it was rendered with, and a digest of its content."""
    word = request.POST.get(WORD, "")
    return word and f"{word} {_digest_form(request)}"


def _digest_form(request: HttpRequest) -> str:
    """Return a digest of the form's fields, files and URL."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != WORD)
    files = []
    for name, sent in sorted(request.FILES.lists()):
        for file in sent:
            file.seek(0)
            files.append((name, file.name, file_digest(file, sha256).hexdigest()))
            file.seek(0)
    return sha256(json.dumps([request.get_full_path(), fields, files]).encode()).hexdigest()
