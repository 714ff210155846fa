"""A person named in a row without the right to it: asking for the right, or handing over to somebody who has it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid, Refused, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for, responsible_people
from akropolis.base.kernel.access.models import Role, User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.kernel.registers.named import named_row, naming_fields, rights_of_named
from akropolis.people.organisation.models import RightRequest
from akropolis.people.organisation.services import appointments
from akropolis.people.organisation.services.appointments import GIVES

BECAUSE = "those who give roles in the unit are told who asks for a right there"


def ask(access: Access, register: Register, pk: UUID, text: str) -> RightRequest:
    """Ask for the right to a row that names the user, notify those who may appoint in the row's unit, and
    return the request.

    While a request is unanswered, asking again returns the same request. Raises Hidden if the row does not
    name the user, or if the user already has every right that the row requires.
    """
    with writing(access) as w:
        row = or_hidden(named_row(register, access, pk))
        there = RightRequest.objects.visible(access).filter(asker=access.actor.id, object_id=row.pk)
        if (found := there.filter(answered_at=None).first()) is not None:
            return found
        about = {"unit": row.owner_unit, "register": register.key, "object_id": row.pk}
        values = {"asker_id": access.actor.id, "text": text.strip(), "asked_at": w.at, **about}
        made = w.create(RightRequest, values)
        post(_to_givers(w, made), w.at)
        return made


def _to_givers(w: Writer, made: RightRequest) -> Iterator[Draft]:
    people = responsible_people(GIVES, [made.unit], timezone.localdate(w.at), because=BECAUSE)
    for person in people[made.unit_id]:
        if person.pk != made.asker_id:
            with override(person.language):
                words = {"who": w.access.actor.name, "unit": made.unit.name}
                subject = _("%(who)s asks for a right in %(unit)s") % words
                text = "\n\n".join(filter(None, (_("Appoint her, or decline with a word."), made.text)))
            url = reverse("right-answer", args=[made.pk])
            yield Draft(person, f"right:{made.pk}:{person.pk}", subject, text, url, about=(refer(made),))


def give(access: Access, made: RightRequest, role: Role, *, until: date | None, answer: str) -> RightRequest:
    """Appoint the asker in the unit, in a role that gives the right, notify the asker, and return the request.

    Raises the same errors as `appointments.give_in`.
    """
    with writing(access, because=_("She asked for the right.")) as w:
        current = _open(w, made)
        values = {"user": current.asker, "role": role, "unit": current.unit, "and_below": True}
        appointments.give_in(w, {**values, "valid_from": timezone.localdate(w.at), "valid_to": until})
        return _answered(w, current, answer, given=True)


def decline(access: Access, made: RightRequest, answer: str) -> RightRequest:
    """Decline the request with an answer to the asker. Raises Invalid without an answer."""
    with writing(access) as w:
        if not answer.strip():
            raise Invalid({"answer": [_("Write why, and what she is to do instead.")]})
        return _answered(w, _open(w, made), answer, given=False)


def _open(w: Writer, made: RightRequest) -> RightRequest:
    w.access.must(GIVES, made.unit)
    current = RightRequest.objects.visible(w.access).select_related("asker", "unit").one(pk=made.pk)
    if current.answered_at is not None:
        raise Refused(_("%(who)s has answered it already.") % {"who": current.answered_by})
    return current


def _answered(w: Writer, current: RightRequest, answer: str, *, given: bool) -> RightRequest:
    said = {"answered_at": w.at, "answered_by": w.access.actor.name, "given": given, "answer": answer.strip()}
    w.update(current, said)

    def draft(asker: User) -> Draft:
        words = {"who": w.access.actor.name, "unit": current.unit.name}
        subject = (
            _("You have got the right in %(unit)s") if given else _("You do not get the right in %(unit)s")
        )
        text = "\n\n".join(
            filter(None, (_("%(who)s has answered what you asked for.") % words, current.answer))
        )
        url = reverse(f"{current.register}-detail", args=[current.object_id])
        return Draft(asker, f"right:{current.pk}:answer", subject % words, text, url, about=(refer(current),))

    tell_one(w, current.asker, draft)
    return current


def list_eligible(register: Register, row: Record, day: date) -> list[User]:
    """List the people in the row's unit, or nearest above it, who have every right that the row requires."""
    rights = rights_of_named(register)
    people = responsible_people(
        rights[0], [row.owner_unit], day, because="she hands over to somebody who has the right"
    )
    each = people[row.owner_unit_id]
    return [one for one in each if all(access_for(one, day).may(right, row.owner_unit) for right in rights)]


def hand_over(access: Access, register: Register, pk: UUID, to: User) -> Record:
    """Name somebody else in the row, who has the right and is notified.

    A user who is only named, without the right, can make no other change to the row. Raises Hidden for a
    user who is not named, Invalid for a recipient without the right.
    """
    found = or_hidden(named_row(register, access, pk))
    with writing(Access(access.actor, unlimited=True), because=_("Handed over by who was named.")) as w:
        if to not in list_eligible(register, found, timezone.localdate(w.at)):
            sentence = _("%(name)s has not the right to it in %(unit)s.")
            raise Invalid({"to": [sentence % {"name": to, "unit": found.owner_unit}]})
        w.update(found, dict.fromkeys(naming_fields(register, access, found), to))
        waiting = RightRequest.everything.filter(asker=access.actor.id, object_id=pk, answered_at=None)
        for each in waiting:
            w.update(
                each, {"answered_at": w.at, "answered_by": access.actor.name, "answer": _("Handed over.")}
            )
        tell_one(w, to, lambda person: _handed(w, register, found, person))
        return found


def _handed(w: Writer, register: Register, row: Record, to: User) -> Draft:
    words = {"who": w.access.actor.name, "row": row.label()}
    text = _("%(who)s was named, and has not the right to it. You are named now.") % words
    key = f"handed:{row.pk}:{to.pk}:{row.version}"
    subject = _("%(who)s hands over %(row)s to you") % words
    return Draft(to, key, subject, text, detail_url(register, row), about=(refer(row),))
