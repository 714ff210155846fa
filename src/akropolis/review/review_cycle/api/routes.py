"""Read-only API of reviews at /api/v1/reviews: the same gate as the pages, and the same figures and documents."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.background.turns import turns
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.registers.api.auth import asking
from akropolis.base.kernel.registers.api.queries import refuse_unknown
from akropolis.base.lib.document import to_json
from akropolis.base.lib.figures import name
from akropolis.review.review.models import Direction, DirectionUnit, Review
from akropolis.review.review.models.reviews import READ_DECIDED
from akropolis.review.review.selectors.reviews import find, words_for
from akropolis.review.review_cycle.api.figures import inputs_of, rows_behind
from akropolis.review.review_cycle.api.schemas import (
    DocumentQuery,
    EditionQuery,
    FigureRows,
    Figures,
    ReviewPage,
    ReviewQuery,
    RowsQuery,
    WholeReview,
)
from akropolis.review.review_inputs.rules.packs import to_text
from akropolis.review.review_inputs.selectors.rows import readable, with_open_parts
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Decision, FrozenReview
from akropolis.review.review_text.selectors.content import verdicts_of
from akropolis.review.review_text.selectors.pointing import figures_of, pointed_at, rows_of
from akropolis.review.review_text.services.documents import tree
from akropolis.shared.yearly_reports.kinds import YearlyReportKind, kinds

router = Router(tags=["reviews"])


@router.get("", response={200: ReviewPage}, operation_id="list_reviews", summary="List reviews")
def list_reviews(request: HttpRequest, query: Query[ReviewQuery]) -> HttpResponse:
    """Every edition of the reviews the user may read: those of their units, and the city's once it is sent out."""
    access = asking(request)
    _require(access, request, query)
    rows = Review.objects.visible(access)
    chosen = {"kind": query.kind, "year": query.year, "owner_unit__code": query.unit, "state": query.state}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    after = rows.filter(number__gt=query.cursor).select_related("owner_unit").order_by("number")
    found = list(after[: query.limit + 1])
    items = [_review(row) for row in found[: query.limit]]
    more = items[-1]["number"] if len(found) > query.limit else None
    return JsonResponse({"items": items, "next": more, "total": rows.count()})


@router.get(
    "/{slug:unit}/{int:year}",
    response={200: WholeReview},
    operation_id="get_review",
    summary="Read a unit's review of a year",
)
def one_review(request: HttpRequest, unit: str, year: int, query: Query[EditionQuery]) -> HttpResponse:
    """The review with its directions, its judgements and its decision."""
    access, review = _requested_review(request, unit, year, query)
    return JsonResponse(whole(access, review), headers={"ETag": f'"{review.version}"'})


@router.get(
    "/{slug:unit}/{int:year}/figures",
    response={200: Figures},
    operation_id="get_review_figures",
    summary="Read the figures of a review",
)
def figures(request: HttpRequest, unit: str, year: int, query: Query[EditionQuery]) -> HttpResponse:
    """The inputs as last gathered, without rows and parts that the user may not read; the totals count them."""
    access, review = _requested_review(request, unit, year, query)
    stored = or_hidden(packs.latest(access, review))
    content = with_open_parts(access, readable(access, packs.content(stored)))
    plain = {**json.loads(to_text(content)), "inputs": inputs_of(content), "digest": stored.digest}
    return JsonResponse(plain)


@router.get(
    "/{slug:unit}/{int:year}/figures/{str:key}/rows",
    response={200: FigureRows},
    operation_id="get_review_figure_rows",
    summary="Read the rows behind a figure of a review",
)
def figure_rows(
    request: HttpRequest, unit: str, year: int, key: str, query: Query[RowsQuery]
) -> HttpResponse:
    """The rows as they were when the figures were gathered, as far as the user may read them."""
    access, review = _requested_review(request, unit, year, query)
    stored = or_hidden(packs.latest(access, review))
    content = packs.content(stored)
    found = or_hidden(content.figure(key))
    return JsonResponse(
        rows_behind(access, stored, content, found, slice(query.cursor, query.cursor + query.limit))
    )


@router.get(
    "/{slug:unit}/{int:year}/document",
    response={200: dict[str, object]},
    operation_id="get_review_document",
    summary="Read the document of a review",
)
def document(request: HttpRequest, unit: str, year: int, query: Query[DocumentQuery]) -> HttpResponse:
    """The document tree, as frozen by the decision or as it would be now. Counts as heavy work, as the page does."""
    access, review = _requested_review(request, unit, year, query)
    with turns.turn(access.actor.id):
        return JsonResponse(to_json(tree(access, review, masked=query.open)))


def kind_at(key: str) -> YearlyReportKind:
    """Return the kind of report with that key. Raises Hidden if there is none."""
    return or_hidden(kinds.entries.get(key))


def _require(access: Access, request: HttpRequest, query: ReviewQuery | EditionQuery) -> None:
    access.must_somewhere(kind_at(query.kind).right(READ_DECIDED))
    refuse_unknown(request, type(query))


def _requested_review(
    request: HttpRequest, unit: str, year: int, query: EditionQuery
) -> tuple[Access, Review]:
    access = asking(request)
    _require(access, request, query)
    return access, find(access, unit, year, query.edition, kind_at(query.kind))


def whole(access: Access, review: Review) -> dict[str, object]:
    """Return the review with its directions, judgements and decision."""
    return {
        **_review(review),
        "directions": _directions(access, review),
        "judgements": _judgements(access, review),
        "decision": _decision(access, review),
    }


def _review(row: Record) -> dict[str, object]:
    unit = row.owner_unit
    plain = ("number", "kind", "year", "edition", "edition_reason", "title", "state", "version", "updated_at")
    days = ("period_from", "period_to", "cutoff", "due_on")
    return {
        "id": str(row.id),
        "unit": {"id": str(unit.id), "code": unit.code, "name": unit.name},
        **{name: getattr(row, name) for name in (*plain, *days)},
    }


def _directions(access: Access, review: Review) -> list[dict[str, object]]:
    units: dict[object, list[str]] = {}
    links = DirectionUnit.objects.visible(access).filter(review=review)
    for direction, code in links.order_by("unit__code").values_list("direction_id", "unit__code"):
        units.setdefault(direction, []).append(code)
    rows = Direction.objects.visible(access).filter(review=review)
    return [
        {
            "id": str(row.id),
            "title": row.title,
            "text": words_for(access, review, row.text),
            "answer_by": row.answer_by,
            "units": units.get(row.id, []),
            "continues": str(row.continues_id) if row.continues_id else None,
        }
        for row in rows
    ]


def _judgements(access: Access, review: Review) -> list[dict[str, object]]:
    return [
        {
            "question": row.aspect,
            "answer": row.answer,
            "reasons": words_for(access, review, row.reasons),
            "evidence": [
                *({"key": key, "label": name(key)} for key in figures_of(row.evidence)),
                *(
                    {"key": each.number, "label": each.label}
                    for each in pointed_at(access, rows_of(row.evidence))
                ),
            ],
        }
        for row in verdicts_of(access, review).values()
    ]


def _decision(access: Access, review: Review) -> dict[str, object] | None:
    row = Decision.objects.visible(access).filter(review=review).first()
    if row is None:
        return None
    frozen = FrozenReview.objects.visible(access).filter(review=review).only("digest").first()
    names = (
        "body",
        "decider_name",
        "decider_role",
        "decided_on",
        "recorded_at",
        "diary_number",
        "points",
        "paragraph",
        "signing",
    )
    return {name: getattr(row, name) for name in names} | {"digest": frozen.digest if frozen else ""}
