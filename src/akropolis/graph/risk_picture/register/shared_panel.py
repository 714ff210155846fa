"""What consumers read of a shared node's risks on the node's page, and what a risk's page says of its readers."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Panel, PanelContent, PanelPlace
from akropolis.graph.assets.models import GraphRecord
from akropolis.graph.assets.selectors.nodes import node_if_open
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.reports.level_words import shared_table
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.selectors.shared_risks import is_summarised, shared_risks_at


def build_shared_risks(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the summaries of the node's risks that the user reads as a consumer; None if there are none."""
    if not access.anywhere(permissions.READ):
        return None
    node = node_if_open(access, row.pk)
    if node is None or not node.shared:
        return None
    found = shared_risks_at(access, node, timezone.localdate())
    return PanelContent(context={"table": shared_table(found)}) if found else None


def build_readers(_access: Access, risk: Risk) -> PanelContent | None:
    """Return the sentence that says what others read of a risk on a shared node; None of any other risk."""
    if risk.ended_on or risk.archived_at or not is_summarised(risk):
        return None
    words = _(
        "Those who use %(node)s see the risk's title, level, owner, treatment and how long it is accepted."
        " They see neither the weakness nor how measures are."
    )
    return PanelContent(sentences=[words % {"node": risk.node}])


SHARED = Panel(
    "shared-risks",
    build_shared_risks,
    "risk_picture/_shared_panel.html",
    PanelPlace.SIDE,
    gettext_lazy("Risks of those who answer for it"),
)
READERS = Panel("readers", build_readers, "risk_picture/_shared_panel.html")
