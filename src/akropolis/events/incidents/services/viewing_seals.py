"""The viewings of secret events, sealed in the history."""

from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.records.viewings import SealedViewings
from akropolis.events.incidents.models import Viewing, ViewingSeal

VIEWINGS = SealedViewings(
    Viewing,
    ViewingSeal,
    ("pk", "incident_id", "person", "username", "page", "at"),
    because=_("Viewings of secret events are sealed."),
    fault=_("Viewings of secret events up to number %(last)s: not the %(count)s that were sealed %(at)s."),
)
