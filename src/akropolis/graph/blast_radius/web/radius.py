"""The page of what an outage or a breach of a node reaches, and the same as a workbook."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import signed_in
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.exchange.writing import TYPES
from akropolis.base.kernel.registers.computed import PAGE, Computed, ListFilter, units_of
from akropolis.base.kernel.registers.web.computed import list_from_request
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb, Table
from akropolis.base.ui.parts import Column as Head
from akropolis.base.ui.parts import Row as Line
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.assets.selectors import sight
from akropolis.graph.blast_radius.reports import radius_file
from akropolis.graph.blast_radius.reports.radius_words import (
    Prose,
    describe_radius,
    duration,
    event_name,
    kinds_in_words,
    meaning,
    question,
    row_note,
    unit_in_words,
)
from akropolis.graph.blast_radius.rules.radius import RadiusEvent, ReachedRow, UnknownOfRow
from akropolis.graph.blast_radius.selectors import facts
from akropolis.graph.blast_radius.selectors.facts import FactKind
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine, ReachedUnit, find, radius
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.templatetags.levels import marked

FACTS = 2
"""Maximum number of open incidents and actions named on a row; the workbook names all."""
NAMED = re.compile(r"%\((\w+)\)s")
"""Matches a placeholder in a translated sentence, which contains no markup of its own."""
EVENTS = {"avbrott": RadiusEvent.OUTAGE, "intrang": RadiusEvent.BREACH}
WORDS = {event: word for word, event in EVENTS.items()}
LACKS = {
    "klassning": UnknownOfRow.CLASSIFICATION,
    "personer": UnknownOfRow.PEOPLE,
    "avbrott": UnknownOfRow.OUTAGE,
}
LACKING = {missing: word for word, missing in LACKS.items()}
BECAUSE = "which nodes a person may ask about, and what she sees of the answer, the gate decides row by row"


class ReachedNodes(Computed[ReachedRow]):
    """List of what an event reaches from a node on a day, grouped by unit."""

    key, by_row, page_word = "graph-radius", True, "fran"
    reads = ("slag", "dag")
    filters = (
        ListFilter("enhet", _("Unit"), lambda asked: units_of(hit.unit for hit in asked.found.hit)),
        ListFilter("typ", _("Kind"), lambda asked: asked.kinds),
        ListFilter("saknas", options=lambda _asked: [(word, word) for word in LACKS], hidden=True),
    )

    def __init__(self, access: Access, query: Mapping[str, str], day: date, *, pk: UUID) -> None:
        super().__init__(access, query, day)
        self.node = find(access, pk)
        self.event = EVENTS.get(self.query["slag"], RadiusEvent.OUTAGE)
        self.earlier, self.problem = _day(self.query["dag"].strip(), day)

    @property
    def title(self) -> str:
        """Return the question that the page answers."""
        return question(self.node.name, self.event)

    @property
    def kept(self) -> Mapping[str, str]:
        """Return the query parameters to keep in links: the event and, if it is not today, the day."""
        return {"slag": WORDS[self.event], "dag": self.earlier.isoformat() if self.earlier else ""}

    @property
    def place(self) -> Sequence[object]:
        """Return the positional arguments of the page's URL: the node's register row id."""
        return (self.node.record,)

    @cached_property
    def found(self) -> Radius:
        """Return the computed answer: everything that the event reaches."""
        return radius(self.access, self.node, self.event, self.earlier)

    @property
    def kinds(self) -> list[tuple[str, object]]:
        """Return the (value, label) choices of the kinds of node that are reached."""
        return [(kind, label) for kind, label in NodeKind.choices if self.found.whole.kinds.get(kind)]

    def _taken(self, given: ListFilter, value: str) -> str:
        """Accept every code for the filter on unit: a unit in which nothing is reached gives no rows."""
        return value if given.name == "enhet" else super()._taken(given, value)

    def rows(self) -> Sequence[ReachedRow]:
        """Return the rows that match the filter."""
        missing = LACKS.get(self.chosen["saknas"], "")
        return self.found.chosen(unit=self.chosen["enhet"], kind=self.chosen["typ"], missing=missing)

    def url(self, name: str = "", *args: object, **changes: str) -> str:
        """Return the list's URL, with a fragment that scrolls to the rows."""
        found = super().url(name, *args, **changes)
        return f"{found}#rader" if not name and "slag" not in changes else found

    def to_rows(self, rows: Mapping[str, str]) -> str:
        """Return the URL of the rows that a figure counts."""
        missing = LACKING[UnknownOfRow(rows["missing"])] if "missing" in rows else ""
        return self.url(enhet=rows.get("unit", ""), typ=rows.get("kind", ""), saknas=missing)


def _day(text: str, today: date) -> tuple[date | None, str]:
    """Parse an earlier day. Return it (None for today), and why it could not be used or an empty text."""
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, str(_("The day could not be read, so today is shown. Write it as 2026-01-31."))
    if day > today:
        return None, str(_("The day lies ahead, so today is shown. Choose today or an earlier day."))
    return (None if day == today else day), ""


@signed_in(because=BECAUSE)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is reached: in sentences, by unit, and row by row. For htmx only the rows are rendered."""
    listed = list_from_request(ReachedNodes, request, pk=pk)
    template = "reach/radius.html#rows" if request.headers.get("HX-Target") == "rows" else "reach/radius.html"
    return render(request, template, _context(listed))


@signed_in(because=BECAUSE)
@require_safe
def workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return what is reached as an .xlsx file: a summary, the units, all nodes."""
    found = list_from_request(ReachedNodes, request, pk=pk).found
    data = radius_file.xlsx(found, asked_by=found.access.actor.name, at=timezone.now())
    name = f"{_('Radius')} {found.node.number} {event_name(found.event)} {found.day.isoformat()}.xlsx"
    return file_answer(data, name, TYPES["xlsx"])


