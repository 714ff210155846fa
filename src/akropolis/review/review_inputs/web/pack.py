"""Pages of the input pack and of each figure, with the link to the figure's rows."""

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.kernel.registers.figures import permission_of
from akropolis.base.kernel.reporting import chart_in_cell, render_html_fragment
from akropolis.base.lib.document import Document, Figure
from akropolis.base.lib.figures import find, name
from akropolis.base.ui.parts import Cell, Column, Table, build_table
from akropolis.review.review.addresses import crumbs, in_edition, review_at, url_of, writable_at
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ_DECIDED, url_in
from akropolis.review.review.selectors.reviews import decided_before
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import ngettext, worded
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules import display, telling
from akropolis.review.review_inputs.rules.charts import draw_over_years
from akropolis.review.review_inputs.rules.figures import (
    FigurePart,
    FigureReading,
    FigureRowSet,
    Input,
    PackContent,
)
from akropolis.review.review_inputs.selectors.rows import detail_of, open_parts, readable
from akropolis.review.review_inputs.selectors.years import chart, yearly
from akropolis.review.review_inputs.services import packs

NOW = "nu"

type Draw = Callable[[str], Figure | None]
"""Function that draws the figure with the given key over the years; None if there is too little to draw."""


@requires(READ_DECIDED)
def show(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show all inputs by letter, as gathered. POST gathers again and shows what has changed."""
    if request.method == "POST":
        return _gather(request, year, unit)
    access, review = access_of(request), review_at(request, year, unit)
    row = packs.latest(access, review)
    content = readable(access, packs.content(row)) if row else None
    may_write = review.may(access, "review:review:edit") and review.state != ReviewState.DECIDED
    context = {
        "title": _("Figures and inputs"),
        "review": review,
        "row": row,
        "pack": content,
        "inputs": _inputs(request, review, content) if content else [],
        "may_gather": may_write,
        **_compared(request, review, row, may_write=may_write),
        "crumbs": crumbs(request, review, (_("Figures and inputs"), "")),
    }
    return render(request, "packs/pack.html", context)


def _compared(
    request: HttpRequest, review: Review, row: StoredPack | None, *, may_write: bool
) -> dict[str, object]:
    """Return the comparison of the pack with the registers as they are now (`nu`) or with an earlier pack, as
    requested.

    Only for readers in the unit: others were not sent the earlier packs.
    """
    access, wanted = access_of(request), request.GET.get("jamfor", "")
    own = review.may(access, "review:review:read")
    earlier = packs.earlier(access, review, row) if row and own else []
    found: dict[str, object] = {"earlier": earlier, "wanted": wanted, "compared": None}
    if row is None or not wanted:
        return found
    if wanted == NOW and may_write:
        return found | {"compared": NOW, "changes": packs.stale(access, review)}
    old = next((one for one in earlier if str(one.pk) == wanted), None)
    return found | ({"compared": old, "changes": packs.changes(old, row)} if old else {})


def _gather(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    access, review = access_of(request), writable_at(request, year, unit)
    before = packs.latest(access, review)
    with refusals_as_messages(request):
        after = packs.gather(access, review)
        messages.success(request, _changed_words(len(packs.changes(before, after)) if before else None))
        return redirect(_next(request, review))
    return redirect(url_of("review-pack", review))


def _next(request: HttpRequest, review: Review) -> str:
    """Return the path to redirect to: the posted `next` if it is a path on this site, or else the pack's page."""
    wanted = request.POST.get("next", "")
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else url_of("review-pack", review)


def _changed_words(changed: int | None) -> str:
    if changed is None:
        return _("The figures are gathered.")
    if not changed:
        return _("The figures are gathered again. None has changed.")
    words = ngettext(
        "The figures are gathered again. %(count)s has changed, marked in the text; what you wrote is untouched.",
        "The figures are gathered again. %(count)s have changed, marked in the text; what you wrote is untouched.",
        changed,
    )
    return words % {"count": changed}


def _figure_url_maker(request: HttpRequest, review: Review) -> Callable[[str], str]:
    """Return a function from a figure's key to the URL of the figure's page, in the edition shown."""
    return lambda key: in_edition(request, url_of("review-figure", review, key))


def _inputs(request: HttpRequest, review: Review, content: PackContent) -> list[dict[str, object]]:
    years = yearly(access_of(request), review, content)
    draw = partial(draw_over_years, years, words=_wording())
    together = partial(chart, years, language=get_language())
    return [
        _part_context(part, content.kind, _figure_url_maker(request, review), draw, together)
        for part in content.inputs
    ]


def _part_context(
    part: Input, kind: str, place: Callable[[str], str], draw: Draw, together: Draw
) -> dict[str, object]:
    title = telling.title_of(part.letter, kind, get_language())
    several = (one.key for one in part.figures if (known := find(one.key)) and known.beside)
    charts = tuple(drawn for key in several if (drawn := together(key)))
    return {
        "charts": render_html_fragment(Document("", charts)) if charts else None,
        "letter": part.letter if len(part.letter) == 1 else "",
        "title": title,
        "figures": _figures(part, title, place, draw) if part.figures else None,
        "rows": [_rows(rows) for rows in part.rows if rows.total],
        "missing": telling.missing(part, get_language()),
        "cited": telling.cited(part, get_language()),
    }


def _wording() -> display.Wording:
    return display.wording(get_language())


def _figures(part: Input, title: str, place: Callable[[str], str], draw: Draw) -> Table:
    numbers = [Column(label=label, numeric=True) for label in (_("Value"), _("Last year"))]
    columns = (_("Figure"), *numbers, _("Compared"), _("Over the years"))
    rows = [
        [
            Cell(text=name_of(figure.key), url=place(figure.key), note=telling.note(figure, get_language())),
            display.whole_text(figure, _wording()),
            display.previous_text(figure, _wording()) or "–",
            display.trend_words(figure, _wording()) or "–",
            Cell(text=chart_in_cell(line) if (line := draw(figure.key)) else "–"),
        ]
        for figure in part.figures
    ]
    return build_table(title, columns, rows)


def name_of(key: str) -> str:
    """Return the name of the figure with that key, in the reader's language; the key itself if it is unknown."""
    return worded(name(key, get_language()))


def _rows(rows: FigureRowSet) -> dict[str, object]:
    columns = (_("What"), _("Unit"), Column(label=_("Date"), unbroken=True), _("State"))
    lines = [
        [
            Cell(text=line.label, url=reverse(f"{line.register}-detail", args=[line.id]), note=line.number),
            line.unit,
            line.date or "–",
            detail_of(rows, line, get_language()) or "–",
        ]
        for line in rows.lines
    ]
    title = telling.rows_title(rows, get_language())
    cut = display.Cut(len(rows.lines), rows.total).words(_wording())
    return {"title": title, "table": build_table(title, columns, lines), "cut": cut}


@requires(READ_DECIDED)
def figure(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Show one figure: what it counts, its parts by unit, and the rows themselves."""
    access, review = access_of(request), review_at(request, year, unit)
    row = packs.latest(access, review)
    content = packs.content(row) if row else None
    found = content.figure(key) if content else None
    if content is None or found is None:
        raise Hidden
    found = open_parts(access, found)
    known = find(key)
    context = {
        "title": name_of(found.key),
        "review": review,
        "row": row,
        "pack": content,
        "figure": found,
        "note": telling.note(found, get_language()),
        "value": display.whole_text(found, _wording()),
        "previous": display.previous_text(found, _wording()),
        "previous_url": _previous_url(access, review, found),
        "trend": display.trend_words(found, _wording()),
        "meaning": known.meaning.told(get_language()) if known else "",
        "charts": _charts(yearly(access, review, content), found),
        "parts": _parts(access, content, found),
        "rows_url": _rows_url(request, review, found) if _open(access, found) else "",
        "own_rows": found.rows and not access.may(permission_of(found.rows.register), review.owner_unit),
        "crumbs": crumbs(
            request,
            review,
            (_("Figures and inputs"), in_edition(request, url_of("review-pack", review))),
            (name_of(found.key), ""),
        ),
    }
    return render(request, "packs/figure.html", context)


def _charts(packs: Sequence[PackContent], found: FigureReading) -> SafeString | None:
    charts = (chart(packs, found.key, get_language()), draw_over_years(packs, found.key, _wording()))
    shown = tuple(dict.fromkeys(each for each in charts if each))
    return render_html_fragment(Document("", shown)) if shown else None


def _open(access: Access, found: FigureReading) -> bool:
    """Whether the reader may see rows behind the figure in at least one unit."""
    if found.rows is None:
        return found.value is not None
    return access.anywhere(permission_of(found.rows.register))


def _previous_url(access: Access, review: Review, found: FigureReading) -> str:
    """Return the URL of the figure in the unit's last decided review; empty if it was not counted there."""
    last = decided_before(access, review) if found.previous is not None else None
    row = packs.latest(access, last) if last else None
    then = packs.content(row).figure(found.key) if row else None
    return f"{url_of('review-figure', last, found.key)}?utgava={last.edition}" if last and then else ""


def _rows_url(request: HttpRequest, review: Review, found: FigureReading) -> str:
    """Return the URL of the page with the figure's stored rows, which links on to the list of today's rows."""
    return in_edition(request, url_of("review-figure-rows", review, found.key))


def _parts(access: Access, content: PackContent, found: FigureReading) -> Table | None:
    if not found.parts:
        return None
    seen = _visible_unit_codes(access, content.year, found)
    rows = [
        [
            Cell(
                text=telling.part_name(part, get_language()),
                url=_part_url(content, found, part, seen),
                note=telling.part_note(part, get_language()),
            ),
            display.part_text(part, found, _wording()),
        ]
        for part in found.parts
    ]
    return build_table(_("By unit"), (_("Unit"), Column(label=name_of(found.key), numeric=True)), rows)


def _visible_unit_codes(access: Access, year: int, found: FigureReading) -> frozenset[str]:
    """Return codes of units whose own review is readable and, unless the figure counts reviews, has a pack."""
    ids = [part.review_id for part in found.parts if part.review_id]
    rows = Review.objects.visible(access).filter(pk__in=ids, year=year)
    if not _of_reviews(found.key):
        gathered = StoredPack.objects.visible(access).filter(review_id__in=ids)
        rows = rows.filter(pk__in=gathered.values("review"))
    return frozenset(rows.values_list("owner_unit__code", flat=True))


def _of_reviews(key: str) -> bool:
    """Whether the figure counts reviews. Its parts then link to the units' reviews, and not to figures in them."""
    return key.startswith("coverage.")


def _part_url(content: PackContent, found: FigureReading, part: FigurePart, seen: frozenset[str]) -> str:
    if part.code not in seen:
        return ""
    if _of_reviews(found.key):
        return url_in(content.kind, "review", content.year, part.code)
    return url_in(content.kind, "review-figure", content.year, part.code, found.key)


urls = [
    path("genomgangar/<int:year>/<slug:unit>/underlag/", show, name="review-pack"),
    path("genomgangar/<int:year>/<slug:unit>/underlag/<str:key>/", figure, name="review-figure"),
]
