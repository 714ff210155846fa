"""A node's own page: its levels and reasons, what it depends on and what depends on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, signed_in
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.register import node_panel
from akropolis.graph.assets.selectors.nodes import Around, node_of
from akropolis.graph.assets.selectors.sight import node_crumbs, record_url

BECAUSE = "which nodes a person may open, and what she sees around them, the gate decides row by row"


@signed_in(because=BECAUSE)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the node of a register row."""
    access = access_of(request)
    node = node_of(access, pk)
    kind = request.GET.get("slag", "")
    only = NodeKind(kind) if kind in NodeKind.values else None
    around = Around(access, node, kind=only or "")
    row_url = record_url(NodeKind(node.kind), node.record)
    context = node_panel.context(around) | {
        "title": _("Levels and dependencies: %(name)s") % {"name": node.name},
        "crumbs": node_crumbs(node, Crumb(label=_("Levels and dependencies"))),
        "row_url": row_url,
        "only": node_panel.kind_name(only) if only else "",
        "picture_url": reverse("graph-picture", args=[pk]),
        "radius_url": reverse("graph-radius", args=[pk]),
        "bill_url": reverse("cyclonedx", args=[pk]),
    }
    return render(request, "assets/node.html", context)
