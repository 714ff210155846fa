"""Classifications prepared by one user and decided by another: notify the deciders, and later the sender."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.information.models import ClassificationDraft
from akropolis.graph.information.selectors.classification import DECIDE

BECAUSE = "those who may decide are told what was sent to them"


def tell_deciders(w: Writer, sent: ClassificationDraft) -> None:
    """Notify the users who may decide in the unit that a draft is sent to them. The sender is not notified."""
    post(_to_deciders(w, sent), w.at)


def _to_deciders(w: Writer, sent: ClassificationDraft) -> Iterator[Draft]:
    information = sent.information
    words = {"name": information.name, "unit": information.owner_unit.name, "who": w.access.actor.name}
    people = responsible_people(DECIDE, [information.owner_unit], timezone.localdate(w.at), because=BECAUSE)
    for person in people[information.owner_unit_id]:
        if person.pk != w.access.actor.id:
            with override(person.language):
                subject = _("Decide on the classification of %(name)s") % words
                text = _("%(who)s has prepared it for %(unit)s, and sends it for a decision.") % words
            key = f"classification:sent:{sent.pk}:{person.pk}"
            url = reverse("classification-decide", args=[information.pk])
            yield Draft(person, key, subject, text, url, about=(refer(information),))


def tell_sender(w: Writer, decided: ClassificationDraft) -> None:
    """Notify the sender of the draft that it is decided."""
    information = decided.information

    def draft(sender: User) -> Draft:
        words = {"name": information.name, "who": w.access.actor.name}
        subject = _("The classification of %(name)s is decided") % words
        text = _("%(who)s has decided on what you sent.") % words
        url = reverse("classification-decisions", args=[information.pk])
        about = (refer(information),)
        return Draft(sender, f"classification:decided:{decided.pk}", subject, text, url, about=about)

    tell_one(w, decided.sender, draft)
