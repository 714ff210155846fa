"""The document tree of a review: the frozen one if the review is decided, else built from its current content."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache, partial

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.values import digest_holds
from akropolis.base.lib.document import Document, from_json, mask
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import inside
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_inputs.models import Pack
from akropolis.review.review_inputs.rules import packs, tables
from akropolis.review.review_inputs.rules.display import resolve
from akropolis.review.review_inputs.rules.figures import CitedReport, PackContent
from akropolis.review.review_inputs.selectors.years import chart, yearly
from akropolis.review.review_text.models import Chapter, Decision, FrozenReview
from akropolis.review.review_text.rules.claims import describe_trend
from akropolis.review.review_text.rules.content import ReviewChapterText, ReviewContent
from akropolis.review.review_text.rules.document import DocumentSource, Resolve, build, build_chapter, final
from akropolis.review.review_text.selectors.appendix import told_by
from akropolis.review.review_text.selectors.content import WHOLE, carried_reviews, load, load_alone
from akropolis.shared.year_wheel.models.evidence import DutyDone
from akropolis.shared.yearly_reports.rules.kinds import YearlyReportKind, kinds

FORGED = _(
    "The document of the decided review is not the one that was decided: it does not match its digest. "
    "Nothing is shown. Tell those who run the system, who prove it with: akropolis verify"
)


def latest_pack(access: Access, review: Review) -> PackContent | None:
    """Return the review's newest pack; None if there is none."""
    rows = Pack.objects.visible(access).filter(review=review).order_by("-gathered_at", "-id")
    row = rows.only("content").first()
    return packs.from_text(row.content) if row else None


def source_of(
    access: Access, review: Review, pack: PackContent | None, *, appendix: bool = False
) -> DocumentSource:
    """Return how the review's pack is put into its document. Earlier years are read only if a figure is drawn."""
    years = cache(partial(yearly, access, review, pack))

    def resolver(chapter: ReviewChapterText) -> Resolve:
        return resolve(pack, chapter.figures)

    def trend(key: str) -> str:
        found = pack.figure(key) if pack else None
        return describe_trend(found) if found else ""

    told = told_by(access, pack) if pack and appendix else {}
    built = tables.built(pack, told, review.key_figures) if pack else tables.built_without()
    figures = tables.data_sheet(pack) if pack else ()
    return DocumentSource(resolver, built, figures, lambda key: chart(years(), key), trend)


def content_and_sources(
    access: Access, review: Review, *, sent_out: bool = False
) -> tuple[ReviewContent, dict[str, DocumentSource]]:
    """Return what the document is built from: the content, and by unit code the sources of the review and of
    those it carries.

    `sent_out` is as in `content.load`.
    """
    content = load(access, review, sent_out=sent_out)
    appendix = any(chapter.key == "coverage" for chapter in content.chapters)
    own = source_of(access, review, latest_pack(access, review), appendix=appendix)
    sources = {review.owner_unit.code: own}
    for other in carried_reviews(access, review):
        sources[other.owner_unit.code] = source_of(WHOLE, other, latest_pack(WHOLE, other))
    return content, sources


def chapter_document(access: Access, review: Review, row: Chapter, pack: PackContent | None) -> Document:
    """Build one chapter as it would be printed now, without its heading, masked for readers outside the unit."""
    content = load_alone(access, review, row)
    source = source_of(access, review, pack, appendix=row.key == "coverage")
    document = build_chapter(content, content.chapters[0], source)
    return _open_to(access, review, document)


def _open_to(access: Access, review: Review, document: Document) -> Document:
    """Return the whole document to readers in the review's unit, and its open version to other readers.

    Secrecy holds between authorities too, and between nämnder of one city (OSL 8 kap. 1–2 §§).
    """
    return document if inside(access, review) else mask(document)


def compose(access: Access, review: Review, *, sent_out: bool = False, decided: bool = False) -> Document:
    """Build the document as it is now; with `sent_out` as readers outside the unit get it, `decided` without marks."""
    content, sources = content_and_sources(access, review, sent_out=sent_out)
    return build(final(content) if decided else content, sources)


def document_of(access: Access, review: Review) -> Document:
    """Return the document to show or print, whole or in its open version depending on the reader.

    The document of a decided review is the frozen one, whatever has happened since. Raises Refused if it no
    longer matches its digest.
    """
    frozen = FrozenReview.objects.visible(access).filter(review=review).first()
    if frozen is not None:
        if not digest_holds(frozen):
            raise Refused(FORGED, code="forged")
        return _open_to(access, review, from_json(json.loads(frozen.document)))
    return _open_to(access, review, compose(access, review, sent_out=not inside(access, review)))


def cited_reports(access: Access, review: Review) -> dict[str, tuple[CitedReport, ...]]:
    """Return the unit's report of each kind that the review cites, by the letter of the input. One query for each.

    It is the last decided edition of the year in which the review's period ends, and until there is one, that of
    the last year that had ended by then: a report of a calendar year is decided long after an autumn's review.
    """
    found: dict[str, tuple[CitedReport, ...]] = {}
    for kind in kinds:
        if letter := kind.cited_in.get(review.kind):
            found[letter] = (*found.get(letter, ()), _cited(access, review, kind))
    return found


def _cited(access: Access, review: Review, kind: YearlyReportKind) -> CitedReport:
    ends = review.period_to
    year = next(year for year in range(ends.year - 1, ends.year + 3) if kind.period(year)[1] >= ends)
    ended = year if kind.period(year)[1] == ends else year - 1
    rows = Decision.objects.visible(access).filter(
        review__kind=kind.key, review__year__in=(year, ended), review__owner_unit_id=review.owner_unit_id
    )
    said = rows.order_by("-review__year", "-review__edition")
    for found, number, day in said.values_list("review__year", "review__number", "decided_on")[:1]:
        return CitedReport(kind.key, found, number, day.isoformat())
    return CitedReport(kind.key, ended)


def decided_between(kind: str, access: Access, first: date, last: date) -> Iterator[DutyDone]:
    """Yield the decided reports of the kind that the user may read, for the year wheel."""
    rows = Decision.objects.visible(access).filter(review__kind=kind, decided_on__range=(first, last))
    for unit, day, number in rows.values_list("review__owner_unit", "decided_on", "review__number"):
        yield DutyDone(unit, day, number)
