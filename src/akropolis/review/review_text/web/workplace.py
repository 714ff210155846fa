"""The workplace: the head, the chapter list, one chapter's sheet, and the panel beside it."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import pgettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.web.writing import TextForm
from akropolis.base.kernel.reporting import render_html_fragment
from akropolis.base.kernel.reporting.prepared import prepare
from akropolis.base.lib.document import Document
from akropolis.base.lib.markdown import parse
from akropolis.base.lib.swedish import listing
from akropolis.review.review.addresses import url_of
from akropolis.review.review.models import Review, ReviewState
from akropolis.review.review.models.reviews import url_in
from akropolis.review.review.rules.marks import contains_draft, list_used_figures
from akropolis.review.review.selectors.people import deciders
from akropolis.review.review.selectors.remarks import AnsweredRemark, remarks_of
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review.words import gettext
from akropolis.review.review.words import gettext_lazy as _
from akropolis.review.review_inputs.rules.display import resolve
from akropolis.review.review_inputs.rules.drafts import draft
from akropolis.review.review_inputs.rules.figures import PackContent as Content
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.rules.chapters import BUILT, chapter_kind
from akropolis.review.review_text.rules.last_year import unchanged
from akropolis.review.review_text.selectors.content import last_texts
from akropolis.review.review_text.selectors.documents import chapter_document, document_of
from akropolis.review.review_text.web import acts, comments
from akropolis.review.review_text.web.contents import ChapterLine, about, count_inputs, letters_of, state_word
from akropolis.review.review_text.web.horizon import horizon_part
from akropolis.review.review_text.web.panel import panel

WHERE = {
    "directions": (_("Change the directions"), "review-directions", ""),
    "assessment": (_("Answer the three questions"), "review-verdicts", ""),
    "decisions": (_("Change the points to decide on"), "review-settings", "#points"),
}
"""Where the part of a chapter that is not its text is edited: link text, URL name and anchor, by chapter key."""


def head(request: HttpRequest, review: Review) -> dict[str, Any]:
    """Return the template context of the head shown above every chapter of the workplace."""
    return {
        "title": review.title,
        "review": review,
        "crumbs": [
            {"label": str(review.year), "url": url_in(review.kind, "reviews-year", review.year)},
            {"label": review.owner_unit.name, "url": ""},
        ],
        "earlier_url": f"{url_of('review', review)}?utgava={review.edition - 1}"
        if review.edition > 1
        else "",
        "preview_url": url_of("review-preview", review),
        "word_url": url_of("review-file", review, "docx"),
        "pdf_url": url_of("review-file", review, "pdf"),
        "places": acts.places(access_of(request), review),
        **dict.fromkeys(("chapter", "form", "saved", "acts", "lines", "headings")),
    }


def at_chapter(
    request: HttpRequest,
    review: Review,
    rows: list[Chapter],
    row: Chapter,
    *,
    form: TextForm | None,
    put_away: bool,
) -> dict[str, object]:
    """Return the template context of the workplace at one chapter: editable if `form` is given, else read-only."""
    access = access_of(request)
    stored = packs.latest(access, review)
    pack = packs.content(stored) if stored else None
    text = str(form["text"].value() or "") if form else row.text
    left = acts.list_remaining(access, review, {str(chapter): chapter.key for chapter in rows})
    given = count_inputs(access, review)
    lines = [_line(review, chapter, state_word(chapter, given, pack), row) for chapter in rows]
    return {
        **head(request, review),
        **_steps(acts.list_acts(access, review, has_pack=stored is not None, ready=not left)),
        "lines": lines,
        "next_line": _after(lines),
        "chapter": row,
        "about": about(row.key),
        "letters": listing(letters_of(row.key), gettext("and")),
        "form": form,
        "saved": _saved(rows),
        "left": left,
        "deciders": [] if left else _deciders(access, review),
        "stored": stored,
        "panel": panel(review, row, pack, list_used_figures(text)) if pack else None,
        **_sheet(request, review, row, pack, text, writes=form is not None),
        **_proposal(row, pack if form is not None else None, text, put_away=put_away),
        "unchanged": unchanged(text, last_texts(access, review).get(row.key, ""), row.confirmed)
        if form
        else (),
        "horizon": horizon_part(access, review) if row.key == "horizon" else None,
        **(comments.panel(access, row) if form is not None else {}),
        "remarks": _remarks(access, review, row) if form else (),
        "considers": form is not None,
        "remarks_back": f"kapitel={row.key}",
    }


def _remarks(access: Access, review: Review, row: Chapter) -> list[AnsweredRemark]:
    """Return the remarks on the chapter while the review is out for comment; before and after that none."""
    if review.state != ReviewState.CIRCULATED:
        return []
    return [each for each in remarks_of(access, review) if each.remark.about == row.key]


def _deciders(access: Access, review: Review) -> list[Appointment]:
    """Return the appointments of those who may decide on the review, if it is out for comment; otherwise none."""
    circulated = review.state == ReviewState.CIRCULATED
    return deciders(access, review, timezone.localdate()) if circulated else []


def _steps(found: list[acts.ReviewAct]) -> dict[str, object]:
    return {"acts": found, "save_filled": not any(act.filled for act in found)}


def _line(review: Review, chapter: Chapter, state: str, current: Chapter) -> ChapterLine:
    url = url_of("review-chapter", review, chapter.key)
    return ChapterLine(chapter.key, str(chapter), state, url, current=chapter.pk == current.pk)


def _after(lines: list[ChapterLine]) -> ChapterLine | None:
    """Return the chapter after the current one in the list; None if the current one is last."""
    return next((after for line, after in pairwise(lines) if line.current), None)


def _saved(rows: list[Chapter]) -> str:
    """Say when a text was last saved, with the time if today; empty if nobody has written yet."""
    moment = max((timezone.localtime(row.updated_at) for row in rows if row.version > 1), default=None)
    if moment is None:
        return ""
    if moment.date() == timezone.localdate():
        # Translators: Django's date format for a time of day.
        clock = formats.date_format(moment, pgettext("format of a time of day", "H:i"))
        return gettext("saved at %(clock)s") % {"clock": clock}
    return gettext("saved on %(day)s") % {"day": formats.date_format(moment.date(), "j F Y")}


def _sheet(
    request: HttpRequest, review: Review, row: Chapter, pack: Content | None, text: str, *, writes: bool
) -> dict[str, object]:
    """Return the chapter as it will be printed, errors in the text, and where its other part is edited."""
    shown = chapter_document(access_of(request), review, row, pack)
    problems = parse(text, resolve=resolve(pack)).problems if writes else ()
    label, name, anchor = WHERE.get(row.key, ("", "", ""))
    return {
        "shown": render_html_fragment(shown, top_level=3) if shown.blocks else "",
        "as_printed": chapter_kind(row.key).kind == BUILT and row.key != "horizon",
        "problems": [problem.sentence for problem in problems],
        "elsewhere": {"label": label, "url": url_of(name, review) + anchor} if label and writes else None,
    }


def _proposal(row: Chapter, pack: Content | None, text: str, *, put_away: bool) -> dict[str, object]:
    """Return the proposed text rendered, unless it is already in the text or was put away."""
    words = draft(row.key, pack) if pack else ""
    new = bool(words) and not contains_draft(text, words)
    if put_away or not new:
        return {"proposal": "", "put_away": new}
    parsed = parse(words, resolve=resolve(pack))
    document = Document(title="", blocks=parsed.blocks, footnotes=parsed.footnotes)
    return {"proposal": render_html_fragment(document, top_level=4), "proposal_words": words}


def without_chapters(request: HttpRequest, review: Review) -> dict[str, object]:
    """Return the template context of the workplace of a review from which every chapter has been excluded."""
    return {**head(request, review), "layout_url": url_of("review-layout", review)}


def decided(request: HttpRequest, review: Review) -> dict[str, object]:
    """Return the template context of a decided review: its frozen document, with its headings as a list."""
    access = access_of(request)
    document = document_of(access, review)
    edition = f"?utgava={review.edition}"
    context = head(request, review)
    for name in ("preview_url", "word_url", "pdf_url"):
        context[name] += edition
    found = acts.list_acts(access, review, has_pack=True, ready=True)
    newest = find(access, review.owner_unit.code, review.year, kind=review.declared)
    return {
        **context,
        **_steps([replace(act, url=act.url + edition) for act in found]),
        "places": [(label, url + edition) for label, url in context["places"]],
        "newest": newest if newest.edition > review.edition else None,
        "headings": headings(document),
        "document": render_html_fragment(document, top_level=2),
        "stored": packs.latest(access, review),
    }


def headings(document: Document) -> list[tuple[str, str]]:
    """Return the names and anchors of the document's chapters."""
    return [(entry.text, entry.anchor) for entry in prepare(document).entries if entry.level == 1]
