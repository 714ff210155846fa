"""Whether a review can be decided now, and which passages in it should be reread."""

from dataclasses import replace
from textwrap import shorten

from akropolis.base.kernel.access.gate import Access
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.selectors.remarks import unconsidered
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_text.models import Chapter, ReviewObservation, Verdict
from akropolis.review.review_text.rules.chapters import BUILT, WRAPPER, chapter_kind
from akropolis.review.review_text.rules.content import ReviewChapterText, ReviewContent
from akropolis.review.review_text.rules.document import DocumentSource, build_chapter
from akropolis.review.review_text.rules.proofreading import Finding, around_figures, empty_headings, proposals
from akropolis.review.review_text.rules.readiness import DecisionObstacle, find_obstacles
from akropolis.review.review_text.selectors.documents import content_and_sources

FIRST_WORDS = 60
"""Maximum number of characters quoted to identify a paragraph or a sentence."""
BY_THEMSELVES = frozenset({"followup", "indicators", "coverage", "decisions", "assessment", "remarks"})


def obstacles_of(access: Access, review: Review) -> list[DecisionObstacle]:
    """List what blocks the decision. The official's report needs no text: it is generated from the review."""
    directions = Direction.objects.visible(access).filter(review=review).count()
    verdicts = {
        row.get_aspect_display(): bool(row.answer and row.reasons.strip())
        for row in Verdict.objects.visible(access).filter(review=review)
    }
    has_pack = Pack.objects.visible(access).filter(review=review).exists()
    return find_obstacles(
        has_pack=has_pack,
        chapters=filled_chapters(access, review, directions),
        verdicts=verdicts,
        directions=directions or int(not review.declared.directions),
        remarks=[row.who for row in unconsidered(access, review)],
    )


def filled_chapters(access: Access, review: Review, directions: int) -> list[tuple[str, str, bool]]:
    """Return key and name of each chapter in the document, and whether it has a text or prints something by itself.

    `directions` is the number of directions that are set.
    """
    fills = {
        "directions": directions > 0,
        "horizon": ReviewObservation.objects.visible(access).filter(review=review).exists(),
    }
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    return [
        (
            row.key,
            str(row),
            bool(row.text.strip()) or _by_itself(review, row.key) or fills.get(row.key, False),
        )
        for row in rows
        if chapter_kind(row.key).kind != WRAPPER
    ]


def _by_itself(review: Review, key: str) -> bool:
    """Whether the chapter prints something without a text: of other kinds each that is made from the registers."""
    return key in BY_THEMSELVES or (review.kind != REVIEW.key and chapter_kind(key).kind == BUILT)


def findings_of(access: Access, review: Review) -> list[tuple[ReviewChapterText, list[Finding]]]:
    """Return the chapters with something to reread before the decision. Carried reviews are left to their units."""
    content, sources = content_and_sources(access, review)
    source, circulated = sources[content.unit_code], review.state == ReviewState.CIRCULATED
    read = ((one, _findings(content, one, source, decided_next=circulated)) for one in content.chapters)
    return [(one, found) for one, found in read if found]


def _findings(
    content: ReviewContent, one: ReviewChapterText, source: DocumentSource, *, decided_next: bool
) -> list[Finding]:
    """Find what to reread in a chapter. A question without reasons blocks the decision, so it is not repeated.

    What others propose, in the chapters on the outside world, on the remarks and of the official's report, may stand.
    """
    blocks = build_chapter(content, one, source).blocks
    own = decided_next and one.key not in ("horizon", "remarks") and chapter_kind(one.key).kind != WRAPPER
    return [
        *(Finding("unchanged", each.first_words(FIRST_WORDS)) for each in one.unchanged),
        *around_figures(blocks),
        *(empty_headings(blocks) if one.key != "assessment" else ()),
        *(replace(each, words=_first_words(each.words)) for each in (proposals(blocks) if own else ())),
    ]


def _first_words(words: str) -> str:
    return shorten(words, FIRST_WORDS, placeholder=" …")
