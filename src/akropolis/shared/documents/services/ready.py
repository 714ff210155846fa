"""Checks whether a draft, or one of the document's files, can become the next version."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.lib.swedish import listing
from akropolis.shared.documents.models import DocumentVersion, GoverningDocument
from akropolis.shared.documents.rules.content import DocumentChapterText, missing, store_chapters
from akropolis.shared.documents.selectors.versions import contents, draft_of, required_of, template_of


def require_ready_chapters(
    access: Access,
    document: GoverningDocument,
    file: StoredFile | None,
    last: DocumentVersion | None,
    day: date,
) -> list[DocumentChapterText]:
    """Return the chapters of the next version; empty for a file, whose chapters are not checked.

    Raises Refused if the document's unit has ended, if the content is the same as in the `last` version, or
    if required chapters are missing.
    """
    if not document.owner_unit.valid_on(day):
        sentence = _(
            "%(unit)s is no more. Move the document to the unit that has taken over, and decide then."
        )
        raise Refused(sentence % {"unit": document.owner_unit.name})
    chapters = [] if file else [each for each in contents(draft_of(access, document)) if each.text.strip()]
    said = (store_chapters(chapters), file, document.title)
    if last and said == (last.content, last.file, last.title):
        sentence = _(
            "Version %(number)s says the same already. Change the text, or choose another file, first."
        )
        raise Refused(sentence % {"number": last.number}, code="same")
    if not file:
        _complete(access, document, chapters, day)
    return chapters


def _complete(
    access: Access, document: GoverningDocument, chapters: list[DocumentChapterText], day: date
) -> None:
    if not chapters:
        raise Refused(_("Nothing is written in the draft, and no file is chosen."), code="empty")
    if names := lacking(access, document, chapters, day):
        sentence = _("These chapters must be there and hold text: %(names)s. Write them in the draft first.")
        raise Refused(sentence % {"names": listing(names, _("and"))}, code="incomplete")


def lacking(
    access: Access, document: GoverningDocument, chapters: Iterable[DocumentChapterText], day: date
) -> list[str]:
    """Return the names of the chapters that the template requires and that are absent or have no text."""
    return missing(required_of(template_of(access, document.kind, day)), chapters)
