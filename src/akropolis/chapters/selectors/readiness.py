"""Whether a review can be decided now, read from what stands in it."""

from akropolis.chapters.models import Chapter, ReviewObservation, Verdict
from akropolis.chapters.rules.chapters import BY_KEY, WRAPPER
from akropolis.chapters.rules.readiness import Lack, lacks
from akropolis.kernel.access.gate import Access
from akropolis.packs.models import Pack
from akropolis.review.models import Direction, Review

BY_THEMSELVES = frozenset({"followup", "indicators", "coverage", "decisions", "assessment"})


def lacks_of(access: Access, review: Review) -> list[Lack]:
    """What stops the decision."""
    directions = Direction.objects.visible(access).filter(review=review).count()
    observations = ReviewObservation.objects.visible(access).filter(review=review).exists()
    fills = {"directions": bool(directions), "horizon": observations}
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    chapters = [
        (row.key, str(row), bool(row.text.strip()) or row.key in BY_THEMSELVES or fills.get(row.key, False))
        for row in rows
        if review.wrapper or BY_KEY[row.key].kind != WRAPPER
    ]
    verdicts = {
        row.get_aspect_display(): bool(row.answer and row.reasons.strip())
        for row in Verdict.objects.visible(access).filter(review=review)
    }
    has_pack = Pack.objects.visible(access).filter(review=review).exists()
    return lacks(has_pack=has_pack, chapters=chapters, verdicts=verdicts, directions=directions)
