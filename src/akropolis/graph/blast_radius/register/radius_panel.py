"""The panel on the page of every record that is a node: what is open about it, and links to what it affects."""

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


def build_facts(access: Access, row: GraphRecord) -> PanelContent:
    """Return the open incidents and actions about the row that the user may read, and links to what is affected."""
    here, node = reverse("graph-radius", args=[row.pk]), node_if_open(access, row.pk)
    acts = [
        RowAct(_("What is affected if it fails?"), f"{here}?slag=avbrott", ActRank.BESIDE),
        RowAct(_("What does a breach affect?"), f"{here}?slag=intrang"),
    ]
    if node is None:
        return PanelContent(acts=acts)
    found = list_facts(access, cached(access, open_facts), [node.pk])[node.pk]
    if not found:
        return PanelContent(missing=_("None that you may read is open."), acts=acts)
    shown = {"facts": found[:SHOWN], "more": len(found) - SHOWN, "today": timezone.localdate()}
    return PanelContent(context=shown, acts=acts)


PANEL = Panel("facts", build_facts, "reach/_facts_panel.html", title=gettext_lazy("Actions and incidents"))
