"""A node's levels, reasons and neighbours: complete on the node's own page, shorter in a panel on its row's page."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.cache.results import cached_in_request
from akropolis.base.kernel.registers.declaration import Panel, PanelContent, PanelPlace, RowAct, registry
from akropolis.base.kernel.registers.picking import pick_text
from akropolis.base.lib.swedish import listing, lower_first, number
from akropolis.graph.assets.models import GraphRecord, Node, NodeKind
from akropolis.graph.assets.models.nodes import node_models
from akropolis.graph.assets.selectors.nodes import EDIT, READ, Around, AspectLevel, Tie, Ties, node_if_open
from akropolis.graph.assets.selectors.paths import html_sentence, node_html
from akropolis.shared.classification.rules.aspects import in_letters

FEW = 5
"""Maximum number of dependencies per side that the panel shows."""
RING = 12
"""Maximum number of nodes of a dependency cycle that are named; the rest are counted."""


def context(around: Around) -> dict[str, object]:
    """Return the template context of a node, for its own page and for the panel."""
    node, access = around.node, around.access
    return {
        "node": node,
        "letters": in_letters(node.levels),
        "levels": [(level, _why(level)) for level in around.levels],
        "in_ring": node.cycle is not None,
        "ring": [node_html(each) for each in around.ring[:RING]],
        "ring_more": max(0, len(around.ring) - RING),
        "down": _side(around, around.down, "source"),
        "up": _side(around, around.up, "target"),
        "add_url": _add_url(access, node),
    }


def _why(level: AspectLevel) -> str:
    return html_sentence(level.path.alone(level.aspect)) if level.path else ""


def _side(around: Around, ties: Ties, end: str) -> dict[str, object]:
    """Return one side for the page; a truncated one says so and, if the user may open it, links to the list."""
    shown, total = len(ties.shown), ties.total
    listed = f"{reverse('dependencies-list')}?{urlencode({end: around.node.number})}"
    return {
        "ties": [_tied(tie, around) for tie in ties.shown],
        "cut": _("%(shown)s of %(total)s") % {"shown": number(shown), "total": number(total)}
        if shown < total
        else "",
        "all_url": listed if around.access.anywhere(READ) else "",
        "may_edit": any(tie.may_edit for tie in ties.shown),
    }


def _tied(tie: Tie, around: Around) -> dict[str, object]:
    here = around.node.record
    stopped = [str(Node._meta.get_field(aspect).verbose_name) for aspect in tie.stopped]  # type: ignore[union-attr]
    named, kept = bool(tie.number), tie.may_edit
    urls = {
        "page": reverse("dependencies-detail", args=[tie.dependency]) if named else "",
        "end": reverse("dependency-end", args=[here, tie.dependency]) if kept else "",
        "edit": reverse("dependencies-edit", args=[tie.dependency]) if named and kept else "",
    }
    return {
        "tie": tie,
        "other": node_html(tie.other),
        "stopped": listing(stopped, _("and")) if tie.passes else "",
        "lowered": [in_letters({row.aspect: row.level}) for row in tie.lowerings],
        "urls": urls,
    }


def _add_url(access: Access, node: Node) -> str:
    """Return the URL for adding a dependency of the node; empty if it is archived or the user may not add one."""
    if node.archived_at or not access.may(EDIT, node.owner_unit):
        return ""
    return f"{reverse('dependencies-create')}?{urlencode({'source': pick_text(node)})}"


def around_if_open(access: Access, record: UUID) -> Around | None:
    """Return the node of the row with its neighbours; None if the user may not read it. Shared by a page's panels."""
    return cached_in_request(access.rights, _around, record)


def _around(access: Access, record: UUID) -> Around | None:
    node = node_if_open(access, record)
    return Around(access, node, most=FEW) if node else None


def build_levels(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return the levels of the row's node with their reasons; None if the user may not read the node."""
    around = around_if_open(access, row.pk)
    if around is None:
        return None
    if not around.levels and not around.node.archived_at:
        return PanelContent(missing=_("No level is known: nothing classified depends on it."))
    context = {
        "node": around.node,
        "letters": in_letters(around.node.levels),
        "levels": [(level, _why(level)) for level in around.levels],
    }
    return PanelContent(context=context)


def build_ties(access: Access, row: GraphRecord) -> PanelContent | None:
    """Return what the row's node depends on, and what depends on it; None if the user may not read the node."""
    around = around_if_open(access, row.pk)
    if around is None:
        return None
    node, url = around.node, reverse("graph-node", args=[row.pk])
    add = RowAct(_("Add a dependency"), add_url) if (add_url := _add_url(access, node)) else None
    acts = [RowAct(_("All levels and dependencies"), url), *([add] if add else [])]
    if not around.down.total and not around.up.total:
        return PanelContent(missing=_("No dependencies are written here."), add=add, acts=acts)
    context = {
        "node": node,
        "in_ring": node.cycle is not None,
        "down": _side(around, around.down, "source"),
        "up": _side(around, around.up, "target"),
        "kinds": [
            (f"{number(count)} {kind_name(kind, count)}", f"{url}?slag={kind}#beror-pa-det")
            for kind, count in around.up.kinds.items()
        ],
        "url": url,
    }
    return PanelContent(context=context, acts=acts)


def kind_name(kind: NodeKind, count: int = 2) -> str:
    """Return the name of one or several nodes of the kind, as inside a sentence."""
    register = registry.of(node_models()[kind])
    return lower_first(str(register.many if register and count != 1 else kind.label))


LEVELS = Panel("levels", build_levels, "assets/_levels_panel.html", PanelPlace.FIRST, gettext_lazy("Levels"))
TIES = Panel("node", build_ties, "assets/_node_panel.html", PanelPlace.SIDE, gettext_lazy("Dependencies"))
