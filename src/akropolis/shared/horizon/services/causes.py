"""How observations raise actions."""

from django.utils.translation import gettext_lazy as _

from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import RowCause
from akropolis.shared.horizon.models import ObservationAction


class ObservationCause(RowCause[ObservationAction]):
    """Lets observations raise actions; a shared one can do so in every unit."""

    key, cause, label = "observation", Cause("observation", _("Horizon scanning"), 30), _("Observation")
    link, page = ObservationAction, "observations-detail"


OBSERVATION = ObservationCause()
