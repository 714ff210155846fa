"""One search over everything the person may read: every register, the units and the people; their own unit first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, When, Window
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.searching import holds, holds_all
from akropolis.base.kernel.registers.declaration import Register
from akropolis.base.kernel.registers.display import detail_url
from akropolis.base.kernel.registers.listing import Listing
from akropolis.base.lib.swedish import sort_key
from akropolis.base.lib.text import folded
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Dependency
from akropolis.graph.assets.selectors.sight import readable_ends
from akropolis.people.organisation.selectors import tree as selectors
from akropolis.review.review.models.reviews import Review, url_in
from akropolis.review.review.selectors.reviews import newest
from akropolis.shared.yearly_reports.kinds import YearlyReportKind, kinds
from akropolis.shell.home.selectors.registers import readable

MOST = 6


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One search result."""

    title: str
    url: str
    note: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Hits:
    """The results of one kind: the first few, the total, and a link to the list with all of them."""

    title: Phrase
    hits: list[SearchHit]
    total: int
    url: str


def search(access: Access, words: str, today: date, unit: Unit | None = None) -> list[Hits]:
    """Return the results that contain all the words, grouped by kind; kinds without results are left
    out.

    Rows of the unit and of units below it come first, and so do the kinds with such rows.
    """
    of_kinds = (_reviews(access, words, unit, kind) for kind in kinds)
    rows = [*of_kinds, *in_registers(access, words, unit)]
    found = [hits for hits in (*rows, _units(access, words, today), _people(access, words)) if hits.total]
    return sorted(found, key=lambda hits: not any(hit.own for hit in hits.hits))


def in_registers(access: Access, words: str, unit: Unit | None = None) -> list[Hits]:
    """Search the registers alone, and return the results by register. Registers of links between nodes come last."""
    registers = sorted(readable(access), key=lambda register: register.model is Dependency)
    found = [_register(register, access, words, unit) for register in registers]
    return [hits for hits in found if hits.total]


def _register(register: Register, access: Access, words: str, unit: Unit | None) -> Hits:
    rows = _find_rows(register, access, words, unit.path if unit else "-")
    hits = [
        SearchHit(str(row), detail_url(register, row), f"{row.number} · {row.owner_unit}", row.own)
        for row in rows
    ]
    total = rows[0].total if rows else 0
    return Hits(register.many, hits, total, f"{reverse(f'{register.key}-list')}?{urlencode({'q': words})}")


def _find_rows(register: Register, access: Access, words: str, path: str) -> list[Any]:
    """Return the first rows of the register that contain the words, starting with rows of the units at
    the path and below.

    Each row has `own`, whether it belongs to one of these units, and `total`, how many rows contain the
    words.
    """
    rows = Listing(register, access, {}).ordered().filter(holds_all(words))
    if register.model is Dependency and (near := readable_ends(access)):
        units, nodes = near
        rows = rows.filter(Q(owner_unit__in=units) | Q(target__in=nodes))
    own = Case(When(owner_unit__path__startswith=path, then=True), default=False)
    found = rows.annotate(own=own, total=Window(Count("pk")))
    return list(found.order_by("-own", *rows.query.order_by)[:MOST])


def _reviews(access: Access, words: str, unit: Unit | None, kind: YearlyReportKind) -> Hits:
    rows = Review.objects.visible(access).filter(kind=kind.key, archived_at__isnull=True)
    rows = rows.select_related("owner_unit")
    for word in folded(words).split():
        rows = rows.filter(holds(word) | Q(owner_unit__sort_key__contains=sort_key(word)))
    found = newest(rows.order_by("-year", "owner_unit__sort_key", "edition"))
    path = unit.path if unit else "-"
    shown = [SearchHit(_title(r), _place(r), _note(r), r.owner_unit.path.startswith(path)) for r in found]
    hits = sorted(shown, key=lambda hit: not hit.own)[:MOST]
    return Hits(kind.titles.told(get_language()), hits, len(found), url_in(kind.key, "reviews"))


def _place(review: Review) -> str:
    return review.url("review")


def _title(review: Review) -> str:
    return f"{review} · {review.owner_unit}"


def _note(review: Review) -> str:
    return f"{review.number} · {review.get_state_display()}"


def _units(access: Access, words: str, today: date) -> Hits:
    found = [unit for _depth, unit in selectors.unit_tree(access, today, search=words, ended=True)]
    hits = [
        SearchHit(u.name, reverse("unit", args=[u.code]), f"{u.code} · {u.get_kind_display()}")
        for u in found[:MOST]
    ]
    query = urlencode({"q": words, "avvecklade": "1"})
    return Hits(_("Organisation"), hits, len(found), f"{reverse('units')}?{query}")


def _people(access: Access, words: str) -> Hits:
    if not access.anywhere("organisation:person:read"):
        return Hits(_("People"), [], 0, "")
    found = selectors.people(access, search=words)
    hits = [SearchHit(p.name, reverse("person", args=[p.pk]), p.title) for p in found[:MOST]]
    total = found.count() if len(hits) == MOST else len(hits)
    return Hits(_("People"), hits, total, f"{reverse('people')}?{urlencode({'q': words})}")
