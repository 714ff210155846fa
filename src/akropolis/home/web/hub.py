"""Information och tjänster: one page that leads to everything about the graph, and says what is missing in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from akropolis.assets.models import NodeKind
from akropolis.assets.selectors.sight import page_of
from akropolis.home.selectors import hub
from akropolis.home.selectors.hub import Counted, Gap, Missing
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.lib.swedish import listing, number, within
from akropolis.ui.parts import Cell, Column, Crumb, Figure, Row, Table

READ = "assets:service:read"
SHOWN = 200

SENTENCES: dict[Gap, Any] = {
    Gap.UNCLASSIFIED: ngettext_lazy(
        "%(count)s information set is not classified",
        "%(count)s information sets are not classified",
        "count",
    ),
    Gap.EXPIRED: ngettext_lazy(
        "%(count)s classification is no longer valid",
        "%(count)s classifications are no longer valid",
        "count",
    ),
    Gap.LOOSE_INFORMATION: ngettext_lazy(
        "%(count)s information set does not say where it is handled",
        "%(count)s information sets do not say where they are handled",
        "count",
    ),
    Gap.LOOSE_SERVICES: ngettext_lazy(
        "%(count)s IT service does not say what it stands on",
        "%(count)s IT services do not say what they stand on",
        "count",
    ),
    Gap.NO_OFFER: ngettext_lazy(
        "%(count)s IT service that others depend on does not say which level it offers",
        "%(count)s IT services that others depend on do not say which level they offer",
        "count",
    ),
    Gap.IDLE_SUPPLIERS: ngettext_lazy(
        "Nothing depends on %(count)s supplier", "Nothing depends on %(count)s suppliers", "count"
    ),
    Gap.UNASSESSED_AI: ngettext_lazy(
        "%(count)s AI system has no class under the AI act",
        "%(count)s AI systems have no class under the AI act",
        "count",
    ),
    Gap.RINGS: ngettext_lazy(
        "%(count)s thing lies in a ring of dependencies",
        "%(count)s things lie in a ring of dependencies",
        "count",
    ),
}

PLACES: tuple[tuple[str, str, Any, Any], ...] = (
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
        "ai-classes",
        "assets:ai_class:read",
        gettext_lazy("Classes under the AI act"),
        gettext_lazy("What each class means for an AI system, with source and how sure it is."),
    ),
    (
        "crypto-plan",
        "assets:crypto:read",
        gettext_lazy("Plan for cryptography"),
        gettext_lazy("Which cryptography a quantum computer breaks, and what is exchanged first."),
    ),
    (
        "crypto-rules",
        "assets:crypto_rule:read",
        gettext_lazy("Rules on cryptography"),
        gettext_lazy(
            "Which algorithms are weak, with reason and source, and the year that the city has set."
        ),
    ),
    (
        "classification-schemes",
        "classification:scheme:read",
        gettext_lazy("How information is classified"),
        gettext_lazy("Levels and criteria, the provisions that propose levels, and earlier editions."),
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
"""Pages about the graph as a whole: address, permission, name, and what it is for."""


@requires(READ)
@require_safe
def hub_page(request: HttpRequest) -> HttpResponse:
    """The page; with `saknas` it lists what something is missing from."""
    access, wanted = access_of(request), request.GET.get("saknas", "")
    if wanted in set(Gap):
        return _list(request, access, Gap(wanted))
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


def _figure(counted: Counted) -> Figure:
    register = counted.register
    words = str(register.one if counted.count == 1 else register.many)
    return Figure(value=number(counted.count), text=within(words), url=reverse(f"{register.key}-list"))


class _Count(int):
    """A number that chooses the plural, and is written as all numbers are."""

    def __str__(self) -> str:
        return number(int(self))


def _sentence(gap: Gap, count: int) -> str:
    return str(SENTENCES[gap] % {"count": _Count(count)})


def _missing(missing: Missing) -> dict[str, str]:
    names = list(missing.names)
    if left := missing.count - len(names):
        names.append(_("%(count)s more") % {"count": number(left)})
    return {
        "sentence": _sentence(missing.gap, missing.count),
        "names": listing(names, _("and")),
        "url": f"{reverse('graph-hub')}?saknas={missing.gap}",
    }


def _list(request: HttpRequest, access: Access, gap: Gap) -> HttpResponse:
    rows = hub.without(access, gap, timezone.localdate())
    total = rows.count()
    title = _sentence(gap, total)
    shown = rows.values_list("name", "number", "kind", "record", "owner_unit__name")[:SHOWN]
    context = {
        "title": title,
        "crumbs": [Crumb(label=_("Information and services"), url=reverse("graph-hub")), Crumb(label=title)],
        "table": Table(
            caption=title,
            columns=[
                Column(label=_("Name")),
                Column(label=_("Number"), unbroken=True),
                Column(label=_("Unit")),
            ],
            rows=[
                Row(
                    cells=[
                        Cell(text=name, url=page_of(NodeKind(kind), record)),
                        Cell(text=numbered),
                        Cell(text=unit),
                    ]
                )
                for name, numbered, kind, record, unit in shown
            ],
            missing=_("Showing the first %(shown)s of %(total)s.")
            % {"shown": number(SHOWN), "total": number(total)}
            if total > SHOWN
            else "",
            empty=_("Nothing is missing here."),
        ),
    }
    return render(request, "home/hub_missing.html", context)
