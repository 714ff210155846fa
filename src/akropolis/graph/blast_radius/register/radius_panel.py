"""The link to what depends on a record, on the register page of every record that is a node."""

from collections.abc import Mapping

from django.urls import reverse

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Panel
from akropolis.graph.assets.models import GraphRecord


def _build(_access: Access, row: GraphRecord) -> Mapping[str, object]:
    """Return the context of the panel without a query: it holds only a link to the page that computes the answer."""
    here = reverse("graph-radius", args=[row.pk])
    return {"name": str(row), "outage_url": f"{here}?slag=avbrott", "breach_url": f"{here}?slag=intrang"}


PANEL = Panel("radius", _build, "reach/_radius_panel.html")
