"""The chapter list of the workplace: each chapter with its status in a word or two."""

from dataclasses import dataclass

from django.utils.translation import get_language

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.review.review.models import Direction, Review
from akropolis.review.review.rules.kind import REVIEW
from akropolis.review.review.words import gettext as _
from akropolis.review.review.words import gettext_lazy, ngettext
from akropolis.review.review_inputs.rules.figures import PackContent
from akropolis.review.review_text.models import Chapter, ChapterStatus, ReviewObservation, Verdict
from akropolis.review.review_text.rules.chapters import WRAPPER, chapter_kind
from akropolis.review.review_text.rules.official_report import DRAWN
from akropolis.review.review_text.selectors.readiness import BY_THEMSELVES

ABOUT: dict[str, object] = {
    "wrapper_summary": gettext_lazy(
        "Of the official's report, optional. Without a text: the judgements and the directions."
    ),
    "wrapper_background": gettext_lazy(
        "Of the official's report, optional. Without a text: what the review concerns and builds on."
    ),
    "wrapper_preparation": gettext_lazy(
        "Of the official's report, optional. Without a text: who has answered while it was out for comment."
    ),
    "wrapper_opinion": gettext_lazy(
        "Of the official's report, optional: what the office itself thinks of what is proposed."
    ),
    "wrapper_economy": gettext_lazy(
        "Of the official's report, optional: what the proposal costs and how it is paid."
    ),
    "followup": gettext_lazy(
        "How it went with last year's directions. The table comes from the units' answers."
    ),
    "introduction": gettext_lazy("What the review concerns, and what it builds on."),
    "horizon": gettext_lazy(
        "What has happened outside: law, threats, technology and supply chain. "
        "The chosen observations are printed after the text."
    ),
    "state": gettext_lazy("How things stand: what has been done, what has happened, and what is lacking."),
    "indicators": gettext_lazy("The year's figures beside last year's. The table is printed by itself."),
    "audits": gettext_lazy("What audits, deviations and interested parties have said, and what came of it."),
    "risks": gettext_lazy("The most important risks, and where the treatment of them stands."),
    "assessment": gettext_lazy(
        "Whether the management system is suitable, adequate and effective, with reasons."
    ),
    "directions": gettext_lazy("What the management sets for the year to come."),
    "execution": gettext_lazy("How the directions are carried out, by whom, and with what means."),
    "organisation": gettext_lazy(
        "Who carries out the work and with whom, such as a CERT, networks and suppliers, and the ways of working."
    ),
    "changes": gettext_lazy(
        "What in the management system itself needs to change: governing documents, roles, ways of working, "
        "resources or scope (9.3.3). If nothing needs to change, say so."
    ),
    "decisions": gettext_lazy("The points to decide on, or as they were decided."),
    "remarks": gettext_lazy("What the units have said, and what came of it. The table is printed by itself."),
    "coverage": gettext_lazy("Which units have made their own review. The table is printed by itself."),
}
"""The purpose of each chapter in one line, by chapter key."""


def letters_of(key: str) -> list[str]:
    """Return the letters of the inputs that the chapter draws on, for those that have letters and not names."""
    return [letter for letter in chapter_kind(key).letters if len(letter) == 1]


def about(key: str) -> object:
    """Return the purpose of the chapter in one line: as its kind of report says it, or the usual one."""
    return chapter_kind(key).guide.told(get_language()) or ABOUT.get(key, "")


@dataclass(frozen=True, slots=True)
class ChapterInputs:
    """The numbers of items that the registers contribute to chapters, counted once for the whole list."""

    observations: int
    from_city: bool
    directions: int
    verdicts: int
    questions: int = len(REVIEW.questions)


@dataclass(frozen=True, slots=True)
class ChapterLine:
    """One chapter in the list."""

    key: str
    name: str
    state: str
    url: str
    current: bool


def chapters_of(access: Access, review: Review) -> list[Chapter]:
    """Return the chapters of the document, in order; the wrapper's only if there is one."""
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    return [row for row in rows if review.wrapper or chapter_kind(row.key).kind != WRAPPER]


def count_inputs(access: Access, review: Review) -> ChapterInputs:
    """Return the numbers of observations, directions and answered questions in the review, besides its texts."""
    chosen = ReviewObservation.objects.visible(access).filter(review=review)
    kinds = list(chosen.order_by().values_list("observation__owner_unit__kind", flat=True))
    own_city = review.owner_unit.kind == UnitKind.CITY
    return ChapterInputs(
        observations=len(kinds),
        from_city=bool(kinds) and not own_city and set(kinds) == {UnitKind.CITY},
        directions=Direction.objects.visible(access).filter(review=review).count(),
        verdicts=Verdict.objects.visible(access).filter(review=review).exclude(answer="").count(),
        questions=len(review.declared.questions),
    )


def state_word(chapter: Chapter, given: ChapterInputs, pack: PackContent | None) -> str:
    """Return the chapter's status in a word or two: set by the writer, or derived from what the registers give it."""
    if chapter.status == ChapterStatus.READY:
        return _("ready")
    answered = pack.figure("directions.answered") if pack else None
    if chapter.key == "followup" and answered and answered.denominator:
        return _("%(done)s of %(total)s") % {"done": answered.value or 0, "total": answered.denominator}
    if chapter.key == "assessment":
        return _("%(done)s of %(total)s") % {
            "done": given.verdicts,
            "total": given.questions,
        }
    if chapter.text.strip():
        return _("draft")
    return _without_text(chapter, given)


def _without_text(chapter: Chapter, given: ChapterInputs) -> str:
    if chapter.key == "horizon" and given.observations:
        return _("from the city") if given.from_city else str(given.observations)
    if chapter.key == "directions" and given.directions:
        words = ngettext("%(count)s direction", "%(count)s directions", given.directions)
        return words % {"count": given.directions}
    if chapter_kind(chapter.key).kind == WRAPPER:
        return _("by itself") if chapter.key in DRAWN else _("optional")
    return _("by itself") if chapter.key in BY_THEMSELVES else _("empty")
