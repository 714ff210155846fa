"""Say whether a risk foresaw an incident, and whether its likelihood stands after it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident, IncidentRisk
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT


def link_risk(access: Access, incident: Incident, risk: Risk, foreseen: str) -> IncidentRisk:
    """Store whether the risk foresaw the incident, and ask its owner whether the likelihood stands.

    Raises Hidden without the right to write the risk. The caller has got both through the gate.
    """
    with writing(access) as w:
        found = IncidentRisk.everything.filter(incident=incident, risk=risk).first()
        if found is not None:
            return w.update(found, {"foreseen": foreseen})
        values = {"incident": incident, "risk": risk, "foreseen": foreseen}
        return w.create(IncidentRisk, {**values, "asked": _who_answers(incident, risk)})


def _who_answers(incident: Incident, risk: Risk) -> User | None:
    """Return the risk's owner, if he or she may read the incident and write the risk; else None."""
    owner = risk.owner
    if owner is None or not owner.is_active:
        return None
    hers = access_for(owner, timezone.localdate())
    reads = Incident.objects.visible(hers).filter(pk=incident.pk).exists()
    return owner if reads and hers.may(EDIT, risk.owner_unit) else None


def answer_question(
    access: Access, link: IncidentRisk, *, stands: bool, reason: str, version: int | None = None
) -> IncidentRisk:
    """Store whether the likelihood stands, and why. One that does not stand waits for a new judgement.

    Raises Invalid without a reason, Hidden without the right to write the risk, Stale after another's change.
    """
    if not reason.strip():
        raise Invalid({"reason": [_("Write why.")]})
    with writing(access) as w:
        values = {"likelihood_stands": stands, "reason": reason.strip(), "answered_by": access.actor.name}
        return w.update(link, {**values, "answered_on": timezone.localdate(w.at)}, version=version)
