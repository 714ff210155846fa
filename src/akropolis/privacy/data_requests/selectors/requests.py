"""Which processings a request concerns, and the conditions that figures count by."""

from django.db.models import F, Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.lib.periods import Period
from akropolis.privacy.data_requests.models import DataRequest
from akropolis.privacy.data_requests.rules.states import ANSWERED, OPEN, REFUSED
from akropolis.privacy.processing.models import Processing, ProcessingGroup
from akropolis.privacy.processing.models.processings import find_controller


def list_processings(access: Access, request: DataRequest, group: str = "") -> QuerySet[Processing]:
    """Return the controller's processings that go on, with those of its parts; with `group` those about its people."""
    controller = find_controller(request.owner_unit) or request.owner_unit
    rows = Processing.objects.visible(access).filter(
        Q(ended_on=None) | Q(ended_on__gte=request.received_on),
        owner_unit__path__startswith=controller.path,
        archived_at=None,
    )
    for other in Unit.everything.filter(path__startswith=controller.path, kind__in=OWN_AUTHORITY):
        if other != controller:
            rows = rows.exclude(owner_unit__path__startswith=other.path)
    if group:
        rows = rows.filter(pk__in=ProcessingGroup.everything.filter(group__code=group).values("processing"))
    return rows.select_related("owner").order_by("sort_key", "id")


def answered(_period: Period) -> Q:
    """Return requests that have got an answer or a refusal."""
    return Q(state__in=(ANSWERED, REFUSED))


def answered_in_time(period: Period) -> Q:
    """Return answered requests whose answer came by the day that the law accepts (GDPR article 12.3 and 12.4)."""
    return answered(period) & Q(allowed_on__gte=F("answered_on"))


def late(period: Period) -> Q:
    """Return requests answered too late, and open ones whose time had run out on the cut-off day."""
    waits = Q(state__in=OPEN, archived_at=None, allowed_on__lt=period.cutoff)
    return waits | (answered(period) & Q(allowed_on__lt=F("answered_on")))
