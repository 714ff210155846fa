"""How events come in: without an account, from a monitor, and the reports stopped because of protective security."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import Pointer
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Tracked, User
from akropolis.base.kernel.access.permissions import READ
from akropolis.events.incidents.models.incidents import Incident
from akropolis.events.incidents.rules.permissions import REPORT, RESOURCE
from akropolis.shared.classification.models import UnitStop, settled_after


class OpenReport(Tracked):
    """A report made without an account. Anyone who has the reference can follow it; only the reference's
    digest is stored.

    Personal data: how to reach the one who reported, where they said so. It is left out of the history.
    """

    permission = REPORT
    written_in = "incident__owner_unit"
    unlogged_fields = ("contact",)

    incident = models.OneToOneField(
        Incident, verbose_name=_("incident"), on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    contact = models.CharField(_("how to reach the one who reported"), max_length=200, blank=True)

    class Meta(Tracked.Meta):
        verbose_name = _("report without an account")
        verbose_name_plural = _("reports without an account")

    def __str__(self) -> str:
        return str(self.incident)

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Return a condition: the report can be read in the unit that leads the event."""
        return access.units(f"{RESOURCE}:{READ}", "incident__owner_unit")


class ExternalEvent(Tracked):
    """An event reported by a monitor. The monitor's own id makes repeated reports idempotent. Personal data: none."""

    permission = REPORT
    written_in = "incident__owner_unit"

    person = Pointer(User, _("told by"), editable=False)
    external_id = models.CharField(_("id in the monitor"), max_length=200)
    incident = Pointer(Incident, _("incident"))

    class Meta(Tracked.Meta):
        verbose_name = _("event from a monitor")
        verbose_name_plural = _("events from monitors")
        constraints = (models.UniqueConstraint(fields=("person", "external_id"), name="external_event_once"),)
        indexes = (models.Index(fields=("person", "created_at"), name="external_event_lately"),)

    def __str__(self) -> str:
        return self.external_id

    @classmethod
    def gate(cls, access: Access) -> Q:
        """Let the account that reported it, and people in the unit that leads the event, read it."""
        led = access.units(f"{RESOURCE}:{READ}", "incident__owner_unit")
        return led | Q(person_id=access.actor.id) if access.actor.id else led


class ReportStop(UnitStop):
    """A record, without the text, that a report may concern Sweden's security. Personal data: who."""

    class Meta(UnitStop.Meta):
        verbose_name = _("stopped report")
        verbose_name_plural = _("stopped reports")
        constraints = (settled_after("report_stop_settled_after"),)
