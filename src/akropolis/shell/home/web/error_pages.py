"""The response to a request that failed: a page, or a problem document for a program.

It includes the request id, and makes no database query.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from akropolis.base.kernel.access.faults import ERROR, fault
from akropolis.base.kernel.registers.api.problems import problem
from akropolis.base.kernel.watch.asked import asked

API = "/api/"


def failed(request: HttpRequest) -> HttpResponse:
    """Respond to a known error with its name and what to do; to anything else as an error of our own."""
    error = sys.exception()
    known = (fault(error) if error else None) or ERROR
    if request.path.startswith(API):
        return problem(known.status, known.code, known.sentences)
    template = "500.html" if known is ERROR else "home/fault.html"
    now = asked.get()
    context = {"title": known.heading, "fault": known, "request_id": now.id if now else ""}
    return HttpResponse(render_to_string(template, context), status=known.status)
