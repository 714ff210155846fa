"""The list of confirmations: per document and unit, how many people have confirmed the version that applies."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.ui.naming import first_named
from akropolis.base.ui.parts import Cell, Crumb
from akropolis.shared.documents.models import GoverningDocument
from akropolis.shared.documents.register.local_instructions import REMINDS
from akropolis.shared.documents.register.pages import page_of, under, version_url
from akropolis.shared.documents.selectors.confirmations import SEES, Confirmed, confirmations, in_words

NAMED = 5
"""Maximum number of names in a table cell; the exported file has all of them."""
ALL, SOME = "all", "some"
STATES = {ALL: gettext_lazy("All have confirmed"), SOME: gettext_lazy("Some have not confirmed")}


def _state(row: Confirmed) -> str:
    return SOME if row.missing else ALL


def _missing(_list: object, row: Confirmed) -> Cell:
    return Cell(text=first_named([person.name for person in row.missing], NAMED))


class Confirmations(Computed[Confirmed]):
    """Per document and unit: how many of the unit's people have confirmed the version that applies."""

    key, slug, api = "document-confirmations", "bekraftelser", "document-confirmations"
    permission, within, unasked = SEES, "unit", ("every",)
    template = "documents/reminding.html"
    title = gettext_lazy("Who has taken note of documents")
    empty = gettext_lazy("No document asks for a confirmation from anybody whom you may read of.")
    columns = (
        ListColumn(
            gettext_lazy("Document"),
            "document.title",
            key="document",
            width=40,
            link=lambda row: page_of(row.document),
            sort="document.sort_key",
        ),
        ListColumn(
            gettext_lazy("Version"),
            "version.number",
            ValueKind.NUMBER,
            8,
            "version",
            link=lambda row: version_url(row.document, row.version.number),
        ),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(gettext_lazy("People"), lambda row: len(row.people), ValueKind.NUMBER, 8, "people"),
        ListColumn(gettext_lazy("Have confirmed"), "done", ValueKind.NUMBER, 12, "confirmed"),
        ListColumn(
            gettext_lazy("Have not confirmed"),
            lambda row: ", ".join(person.name for person in row.missing),
            width=60,
            key="missing",
            cell=_missing,
            sort=lambda row: len(row.missing),
        ),
    )
    filters = (
        ListFilter(
            "document",
            gettext_lazy("Document"),
            lambda self: {str(row.document.pk): row.document.title for row in self.every}.items(),
            gettext_lazy("All documents"),
        ),
        ListFilter("state", gettext_lazy("State"), tuple(STATES.items()), gettext_lazy("All")),
        ListFilter(
            "unit",
            gettext_lazy("Unit"),
            lambda self: units_of(row.unit for row in self.every),
            gettext_lazy("All units"),
        ),
    )

    @cached_property
    def every(self) -> list[Confirmed]:
        """All rows that the user may read, whatever filters are chosen."""
        return confirmations(self.access, self.day)

    def rows(self) -> Sequence[Confirmed]:
        """Return the rows of the chosen document and state, in the chosen unit or below it."""
        document, state, code = (self.chosen[name] for name in ("document", "state", "unit"))
        return [
            row
            for row in self.every
            if document in ("", str(row.document.pk))
            and state in ("", _state(row))
            and (not code or f"/{code}/" in row.unit.path)
        ]

    def lead(self) -> Sequence[str]:
        """Return a sentence on how many have confirmed, if one document is chosen."""
        return [in_words(self.ordered)] if self.chosen["document"] and self.ordered else []

    def crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs: the register, then this list."""
        return under((self.title, ""))

    def more(self) -> Mapping[str, object]:
        """Return extra template context: the URL to remind those who have not confirmed the chosen document."""
        chosen = self.chosen["document"]
        document = next((row.document for row in self.every if str(row.document.pk) == chosen), None)
        return {"remind_url": remind_url(self.access, document, self.every) if document else ""}


def list_url(document: GoverningDocument) -> str:
    """Return the URL of this list, filtered by the document."""
    return f"{reverse(Confirmations.key)}?document={document.pk}"


def remind_url(access: Access, document: GoverningDocument, rows: Sequence[Confirmed]) -> str:
    """Return the URL of the page to remind those who have not confirmed; empty if none, or it is not allowed."""
    missing = any(row.missing for row in rows if row.document.pk == document.pk)
    may = missing and access.may(REMINDS, document.owner_unit)
    return reverse("documents-confirm-remind", args=[document.pk]) if may else ""
