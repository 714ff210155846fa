"""Sending a draft for decision, taking it back, sending it back, and the resulting pending tasks."""

from collections.abc import Iterator
from typing import Unpack
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.deadlines.tasks import Awaited, PendingTask
from akropolis.base.kernel.notify.web.reminding import remind_page
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.shared.documents.models import GoverningDocument, Proposal
from akropolis.shared.documents.register.pages import draft_url, page_of, steps_to, way
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.versions import document_at, proposal_of
from akropolis.shared.documents.services import sending
from akropolis.shared.documents.services.sending import WRITE

ROWS = {"rows": 3}


class SendDocumentForm(VersionedForm, model=Proposal):
    """Form for sending a draft: who decides, by when, and what the decider needs to know."""

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
        self.people = people
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
    """Form for the reason for sending a draft back."""

    text = FromModel(
        label=gettext_lazy("What is to be changed"), required=True, widget=forms.Textarea(attrs=ROWS)
    )


def _given(request: HttpRequest, document: GoverningDocument) -> dict[str, object]:
    access = access_of(request)
    people = sending.deciders(access, document, timezone.localdate())
    first = {"decider": people[0].pk} if len(people) == 1 else {}
    return {"access": access, "people": people, "initial": first}


def _lead(_request: HttpRequest, document: GoverningDocument, form: SendDocumentForm) -> dict[str, object]:
    lead = (
        document.title if form.people else _("Nobody else has a role that decides on documents in the unit.")
    )
    return {"lead": lead}


WRITING = ActTarget(WRITE, document_at, page_of, steps_to, unit="owner_unit")
SEND = Act(
    on=WRITING,
    form=SendDocumentForm,
    given=_given,
    do=lambda access, document, form: sending.send(access, document, **form.row_values()),
    done=gettext_lazy("It is sent for decision. Who decides is told."),
    title=gettext_lazy("Send for decision"),
    submit=gettext_lazy("Send for decision"),
    context=_lead,
)
TAKE_BACK = ButtonAct(
    on=ActTarget(WRITE, document_at, draft_url, unit="owner_unit"),
    do=sending.take_back,
    done=gettext_lazy("The draft is taken back, and can be changed."),
)


def _proposed_at(access: Access, pk: UUID) -> GoverningDocument:
    document = document_at(access, pk)
    access.must(APPROVE, document.owner_unit)
    or_hidden(document.proposed_on)
    return document


SEND_BACK = Act(
    on=ActTarget(APPROVE, _proposed_at, page_of, steps_to),
    form=ReturnForm,
    do=lambda access, document, form: sending.send_back(access, document, form.cleaned_data["text"]),
    done=gettext_lazy("It is sent back. Who sent it is told."),
    title=gettext_lazy("Send back"),
    lead=lambda document: document.title,
    submit=gettext_lazy("Send back"),
)


@requires(WRITE)
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remind the person who is asked to decide on the draft."""
    access = access_of(request)
    document = document_at(access, pk)
    access.must(WRITE, document.owner_unit)
    row = or_hidden(proposal_of(access, document) if document.proposed_on else None)
    title = _("Remind of the decision")
    way_there, units = way(document, title), [document.owner_unit]
    return remind_page(request, sending.matter_of(row), units, title, way_there, page_of(document))


# Pending tasks


def list_proposals(access: Access) -> Iterator[PendingTask]:
    """List tasks: drafts sent to the user for decision, and the user's own that were sent back. One query."""
    hers = Q(decider=access.actor.id, document__proposed_on__isnull=False)
    returned = Q(sender=access.actor.id, document__proposed_on__isnull=True)
    for row in _proposals(access).filter(hers | returned):
        if not row.document.proposed_on:
            yield _returned(row)
        elif access.may(APPROVE, row.document.owner_unit):
            yield _to_decide(row)


def _to_decide(row: Proposal) -> PendingTask:
    return PendingTask(
        key=f"document-decide:{row.pk}",
        title=sending.title_of(row),
        url=reverse("documents-decide", args=[row.document_id]),
        why=sending.why_of(row),
        due=row.by,
        about=refer(row.document),
    )


def _returned(row: Proposal) -> PendingTask:
    return PendingTask(
        key=f"document-returned:{row.pk}:{row.version}",
        title=_("Go on writing %(title)s") % {"title": row.document.title},
        url=draft_url(row.document),
        why=_("It is sent back: %(text)s") % {"text": row.returned},
    )


def sent(access: Access, _today: object) -> Iterator[Awaited]:
    """Yield the drafts that the user has sent and that are not decided yet."""
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
