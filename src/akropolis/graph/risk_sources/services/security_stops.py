"""A new risk that may concern Sweden's security: nothing of it is stored, and those who take over are notified."""

from secrets import token_hex

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.risk.models import RiskStop
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.shared.classification.services import security_stops


def stop_risk(access: Access, unit: Unit) -> RiskStop:
    """Record only that there was a risk to write. Raises Hidden without the right to write risks in the unit."""
    with writing(access) as w:
        access.must(EDIT, unit)
        return security_stops.record_stop(
            w, RiskStop, unit, token_hex(6), words=_words, page="risk-stop", permission=EDIT
        )


def _words(made: RiskStop) -> tuple[str, str]:
    words = {"who": made.stopped_by, "unit": made.unit.name, "reference": made.reference}
    text = _(
        "%(who)s was about to write a risk of %(unit)s that may concern Sweden's security (%(reference)s). Nothing of "
        "what was written is left here. Get in touch in a way that is meant for such information, and then say here "
        "how it was taken care of."
    )
    return _("A risk of %(unit)s may concern Sweden's security") % words, text % words
