"""Mail about risks that are sent up the tree, or sent back."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft
from akropolis.base.kernel.notify.telling import tell_one
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.risk.models import RiskDecision
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk_decisions.selectors.deciders import Deciders

BECAUSE = "those who decide where a risk was sent are notified of it"


def notify_deciders(w: Writer, decision: RiskDecision, deciders: Deciders | None) -> None:
    """Notify those who may accept the risk where it was sent; without any, those responsible there."""
    people = (
        [user for _role, users in deciders.roles for user in users] if deciders else _responsible(w, decision)
    )
    for person in people:
        tell_one(w, person, partial(_asked, decision))


def notify_senders(w: Writer, decision: RiskDecision) -> None:
    """Notify those responsible in the unit that a risk was sent back to."""
    for person in _responsible(w, decision):
        tell_one(w, person, partial(_returned, decision))


def _responsible(w: Writer, decision: RiskDecision) -> list[User]:
    unit = decision.to_unit or decision.unit
    return responsible_people(ACCEPT, [unit], timezone.localdate(w.at), because=BECAUSE)[unit.pk]


def _asked(decision: RiskDecision, person: User) -> Draft:
    subject = _("Decide on a risk: %(risk)s") % {"risk": decision.risk.title}
    sentence = _("%(who)s in %(unit)s sends the risk to %(to)s for a decision.\n\nThe reason: %(reason)s")
    return _draft(decision, person, subject, sentence)


def _returned(decision: RiskDecision, person: User) -> Draft:
    subject = _("A risk is sent back: %(risk)s") % {"risk": decision.risk.title}
    sentence = _("%(who)s in %(unit)s sends the risk back to %(to)s.\n\nThe reason: %(reason)s")
    return _draft(decision, person, subject, sentence)


def _draft(decision: RiskDecision, person: User, subject: str, sentence: str) -> Draft:
    words = {
        "who": decision.decider_name,
        "unit": decision.unit,
        "to": decision.to_unit,
        "reason": decision.reason,
    }
    url = reverse("risk-decide", args=[decision.risk_id])
    about = (refer(decision.risk),)
    return Draft(person, f"risk-decision:{decision.pk}", subject, sentence % words, url, about=about)
