"""The page of what an outage or a breach of a node reaches, and the same as a workbook."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from akropolis.assets.models import Node, NodeKind
from akropolis.assets.selectors import sight
from akropolis.classification.rules.aspects import ORDER, in_letters
from akropolis.kernel.access.web import access_of, signed_in
from akropolis.kernel.exchange.writing import TYPES
from akropolis.lib.swedish import number
from akropolis.reach.reports import radius_file
from akropolis.reach.reports.radius_words import (
    Prose,
    duration,
    event_name,
    kinds_in_words,
    meaning,
    question,
    row_note,
    tell,
    unit_in_words,
)
from akropolis.reach.rules.radius import Event, Missing, Row
from akropolis.reach.selectors import facts
from akropolis.reach.selectors.facts import FactKind
from akropolis.reach.selectors.radius import Hit, Radius, Shown, find, radius

PAGE = 50
FACTS = 2
"""So many open incidents and actions are named on a row; the workbook names all."""
NAMED = re.compile(r"%\((\w+)\)s")
"""A value in a sentence of ours, which holds no markup of its own."""
EVENTS = {"avbrott": Event.OUTAGE, "intrang": Event.BREACH}
WORDS = {event: word for word, event in EVENTS.items()}
LACKS = {"klassning": Missing.CLASSIFICATION, "personer": Missing.PEOPLE, "avbrott": Missing.OUTAGE}
LACKING = {missing: word for word, missing in LACKS.items()}
BECAUSE = "which nodes a person may ask about, and what she sees of the answer, the gate decides row by row"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `problem` says what could not be understood; the nearest sensible is shown then."""

    event: Event
    day: date | None = None
    unit: str = ""
    kind: str = ""
    missing: str = ""
    start: int = 0
    problem: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether only some of the rows are asked for."""
        return bool(self.unit or self.kind or self.missing)

    def query(self, **changed: str) -> str:
        """The same question with something else, as the end of an address."""
        values = {
            "slag": WORDS[self.event],
            "dag": self.day.isoformat() if self.day else "",
            "enhet": self.unit,
            "typ": self.kind,
            "saknas": LACKING[Missing(self.missing)] if self.missing else "",
            **changed,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})


def asked(request: HttpRequest) -> Asked:
    """Read the question. Never fails: what means nothing is left out and said."""
    words = {name: request.GET.get(name, "").replace("\0", "").strip() for name in NAMES}
    day, problem = _day(words["dag"])
    missing = LACKS.get(words["saknas"])
    start = int(words["fran"]) if words["fran"].isascii() and words["fran"].isdigit() else 0
    return Asked(
        event=EVENTS.get(words["slag"], Event.OUTAGE),
        day=day,
        unit=words["enhet"],
        kind=words["typ"] if words["typ"] in NodeKind.values else "",
        missing=missing or "",
        start=min(start, LAST) // PAGE * PAGE,
        problem=problem,
    )


NAMES = ("slag", "dag", "enhet", "typ", "saknas", "fran")
LAST = 10_000_000


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("The day could not be read, so today is shown. Write it as 2026-01-31.")
    today = timezone.localdate()
    if day > today:
        return None, _("The day lies ahead, so today is shown. Choose today or an earlier day.")
    return (None if day == today else day), ""


@signed_in(because=BECAUSE)
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is reached: in sentences, by unit, and row by row."""
    access, question_asked = access_of(request), asked(request)
    node = find(access, pk)
    found = radius(access, node, question_asked.event, question_asked.day)
    template = "reach/radius.html#rows" if _wants_rows(request) else "reach/radius.html"
    return render(request, template, _context(request, found, question_asked))


