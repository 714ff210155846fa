"""A new risk that may concern Sweden's security: nothing of it is stored, and those who take over are notified."""

from secrets import token_hex

from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.risk.models import RiskStop
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.shared.classification.services import security_stops


def stop_risk(access: Access, unit: Unit) -> RiskStop:
    """Record only that there was a risk to write. Raises Hidden without the right to write risks in the unit."""
    with writing(access) as w:
        access.must(EDIT, unit)
        people = security_stops.heads_of_security(unit, w.at)
        values = {"stopped_at": w.at, "stopped_by": access.actor.name[:120], "notified": len(people)}
        made = w.create(RiskStop, {"unit": unit, "reference": token_hex(6), **values}, permission=EDIT)
        url = reverse("risk-stop", args=[made.pk])
        security_stops.notify_receivers(w, made, people, lambda: _words(made), url, refer(made))
        return made


def _words(made: RiskStop) -> tuple[str, str]:
    words = {"who": made.stopped_by, "unit": made.unit.name, "reference": made.reference}
    text = _(
        "%(who)s was about to write a risk of %(unit)s that may concern Sweden's security (%(reference)s). Nothing of "
        "what was written is left here. Get in touch in a way that is meant for such information, and then say here "
        "how it was taken care of."
    )
    return _("A risk of %(unit)s may concern Sweden's security") % words, text % words


def settle_risk_stop(access: Access, made: RiskStop, note: str) -> None:
    """Record how a stopped risk was taken care of. Raises Hidden without the right, Invalid without a note."""
    with writing(access) as w:
        security_stops.settle(w, made, note)
