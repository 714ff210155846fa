"""Risks that were stopped on their way in, since they may concern Sweden's security."""

from django.utils.translation import gettext_lazy as _

from akropolis.shared.classification.models import UnitStop, settled_after


class RiskStop(UnitStop):
    """A record, without the text, that a risk may concern Sweden's security. Personal data: who stopped it."""

    class Meta(UnitStop.Meta):
        verbose_name = _("stopped risk")
        verbose_name_plural = _("stopped risks")
        constraints = (settled_after("risk_stop_settled_after"),)
