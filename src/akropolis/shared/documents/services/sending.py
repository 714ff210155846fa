"""Sending a draft to another person for decision, taking it back, sending it back; each with notifications."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.files.evidence import files_of
from akropolis.base.kernel.notify.outbox import Draft
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.shared.documents.models import DraftChapter, GoverningDocument, Proposal
from akropolis.shared.documents.rules.states import APPROVE
from akropolis.shared.documents.selectors.versions import last_version, proposal_of
from akropolis.shared.documents.services.audience import set_readers
from akropolis.shared.documents.services.ready import require_ready_chapters

WRITE = f"{DraftChapter.permission}:edit"
BECAUSE = "who prepares a document chooses who decides, among those of whom it is asked in the unit"


def deciders(access: Access, document: GoverningDocument, day: date) -> list[User]:
    """List the people responsible for deciding documents in the document's unit, except the user."""
    people = responsible_people(APPROVE, [document.owner_unit], day, because=BECAUSE)[document.owner_unit_id]
    return [person for person in people if person.pk != access.actor.id]


def send(
    access: Access, document: GoverningDocument, *, decider: User, by: date | None = None, text: str = ""
) -> Proposal:
    """Send the draft to the decider, who is notified. The draft is locked until it is decided, taken back or
    sent back.

    Raises Hidden without the right, Refused for a draft that is sent already, or that is not ready (module
    `ready`) when the document has no file to decide instead, and Invalid for someone who may not decide or a
    day that has passed.
    """
    with writing(access) as w:
        w.require(document, WRITE)
        today = timezone.localdate(w.at)
        if document.proposed_on:
            raise Refused(_("The draft is sent for decision already."), code="sent")
        if not files_of(access, document):
            require_ready_chapters(access, document, None, last_version(access, document), today)
        if decider not in deciders(access, document, today):
            raise Invalid({"decider": [_("Choose somebody who may decide in the unit.")]})
        if by and by < today:
            raise Invalid({"by": [_("The day has passed.")]})
        given = {
            "sender_id": access.actor.id,
            "decider": decider,
            "by": by,
            "text": text.strip(),
            "returned": "",
        }
        if document.read_by_name:
            set_readers(w, document, [decider], "decider")
        before = proposal_of(access, document)
        row = w.update(before, given) if before else w.create(Proposal, {"document": document, **given})
        w.update(document, {"proposed_on": today}, permission=WRITE)
        tell_one(w, decider, lambda person: _to_decider(w, row, person))
        return row


def take_back(access: Access, document: GoverningDocument) -> None:
    """Withdraw the draft from decision so that it can be edited. Raises Hidden if it is not sent for decision."""
    with writing(access) as w:
        w.remove(or_hidden(proposal_of(access, document) if document.proposed_on else None))
        w.update(document, {"proposed_on": None}, permission=WRITE)


def send_back(access: Access, document: GoverningDocument, text: str) -> None:
    """Send the draft back to the sender with a reason, and notify them. Raises Hidden if it is not sent."""
    with writing(access, because=text.strip()) as w:
        w.require(document, APPROVE)
        row = or_hidden(proposal_of(access, document) if document.proposed_on else None)
        w.update(row, {"returned": text.strip()}, permission=APPROVE)
        w.update(document, {"proposed_on": None}, permission=APPROVE)
        words = {"title": document.title, "who": access.actor.name}

        def draft(sender: User) -> Draft:
            subject = _("Sent back: %(title)s") % words
            said = _("%(who)s sends it back: %(text)s") % (words | {"text": row.returned})
            return Draft(
                sender, _key("returned", row), subject, said, _draft_url(row), about=(refer(document),)
            )

        tell_one(w, row.sender, draft)


def close_proposal(w: Writer, document: GoverningDocument, number: int) -> None:
    """Delete the proposal of a document just decided, if it has one, and notify the sender."""
    row = proposal_of(w.access, document)
    if row is None:
        return
    w.remove(row, permission=APPROVE)
    words = {"title": document.title, "who": w.access.actor.name, "number": number}

    def draft(sender: User) -> Draft:
        subject = _("Decided: %(title)s") % words
        said = _("%(who)s has decided on version %(number)s.") % words
        url = reverse("documents-version", args=[document.pk, number])
        return Draft(sender, _key("decided", row), subject, said, url, about=(refer(document),))

    tell_one(w, row.sender, draft)


def title_of(row: Proposal) -> str:
    """Return the title of the decider's pending task, in the reader's language."""
    return _("Decide on %(title)s") % {"title": row.document.title}


def why_of(row: Proposal) -> str:
    """Return a sentence on who asks for the decision, followed by the sender's message."""
    words = {"who": row.sender, "unit": row.document.owner_unit.name}
    said = _("%(who)s has written the draft for %(unit)s, and sends it for a decision.") % words
    return f"{said} {row.text}".strip()


def matter_of(row: Proposal) -> Matter:
    """Return the declaration of the reminder to the decider."""
    document = row.document
    return Matter(
        document,
        document.owner_unit,
        lambda: title_of(row),
        lambda _unit: reverse("documents-decide", args=[document.pk]),
        reminds=WRITE,
        does=APPROVE,
        whom=lambda units, _day: {unit.pk: [row.decider] for unit in units},
    )


def _to_decider(w: Writer, row: Proposal, person: User) -> Draft:
    url = reverse("documents-decide", args=[row.document_id])
    return Draft(person, _key("sent", row), title_of(row), why_of(row), url, about=(refer(row.document),))


def _draft_url(row: Proposal) -> str:
    return reverse("documents-draft", args=[row.document_id])


def _key(what: str, row: Proposal) -> str:
    return f"document:{what}:{row.pk}:{row.version}"
