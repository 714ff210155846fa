"""How a review stands against clauses 9.3.2 and 9.3.3, read from its chapters and its pack, and the same as a paper."""

from django.utils import translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.document import Document, DocumentMeta, paragraph, table
from akropolis.base.lib.swedish import date_iso
from akropolis.review.review.models import Direction, Review, ReviewState
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_cycle.rules.clauses import AssessedClause, ReviewHoldings, assess_clauses
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.chapters import BY_KEY, name_of
from akropolis.review.review_text.rules.enclosures import Paper
from akropolis.review.review_text.selectors.documents import document_of, latest_pack
from akropolis.review.review_text.selectors.readiness import filled_chapters

STATUSES = {"met": _("Met"), "unknown": _("Said to be unknown"), "missing": _("Missing")}
REASONS = {
    "figures": _("The figures that it takes are in the inputs."),
    "written": _("It is written in the chapter."),
    "rows": _("It is recorded in the review."),
    "said": _("The text says that there is no data."),
    "no_pack": _("The figures have not been gathered."),
    "left_out": _("The chapter is left out of the document."),
    "empty": _("The chapter is empty."),
    "unsaid": _("There is no data, and the text does not say so."),
    "no_directions": _("No direction is set."),
    "undecided": _("The review is not decided, and its document not frozen."),
}
ADVICE = {
    "no_pack": _("Gather the figures."),
    "left_out": _("Choose the chapter."),
    "empty": _("Write the chapter."),
    "unsaid": _("Write in the chapter what is known, or that data is lacking (“underlag saknas”)."),
    "no_directions": _("Set the directions."),
    "undecided": _("Send the review out for comment, and record the decision."),
}
"""What to do about each reason why something is missing."""


def clauses_of(access: Access, review: Review) -> tuple[AssessedClause, ...]:
    """Return how the review stands against each clause."""
    rows = Chapter.objects.visible(access).filter(review=review, included=True)
    directions = Direction.objects.visible(access).filter(review=review).count()
    held = ReviewHoldings(
        texts=dict(rows.order_by().values_list("key", "text")),
        filled=frozenset(key for key, _name, filled in filled_chapters(access, review, directions) if filled),
        pack=latest_pack(access, review),
        directions=directions,
        decided=review.state == ReviewState.DECIDED,
    )
    return assess_clauses(held)


def chapter_name(row: AssessedClause) -> str:
    """Return the usual name of the chapter where the clause is met or to be met; empty for the decision."""
    return name_of(row.chapter, BY_KEY[row.chapter].city_title) if row.chapter else ""


def clause_paper(access: Access, review: Review) -> Paper:
    """Return the table as a paper that can go with the review. It is in Swedish, and holds nothing secret."""
    meta = document_of(access, review).meta
    with translation.override("sv"):
        rows = [
            (row.clause.number, row.clause.asks.sv, chapter_name(row) or "–", _in_words(row))
            for row in clauses_of(access, review)
        ]
    pack = latest_pack(access, review)
    day = f" Siffrorna är från {date_iso(pack.period.cutoff)}." if pack else ""
    title = "Fullständigt enligt 9.3"
    lead = paragraph(
        f"Tabellen visar var genomgången tar upp det som SS-EN ISO/IEC 27001 frågar efter i 9.3.2 och 9.3.3.{day}"
    )
    found = table(
        ("Punkt", "Vad som efterfrågas", "Kapitel", "Läge"), rows, widths=(2.6, 5, 4, 5), caption=title
    )
    kept = DocumentMeta(
        authority=meta.authority,
        date=meta.date,
        diary_number=meta.diary_number,
        kind="Kontroll",
        status=meta.status,
    )
    return Paper(0, title, Document(title=title, subtitle=review.title, meta=kept, blocks=(lead, found)))


def _in_words(row: AssessedClause) -> str:
    return f"{STATUSES[row.status]}. {REASONS[row.reason]}"
