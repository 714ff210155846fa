"""Risks that were stopped on their way in, since they may concern Sweden's security."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.shared.classification.models import Stop, settled_after
from akropolis.shared.classification.rules.permissions import INTAKE


class RiskStop(Stop):
    """A record, without the text, that a risk may concern Sweden's security. Personal data: who stopped it."""

    permission = INTAKE
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    reference = models.CharField(_("reference"), max_length=12, unique=True)

    class Meta(Stop.Meta):
        verbose_name = _("stopped risk")
        verbose_name_plural = _("stopped risks")
        constraints = (settled_after("risk_stop_settled_after"),)

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let only those who take over read it: nobody else may know that it exists."""
        return access.units(f"{INTAKE}:settle", "unit")

    @property
    def stopped_in(self) -> Unit:
        """Return the unit in which the risk was stopped."""
        return self.unit
