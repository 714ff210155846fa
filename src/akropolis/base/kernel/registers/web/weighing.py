"""How much a request asks for, in bytes of text: what decides whether it is answered at once."""

from typing import IO, cast

from django.http import HttpRequest

from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.exchange import parking

ROW = 50
"""What a row that is taken out weighs beside a byte that is read in."""


def file_weight(request: HttpRequest, **_arguments: object) -> int:
    """The files that are sent, or else the one that waits under the `token` that is."""
    if request.method != "POST":
        return 0
    sent = [file for _name, files in request.FILES.lists() for file in files]
    if sent:
        return sum(parking.text_weight(cast(IO[bytes], file), file.size or 0) for file in sent)
    person = access_of(request).actor.id
    return parking.weight(person, request.POST.get("token", "")) if person else 0
