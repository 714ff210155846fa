"""The list of gaps between what is demanded and what is offered, as a page and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from akropolis.actions.models import Action
from akropolis.assets.models import NodeKind
from akropolis.assets.selectors.sight import Sight
from akropolis.classification.rules.aspects import ORDER, in_letters
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.web import access_of, requires
from akropolis.kernel.exchange.web import attachment
from akropolis.lib.swedish import capitalised, number
from akropolis.offers.reports.gap_file import gap_file
from akropolis.offers.reports.gap_words import STATES, Group, aspect_name, groups
from akropolis.offers.rules.gaps import State
from akropolis.offers.selectors.gap_rows import Row, Wanted, counts, kinds_of, narrowed
from akropolis.offers.selectors.gaps import ACCEPT, EDIT, READ, Gaps
from akropolis.offers.web.finding import shared_url
from akropolis.ui.parts import Crumb

PAGE = 50
ACTION_EDIT = f"{Action.permission}:edit"
NAMES = ("unit", "kind", "aspect", "state")


class FilterForm(forms.Form):
    """Which gaps are shown."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    node = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, rows: Sequence[Row]) -> None:
        super().__init__(data)
        units = {row.unit.code: row.unit for row in rows}
        self._offer("unit", ((u.code, u.name) for u in sorted(units.values(), key=lambda u: u.sort_key)))
        self._offer("kind", ((kind.value, kind.label) for kind in kinds_of(rows)))
        self._offer("aspect", ((aspect.value, capitalised(aspect_name(aspect))) for aspect in ORDER))
        self._offer("state", ((state.value, label) for state, label in STATES.items()))

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
        field.unmarked = True  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name) or "" for name in NAMES}
        return Wanted(**given, node=self.cleaned_data.get("node"))


class Listed:
    """What an address of the list asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.access, self.day = access_of(request), timezone.localdate()
        self.selector = Gaps(self.access, self.day)
        self.every = self.selector.rows()
        self.form = FilterForm(request.GET, rows=self.every)
        self.wanted = self.form.wanted
        self.rows = narrowed(self.every, self.wanted)
        page = request.GET.get("page", "")
        asked = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        self.page = max(1, min(asked, -(-len(self.rows) // PAGE)))

    def url(self, name: str = "gap-list", **more: Any) -> str:
        """An address with the same choice."""
        given = {key: getattr(self.wanted, key) for key in (*NAMES, "node")} | more
        query = urlencode({key: value for key, value in given.items() if value})
        return reverse(name) + (f"?{query}" if query else "")


@requires(READ)
@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """The gaps that the person may see, the worst first, 50 rows at a time."""
    listed = Listed(request)
    first = (listed.page - 1) * PAGE
    shown = listed.rows[first : first + PAGE]
    context = {
        "title": _("Gaps between demand and offer"),
        "crumbs": [
            Crumb(label=_("Information and services"), url=reverse("graph-hub")),
            Crumb(label=_("Gaps")),
        ],
        "lead": _lead(listed),
        "form": listed.form,
        "narrowed": any(getattr(listed.wanted, name) for name in (*NAMES, "node")),
        "list_url": reverse("gap-list"),
        "file_url": listed.url("gap-file"),
        "rows": shown_rows(listed.access, listed.selector, shown),
        "shown": _shown(first, len(shown), len(listed.rows)),
        "newer": listed.url(page=listed.page - 1) if first and listed.rows else "",
        "older": listed.url(page=listed.page + 1) if first + PAGE < len(listed.rows) else "",
    }
    return render(request, "offers/gaps.html", context)


@requires(READ)
@require_safe
def gap_list_file(request: HttpRequest) -> HttpResponse:
    """The same gaps as an Excel file, all of them."""
    listed = Listed(request)
    rows = listed.selector.with_sources(listed.rows)
    seen = Sight(listed.access, day=listed.day).setters(sources_of(rows))
    data = gap_file(rows, seen, actions_of(listed.access, rows))
    return attachment(data, _("gaps"))


def _shown(first: int, count: int, total: int) -> str:
    if not count:
        return _("0 of %(total)s") % {"total": number(total)}
    values = {"first": number(first + 1), "last": number(first + count), "total": number(total)}
    return _("%(first)s–%(last)s of %(total)s") % values


def _lead(listed: Listed) -> list[str]:
    """How it is, in words."""
    found = counts(listed.rows)
    total = found.total()
    if not total:
        return [
            _("There are no gaps here: everything that is demanded is offered, or nothing is classified yet.")
        ]
    things = len({row.thing.pk for row in listed.rows})
    words = {"gaps": number(total), "things": number(things)}
    many = ngettext("%(gaps)s gap", "%(gaps)s gaps", total) % words
    where = (
        ngettext("at %(things)s service or supplier", "at %(things)s services and suppliers", things) % words
    )
    return [_("%(gaps)s %(where)s.") % {"gaps": many, "where": where}, _states(found)]


def _states(found: Any) -> str:
    words = {state.name.lower(): number(found[state]) for state in State}
    return _("Open: %(open)s. Action under way: %(under_way)s. Accepted for a time: %(accepted)s.") % words


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the page shows it, with what the person may do about it."""

    row: Row
    url: str
    kind: str
    demanded: str
    offered: str
    groups: list[tuple[Group, list[Action], str]]
    action_url: str
    accept_url: str


def shown_rows(access: Access, selector: Gaps, rows: Sequence[Row]) -> list[ShownRow]:
    """The rows with who set each demand and which actions were raised, as far as the person may see it."""
    rows = selector.with_sources(rows)
    seen = Sight(access, day=selector.day).setters(sources_of(rows))
    actions = actions_of(access, rows)
    return [_shown_row(access, row, groups(row.lines, seen), actions) for row in rows]


def _shown_row(access: Access, row: Row, found: list[Group], actions: dict[UUID, Action]) -> ShownRow:
    thing, place = row.thing, [row.thing.record, row.unit.code]
    may_accept = access.may(ACCEPT, row.unit)
    may_act = access.may(EDIT, row.unit) and access.may(ACTION_EDIT, row.unit)
    return ShownRow(
        row,
        shared_url(thing.kind, thing.record),
        str(NodeKind(thing.kind).label),
        in_letters(row.demanded),
        in_letters(row.offered),
        [
            (
                group,
                [actions[pk] for pk in group.works if pk in actions],
                _end_url(group, place) if may_accept else "",
            )
            for group in found
        ],
        reverse("graph-gap-action", args=place) if may_act else "",
        reverse("graph-gap-accept", args=place) if may_accept else "",
    )


def _end_url(group: Group, place: list[Any]) -> str:
    if group.state != State.ACCEPTED or group.accepted is None:
        return ""
    return reverse("graph-gap-end", args=[*place, group.accepted.aspect])


def sources_of(rows: Sequence[Row]) -> list[int]:
    """The nodes that set the demands."""
    return list(dict.fromkeys(line.source for row in rows for line in row.lines if line.source is not None))


def actions_of(access: Access, rows: Sequence[Row]) -> dict[UUID, Action]:
    """The actions that the gaps raised, as far as the person may read them."""
    wanted = {work.pk for row in rows for line in row.lines for work in line.works}
    return {action.pk: action for action in Action.objects.visible(access).filter(pk__in=wanted)}
