"""The border to protective security (säkerhetsskyddslagen): what concerns Sweden's security is not kept here.

A stop takes away what was written, leaves a pointer, and tells those who take over. Only they lift or close it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.classification.rules.permissions import INTAKE
from akropolis.information.models import ClassificationDraft, InformationSet, IntakeStop
from akropolis.information.selectors.classification import EDIT
from akropolis.information.services import reasons
from akropolis.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Appointment, Unit, User
from akropolis.kernel.files import evidence
from akropolis.kernel.notify import outbox
from akropolis.kernel.records.references import refer
from akropolis.kernel.records.writer import Writer, writing

SETTLE = f"{INTAKE}:settle"
ROLE = "sakerhetschef"
"""The role whose holders take over."""
NOTHING = {"description": "", "personal_data": None, "people": None, "protected_people": None}


def stop(access: Access, information: InformationSet) -> IntakeStop:
    """Stop the intake: the draft, the description and the files go, a pointer stays, and those who take over are told.

    Nothing that was written is repeated in history or messages. The same stop when it is stopped already. Raises
    Hidden without the right to classify in the unit.
    """
    with writing(access) as w:
        current: InformationSet = InformationSet.everything.select_related("owner_unit").get(
            pk=information.pk
        )
        access.must(EDIT, current.owner_unit)
        if current.pointer:
            return IntakeStop.everything.filter(information=current).latest("stopped_at")
        for draft in ClassificationDraft.everything.filter(information=current):
            w.remove(draft, permission=EDIT)
        evidence.destroy_all(w, current, permission=EDIT)
        w.update(current, {**NOTHING, "pointer": True}, permission=EDIT)
        reasons.settle(w, current)
        people = heads_of_security(current.owner_unit, w.at)
        values = {
            "information": current,
            "stopped_at": w.at,
            "stopped_by": access.actor.name,
            "notified": len(people),
        }
        made = w.create(IntakeStop, values, permission=EDIT)
        outbox.post((_message(person, made, current) for person in people), w.at)
        return made


def heads_of_security(unit: Unit, now: datetime) -> list[User]:
    """Those who are head of protective security in the unit or above it, by name."""
    today = timezone.localdate(now)
    holds = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    rows = Appointment.objects.unscoped(because="who takes over is told, whoever stopped it")
    rows = rows.filter(holds, role__code=ROLE, user__is_active=True).select_related("unit", "user")
    found = {row.user_id: row.user for row in rows if _over(row.unit, unit)}
    return sorted(found.values(), key=lambda person: person.sort_key)


def _over(held: Unit | None, unit: Unit) -> bool:
    return held is None or unit.path.startswith(held.path)


def _message(person: User, made: IntakeStop, information: InformationSet) -> outbox.Draft:
    with override(person.language):
        words = {
            "number": information.number,
            "unit": information.owner_unit.name,
            "who": made.stopped_by,
        }
        return outbox.Draft(
            user=person,
            key=f"intake:{made.pk}:{person.pk}",
            subject=_("%(number)s may concern Sweden's security") % words,
            text=_(
                "%(who)s has stopped the classification of %(number)s at %(unit)s, since the information may concern "
                "Sweden's security. Nothing of what was written is left here. Contact %(who)s in a way that is meant "
                "for such information, and then say here how it was taken care of."
            )
            % words,
            url=reverse("classification", args=[information.pk]),
            about=(refer(information),),
            at_once=True,
        )


def settle(access: Access, made: IntakeStop, *, note: str, released: bool) -> None:
    """Say how the stop was taken care of. `released` opens the information set for classification here again.

    The note says how, and nothing of the information. Raises Hidden without the right in the unit.
    """
    with writing(access) as w:
        current = IntakeStop.everything.select_related("information__owner_unit").filter(pk=made.pk).first()
        if current is None or not access.may(SETTLE, current.information.owner_unit):
            raise Hidden
        _settle(w, current, note.strip(), released=released)


def _settle(w: Writer, current: IntakeStop, note: str, *, released: bool) -> None:
    if not note:
        raise Invalid({"note": [_("Write how it was taken care of, and nothing of the information itself.")]})
    if not current.information.pointer:
        raise Refused(_("The stop has been lifted already."), code="lifted")
    w.update(current, {"settled_at": w.at, "settled_note": note}, permission=SETTLE)
    if released:
        w.update(current.information, {"pointer": False}, permission=SETTLE)


def unsettled(access: Access) -> Iterable[IntakeStop]:
    """The stops that wait for the person."""
    rows = IntakeStop.objects.visible(access).filter(settled_at__isnull=True)
    rows = rows.filter(access.units(SETTLE, "information__owner_unit"))
    found: Iterable[IntakeStop] = rows.select_related("information__owner_unit")
    return found
