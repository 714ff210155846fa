"""The whole document: on screen as it will be printed, and as a file to download, complete or in its open version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.web import access_of, requires, signed_in
from akropolis.base.kernel.background.web.asking import heavy
from akropolis.base.kernel.exchange.web import file_answer
from akropolis.base.kernel.reporting import CONTENT_TYPES, FORMS, Form, render_html_fragment
from akropolis.base.ui.parts import Option
from akropolis.review.review.addresses import crumbs, review_at, url_of
from akropolis.review.review.models import Review
from akropolis.review.review.models.reviews import READ, READ_DECIDED
from akropolis.review.review.selectors.recipients import requests_to
from akropolis.review.review.services.recipients import request_texts
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.services.documents import (
    file_name,
    file_of,
    package,
    paper_file,
    papers_of,
    tree,
)
from akropolis.review.review_text.web.acts import writable
from akropolis.review.review_text.web.contents import chapters_of
from akropolis.review.review_text.web.passages import passages_of

ASKED = "the gate decides who reads the review: people are asked in person, without a role"


@signed_in(because=ASKED)
@heavy(also_read=True)
def preview(request: HttpRequest, year: int, unit: str) -> HttpResponse:
    """Show the document as HTML, complete or in its open version; while it is out for comment with its remarks.

    Those who may write a remark have a link for it at each paragraph.
    """
    review = review_at(request, year, unit)
    masked = request.GET.get("oppen") == "1"
    access = access_of(request)
    document = tree(access, review, masked=masked)
    edition = f"utgava={review.edition}"
    context = {
        "title": review.title,
        "review": review,
        "meta": document.meta,
        "printed": render_html_fragment(
            document, top_level=2, contents=True, around=passages_of(access, review, document)
        ),
        "requests": request_texts(requests := requests_to(access, review)),
        "answer_url": f"{url_of('review-remarks', review)}#svara" if requests else "",
        "versions": _versions(edition, masked=masked) if review.may(access, READ) else [],
        "files": [
            (name, f"{url_of('review-file', review, form)}?{edition}{'&oppen=1' if masked else ''}")
            for name, form in FILES
        ],
        "crumbs": crumbs(request, review, (_("Preview"), "")),
        "chapters": [
            (str(row), url_of("review-chapter", review, row.key))
            for row in (chapters_of(access, review) if writable(access, review) else ())
        ],
    }
    return render(request, "chapters/preview.html", context)


def _versions(edition: str, *, masked: bool) -> list[Option]:
    """Return links to choose between the whole document and the open version."""
    return [
        Option(label=_("Whole"), url=f"?{edition}", current=not masked),
        Option(label=_("Open version"), url=f"?oppen=1&{edition}", current=masked),
    ]


@signed_in(because=ASKED)
@heavy(also_read=True)
def file(request: HttpRequest, year: int, unit: str, form: str) -> HttpResponse:
    """Return the file in one of the five forms; `oppen=1` gives the version without what is secret."""
    review, chosen, masked = _requested_document(request, year, unit, form)
    made = file_of(access_of(request), review, chosen, masked=masked)
    return _download(made, file_name(review, form, masked=masked), CONTENT_TYPES[chosen])


@requires(READ_DECIDED)
@heavy(also_read=True)
def paper(request: HttpRequest, year: int, unit: str, number: int, form: str) -> HttpResponse:
    """Return the document without its appendices (number 0), or one of them, as a file."""
    review, chosen, masked = _requested_document(request, year, unit, form)
    found = {each.number: each for each in papers_of(access_of(request), review, masked=masked)}
    if number not in found or chosen == "xlsx":
        raise Hidden
    name, made = paper_file(found[number], chosen)
    return _download(made, name, CONTENT_TYPES["xlsx" if found[number].workbook else chosen])


@requires(READ_DECIDED)
@heavy(also_read=True)
def papers_zip(request: HttpRequest, year: int, unit: str, form: str) -> HttpResponse:
    """Return a zip of the document and all its appendices, with their SHA-256 digests."""
    review, chosen, masked = _requested_document(request, year, unit, form)
    if chosen == "xlsx":
        raise Hidden
    made = package(access_of(request), review, chosen, masked=masked)
    name = file_name(review, form, masked=masked).removesuffix(f".{form}")
    return _download(made, f"{name}-{form}.zip", "application/zip")


def _requested_document(request: HttpRequest, year: int, unit: str, form: str) -> tuple[Review, Form, bool]:
    review = review_at(request, year, unit)
    chosen = next((each for each in FORMS if each == form), None)
    return review, or_hidden(chosen), request.GET.get("oppen") == "1"


def _download(made: bytes, name: str, kind: str) -> HttpResponse:
    response = file_answer(made, name, kind)
    response["X-Content-Type-Options"] = "nosniff"
    return response


FILES = (("Word", "docx"), ("PDF", "pdf"), ("OpenDocument", "odt"), ("Excel", "xlsx"))

urls = [
    path("genomgangar/<int:year>/<slug:unit>/forhandsgranska/", preview, name="review-preview"),
    path("genomgangar/<int:year>/<slug:unit>/dokument.<str:form>", file, name="review-file"),
    path("genomgangar/<int:year>/<slug:unit>/handlingar/<int:number>.<str:form>", paper, name="review-paper"),
    path("genomgangar/<int:year>/<slug:unit>/handlingar.<str:form>.zip", papers_zip, name="review-papers"),
]
