"""A summary of a review in English, put together from its figures, judgements and headings. Nothing is translated."""

from collections.abc import Iterator

from django.utils import translation

from akropolis.base.kernel.access.gate import Access
from akropolis.base.lib.document import (
    Block,
    Document,
    DocumentMeta,
    Value,
    bullets,
    heading,
    paragraph,
    table,
)
from akropolis.base.lib.document import mask as open_version
from akropolis.base.lib.figures import find
from akropolis.base.lib.swedish import date_iso
from akropolis.review.review.models import Direction, Review
from akropolis.review.review.rules.kind import reword
from akropolis.review.review_inputs.rules.display import ENGLISH, figure_path, trend_words, whole_text
from akropolis.review.review_inputs.rules.figures import FigureReading, Input, PackContent
from akropolis.review.review_inputs.rules.telling import cited, missing, note, title_of
from akropolis.review.review_text.models import Chapter, Decision
from akropolis.review.review_text.rules.enclosures import Paper
from akropolis.review.review_text.selectors.content import WHOLE, verdicts_of
from akropolis.review.review_text.selectors.documents import document_of, latest_pack

KIND = "Summary in English"
LEAD = (
    "This summary holds the judgements and figures of the review. It was put together by akropoLIS, without a "
    "translator. Names of units are in Swedish. What people have written is only in the Swedish document, which is "
    "the one that counts."
)


def english_summary(access: Access, review: Review) -> Paper:
    """Return the summary as a paper that can go with the review, for those who may read its document.

    It is made from the open version of the document: a figure that is masked there is left out, and the number of
    those left out is stated.
    """
    document = document_of(access, review)
    shown = {row.key for row in open_version(document).figures if row.key}
    decision = Decision.objects.visible(WHOLE).filter(review=review).first()
    included = set(
        Chapter.objects.visible(WHOLE).filter(review=review, included=True).values_list("key", flat=True)
    )
    pack = latest_pack(WHOLE, review)
    words = (reword(said, review.declared, "en") for said in (LEAD, _status(decision)))
    blocks: list[Block] = [paragraph(said) for said in words]
    if "assessment" in included:
        blocks += _judgements(review)
    if "directions" in included:
        blocks += _directions(review)
    if pack:
        blocks += _figures(pack, shown)
    title = f"{review.declared.title.told('en')} {review.year}"
    meta = DocumentMeta(
        authority=document.meta.authority,
        administration=document.meta.administration,
        date=document.meta.date,
        cutoff=document.meta.cutoff,
        diary_number=document.meta.diary_number,
        kind=KIND,
        version=document.meta.version,
        status=f"Decided {date_iso(decision.decided_on)}" if decision else "Draft, not decided",
    )
    tree = Document(title, tuple(blocks), subtitle=review.owner_unit.name, language="en", meta=meta)
    return Paper(0, title, tree)


def _status(decision: Decision | None) -> str:
    if decision is None:
        return "The review is not decided: this is a draft."
    minutes = f", {decision.paragraph} of the minutes" if decision.paragraph else ""
    who = f"{decision.body} ({decision.decider_name}, {decision.decider_role})"
    return f"Decided on {date_iso(decision.decided_on)} by {who}{minutes}. Reference number {decision.diary_number}."


def _judgements(review: Review) -> Iterator[Block]:
    """Yield the answers to the questions that the review asks; nothing for a kind of report that asks none."""
    with translation.override("en"):
        rows = [
            (row.get_aspect_display(), row.get_answer_display() if row.answer else "Not assessed")
            for row in verdicts_of(WHOLE, review).values()
        ]
    if rows:
        yield heading(1, "Is the management system suitable, adequate and effective?")
        yield table(("Question", "Answer"), rows, header_column=True)


def _directions(review: Review) -> Iterator[Block]:
    count = Direction.objects.visible(WHOLE).filter(review=review).count()
    if review.declared.directions:
        yield heading(1, "Directions")
        said = "1 direction is set" if count == 1 else f"{count or 'No'} directions are set"
        yield paragraph(f"{said} for {review.year}. The Swedish document has their words.")


def _figures(pack: PackContent, shown: set[str]) -> Iterator[Block]:
    """Yield the figures of each input under its title, with what the input lacks."""
    days = f"from {date_iso(pack.period.first)} to {date_iso(pack.period.last)}"
    yield heading(1, "Figures")
    yield paragraph(f"The figures are of the period {days}, as of {date_iso(pack.period.cutoff)}.")
    left_out = 0
    for part in pack.inputs:
        known = [figure for figure in part.figures if figure.key in shown]
        left_out += len(part.figures) - len(known)
        yield from _input(pack, part, known)
    if left_out:
        yield paragraph(f"Left out, since they are masked in the open version: {left_out}.")


def _input(pack: PackContent, part: Input, known: list[FigureReading]) -> Iterator[Block]:
    said = [*cited(part, "en"), *missing(part, "en")]
    if not (known or said):
        return
    yield heading(2, title_of(part.letter, pack.kind, "en"))
    if known:
        rows = [(_label(figure), _value(pack, figure), _trend(figure)) for figure in known]
        yield table(
            ("Figure", "Value", "Compared with last year"), rows, widths=(5, 3, 4), header_column=True
        )
    if said:
        yield bullets(said)


def _label(figure: FigureReading) -> str:
    declared = find(figure.key)
    return declared.label.told("en") if declared else figure.key


def _value(pack: PackContent, figure: FigureReading) -> Value:
    return Value(figure.key, whole_text(figure, ENGLISH), href=figure_path(pack, figure.key))


def _trend(figure: FigureReading) -> str:
    return note(figure, "en") if figure.value is None else trend_words(figure, ENGLISH) or "–"