def _wants_rows(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "rows"


@signed_in(because=BECAUSE)
@require_safe
def workbook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same as .xlsx: a summary, the units, everything."""
    access, question_asked = access_of(request), asked(request)
    node = find(access, pk)
    found = radius(access, node, question_asked.event, question_asked.day)
    data = radius_file.xlsx(found, asked_by=access.actor.name, at=timezone.now())
    name = f"{_('Radius')} {node.number} {event_name(found.event)} {found.day.isoformat()}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(data, content_type=TYPES["xlsx"], headers={"Content-Disposition": disposition})


def _context(request: HttpRequest, found: Radius, question_asked: Asked) -> dict[str, Any]:
    node, here = found.node, reverse("graph-radius", args=[found.node.record])
    rows = found.chosen(unit=question_asked.unit, kind=question_asked.kind, missing=question_asked.missing)
    shown = rows[question_asked.start : question_asked.start + PAGE]
    return {
        "title": question(node.name, found.event),
        "crumbs": _crumbs(node),
        "node": node,
        "asked": question_asked,
        "here": here,
        "events": _events(here, question_asked),
        "told": tell(found, _prose(here, question_asked)),
        "hit": [_hit(found, here, question_asked, each) for each in found.hit],
        "groups": _groups(found, shown, rows, partial(_unit_rows, here, question_asked)),
        "total": len(rows),
        "clear_url": _to_rows(here, question_asked, {}) if question_asked.narrowed else "",
        "filters": _filters(found, question_asked),
        "outage": found.event == Event.OUTAGE,
        "offers": facts.offers(found.access, node, found.event),
        "file_url": reverse("graph-radius-file", args=[node.record]) + question_asked.query(),
        "picture_url": reverse("graph-picture", args=[node.record]),
        **_paging(here, question_asked, len(shown), len(rows)),
    }


def _crumbs(node: Node) -> list[dict[str, str]]:
    return [
        {"label": node.name, "url": sight.page_of(NodeKind(node.kind), node.record)},
        {"label": _("What is affected?"), "url": ""},
    ]


def _events(here: str, question_asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "label": event_name(event),
            "url": here + question_asked.query(slag=word, typ="", enhet="", saknas=""),
            "current": event == question_asked.event,
        }
        for word, event in EVENTS.items()
    ]


def _prose(here: str, question_asked: Asked) -> Prose:
    """Sentences whose figures lead to their rows further down."""

    def link(text: str, rows: Mapping[str, str]) -> str:
        if not rows:
            return format_html('<a class="ak-figure" href="#enheter">{}</a>', text)
        return format_html(
            '<a class="ak-figure" href="{}">{}</a>', _to_rows(here, question_asked, rows), text
        )

    def say(sentence: str, values: Mapping[str, str]) -> str:
        return format_html(NAMED.sub(r"{\1}", sentence), **values)

    return Prose(link, say, _join)


def _join(parts: Sequence[str]) -> str:
    *first, last = parts
    if not first:
        return last
    return format_html("{} {} {}", format_html_join(", ", "{}", ((part,) for part in first)), _("and"), last)


def _to_rows(here: str, question_asked: Asked, rows: Mapping[str, str]) -> str:
    chosen = {"enhet": rows.get("unit", ""), "typ": rows.get("kind", ""), "saknas": ""}
    if "missing" in rows:
        chosen["saknas"] = LACKING[Missing(rows["missing"])]
    return f"{here}{question_asked.query(**chosen)}#rader"


def _hit(found: Radius, here: str, question_asked: Asked, hit: Hit) -> dict[str, Any]:
    totals = hit.totals
    return {
        "unit": unit_in_words(found, hit.unit),
        "url": _to_rows(here, question_asked, {"unit": hit.unit.code}),
        "levels": in_letters(dict(zip(ORDER, totals.levels, strict=True))),
        "what": kinds_in_words(totals.kinds),
        "people": number(totals.people) if totals.people else "",
        "outage": "" if totals.outage is None else duration(totals.outage),
        "incidents": hit.open.get(FactKind.INCIDENT, 0),
        "actions": hit.open.get(FactKind.ACTION, 0),
    }


def _groups(
    found: Radius, part: Sequence[Row], rows: Sequence[Row], to_unit: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The part of the rows that the page shows, by unit; each unit with how many of its rows stand here."""
    count = Counter(row.unit for row in rows)
    groups = []
    for unit, each in groupby(found.shown(part), key=lambda one: one.unit):
        shown = [_shown(one) for one in each]
        words = {
            "unit": unit_in_words(found, unit),
            "shown": number(len(shown)),
            "all": number(count[unit.code]),
        }
        groups.append(
            {
                "unit": unit,
                "controller": found.authority_of(unit),
                "rows": shown,
                "summary": _("%(unit)s: %(shown)s of %(all)s") % words,
                "more_url": to_unit(unit.code) if len(shown) < count[unit.code] else "",
            }
        )
    return groups


def _unit_rows(here: str, question_asked: Asked, code: str) -> str:
    """Where all rows of the unit stand; empty when they are what is shown."""
    return "" if question_asked.unit else _to_rows(here, question_asked, {"unit": code})


def _shown(one: Shown) -> dict[str, Any]:
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


def _filters(found: Radius, question_asked: Asked) -> dict[str, Any]:
    units = sorted((hit.unit for hit in found.hit), key=lambda unit: unit.sort_key)
    kinds = [(kind, label) for kind, label in NodeKind.choices if found.whole.kinds.get(kind)]
    return {
        "units": [(unit.code, unit.name, unit.code == question_asked.unit) for unit in units],
        "kinds": [(kind, label, kind == question_asked.kind) for kind, label in kinds],
    }


def _paging(here: str, question_asked: Asked, shown: int, total: int) -> dict[str, str]:
    start = question_asked.start
    older = start + PAGE < total
    words = {"first": number(start + 1), "last": number(start + shown), "total": number(total)}
    return {
        "range": _("%(first)s–%(last)s of %(total)s") % words if shown else "",
        "newer": f"{here}{question_asked.query(fran=str(start - PAGE))}#rader" if start else "",
        "older": f"{here}{question_asked.query(fran=str(start + PAGE))}#rader" if older else "",
    }
