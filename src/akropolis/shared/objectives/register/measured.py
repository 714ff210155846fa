"""The panel of an objective that shows what its indicator measures."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import PanelContent
from akropolis.shared.indicators.models import READ
from akropolis.shared.indicators.reports.indicator_words import (
    period_of,
    status_cell,
    target_words,
    trend_words,
    value_words,
)
from akropolis.shared.indicators.selectors.measurements import (
    counting,
    covering_unit,
    status_in,
    targets_on,
)
from akropolis.shared.objectives.models import Objective


def measured_panel(access: Access, row: Objective) -> PanelContent | None:
    """Return the latest measurement in the objective's unit, or in the unit where that one is counted.

    None if nothing measures the objective, or if the user may not read measurements.
    """
    if row.indicator is None or not access.may(READ, row.owner_unit):
        return None
    today = timezone.localdate()
    unit = covering_unit(access, row.owner_unit, today) or row.owner_unit
    rows = counting(access).filter(indicator=row.indicator, unit=unit)[:2]
    status = status_in(row.indicator, unit, rows, targets_on(access, today))
    context = {
        "name": row.indicator.title,
        "url": f"{reverse('indicator', args=[row.indicator.pk])}?unit={unit.code}",
        "unit": unit,
        "value": value_words(status.now) if status.now else "",
        "period": period_of(status.now) if status.now else "",
        "status": status_cell(status),
        "target": target_words(status),
        "trend": trend_words(status),
    }
    return PanelContent(context=context, summary=_("What is measured"))
