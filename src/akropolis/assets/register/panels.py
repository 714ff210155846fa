"""What every register of the graph shows on its rows' pages, wherever the register is declared."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from akropolis.assets.models import GraphRecord
from akropolis.assets.register import node_panel, offer_panel
from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.declaration import Panel, registry


def _radius(_access: Access, row: GraphRecord) -> Mapping[str, Any]:
    """The way to what depends on the row. Asks nothing of the database: the answer is on the page it leads to."""
    here = reverse("graph-radius", args=[row.pk])
    return {"name": str(row), "outage_url": f"{here}?slag=avbrott", "breach_url": f"{here}?slag=intrang"}


RADIUS = Panel("radius", _radius, "assets/_radius_panel.html")
PANELS = (node_panel.PANEL, offer_panel.PANEL, RADIUS)


def show_on(register_key: str) -> None:
    """Show them on the pages of a register whose rows are nodes."""
    for panel in PANELS:
        registry.add_panel(register_key, panel)
