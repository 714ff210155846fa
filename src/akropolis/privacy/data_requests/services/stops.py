"""A request that may concern Sweden's security: nothing of it is stored, heads of security are told (ADR 0070)."""

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.open_forms import derive_secret
from akropolis.base.kernel.records.writer import writing
from akropolis.privacy.data_requests.models import RequestStop
from akropolis.privacy.data_requests.rules.states import EDIT
from akropolis.privacy.data_requests.services import without_account
from akropolis.shared.classification.services import security_stops


def stop_request(unit: Unit, key: str) -> RequestStop:
    """Record only that somebody had a request of the unit. The same key gives the same record."""
    reference = derive_secret("data_requests.stop", key)[:12]
    with writing(without_account()) as w:
        if made := RequestStop.everything.filter(reference=reference).first():
            return made
        return security_stops.record_stop(
            w, RequestStop, unit, reference, words=_words, page="data-request-stop", permission=EDIT
        )


def _words(stopped: RequestStop) -> tuple[str, str]:
    words = {"unit": stopped.unit.name, "reference": stopped.reference}
    text = _(
        "Somebody was about to ask %(unit)s about personal data in a way that may concern Sweden's security"
        " (%(reference)s). Nothing of what was written is left here. Whoever it was gets in touch with you. Say here"
        " how it was taken care of."
    )
    return _("A request to %(unit)s may concern Sweden's security") % words, text % words
