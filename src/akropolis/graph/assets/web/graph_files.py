"""Pages for the graph as files: export it; choose a file, preview its import, and commit or cancel."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.reading import read_sheets
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.registers.forms import ChoiceForm
from akropolis.base.kernel.registers.web.flow import Flow
from akropolis.base.kernel.registers.web.weighing import ROW
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import Crumb
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors import graph_files as files
from akropolis.graph.assets.selectors.graph_files import EDGES, HEADINGS, NODES
from akropolis.graph.assets.services.graph_files import GraphWorkbook

READ, EDIT = "assets:dependency:read", "assets:dependency:edit"
GRAPHML = "application/graphml+xml; charset=utf-8"


def _offered(_target: object) -> dict[str, object]:
    book_url = reverse("graph-files-book")
    return {
        "book_url": book_url,
        "template_url": f"{book_url}?template=1",
        "graphml_url": reverse("graph-files-graphml"),
        "kinds": listing([str(kind.label) for kind in files.kinds()], _("and")),
        "headings": listing([str(text) for text in HEADINGS.values()], _("and")),
        "nodes": NODES,
        "edges": EDGES,
    }


GRAPH: Flow[None, GraphWorkbook, ChoiceForm] = Flow(
    title=gettext_lazy("Files in and out"),
    hint=gettext_lazy("An .xlsx with the two sheets, at most 25 MB and 100,000 rows in each."),
    accept=".xlsx",
    read=READ,
    edit=EDIT,
    find=lambda _access: None,
    judge=lambda sent: GraphWorkbook(sent.access, read_sheets(sent.name, sent.data), noted=sent.noted),
    notices=lambda plan, _target: plan.notices,
    way=lambda _target: Crumb(label=_("Information and services"), url=reverse("graph-hub")),
    lead=lambda _target: _(
        "The graph goes out as you see it, and comes in by the same rules as on the pages."
    ),
    template="assets/graph_files.html",
    context=_offered,
)


def _graph_weight(request: HttpRequest) -> int:
    """Return the weight, as heavy work, of exporting the graph: by its number of nodes, 0 for the empty template."""
    return 0 if request.GET.get("template") else ROW * Node.objects.visible(access_of(request)).count()


@requires(READ)
@require_safe
@heavy(_graph_weight, also_read=True)
def book(request: HttpRequest) -> HttpResponse:
    """Return the graph as .xlsx; with `template=1` only the headings."""
    access = access_of(request)
    data = files.template(access) if request.GET.get("template") else files.export_workbook(access)
    return _file(data, TYPES["xlsx"], "xlsx")


@requires(READ)
@require_safe
@heavy(_graph_weight, also_read=True)
def graphml(request: HttpRequest) -> HttpResponse:
    """Return the graph as GraphML."""
    return _file("".join(files.graphml(access_of(request))).encode(), GRAPHML, "graphml")


def _file(data: bytes, kind: str, ending: str) -> HttpResponse:
    return file_answer(data, f"grafen-{timezone.localdate()}.{ending}", kind)
