"""Stop of classification of information that concerns Sweden's security: texts are deleted, a pointer is kept."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Hidden, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.files import evidence
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.information.models import ClassificationDraft, InformationSet, IntakeStop
from akropolis.graph.information.selectors.classification import EDIT
from akropolis.graph.information.services import reasons
from akropolis.shared.classification.services import security_stops
from akropolis.shared.classification.services.security_stops import SETTLE, heads_of_security

NOTHING = {"description": "", "personal_data": None, "people": None, "protected_people": None}


def stop(access: Access, information: InformationSet) -> IntakeStop:
    """Stop the intake: delete the draft, the description and the files, keep a pointer, and notify the users
    who take over.

    Nothing that was written is repeated in history or messages. If the intake is already stopped, the
    existing stop is returned. Raises Hidden without the right to classify in the unit.
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
        reasons.settle_reasons(w, current)
        people = heads_of_security(current.owner_unit, w.at)
        values = {
            "information": current,
            "stopped_at": w.at,
            "stopped_by": access.actor.name,
            "notified": len(people),
        }
        made = w.create(IntakeStop, values, permission=EDIT)
        url = reverse("classification", args=[current.pk])
        security_stops.notify_receivers(w, made, people, lambda: _words(made, current), url, refer(current))
        return made


def _words(made: IntakeStop, information: InformationSet) -> tuple[str, str]:
    words = {"number": information.number, "unit": information.owner_unit.name, "who": made.stopped_by}
    text = _(
        "%(who)s has stopped the classification of %(number)s at %(unit)s, since the information may concern "
        "Sweden's security. Nothing of what was written is left here. Contact %(who)s in a way that is meant "
        "for such information, and then say here how it was taken care of."
    )
    return _("%(number)s may concern Sweden's security") % words, text % words


def settle(access: Access, made: IntakeStop, *, note: str, released: bool) -> None:
    """Record how the stop was handled. If `released` is true, the information set can be classified here
    again.

    `note` says how the stop was handled, and nothing about the information. Raises Hidden without the right
    in the unit.
    """
    with writing(access) as w:
        current = IntakeStop.everything.select_related("information__owner_unit").filter(pk=made.pk).first()
        if current is None or not access.may(SETTLE, current.stopped_in):
            raise Hidden
        if note.strip() and not current.information.pointer:
            raise Refused(_("The stop has been lifted already."), code="lifted")
        security_stops.settle(w, current, note)
        if released:
            w.update(current.information, {"pointer": False}, permission=SETTLE)


def unsettled(access: Access) -> Iterable[IntakeStop]:
    """Return the intake stops that the user is to handle."""
    return security_stops.unsettled(access, IntakeStop, "information__owner_unit")
