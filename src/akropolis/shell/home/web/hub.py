"""Information och tjänster: one page that links to everything about the graph, and shows what data the graph lacks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.computed import Computed, ListColumn
from akropolis.base.kernel.registers.web.computed import list_from_request, list_page
from akropolis.base.lib.swedish import Count, listing, lower_first, number
from akropolis.base.ui.parts import Figure
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.sight import record_url
from akropolis.shell.home.selectors import hub
from akropolis.shell.home.selectors.hub import GraphGap, MissingOfNodes, RegisterCount

READ = "assets:service:read"

SENTENCES: dict[GraphGap, Phrase] = {
    GraphGap.UNCLASSIFIED: ngettext_lazy(
        "%(count)s information set is not classified",
        "%(count)s information sets are not classified",
        "count",
    ),
    GraphGap.EXPIRED: ngettext_lazy(
        "%(count)s classification is no longer valid",
        "%(count)s classifications are no longer valid",
        "count",
    ),
    GraphGap.LOOSE_INFORMATION: ngettext_lazy(
        "%(count)s information set does not say where it is handled",
        "%(count)s information sets do not say where they are handled",
        "count",
    ),
    GraphGap.LOOSE_SERVICES: ngettext_lazy(
        "%(count)s IT service does not say what it stands on",
        "%(count)s IT services do not say what they stand on",
        "count",
    ),
    GraphGap.NO_OFFER: ngettext_lazy(
        "%(count)s IT service that others depend on does not say which level it offers",
        "%(count)s IT services that others depend on do not say which level they offer",
        "count",
    ),
    GraphGap.IDLE_SUPPLIERS: ngettext_lazy(
        "Nothing depends on %(count)s supplier", "Nothing depends on %(count)s suppliers", "count"
    ),
    GraphGap.WRONG_NUMBERS: ngettext_lazy(
        "%(count)s supplier has an organisation number that cannot be right",
        "%(count)s suppliers have an organisation number that cannot be right",
        "count",
    ),
    GraphGap.UNASSESSED_AI: ngettext_lazy(
        "%(count)s AI system has no class under the AI act",
        "%(count)s AI systems have no class under the AI act",
        "count",
    ),
    GraphGap.RINGS: ngettext_lazy(
        "%(count)s thing lies in a ring of dependencies",
        "%(count)s things lie in a ring of dependencies",
        "count",
    ),
}

PLACES: tuple[tuple[str, str, Phrase, Phrase], ...] = (
    (
        "concentration",
        READ,
        gettext_lazy("Concentration"),
        gettext_lazy("Which suppliers, platforms and services much that is critical stands on alone."),
    ),
    (
        "gap-list",
        "assets:gap:read",
        gettext_lazy("Gaps"),
        gettext_lazy("Where more is demanded than is offered, with actions and accepted exceptions."),
    ),
    (
        "unstated-list",
        "assets:gap:read",
        gettext_lazy("Unknown levels"),
        gettext_lazy("Where something is demanded and nobody has stated what is offered."),
    ),
    (
        "crypto-plan",
        "assets:crypto:read",
        gettext_lazy("Plan for cryptography"),
        gettext_lazy("Which cryptography a quantum computer breaks, and what is exchanged first."),
    ),
    (
        "graph-files",
        "assets:dependency:read",
        gettext_lazy("Files in and out"),
        gettext_lazy("Take out the graph as Excel or GraphML, and read it in from Excel."),
    ),
    (
        "classification-import",
        "assets:classification:decide",
        gettext_lazy("Read in a classification"),
        gettext_lazy("Take over decisions from another tool, from Excel or CSV."),
    ),
)
"""Pages about the graph as a whole: URL name, permission, label, and purpose."""


@requires(READ)
@require_safe
def hub_page(request: HttpRequest) -> HttpResponse:
    """Show the page; with the parameter `saknas` list the nodes that lack that kind of data."""
    access, listed = access_of(request), list_from_request(MissingList, request)
    if listed.gap:
        return list_page(request, listed)
    counted = hub.registers(access)
    found = hub.missing(access, timezone.localdate())
    context = {
        "title": _("Information and services"),
        "registers": [_figure(each) for each in counted],
        "missing": [_missing(each) for each in found],
        "places": [
            {"url": reverse(name), "label": label, "text": text}
            for name, permission, label, text in PLACES
            if access.anywhere(permission)
        ],
    }
    return render(request, "home/hub.html", context)


def _figure(counted: RegisterCount) -> Figure:
    register = counted.register
    words = str(register.one if counted.count == 1 else register.many)
    return Figure(value=number(counted.count), text=lower_first(words), url=reverse(f"{register.key}-list"))


def _sentence(gap: GraphGap, count: int) -> str:
    return str(SENTENCES[gap] % {"count": Count(count)})


def _missing(missing: MissingOfNodes) -> dict[str, str]:
    names = list(missing.names)
    if left := missing.count - len(names):
        names.append(_("%(count)s more") % {"count": number(left)})
    return {
        "sentence": _sentence(missing.gap, missing.count),
        "names": listing(names, _("and")),
        "url": f"{reverse('graph-hub')}?saknas={missing.gap}",
    }


class MissingList(Computed[object]):
    """List of the nodes that lack one kind of data, among those that the person is responsible for."""

    key, permission, reads = "graph-hub", READ, ("saknas",)
    empty = gettext_lazy("Nothing is missing here.")
    columns = (
        ListColumn(
            gettext_lazy("Name"),
            "name",
            key="name",
            link=lambda row: record_url(NodeKind(row.kind), row.record),
            sort="sort_key",
        ),
        ListColumn(gettext_lazy("Number"), "number", key="number", sort="number", unbroken=True),
        ListColumn(gettext_lazy("Unit"), "owner_unit__name", key="unit", sort="owner_unit__sort_key"),
    )

    @property
    def gap(self) -> GraphGap | None:
        """Return the kind of missing data; None if the URL names an unknown kind."""
        word = self.query["saknas"]
        return GraphGap(word) if word in set(GraphGap) else None

    @property
    def kept(self) -> dict[str, str]:
        """Return the parameters to keep in every link of the list: the kind of missing data."""
        return {"saknas": self.query["saknas"]}

    @property
    def title(self) -> str:
        """Return the title: what is missing, and from how many nodes."""
        return _sentence(self.gap, len(self.ordered)) if self.gap else ""

    def rows(self) -> list[object]:
        """Return the nodes, sorted by name."""
        names = ("name", "number", "kind", "record", "sort_key", "owner_unit__name", "owner_unit__sort_key")
        rows = hub.nodes_lacking(self.access, self.gap, self.day) if self.gap else Node.objects.none()
        return list(rows.values_list(*names, named=True))

    def lead(self) -> list[str]:
        """Return the introduction, which says that the person is responsible for the nodes."""
        return [_("Of what you answer for.")]
