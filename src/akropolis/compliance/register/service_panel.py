"""How a service's measures stand, on its page."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from akropolis.assets.models import Service
from akropolis.compliance.rules.permissions import READ
from akropolis.compliance.selectors.standing import of_service
from akropolis.kernel.access.errors import Hidden
from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.declaration import Panel


def _build(access: Access, row: Service) -> Mapping[str, Any] | None:
    """None for who may not read measures, and for a service that is out of use."""
    if not access.anywhere(READ):
        return None
    try:
        place = of_service(access, row.pk, timezone.localdate())
    except Hidden:
        return None
    lacking = place.lacking
    return {
        "url": reverse("compliance-service", args=[row.pk]),
        "of": len(place.demanded),
        "met": len(place.demanded) - len(lacking),
        "lacking": [line.control.title for line in lacking[:5]],
        "more": max(0, len(lacking) - 5),
    }


PANEL = Panel("measures", _build, "compliance/_service_panel.html")
