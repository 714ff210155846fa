"""Records of intake stopped because it may concern Sweden's security: a reference, without any of its content."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.shared.classification.rules.permissions import INTAKE


class Stop(Tracked):
    """A stopped intake: when, by whom, and how it was taken care of. Abstract: the domain that takes in
    information defines the table.

    Nothing that the user wrote is stored (säkerhetsskyddslagen 2 kap. 5 §). Personal data: who stopped it.
    """

    stopped_at = models.DateTimeField(_("stopped"))
    stopped_by = models.CharField(_("stopped by"), max_length=120)
    notified = models.PositiveSmallIntegerField(_("people notified"), default=0)
    settled_at = models.DateTimeField(_("taken care of"), null=True, blank=True)
    settled_note = models.CharField(_("how"), max_length=300, blank=True)

    class Meta(Tracked.Meta):
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("-stopped_at", "id")

    @property
    def stopped_in(self) -> Unit:
        """The unit in which the intake was stopped: the unit's heads of protective security take it over."""
        raise NotImplementedError


class UnitStop(Stop):
    """A stopped intake in a unit, with a reference that whoever wrote may name. Abstract.

    Personal data: who stopped it.
    """

    permission = INTAKE
    written_in = "unit"

    unit = Pointer(Unit, _("unit"))
    reference = models.CharField(_("reference"), max_length=12, unique=True)

    class Meta(Stop.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let only those who take over read it: nobody else may know that it exists."""
        return access.units(f"{INTAKE}:settle", "unit")

    @property
    def stopped_in(self) -> Unit:
        """Return the unit in which the intake was stopped, which decides who may read it as in `gate`."""
        return self.unit


def settled_after(name: str) -> models.CheckConstraint:
    """Return a check constraint with this name: a stop is never settled before it was made."""
    return models.CheckConstraint(
        condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("stopped_at")), name=name
    )
