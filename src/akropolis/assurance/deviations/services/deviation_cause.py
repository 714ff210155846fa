"""Lets deviations raise corrective actions."""

from django.utils.translation import gettext_lazy as _

from akropolis.assurance.deviations.models import DeviationAction
from akropolis.shared.actions.models import Cause
from akropolis.shared.actions.selectors.causes import RowCause


class DeviationCause(RowCause[DeviationAction]):
    """A deviation as a cause of corrective actions."""

    key, cause, label = "deviation", Cause("deviation", _("Deviation"), 55), _("Deviation")
    link, page, closes = DeviationAction, "deviations-detail", True


DEVIATION = DeviationCause()
