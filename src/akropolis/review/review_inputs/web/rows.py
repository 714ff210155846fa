"""The rows behind a figure, as they were when gathered, and what has changed since."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.figures import address_of
from akropolis.base.kernel.registers.listing import PAGE
from akropolis.base.lib.figures import name
from akropolis.base.lib.numbers import INTEGER, number_in
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Column, Table, build_table
from akropolis.review.review.addresses import crumbs, in_edition, review_at, url_of
from akropolis.review.review.models import Direction, Review
from akropolis.review.review.models.reviews import READ_DECIDED, url_in
from akropolis.review.review.selectors.reviews import inside, words_for
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import ngettext
from akropolis.review.review_inputs.models import Pack as StoredPack
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent, RowsRef
from akropolis.review.review_inputs.rules.frozen import Since, compare_kept_rows
from akropolis.review.review_inputs.rules.own import OwnRow, own_rows
from akropolis.review.review_inputs.selectors.behind import rows_behind_figure
from akropolis.review.review_inputs.selectors.gathering import gather
from akropolis.review.review_inputs.selectors.lines import FigureLine, FigureRowsPage, Ref
from akropolis.review.review_inputs.services import packs


@requires(READ_DECIDED)
def rows(request: HttpRequest, year: int, unit: str, key: str) -> HttpResponse:
    """Show the figure's rows. Raises Hidden (404) for readers who may not read such rows at all."""
    access, review = access_of(request), review_at(request, year, unit)
    row = packs.latest(access, review)
    content = packs.content(row) if row else None
    found = content.figure(key) if content else None
    if row is None or content is None or found is None or not found.counted:
        raise Hidden
    title, figure = name(key, get_language()), in_edition(request, url_of("review-figure", review, key))
    context = {
        "title": _("The rows behind %(figure)s") % {"figure": title},
        "row": row,
        **_rows_context(request, review, row, content, found),
        "crumbs": crumbs(
            request,
            review,
            (_("Figures and inputs"), in_edition(request, url_of("review-pack", review))),
            (title, figure),
            (_("Rows"), ""),
        ),
    }
    return render(request, "packs/rows.html", context)


def _rows_context(
    request: HttpRequest, review: Review, row: StoredPack, content: PackContent, found: FigureReading
) -> dict[str, object]:
    if found.rows is None:
        return _own_rows_context(access_of(request), review, content, found.key)
    return _of_register(request, row, found, found.rows)


def _of_register(
    request: HttpRequest, row: StoredPack, found: FigureReading, ref: RowsRef
) -> dict[str, object]:
    start = number_in(request.GET.get("fran", ""), INTEGER, 0)
    shown = rows_behind_figure(
        access_of(request), row, found, ref, slice(start, start + PAGE), get_language()
    )
    return {
        "table": _table_of_list(shown) if shown.columns else _table(shown),
        "kept": shown.since is not None,
        "since": shown.since and _words(shown.since),
        "moves": [*_describe_moves(shown)],
        "changed": _changed(shown.changed),
        "hidden": _hidden(shown.hidden),
        "living_url": address_of(ref.register, ref.query),
        **_pages(request, start, shown.total),
    }


def _words(found: Since) -> str:
    words = {"now": number(found.now), "then": number(found.then)}
    if found.added or found.gone:
        return _("%(now)s now, %(then)s when the figures were gathered") % words
    return _("They are the same now as when the figures were gathered: %(now)s.") % words


def _changed(count: int) -> str:
    words = ngettext(
        "%(count)s of them has been changed since, and stands here as it was.",
        "%(count)s of them have been changed since, and stand here as they were.",
        count,
    )
    return words % {"count": number(count)} if count else ""


def _hidden(count: int) -> str:
    words = ngettext(
        "%(count)s row that is counted is not open to you.",
        "%(count)s rows that are counted are not open to you.",
        count,
    )
    return words % {"count": number(count)} if count else ""


def _describe_moves(shown: FigureRowsPage) -> Iterator[dict[str, object]]:
    """Yield the rows added and removed since, with the names of some, how many more there are, and an explanation."""
    if shown.since is None:
        return
    refs = (shown.added, shown.gone) if shown.since.added else (shown.gone,)
    for (ids, words), named in zip(_come_and_gone(shown.since), refs, strict=False):
        yield {"rows": _linked(named), "more": len(ids) - len(named), "words": words}


def _come_and_gone(found: Since) -> list[tuple[tuple[str, ...], str]]:
    come = ngettext("has been added", "have been added", len(found.added))
    left = ngettext("is no longer counted", "are no longer counted", len(found.gone))
    return [(ids, words) for ids, words in ((found.added, come), (found.gone, left)) if ids]


