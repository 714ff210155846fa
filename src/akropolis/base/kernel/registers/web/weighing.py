"""The weight of a request in bytes of text: it decides whether the request is answered at once."""

from typing import IO, cast

from django.http import HttpRequest

from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.exchange import parking

ROW = 50
"""Weight of an exported row, where a byte read from a file weighs 1."""


def file_weight(request: HttpRequest, **_arguments: object) -> int:
    """Return the weight of the files sent, or else of the parked file that `token` names."""
    if request.method != "POST":
        return 0
    sent = [file for _name, files in request.FILES.lists() for file in files]
    if sent:
        return sum(parking.text_weight(cast(IO[bytes], file), file.size or 0) for file in sent)
    person = access_of(request).actor.id
    return parking.weight(person, request.POST.get("token", "")) if person else 0
