"""Concentration as pages: what much that is critical stands on alone, and what would fall with one thing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from akropolis.assets.models import Node, NodeKind
from akropolis.kernel.access.errors import or_hidden
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import OWN_AUTHORITY
from akropolis.kernel.access.web import access_of, requires
from akropolis.lib.swedish import capitalised, counted, listing, number, within
from akropolis.reach.selectors.concentration import BEARERS, Bearer, Concentration, Fallen, Ranked
from akropolis.ui.parts import Cell, Column, Crumb, Row, Table

READ = "assets:service:read"
PAGE = 50
SHOWN = 200


class FilterForm(forms.Form):
    """Whose critical things are counted, and what sort of thing they stand on."""

    enhet = forms.ChoiceField(label=gettext_lazy("Critical for"), required=False)
    slag = forms.ChoiceField(label=gettext_lazy("Stands on"), required=False)

    def __init__(self, access: Access, *args: Any) -> None:
        super().__init__(*args)
        units = Unit.objects.visible(access).filter(kind__in=OWN_AUTHORITY, valid_to__isnull=True)
        self.paths = {code: (name, path) for code, name, path in units.values_list("code", "name", "path")}
        whole = [("", _("The whole city"))]
        self._field("enhet").choices = whole + [(code, name) for code, (name, _path) in self.paths.items()]
        kinds = [(kind.value, str(kind.label)) for kind in BEARERS]
        self._field("slag").choices = [("", _("Anything")), *kinds]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.unmarked = True  # type: ignore[attr-defined]
        return field

    def asked(self, name: str) -> str:
        """The chosen value; nothing for one that is not offered."""
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))

    @property
    def within(self) -> str:
        """The path of the chosen unit; empty for the whole city."""
        path: str = self.paths.get(self.asked("enhet"), ("", ""))[1]
        return path


class Asked:
    """What an address of these pages asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.access = access_of(request)
        self.form = FilterForm(self.access, request.GET)
        self.kind = self.form.asked("slag")
        self.view = Concentration(self.access, within=self.form.within)
        page = request.GET.get("sida", "")
        self.page = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1

    @property
    def ranking(self) -> list[Ranked]:
        """Those of the chosen kind."""
        return [one for one in self.view.ranking if not self.kind or one.kind == self.kind]

    def url(self, name: str = "concentration", *args: Any, **more: Any) -> str:
        """An address with the same choice."""
        query = {"enhet": self.form.asked("enhet"), "slag": self.kind} | more
        words = urlencode({key: value for key, value in query.items() if value})
        return f"{reverse(name, args=args)}?{words}" if words else reverse(name, args=args)


@requires(READ)
@require_safe
def concentration_page(request: HttpRequest) -> HttpResponse:
    """The ranking, 50 at a time."""
    asked = Asked(request)
    ranking = asked.ranking
    first = (asked.page - 1) * PAGE
    shown = asked.view.told(ranking[first : first + PAGE])
    context = {
        "title": _("Concentration"),
        "crumbs": [
            Crumb(label=_("Information and services"), url=reverse("graph-hub")),
            Crumb(label=_("Concentration")),
        ],
        "lead": _lead(asked.view, ranking),
        "form": asked.form,
        "narrowed": bool(asked.kind or asked.form.within),
        "list_url": reverse("concentration"),
        "file_url": asked.url("concentration-file"),
        "table": _ranking(asked, shown),
        "shown": _shown(first, len(shown), len(ranking)),
        "newer": asked.url(sida=asked.page - 1) if first and ranking else "",
        "older": asked.url(sida=asked.page + 1) if first + PAGE < len(ranking) else "",
    }
    return render(request, "reach/concentration.html", context)


def _shown(first: int, count: int, total: int) -> str:
    if not count:
        return _("0 of %(total)s") % {"total": number(total)}
    values = {"first": number(first + 1), "last": number(first + count), "total": number(total)}
    return _("%(first)s–%(last)s of %(total)s") % values


def _lead(view: Concentration, ranking: list[Ranked]) -> list[str]:
    things = len(view.things)
    if not things:
        return [
            _(
                "Nothing that you may see here is critical: no information at level 3 or more, no critical process."
            )
        ]
    sentences = [
        ngettext(
            "Of what you may see, %(count)s information set or process is critical.",
            "Of what you may see, %(count)s information sets and processes are critical.",
            things,
        )
        % {"count": number(things)}
    ]
    if not ranking:
        return [*sentences, _("None of them stands on one thing alone.")]
    sentences.append(_("%(kinds)s bear some of it alone.") % {"kinds": _kinds(ranking)})
    first = view.told(ranking[:1])[0]
    heaviest = _("The most rests on %(name)s: %(count)s in %(units)s.")
    values = {"name": first.seen.label, "count": number(first.burden.things), "units": _authorities(first)}
    return [*sentences, heaviest % values]


