"""A form that is sent twice as it stands makes what it makes once."""

import json
from collections.abc import Callable
from hashlib import file_digest, sha256

from django.http import HttpRequest

from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.once import made_before, once

WORD = "csrfmiddlewaretoken"
"""Django's word against forgery stands in every form, and is scrambled anew each time a page is shown."""


def create_once[T: Tracked](request: HttpRequest, act: Callable[[], T]) -> T:
    """What `act` makes of the form, or what was made when the very same form was sent before.

    With other content, after going back, it is another form (`key_of`).
    """
    return once(access_of(request), key_of(request), act)


def sent_before[T: Tracked](request: HttpRequest, model: type[T]) -> T | None:
    """What was made when the very same form was sent before, where the form would not be taken a second time."""
    found = made_before(access_of(request), key_of(request))
    return found if isinstance(found, model) else None


def key_of(request: HttpRequest) -> str:
    """What tells the form from others: the word that it was shown with, and a digest of all that it holds."""
    word = request.POST.get(WORD, "")
    return word and f"{word} {_digest_form(request)}"


def _digest_form(request: HttpRequest) -> str:
    """All that the form holds, its files too, and where it was sent, as a text of fixed length."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name != WORD)
    files = []
    for name, sent in sorted(request.FILES.lists()):
        for file in sent:
            file.seek(0)
            files.append((name, file.name, file_digest(file, sha256).hexdigest()))
            file.seek(0)
    return sha256(json.dumps([request.get_full_path(), fields, files]).encode()).hexdigest()
