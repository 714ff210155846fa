"""URLs and breadcrumbs of a document's pages, and the labels of `RequiredDocumentStatus`."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from akropolis.base.ui.parts import Crumb, Kind
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus

WORDS: dict[RequiredDocumentStatus, tuple[object, Kind]] = {
    RequiredDocumentStatus.VALID: (_("in force"), "success"),
    RequiredDocumentStatus.OUT_OF_DATE: (_("out of date"), "danger"),
    RequiredDocumentStatus.BEGUN: (_("begun, not decided"), "warning"),
    RequiredDocumentStatus.MISSING: (_("missing"), "danger"),
}


def under(*steps: tuple[object, str]) -> list[Crumb]:
    """Return the breadcrumbs: the register, then the steps, given as (label, URL)."""
    start = (_("Governing documents"), reverse("documents-list"))
    return [Crumb(label=str(label), url=url) for label, url in (start, *steps)]


def steps_to(document: GoverningDocument) -> list[Crumb]:
    """Return the breadcrumbs from the register to the document's page."""
    return under((document.title, page_of(document)))


def way(document: GoverningDocument, last: str) -> list[Crumb]:
    """Return the breadcrumbs of a page below the document's page; `last` is its label."""
    return [*steps_to(document), Crumb(label=last)]


def page_of(document: GoverningDocument) -> str:
    """Return the URL of the document's page in the register."""
    return reverse("documents-detail", args=[document.pk])


def draft_url(document: GoverningDocument, key: str = "") -> str:
    """Return the URL of the page that edits the draft, or the draft's chapter identified by the key."""
    if key:
        return reverse("documents-draft-chapter", args=[document.pk, key])
    return reverse("documents-draft", args=[document.pk])


def version_url(document: GoverningDocument, number: int) -> str:
    """Return the URL of the page that shows the version."""
    return reverse("documents-version", args=[document.pk, number])