def _kinds(ranking: list[Ranked]) -> str:
    words = {
        NodeKind.SUPPLIER: (_("supplier"), _("suppliers")),
        NodeKind.PLATFORM: (_("platform or component"), _("platforms and components")),
        NodeKind.SERVICE: (_("IT service"), _("IT services")),
    }
    counts = {kind: sum(one.kind is kind for one in ranking) for kind in BEARERS}
    parts = [counted(count, *map(within, words[kind])) for kind, count in counts.items() if count]
    return capitalised(listing(parts, _("and")))


def _authorities(bearer: Bearer) -> str:
    text = ngettext("%(count)s authority", "%(count)s authorities", bearer.burden.units)
    return text % {"count": number(bearer.burden.units)}


def _ranking(asked: Asked, bearers: list[Bearer]) -> Table:
    return Table(
        caption=_("What most rests on"),
        columns=[
            Column(label=_("Name")),
            Column(label=_("Kind")),
            Column(label=_("Unit")),
            Column(label=_("Critical, alone"), numeric=True),
            Column(label=_("Authorities"), numeric=True),
            Column(label=_("Registered people"), numeric=True),
        ],
        rows=[_row(asked, bearer) for bearer in bearers],
        empty=_("Nothing critical stands on one thing alone here."),
    )


def _row(asked: Asked, bearer: Bearer) -> Row:
    seen, burden = bearer.seen, bearer.burden
    url = asked.url("concentration-node", seen.record, slag="") if seen.record else ""
    return Row(
        cells=[
            Cell(text=seen.label, url=seen.url),
            Cell(text=str(seen.kind.label)),
            Cell(text=seen.unit),
            Cell(text=number(burden.things), url=url),
            Cell(text=number(burden.units)),
            Cell(text=number(burden.people) if burden.people else ""),
        ]
    )


@requires(READ)
@require_safe
def node_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would fall with one supplier, platform or service."""
    asked = Asked(request)
    node = Node.objects.visible(asked.access).one(record=pk)
    bearer = or_hidden(asked.view.one(node.pk))
    fallen = asked.view.felled(node.pk)
    name = bearer.seen.label
    context = {
        "title": _("What stands on %(name)s alone") % {"name": name},
        "crumbs": [
            Crumb(label=_("Information and services"), url=reverse("graph-hub")),
            Crumb(label=_("Concentration"), url=asked.url()),
            Crumb(label=name),
        ],
        "bearer": bearer,
        "lead": _falls(bearer),
        "row_url": bearer.seen.url,
        "picture_url": reverse("graph-picture", args=[pk]),
        "radius_url": reverse("graph-radius", args=[pk]),
        "table": _fallen(fallen),
    }
    return render(request, "reach/concentration_node.html", context)


def _falls(bearer: Bearer) -> str:
    burden = bearer.burden
    if not burden.things:
        return _("Nothing critical that you may see stands on it alone.")
    text = ngettext(
        "If it falls, %(count)s critical thing falls with it, in %(units)s: there is no other way.",
        "If it falls, %(count)s critical things fall with it, in %(units)s: there is no other way.",
        burden.things,
    )
    return text % {"count": number(burden.things), "units": _authorities(bearer)}


def _fallen(fallen: list[Fallen]) -> Table:
    missing = ""
    if len(fallen) > SHOWN:
        missing = _("Showing the first %(shown)s of %(total)s. The file has more.") % {
            "shown": number(SHOWN),
            "total": number(len(fallen)),
        }
    return Table(
        caption=_("What would fall"),
        columns=[
            Column(label=_("Name")),
            Column(label=_("Kind")),
            Column(label=_("Authority")),
            Column(label=_("Unit")),
            Column(label=_("Level"), unbroken=True),
            Column(label=_("Registered people"), numeric=True),
        ],
        rows=[
            Row(
                cells=[
                    Cell(text=one.seen.label, url=one.seen.url),
                    Cell(text=str(one.seen.kind.label)),
                    Cell(text=one.authority),
                    Cell(text=one.seen.unit if one.seen.unit != one.authority else ""),
                    Cell(text=one.seen.letters),
                    Cell(text="" if one.seen.people is None else number(one.seen.people)),
                ]
            )
            for one in fallen[:SHOWN]
        ],
        missing=missing,
        empty=_("Nothing would fall."),
    )
