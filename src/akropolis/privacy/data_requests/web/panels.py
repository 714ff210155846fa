"""The parts of a request's page, and the tasks that requests give."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.lib.swedish import number
from akropolis.privacy.data_requests.models import (
    DataRequest,
    IdentityCheck,
    RequestAnswer,
    RequestSearch,
    RequestViewing,
)
from akropolis.privacy.data_requests.rules.states import EDIT, LATENESS, OPEN
from akropolis.privacy.data_requests.web.acts import FILES
from akropolis.shared.clocks.reports.clock_words import due_in_words, explain
from akropolis.shared.clocks.selectors import due_by


def work_panel(access: Access, request: DataRequest) -> PanelContent:
    """Return how the request is and what to do next; who searches what, and the answer with its papers."""
    rows = (
        RequestSearch.objects.visible(access).filter(request=request).select_related("processing", "person")
    )
    searches, sent = list(rows), list(RequestAnswer.objects.visible(access).filter(request=request))
    waiting = sum(each.done_at is None for each in searches)
    found = due_by(request.clock, request.received_on)
    sentences = []
    if request.open:
        unknown = _("The last day is not known: the city has no clock rule for answers (gdpr-12).")
        sentences.append(f"{due_in_words(found[1])}." if found else unknown)
        if request.identity == IdentityCheck.ASKED:
            sentences.append(_("The identity is not proved. Nothing is answered before that."))
        if waiting:
            words = {"n": number(waiting), "total": number(len(searches))}
            sentences.append(_("%(n)s of %(total)s searches wait.") % words)
    writes = access.may(EDIT, request.owner_unit) and request.archived_at is None
    paper = {name: reverse("data-request-paper", args=[request.pk, form]) for name, form in FILES.items()}
    papers = [{name: f"{url}?svar={place}" for name, url in paper.items()} for place in range(len(sent))]
    context = {
        "request": request,
        "writes": writes and request.open,
        "searches": searches,
        "files": paper,
        "sent": list(zip(sent, papers, strict=True)),
        "note": found[0].said("note") if found else "",
        "reasons": explain(*found) if found else (),
    }
    acts = _list_acts(request, waiting, searched=bool(searches)) if writes else []
    return PanelContent(context=context, sentences=sentences, acts=acts)


def _list_acts(request: DataRequest, waiting: int, *, searched: bool) -> list[RowAct]:
    acts = [
        (_("Say who shall search"), "start", ActRank.MENU if searched else ActRank.NEXT),
        (_("Write the answer"), "answer", ActRank.BESIDE if waiting or not searched else ActRank.NEXT),
        (_("Extend the time by two months"), "extend", ActRank.MENU),
    ]
    if not request.open:
        acts = [(_("Erase the person"), "erase", ActRank.MENU)] if request.requester else []
    return [
        RowAct(label, reverse(f"data-request-{name}", args=[request.pk]), rank) for label, name, rank in acts
    ]


def viewings_panel(_access: Access, request: DataRequest) -> PanelContent:
    """Return who has opened the request."""
    rows = list(RequestViewing.objects.filter(request=request))
    return PanelContent(context={"rows": rows}, summary=_("Who has opened the request"))


def _my_searches(access: Access, _today: date) -> QuerySet[RequestSearch]:
    rows = RequestSearch.objects.visible(access).filter(person=access.actor.id, done_at=None)
    return rows.filter(request__state__in=OPEN, request__archived_at=None).select_related(
        "request__owner_unit", "processing"
    )


@task_feed(_my_searches)
def pending_searches(row: RequestSearch) -> PendingTask:
    """A task for each search that waits for the person."""
    return PendingTask(
        key=f"request-search:{row.pk}",
        title=_("Search for personal data in “%(processing)s” because of %(number)s")
        % {"processing": row.processing.title, "number": row.request.number},
        url=reverse("data-request-search", args=[row.pk]),
        why=_("Somebody has asked %(unit)s about their data.") % {"unit": row.request.owner_unit},
        due=row.due_on,
        about=refer(row),
    )


def _without_handler(access: Access, _today: date) -> QuerySet[DataRequest]:
    nobody = Q(handler=None) | Q(handler__is_active=False)
    rows = DataRequest.objects.visible(access).filter(access.asked(EDIT, "owner_unit"), nobody)
    return (
        rows.filter(state__in=OPEN, archived_at=None).select_related("owner_unit").order_by("last_on", "id")
    )


@task_feed(_without_handler, right=EDIT)
def pending_handlers(row: DataRequest) -> PendingTask:
    """A task for each open request that nobody handles: no last day without a desk."""
    return PendingTask(
        key=f"request-handler:{row.pk}",
        title=_("Choose who handles %(number)s") % {"number": row.number},
        url=reverse("data-requests-edit", args=[row.pk]),
        why=_("A request to %(unit)s has no handler.") % {"unit": row.owner_unit},
        due=row.last_on,
        about=refer(row),
    )


def _late(access: Access, today: date) -> QuerySet[DataRequest]:
    because = "the head is told the number, unit and handler of a late request, and nothing of what it says"
    rows = DataRequest.objects.unscoped(because=because).filter(
        access.asked(f"{LATENESS}:read", "owner_unit")
    )
    rows = rows.filter(state__in=OPEN, archived_at=None, allowed_on__lt=today)
    return rows.select_related("owner_unit", "handler").order_by("last_on", "id")


@task_feed(_late, right=f"{LATENESS}:read")
def pending_lateness(row: DataRequest) -> PendingTask:
    """A task for the head for each late request. It leads to the unit: what the request says is not for the head."""
    words = {"unit": row.owner_unit, "who": row.handler or _("nobody")}
    return PendingTask(
        key=f"request-late:{row.pk}",
        title=_("Ask why %(number)s is not answered") % {"number": row.number},
        url=reverse("unit", args=[row.owner_unit.code]),
        why=_("%(unit)s has not answered a person in time (GDPR article 12.3). Handler: %(who)s.") % words,
        due=row.last_on,
    )
