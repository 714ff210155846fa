"""Inställningar: one page that leads to all content that the city keeps, with who may change it and its last change."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, signed_in, url_if_open
from akropolis.base.lib.swedish import date_iso, listing, number
from akropolis.base.ui.parts import Cell, Column, Row, Table
from akropolis.base.ui.words import Phrase
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.permissions import SCHEME
from akropolis.shell.home.selectors.settings import (
    KeptContent,
    LastChange,
    list_kept_content,
    list_last_changes,
    name_keepers,
    newest_of,
)

GROUPS: tuple[tuple[str, Phrase, frozenset[str]], ...] = (
    (
        "events",
        gettext_lazy("Events"),
        frozenset({"incidents-list", "incident-tracks-list", "exercises-list", "home"}),
    ),
    (
        "requirements",
        gettext_lazy("Requirements"),
        frozenset(
            {
                "compliance",
                "entity-list",
                "deviations-list",
                "completions-list",
                "moments-list",
                "maturity-levels",
                "follow-up-answers",
            }
        ),
    ),
    (
        "information",
        gettext_lazy("Information and services"),
        frozenset({"graph-hub", "classification-schemes"}),
    ),
    ("risks", gettext_lazy("Risks"), frozenset({"risks-list"})),
    ("work", gettext_lazy("Work and follow-up"), frozenset()),
)
"""The groups of the page: id, heading, and the pages (`KeptTable.under`) whose tables it holds; the last takes the
rest.
"""

SCHEMES = "classification-schemes"


@signed_in(because="each table is named only to who may read it")
@require_safe
def settings_page(request: HttpRequest) -> HttpResponse:
    """List what the city keeps in groups: the rows in force, the roles that may change them, and the last change."""
    tables = [(key, table) for key, table in _tables(access_of(request)) if table.rows]
    return render(request, "home/settings.html", {"title": _("Settings"), "tables": tables})


def _tables(access: Access) -> Iterator[tuple[str, Table]]:
    day = timezone.localdate()
    found = list_kept_content(access, day)
    keepers = name_keepers([*(each.table.edit for each in found), f"{SCHEME}:edit"], day)
    named = frozenset[str]().union(*(places for _key, _title, places in GROUPS))
    for key, title, places in GROUPS:
        within = [each for each in found if (each.table.under[0] in places) is bool(places)]
        within = within if places else [each for each in within if each.table.under[0] not in named]
        rows = [_row_of(access, each, keepers[each.table.edit]) for each in within]
        if SCHEMES in places and access.anywhere(f"{SCHEME}:read"):
            rows.append(_schemes(access, keepers[f"{SCHEME}:edit"]))
        yield key, _table(str(title), rows)


def _table(title: str, rows: list[Row]) -> Table:
    columns = [
        Column(label=_("Content")),
        Column(label=_("Belongs to")),
        Column(label=_("Number of rows"), numeric=True),
        Column(label=_("Changed by")),
        Column(label=_("Last changed")),
    ]
    return Table(caption=title, columns=columns, rows=rows)


def _row_of(access: Access, content: KeptContent, keepers: list[str]) -> Row:
    table = content.table
    address, label = table.under
    cells = [
        Cell(text=table.many, url=reverse(table.key)),
        Cell(text=label, url=url_if_open(access, address)),
        Cell(text=number(content.count)),
    ]
    return Row(cells=[*cells, _keepers(keepers), _changed(content.changed)])


def _schemes(access: Access, keepers: list[str]) -> Row:
    """Return the row of the classification schemes, whose editions are published and so are no kept table."""
    published = [each for each in Scheme.objects.visible(access) if each.published_at]
    newest = newest_of(published)
    changes = list_last_changes([newest.pk] if newest else [])
    cells = [
        Cell(text=_("Classification schemes"), url=reverse(SCHEMES)),
        Cell(text=_("Information and services"), url=reverse("graph-hub")),
        Cell(text=number(len(published))),
    ]
    return Row(cells=[*cells, _keepers(keepers), _changed(next(iter(changes.values()), None))])


def _keepers(roles: list[str]) -> Cell:
    return Cell(text=listing(roles, _("and")) if roles else _("nobody who is appointed now"))


def _changed(change: LastChange | None) -> Cell:
    if change is None:
        return Cell(text=_("no rows yet"))
    words = {"day": date_iso(timezone.localdate(change.at)), "who": change.actor or _("came with the system")}
    return Cell(text=_("%(day)s, %(who)s") % words)