def _context(listed: ReachedNodes) -> dict[str, object]:
    found, node = listed.found, listed.node
    return {
        "title": listed.title,
        "list": listed,
        "crumbs": sight.node_crumbs(node, Crumb(label=str(_("What is affected?")))),
        "node": node,
        "events": _events(listed),
        "told": describe_radius(found, _prose(listed)),
        "hit": _hit(listed) if found.hit else None,
        "groups": _groups(listed),
        "today": not found.earlier,
        "offers": [] if found.earlier else facts.offers(found.access, node, found.event),
        "file_url": listed.url(listed.file_key()),
        "picture_url": "" if found.earlier else reverse("graph-picture", args=[node.record]),
    }


def _events(listed: ReachedNodes) -> list[dict[str, object]]:
    bare = dict.fromkeys(listed.chosen, "")
    return [
        {
            "label": event_name(event),
            "url": listed.url(**{**bare, "slag": word}),
            "current": event == listed.event,
        }
        for word, event in EVENTS.items()
    ]


def _prose(listed: ReachedNodes) -> Prose:
    """Return how to write sentences whose figures link to their rows on the page."""

    def link(text: str, rows: Mapping[str, str]) -> str:
        if not rows:
            return format_html('<a class="ak-figure" href="#enheter">{}</a>', text)
        return format_html('<a class="ak-figure" href="{}">{}</a>', listed.to_rows(rows), text)

    def say(sentence: str, values: Mapping[str, str]) -> str:
        return format_html(NAMED.sub(r"{\1}", sentence), **values)

    return Prose(link, say, _join)


def _join(parts: Sequence[str]) -> str:
    *first, last = parts
    if not first:
        return last
    return format_html("{} {} {}", format_html_join(", ", "{}", ((part,) for part in first)), _("and"), last)


def _hit(listed: ReachedNodes) -> Table:
    """Return the table of units, hardest hit first. The tolerated outage is left out for a breach.

    For an earlier day, columns that are known only for today are left out.
    """
    earlier = listed.found.earlier
    outage = listed.event == RadiusEvent.OUTAGE and not earlier
    heads = [
        Head(label=str(_("Unit"))),
        Head(label=str(_("Highest levels")), unbroken=True),
        Head(label=str(_("What is affected"))),
        *([] if earlier else [Head(label=str(_("People")), numeric=True)]),
        *([Head(label=str(_("Tolerates")))] if outage else []),
        *([] if earlier else [Head(label=str(_("Open")))]),
    ]
    rows = [_hit_row(listed, hit, outage=outage) for hit in listed.found.hit]
    return Table(caption=str(_("Affected units, those hit hardest first")), columns=heads, rows=rows)


def _hit_row(listed: ReachedNodes, hit: ReachedUnit, *, outage: bool) -> Line:
    totals, url = hit.totals, listed.to_rows({"unit": hit.unit.code})
    levels = in_letters(dict(zip(ORDER, totals.levels, strict=True)))
    quiet = format_html('<span class="ak-quiet">{}</span>', _("not classified"))
    stands = [duration(totals.outage) if totals.outage else "–"] if outage else []
    people = number(totals.people) if totals.people else "–"
    named = Cell(text=unit_in_words(listed.found, hit.unit), url=url)
    known: list[Cell | str] = [named, marked(levels) or quiet, kinds_in_words(totals.kinds)]
    return Line(cells=known if listed.found.earlier else [*known, people, *stands, _open(hit)])


def _open(hit: ReachedUnit) -> str:
    incidents, actions = (hit.open.get(kind, 0) for kind in (FactKind.INCIDENT, FactKind.ACTION))
    said = {
        ngettext("%(n)s incident", "%(n)s incidents", incidents): incidents,
        ngettext("%(n)s action", "%(n)s actions", actions): actions,
    }
    return ", ".join(text % {"n": count} for text, count in said.items() if count) or "–"


def _groups(listed: ReachedNodes) -> list[dict[str, object]]:
    """Return the page's rows by unit; each unit with the number of its rows on the page."""
    found, count = listed.found, Counter(row.unit for row in listed.ordered)
    part = listed.ordered[listed.first : listed.first + PAGE]
    groups = []
    for unit, each in groupby(found.shown(part), key=lambda one: one.unit):
        shown = [_row_context(one) for one in each]
        words = {
            "unit": unit_in_words(found, unit),
            "shown": number(len(shown)),
            "all": number(count[unit.code]),
        }
        more = len(shown) < count[unit.code] and not listed.chosen["enhet"]
        groups.append(
            {
                "unit": unit,
                "controller": "" if found.earlier else _controller(found.authority_of(unit)),
                "rows": shown,
                "summary": _("%(unit)s: %(shown)s of %(all)s") % words,
                "more_url": listed.to_rows({"unit": unit.code}) if more else "",
            }
        )
    return groups


def _controller(authority: Unit | None) -> str:
    if authority is None:
        return str(_("No committee or company stands above the unit, so the controller must be stated."))
    return _("Controller unless stated otherwise: %(unit)s, by the organisation.") % {"unit": authority}


def _row_context(one: RadiusLine) -> dict[str, object]:
    return {
        "seen": one.seen,
        "levels": one.levels,
        "unclassified": one.row.unclassified,
        "between": one.steps[1:-1],
        "note": row_note(one.row),
        "controller": one.controller.unit if one.controller and one.controller.stated else None,
        "meaning": meaning(one),
        "facts": one.facts[:FACTS],
        "more": len(one.facts) - FACTS,
    }
