"""One search over what the person may read: every register, the units and the people."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from akropolis.kernel.access.gate import Access
from akropolis.kernel.registers.declaration import Register, registry
from akropolis.kernel.registers.display import detail_url
from akropolis.kernel.registers.listing import Listing
from akropolis.lib.swedish import sort_key
from akropolis.lib.text import folded
from akropolis.organisation.selectors import tree as selectors
from akropolis.review.models.reviews import Review
from akropolis.review.selectors.reviews import newest

MOST = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one place: the first few, how many in all, and the list with all of them."""

    title: Any
    hits: list[Hit]
    total: int
    url: str


def search(access: Access, words: str, today: date) -> list[Hits]:
    """What holds every one of the words, by place; places without a hit are left out."""
    registers = sorted(registry.all(), key=lambda register: sort_key(str(register.many)))
    found = [_register(register, access, words) for register in registers if access.anywhere(register.read)]
    return [
        hits
        for hits in (_reviews(access, words), *found, _units(access, words, today), _people(access, words))
        if hits.total
    ]


def _register(register: Register, access: Access, words: str) -> Hits:
    listing = Listing(register, access, {"q": words}, size=MOST)
    rows = listing.page.rows
    hits = [Hit(str(row), detail_url(register, row), f"{row.number} · {row.owner_unit}") for row in rows]
    total = listing.total if len(rows) == MOST else len(rows)
    return Hits(register.many, hits, total, f"{reverse(f'{register.key}-list')}?{urlencode({'q': words})}")


def _reviews(access: Access, words: str) -> Hits:
    rows = Review.objects.visible(access).filter(archived_at__isnull=True).select_related("owner_unit")
    for word in folded(words).split():
        rows = rows.filter(Q(search_text__contains=word) | Q(owner_unit__sort_key__contains=sort_key(word)))
    found = newest(rows.order_by("-year", "owner_unit__sort_key", "edition"))
    hits = [
        Hit(_title(r), reverse("review", args=[r.year, r.owner_unit.code]), _note(r)) for r in found[:MOST]
    ]
    return Hits(_("Management reviews"), hits, len(found), reverse("reviews"))


def _title(review: Review) -> str:
    return f"{review} · {review.owner_unit}"


def _note(review: Review) -> str:
    return f"{review.number} · {review.get_state_display()}"


def _units(access: Access, words: str, today: date) -> Hits:
    found = [unit for _depth, unit in selectors.unit_tree(access, today, search=words, ended=True)]
    hits = [
        Hit(u.name, reverse("unit", args=[u.code]), f"{u.code} · {u.get_kind_display()}")
        for u in found[:MOST]
    ]
    query = urlencode({"q": words, "avvecklade": "1"})
    return Hits(_("Organisation"), hits, len(found), f"{reverse('units')}?{query}")


def _people(access: Access, words: str) -> Hits:
    if not access.anywhere("organisation:person:read"):
        return Hits(_("People"), [], 0, "")
    found = selectors.people(access, search=words)
    hits = [Hit(p.name, reverse("person", args=[p.pk]), p.title) for p in found[:MOST]]
    total = found.count() if len(hits) == MOST else len(hits)
    return Hits(_("People"), hits, total, f"{reverse('people')}?{urlencode({'q': words})}")
