"""Sending a draft for decision, taking it back, sending it back, and what then waits for people."""

from collections.abc import Iterator
from functools import partial
from typing import Unpack
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akropolis.documents.models import GoverningDocument, Proposal
from akropolis.documents.rules.states import APPROVE
from akropolis.documents.selectors.versions import document_at, proposal_of
from akropolis.documents.services import sending
from akropolis.documents.services.sending import WRITE
from akropolis.documents.web.finding import draft_url, page_of, way
from akropolis.kernel.access.errors import or_hidden
from akropolis.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import User
from akropolis.kernel.access.web import access_of, form_page, refusals_said, requires
from akropolis.kernel.deadlines.tasks import Awaited, Task
from akropolis.kernel.notify.web.reminding import remind_page
from akropolis.kernel.records.references import refer
from akropolis.ui.forms import FormData, FormGiven
from akropolis.ui.model_fields import FromModel

ROWS = {"rows": 3}


class SendForm(VersionedForm, model=Proposal):
    """Who decides, by when, and what she needs to know."""

    by = FromModel()
    text = FromModel(
        gettext_lazy("What it concerns, and what who decides needs to know."),
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs=ROWS),
    )

    def __init__(
        self, data: FormData = None, *, access: Access, people: list[User], **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        keys = [person.pk for person in people]
        self.fields["decider"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=keys).order_by("sort_key"),
            label=_("Who decides"),
            empty_label=_("Choose"),
            help_text=_("Those who decide on governing documents in the unit. The one you choose is told."),
        )
        self.order_fields(["decider", "by", "text"])


class ReturnForm(VersionedForm, model=Proposal):
    """Why it is sent back."""

    text = FromModel(
        label=gettext_lazy("What is to be changed"), required=True, widget=forms.Textarea(attrs=ROWS)
    )


@requires(WRITE)
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who decides is chosen, and the draft is sent."""
    access, document = _document(request, pk, WRITE)
    people = sending.deciders(access, document, timezone.localdate())
    initial = {"decider": people[0].pk} if len(people) == 1 else {}
    form = SendForm(request.POST or None, access=access, people=people, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.apply(lambda given: sending.send(access, document, **given)) is not None
    ):
        messages.success(request, _("It is sent for decision. Who decides is told."))
        return redirect(page_of(document))
    lead = document.title if people else _("Nobody else has a role that decides on documents in the unit.")
    return _page(request, form, document, _("Send for decision"), lead)


@requires(WRITE)
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft can be changed again."""
    access, document = _document(request, pk, WRITE)
    with refusals_said(request):
        sending.take_back(access, document)
        messages.success(request, _("The draft is taken back, and can be changed."))
    return redirect(draft_url(document))


@requires(APPROVE)
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who decides says what is to be changed first."""
    access, document = _document(request, pk, APPROVE)
    or_hidden(document.proposed_on)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(sending.send_back, access, document, form.cleaned_data["text"])
        form.carry_out(act)
        if not form.errors:
            messages.success(request, _("It is sent back. Who sent it is told."))
            return redirect(page_of(document))
    return _page(request, form, document, _("Send back"), document.title)


@requires(WRITE)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who decides is reminded."""
    access, document = _document(request, pk, WRITE)
    row = or_hidden(proposal_of(access, document) if document.proposed_on else None)
    title = _("Remind of the decision")
    way_there, units = way(document, title), [document.owner_unit]
    return remind_page(request, sending.matter_of(row), units, title, way_there, page_of(document))


def _document(request: HttpRequest, pk: UUID, permission: str) -> tuple[Access, GoverningDocument]:
    access = access_of(request)
    document = document_at(access, pk)
    access.must(permission, document.owner_unit)
    return access, document


def _page(
    request: HttpRequest, form: forms.Form, document: GoverningDocument, title: str, lead: str
) -> HttpResponse:
    back = page_of(document)
    return form_page(request, form, title, way(document, title), lead=lead, submit=title, back=back)


# What waits


def waiting(access: Access) -> Iterator[Task]:
    """What others have sent to her for decision, and what she sent and has got back. One query."""
    hers = Q(decider=access.actor.id, document__proposed_on__isnull=False)
    returned = Q(sender=access.actor.id, document__proposed_on__isnull=True)
    for row in _proposals(access).filter(hers | returned):
        if not row.document.proposed_on:
            yield _returned(row)
        elif access.may(APPROVE, row.document.owner_unit):
            yield _to_decide(row)


def _to_decide(row: Proposal) -> Task:
    return Task(
        key=f"document-decide:{row.pk}",
        title=sending.title_of(row),
        url=reverse("documents-decide", args=[row.document_id]),
        why=sending.why_of(row),
        due=row.by,
        about=refer(row.document),
    )


def _returned(row: Proposal) -> Task:
    return Task(
        key=f"document-returned:{row.pk}:{row.version}",
        title=_("Go on writing %(title)s") % {"title": row.document.title},
        url=draft_url(row.document),
        why=_("It is sent back: %(text)s") % {"text": row.returned},
    )


def sent(access: Access, _today: object) -> Iterator[Awaited]:
    """What she has sent and nobody has decided."""
    for row in _proposals(access).filter(sender=access.actor.id, document__proposed_on__isnull=False):
        may = access.may(WRITE, row.document.owner_unit)
        yield Awaited(
            title=_("Decision on %(title)s") % {"title": row.document.title},
            url=page_of(row.document),
            whom=row.decider,
            state=_("Not decided"),
            due=row.by,
            remind_url=reverse("documents-decide-remind", args=[row.document_id]) if may else "",
        )


def _proposals(access: Access) -> QuerySet[Proposal]:
    rows = Proposal.objects.visible(access).filter(document__archived_at__isnull=True)
    return rows.select_related("document__owner_unit", "sender", "decider").order_by("created_at", "pk")
