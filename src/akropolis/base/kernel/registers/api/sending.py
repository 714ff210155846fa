"""`Idempotency-Key`: a client that lost the answer can repeat the request without creating anything twice."""

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked
from akropolis.base.kernel.records.once import once

HEADER = "Idempotency-Key"
DECLARED = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string"},
            "description": "A word of your own, new for each record and remembered for a day. With the same word and "
            "body again, the answer is the record that was made. The same word with another body is refused (422).",
        }
    ]
}


def once_for[T: Tracked](request: HttpRequest, access: Access, act: Callable[[], T]) -> T:
    """Run `act`, or return its earlier result for the same key. Raises Invalid if the body differs."""
    content = request.get_full_path().encode() + b"\n" + request.body
    return once(access, request.headers.get(HEADER, ""), act, content=sha256(content).hexdigest())
