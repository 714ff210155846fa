"""How incidents raise actions."""

from django.utils.translation import gettext_lazy as _

from akropolis.actions.models import Cause
from akropolis.actions.selectors.causes import RowCause
from akropolis.incidents.models import IncidentAction


class IncidentCause(RowCause):
    """An incident raises actions, in its own unit and in those that it affects."""

    key, cause, label = "incident", Cause.INCIDENT, _("Incident")
    link, page = IncidentAction, "incidents-detail"


INCIDENT = IncidentCause()
