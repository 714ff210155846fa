"""Messages to the user about what has happened, also sent by mail; and what the user is waiting for from others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import access_of, signed_in
from akropolis.base.kernel.deadlines.tasks import awaited_by
from akropolis.base.kernel.notify import outbox

SHOWN = 100


@signed_in(because="a person's own messages")
def page(request: HttpRequest) -> HttpResponse:
    """Show the newest messages, with unread ones marked."""
    rows = list(outbox.received(access_of(request))[:SHOWN])
    unread = sum(row.read_at is None for row in rows)
    context = {"title": _("Messages"), "rows": rows, "unread": unread, "shown": SHOWN}
    return render(request, "home/messages.html", context)


@signed_in(because="what the person herself has sent")
def sent(request: HttpRequest) -> HttpResponse:
    """Show what the user has sent and is waiting for: from whom, the progress, the due day, and a link to remind."""
    today = timezone.localdate()
    rows = awaited_by(access_of(request), today)
    late = sum(row.due is not None and row.due < today for row in rows)
    return render(
        request,
        "home/sent.html",
        {
            "title": _("Sent by you"),
            "rows": rows,
            "late": late,
            "today": today,
            "recipients": sum(row.recipients for row in rows),
        },
    )


@signed_in(because="a person's own messages")
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the message as read, and redirect to what it is about."""
    row = or_hidden(outbox.received(access_of(request)).filter(pk=pk).first())
    outbox.mark_read(access_of(request), timezone.now(), pk)
    return redirect(row.url or "messages")


@signed_in(because="a person's own messages")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all the user's messages as read."""
    outbox.mark_read(access_of(request), timezone.now())
    return redirect("messages")
