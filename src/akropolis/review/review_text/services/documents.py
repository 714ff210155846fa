"""The review as a file, whole or split into separate papers."""

import re

from django.utils.text import slugify

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.reporting import Form, TooLongError, bundle
from akropolis.base.kernel.reporting import render as render_form
from akropolis.base.lib.document import Document, mask
from akropolis.review.review.models import Review
from akropolis.review.review.selectors.reviews import find
from akropolis.review.review.words import gettext as _
from akropolis.review.review_text.rules.document import WRAPPER_KIND
from akropolis.review.review_text.rules.enclosures import Paper, papers
from akropolis.review.review_text.selectors.documents import document_of

_SIGNS = re.compile(r"\W+")


def render(
    access: Access, *, unit: str, year: int, form: Form, masked: bool = False, edition: int | None = None
) -> bytes:
    """Return the document of the unit's review of the year as a file in the format. Raises Hidden if the user
    may not read it.

    `masked` gives the open version: secret words are replaced by their place and paragraph, in every byte.
    """
    return file_of(access, find(access, unit, year, edition), form, masked=masked)


def file_of(access: Access, review: Review, form: Form, *, masked: bool = False) -> bytes:
    """Render a given review. Raises Refused if typesetting takes longer than a minute."""
    return _rendered(tree(access, review, masked=masked), form)


def _rendered(document: Document, form: Form) -> bytes:
    try:
        return render_form(document, form)
    except TooLongError as late:
        sentence = _("The document could not be set within a minute. Take it in another form, or divide it.")
        raise Refused(sentence, code="too_long") from late


def papers_of(access: Access, review: Review, *, masked: bool = False) -> tuple[Paper, ...]:
    """Return the document and its appendices separately, as far as the reader may see the document."""
    document = tree(access, review, masked=masked)
    return papers(document, wrapped=document.meta.kind == WRAPPER_KIND, kind=review.declared)


def paper_file(paper: Paper, form: Form) -> tuple[str, bytes]:
    """Return the file name and content of a paper in the format. A workbook is always xlsx."""
    form = "xlsx" if paper.workbook else form
    lead = f"Bilaga-{paper.number}-" if paper.number else ""
    name = f"{lead}{_SIGNS.sub('-', paper.title).strip('-')[:80]}.{form}"
    return name, _rendered(paper.document, form)


def package(access: Access, review: Review, form: Form, *, masked: bool = False) -> bytes:
    """Return a zip of all papers with their SHA-256 digests. The same document always gives the same bytes."""
    papers = papers_of(access, review, masked=masked)
    return bundle([paper_file(paper, form) for paper in papers], papers[0].document)


def tree(access: Access, review: Review, *, masked: bool = False) -> Document:
    """Return the document tree of the review, in its open version if `masked`."""
    document = document_of(access, review)
    return mask(document) if masked else document


def file_name(review: Review, form: str, *, masked: bool) -> str:
    """Return a file name that sorts well in the registry: subject, year, unit, edition."""
    edition = f"-utgava-{review.edition}" if review.edition > 1 else ""
    title = review.declared.title.sv
    first = title.partition("-")[0]
    kept = len(first) if first.isupper() else 1
    name = f"{title[:kept]}{slugify(title)[kept:]}-{review.year}-{review.owner_unit.code}"
    return f"{name}{edition}{'-oppen' if masked else ''}.{form}"
