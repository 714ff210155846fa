"""Show what would fall with one supplier, platform or service."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.web import requires
from akropolis.base.kernel.registers.web.computed import list_from_request
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Row, Table
from akropolis.base.ui.parts import Column as Head
from akropolis.graph.assets.models import Node
from akropolis.graph.blast_radius.register.ranking import READ, ConcentrationRanking, authorities_in_words
from akropolis.graph.blast_radius.selectors.concentration import Fallen, LoadBearer
from akropolis.shared.classification.templatetags.levels import marked

SHOWN = 200


@requires(READ)
@require_safe
def node_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what would fall with one supplier, platform or service."""
    found = list_from_request(ConcentrationRanking, request)
    node = Node.objects.visible(found.access).one(record=pk)
    bearer = or_hidden(found.view.one(node.pk))
    fallen = found.view.felled(node.pk)
    name = bearer.seen.label
    context = {
        "title": _("What stands on %(name)s alone") % {"name": name},
        "crumbs": [
            found.crumbs()[0],
            Crumb(label=str(found.title), url=found.url()),
            Crumb(label=name),
        ],
        "lead": _falls(bearer),
        "row_url": bearer.seen.url,
        "picture_url": reverse("graph-picture", args=[pk]),
        "radius_url": reverse("graph-radius", args=[pk]),
        "table": _fallen(fallen),
    }
    return render(request, "reach/concentration_node.html", context)


def _falls(bearer: LoadBearer) -> str:
    burden = bearer.burden
    if not burden.things:
        return str(_("Nothing critical that you may see stands on it alone."))
    text = ngettext(
        "If it falls, %(count)s critical thing falls with it, in %(units)s: there is no other way.",
        "If it falls, %(count)s critical things fall with it, in %(units)s: there is no other way.",
        burden.things,
    )
    return text % {"count": number(burden.things), "units": authorities_in_words(bearer)}


def _fallen(fallen: list[Fallen]) -> Table:
    missing = ""
    if len(fallen) > SHOWN:
        words = {"shown": number(SHOWN), "total": number(len(fallen))}
        missing = _("Showing the first %(shown)s of %(total)s. The file has more.") % words
    heads = (_("Name"), _("Kind"), _("Authority"), _("Unit"), _("Level"), _("Registered people"))
    return Table(
        caption=str(_("What would fall")),
        columns=[Head(label=str(h), unbroken=h == heads[4], numeric=h == heads[5]) for h in heads],
        rows=[_fallen_row(one) for one in fallen[:SHOWN]],
        missing=missing,
        empty=str(_("Nothing would fall.")),
    )


def _fallen_row(one: Fallen) -> Row:
    seen = one.seen
    unit = seen.unit if seen.unit != one.authority else ""
    people = "" if seen.people is None else number(seen.people)
    name = Cell(text=seen.label, url=seen.url)
    return Row(cells=[name, str(seen.kind.label), one.authority, unit, marked(seen.letters), people])
