"""Page to choose the document's contents: chapters, printed observations, and the carried reviews of other units."""

from collections.abc import Callable, Container, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, refusals_as_messages, requires
from akropolis.base.lib.swedish import listing, number
from akropolis.review.review.addresses import crumbs, url_of, writable_at
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import READ
from akropolis.review.review.selectors.reviews import units_due
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.models import Chapter, Embedding
from akropolis.review.review_text.rules.chapters import WRAPPER, chapter_kind, order_after, usual_order
from akropolis.review.review_text.services import chapters
from akropolis.review.review_text.web.contents import about, letters_of
from akropolis.review.review_text.web.horizon import candidates, chosen, proposed
from akropolis.shared.horizon.models import Observation

EDIT = "review:review:edit"


@requires(EDIT)
def layout(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Choose chapters, observations and carried units. Each part is saved separately."""
    review = writable_at(request, year, unit)
    if request.method == "POST":
        return _change(request, review)
    if review.state == ReviewState.DECIDED:
        return redirect(url_of("review", review))
    access = access_of(request)
    words = request.GET.get("q", "").replace("\0", "")[:100]
    offered, total = candidates(access, review, words)
    rows = list(Chapter.objects.visible(access).filter(review=review))
    keys = [row.key for row in rows]
    context = {
        "title": _("Chapters and observations"),
        "review": review,
        "chapters": _chapters(review, rows),
        "own_order": keys != usual_order(keys, review.declared),
        "chosen": chosen(access, review),
        "offered": offered,
        "cut": _("%(shown)s of %(total)s") % {"shown": number(len(offered)), "total": number(total)}
        if total > len(offered)
        else "",
        "q": words,
        "proposed": proposed(access, review),
        "carried": _carried(access, review),
        "crumbs": crumbs(request, review, (_("Chapters and observations"), "")),
        "back": url_of("review", review),
        "horizon_url": url_of("review-chapter", review, "horizon"),
    }
    return render(request, "chapters/layout.html", context)


def _chapters(review: Review, stored: Sequence[Chapter]) -> list[dict[str, object]]:
    """Return the chapters in order, those that the review does not have yet in their places."""
    new = chapters.missing_chapters(review, {row.key for row in stored})
    rows = {row.key: row for row in (*stored, *(Chapter(**values, included=False) for values in new))}
    order = order_after([row.key for row in stored], rows, review.declared)
    kinds = [(rows[key], chapter_kind(key)) for key in order]
    return [
        {"row": row, "about": about(row.key), "letters": listing(letters_of(row.key), _("and"))}
        for row, kind in kinds
        if review.wrapper or kind.kind != WRAPPER
    ]


def _carried(access: Access, review: Review) -> list[dict[str, object]]:
    """Return the units whose reviews can be carried: those already carried first, in their order, then the others."""
    order = _carried_ids(access, review)
    units = _units_below(access, review, carried=order)
    found = sorted(units, key=lambda unit: order.index(unit.pk) if unit.pk in order else len(order))
    return [{"unit": unit, "carried": unit.pk in order} for unit in found]


def _carried_ids(access: Access, review: Review) -> list[object]:
    rows = Embedding.objects.visible(access).filter(review=review)
    return list(rows.values_list("unit_id", flat=True))


def _units_below(access: Access, review: Review, *, carried: Container[object]) -> list[Unit]:
    """Return the units below that make reviews and existed at the end of the period, and those already carried.

    Only units whose reviews the writer may read.
    """
    rows = Unit.objects.visible(access).filter(path__startswith=review.owner_unit.path)
    due = set(rows.filter(units_due(review.declared)).values_list("pk", flat=True))
    return [
        unit
        for unit in rows.exclude(pk=review.owner_unit_id)
        if access.may(review.right(READ), unit)
        and (unit.pk in carried or (unit.pk in due and unit.valid_on(review.period_to)))
    ]


def _change(request: HttpRequest, review: Review) -> HttpResponse:
    act, _sep, argument = request.POST.get("act", "").partition(":")
    change = CHANGES.get(act)
    if change is None:
        return redirect(url_of("review-layout", review))
    anchor, done = PLACES[act]
    with refusals_as_messages(request):
        change(access_of(request), review, request.POST, argument)
        messages.success(request, str(done()))
    return redirect(f"{url_of('review-layout', review)}#{anchor}")


def _choose(access: Access, review: Review, sent: QueryDict, _argument: str) -> None:
    known = Chapter.objects.visible(access).filter(review=review)
    hidden = {
        c.key for c in known if c.included and chapter_kind(c.key).kind == WRAPPER and not review.wrapper
    }
    chapters.choose(access, review, {*sent.getlist("chapter"), *hidden})


def _add(access: Access, review: Review, sent: QueryDict, _argument: str) -> None:
    offered, _total = candidates(access, review, sent.get("q", "").replace("\0", "")[:100])
    wanted = set(sent.getlist("observation"))
    more = [row for row in offered if str(row.pk) in wanted]
    if not more:
        raise Refused(_("Choose at least one observation in the list."))
    chapters.choose_observations(access, review, [*chosen(access, review), *more])


def _take_out(access: Access, review: Review, _sent: QueryDict, argument: str) -> None:
    rows = chosen(access, review)
    chapters.choose_observations(access, review, [row for row in rows if str(row.pk) != argument])


def _move(step: int) -> Callable[[Access, Review, QueryDict, str], None]:
    def move(access: Access, review: Review, _sent: QueryDict, argument: str) -> None:
        chapters.choose_observations(access, review, move_row(chosen(access, review), argument, step))

    return move


def move_row(rows: Sequence[Observation], pk: str, step: int) -> list[Observation]:
    """Return the rows with the given row moved a step up (-1) or down (1); unchanged if it cannot move further."""
    found = list(rows)
    place = next((index for index, row in enumerate(found) if str(row.pk) == pk), None)
    if place is not None and 0 <= place + step < len(found):
        found.insert(place + step, found.pop(place))
    return found


def _take_proposed(access: Access, review: Review, _sent: QueryDict, _argument: str) -> None:
    rows = proposed(access, review)
    if not rows:
        raise Refused(_("There is nothing more to propose. Choose observations in the list."))
    chapters.choose_observations(access, review, [*chosen(access, review), *rows])


def _carry(access: Access, review: Review, sent: QueryDict, _argument: str) -> None:
    wanted = set(sent.getlist("unit"))
    order = _carried_ids(access, review)
    units = [unit for unit in _units_below(access, review, carried=order) if unit.code in wanted]
    units.sort(key=lambda unit: order.index(unit.pk) if unit.pk in order else len(order))
    chapters.carry(access, review, units)


def _order(access: Access, review: Review, _sent: QueryDict, _argument: str) -> None:
    chapters.put_in_usual_order(access, review)


CHANGES: dict[str, Callable[[Access, Review, QueryDict, str], None]] = {
    "chapters": _choose,
    "order": _order,
    "add": _add,
    "out": _take_out,
    "up": _move(-1),
    "down": _move(1),
    "proposed": _take_proposed,
    "carry": _carry,
}
PLACES: dict[str, tuple[str, Callable[[], str]]] = {
    "chapters": ("kapitel", lambda: _("The document's chapters are saved.")),
    "order": ("kapitel", lambda: _("The chapters are in the usual order.")),
    "add": ("observationer", lambda: _("The observations are added.")),
    "out": (
        "observationer",
        lambda: _("The observation is taken out of the review. It remains in the register."),
    ),
    "up": ("observationer", lambda: _("The order is changed.")),
    "down": ("observationer", lambda: _("The order is changed.")),
    "proposed": (
        "observationer",
        lambda: _("The proposed observations are added. Take out those that do not fit."),
    ),
    "carry": ("enheter", lambda: _("The units whose reviews are carried are saved.")),
}

urls = [path("genomgangar/<int:year>/<slug:unit>/upplagg/", layout, name="review-layout")]
