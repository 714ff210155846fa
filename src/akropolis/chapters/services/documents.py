"""The review as a file."""

from django.utils.translation import gettext as _

from akropolis.chapters.selectors.documents import document_of
from akropolis.kernel.access.errors import Refused
from akropolis.kernel.access.gate import Access
from akropolis.kernel.reporting import Form, TooLongError
from akropolis.kernel.reporting import render as render_form
from akropolis.lib.document import Document, mask
from akropolis.review.models import Review
from akropolis.review.selectors.reviews import find


def render(
    access: Access, *, unit: str, year: int, form: Form, masked: bool = False, edition: int | None = None
) -> bytes:
    """The document of the unit's review of the year in the given form. Raises Hidden when it may not be seen.

    `masked` gives the open version: secret words are replaced by their place and paragraph, in every byte.
    """
    return file_of(access, find(access, unit, year, edition), form, masked=masked)


def file_of(access: Access, review: Review, form: Form, *, masked: bool = False) -> bytes:
    """The same for a review at hand. Raises Refused for one that takes longer than a minute to set."""
    try:
        return render_form(tree(access, review, masked=masked), form)
    except TooLongError as late:
        sentence = _("The document could not be set within a minute. Take it in another form, or divide it.")
        raise Refused(sentence, code="too_long") from late


def tree(access: Access, review: Review, *, masked: bool = False) -> Document:
    """The document tree, whole or in its open version."""
    document = document_of(access, review)
    return mask(document) if masked else document
