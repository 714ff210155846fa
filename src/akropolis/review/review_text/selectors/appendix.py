"""The content of the units' decided reviews, for the city's appendix: only readable reviews, in their open version."""

import json
from collections.abc import Sequence
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.values import digest_holds
from akropolis.base.lib.document import FigureRow, from_json, mask
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review_inputs.rules.appendix import UnitAppendix
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_text.models import Decision, FrozenReview, Verdict
from akropolis.review.review_text.selectors.content import ANSWERS
from akropolis.shared.yearly_reports.rules.kinds import kinds


def told_by(access: Access, pack: PackContent) -> dict[str, UnitAppendix]:
    """Return the content of each unit's decided review, by unit code, for the reviews that the user may read."""
    ids = [line.review_id for line in pack.coverage if line.review_id]
    reviews = Review.objects.visible(access).filter(pk__in=ids, state=ReviewState.DECIDED)
    codes: dict[UUID, str] = dict(reviews.values_list("pk", "owner_unit__code"))
    answers = _answers(access, list(codes), kinds.get(pack.kind).questions)
    figures = _figures(access, list(codes))
    decisions = Decision.objects.visible(access).filter(review__in=codes)
    return {
        codes[row.review_id]: UnitAppendix(
            row.decided_on, answers[row.review_id], figures.get(row.review_id, {})
        )
        for row in decisions
    }


def _answers(access: Access, ids: list[UUID], questions: Sequence[str]) -> dict[object, tuple[str, ...]]:
    found: dict[object, dict[str, str]] = {pk: {} for pk in ids}
    rows = Verdict.objects.visible(access).filter(review__in=ids)
    for review, aspect, answer in rows.values_list("review_id", "aspect", "answer"):
        found[review][aspect] = ANSWERS[answer].lower()
    return {pk: tuple(said.get(aspect, "–") for aspect in questions) for pk, said in found.items()}


def _figures(access: Access, ids: list[UUID]) -> dict[object, dict[str, str]]:
    """Return the figures of each frozen document whose digest holds, without those that are secret anywhere in it."""
    rows = FrozenReview.objects.visible(access).filter(review__in=ids)
    return {
        row.review_id: {each.key: _value(each) for each in mask(from_json(json.loads(row.document))).figures}
        for row in rows
        if digest_holds(row)
    }


def _value(row: FigureRow) -> str:
    return f"{row.value} av {row.denominator}" if row.denominator else row.value
