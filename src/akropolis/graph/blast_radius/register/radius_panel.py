"""Panels on the page of every record that is a node: what its outage affects, and what is open about it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.registers.declaration import ActRank, Panel, PanelContent, RowAct
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.assets.selectors.nodes import node_if_open
from akropolis.graph.blast_radius.selectors.facts import list_facts, open_facts

SHOWN = 8
"""Maximum number of open incidents and actions that the panel names."""


def _build(_access: Access, row: GraphRecord) -> PanelContent:
    """Return links, without a query, to the page that computes what is affected."""
    here = reverse("graph-radius", args=[row.pk])
    acts = [
        RowAct(_("What is affected if it fails?"), f"{here}?slag=avbrott", ActRank.BESIDE),
        RowAct(_("What does a breach affect?"), f"{here}?slag=intrang"),
    ]
    return PanelContent(acts=acts)


def build_facts(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the open incidents and actions about the row that the user may read; None if its node is not readable."""
    node = node_if_open(access, row.pk)
    if node is None:
        return None
    found = list_facts(access, cached(access, open_facts), [node.pk])[node.pk]
    if not found:
        return PanelContent(missing=_("None that you may read is open."))
    context = {
        "facts": found[:SHOWN],
        "more": len(found) - SHOWN,
        "url": f"{reverse('graph-radius', args=[row.pk])}?slag=avbrott",
        "today": timezone.localdate(),
    }
    return PanelContent(context=context)


PANEL = Panel("radius", _build, "reach/_facts_panel.html")
FACTS = Panel("facts", build_facts, "reach/_facts_panel.html", title=gettext_lazy("Actions and incidents"))