def _linked(refs: Sequence[Ref]) -> list[tuple[str, str]]:
    return [(ref.label, _row_url(ref)) for ref in refs]


def _row_url(row: Ref | FigureLine) -> str:
    """Return the URL of the row's page; empty for a unit."""
    return reverse(f"{row.register_key}-detail", args=[row.id]) if row.register_key else ""


def _named_cell(line: FigureLine) -> Cell:
    return Cell(text=line.label, url=_row_url(line), note=_("Changed since.") if line.changed else "")


def _table_of_list(shown: FigureRowsPage) -> Table:
    """Return the rows of a computed list as a table, with a column for each stored value."""
    rows = (
        [_named_cell(line), Cell(text=line.unit), *(Cell(text=word or "–") for word in line.values)]
        for line in shown.lines
    )
    columns = (_("What"), _("Unit"), *shown.columns)
    return build_table(_("Rows"), columns, rows, empty=_("There are no rows."))


def _table(shown: FigureRowsPage) -> Table:
    rows = [[_named_cell(line), line.unit, line.date or "–", line.detail or "–"] for line in shown.lines]
    columns = (_("What"), _("Unit"), Column(label=_("Date"), unbroken=True), _("State"))
    return build_table(_("Rows"), columns, rows, empty=_("There are no rows."))


def _pages(request: HttpRequest, start: int, total: int) -> dict[str, str]:
    last = min(start + PAGE, total)
    words = {"first": min(start + 1, last), "last": last, "total": total}
    return {
        "shown": _("%(first)s–%(last)s of %(total)s") % words,
        "newer": _from(request, max(start - PAGE, 0)) if start else "",
        "older": _from(request, last) if last < total else "",
    }


def _from(request: HttpRequest, start: int) -> str:
    query = request.GET.copy()
    query["fran"] = str(start)
    return f"?{query.urlencode()}"


def _own_rows_context(access: Access, review: Review, content: PackContent, key: str) -> dict[str, object]:
    """Return the rows of a figure without a register. Their current status is shown to readers in the unit only."""
    then, now = own_rows(content, key, get_language()), _own_now(access, review, key)
    names = {row.id: row.label for row in (*(now or ()), *then)}
    found = compare_kept_rows([row.id for row in then], [row.id for row in now]) if now is not None else None
    return {
        "table": _own_table(access, review, content, then),
        "kept": True,
        "since": found and _words(found),
        **dict.fromkeys(("changed", "hidden", "living_url", "shown"), ""),
        "moves": [
            {"rows": [(names[each], "") for each in ids], "more": 0, "words": words}
            for ids, words in (_come_and_gone(found) if found else ())
        ],
    }


def _own_now(access: Access, review: Review, key: str) -> tuple[OwnRow, ...] | None:
    if not inside(access, review):
        return None
    now = gather(access, review, now=timezone.now())
    again = now.figure(key)
    return None if again is None or again.value is None else own_rows(now, key, get_language())


def _own_table(access: Access, review: Review, content: PackContent, rows: Sequence[OwnRow]) -> Table:
    places = _row_urls(access, content, rows)
    cells = [
        [
            Cell(text=words_for(access, review, row.label), url=places.get(row.id, "")),
            row.of or "–",
            row.state or "–",
        ]
        for row in rows
    ]
    columns = [_("What"), _("Set in"), _("State")]
    if not any(row.of for row in rows):
        columns, cells = [columns[0], columns[2]], [[each[0], each[2]] for each in cells]
    return build_table(_("Rows"), columns, cells, empty=_("There are no rows."))


def _row_urls(access: Access, content: PackContent, rows: Sequence[OwnRow]) -> dict[str, str]:
    """Return the URL of each unit's review, or of the review that set the direction, for those who may read it."""
    if any(row.of for row in rows):
        set_by = {row.id: row.id.partition(" ")[0] for row in rows}
        ids = set(set_by.values())
        found = Direction.objects.visible(access).filter(pk__in=ids).select_related("review__owner_unit")
        seen = {
            str(one.pk): f"{url_of('review-directions', one.review)}?utgava={one.review.edition}"
            for one in found
        }
        return {row: seen[direction] for row, direction in set_by.items() if direction in seen}
    codes = [row.id for row in rows]
    reviews = Review.objects.visible(access).filter(
        kind=content.kind, owner_unit__code__in=codes, year=content.year
    )
    return {
        code: url_in(content.kind, "review", content.year, code)
        for code in reviews.values_list("owner_unit__code", flat=True)
    }


urls = [
    path("genomgangar/<int:year>/<slug:unit>/underlag/<str:key>/rader/", rows, name="review-figure-rows"),
]
