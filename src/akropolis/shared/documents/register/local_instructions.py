"""The list of units' local instructions: which are in force, out of date, begun or missing."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.access.permissions import EDIT
from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, KeptValue, ListColumn, ListFilter, units_of
from akropolis.base.lib.swedish import number
from akropolis.base.ui.parts import Cell, Crumb
from akropolis.shared.documents.models import DocumentKind, GoverningDocument
from akropolis.shared.documents.register.pages import WORDS, page_of, under
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus
from akropolis.shared.documents.selectors.coverage import CoveredUnit, coverage
from akropolis.shared.documents.selectors.readers import READS

REMINDS = f"{GoverningDocument.permission}:{EDIT}"


def _state(_list: object, row: CoveredUnit) -> Cell:
    words, kind = WORDS[row.standing]
    return Cell(text=words, kind=kind)


def page_for(row: CoveredUnit) -> str:
    """Return the URL of the unit's document, or of the form to create one."""
    return page_of(row.document) if row.document else begin_url(row)


def begin_url(row: CoveredUnit) -> str:
    """Return the URL of the form that creates a local instruction for the unit."""
    return f"{reverse('documents-create')}?kind={DocumentKind.LOCAL.value}&unit={row.unit.code}"


class LocalInstructions(Computed[CoveredUnit]):
    """The list of units required to have a local instruction, and the status of each unit's instruction."""

    key, slug, api = "local-instructions", "lokala-anvisningar", "local-instructions"
    permission, within, unasked = READS, "unit", ("every",)
    template = "documents/reminding.html"
    title = gettext_lazy("Local instructions by unit")
    empty = gettext_lazy("No unit that you may read of is to have a local instruction.")
    columns = (
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("State"),
            lambda row: str(WORDS[row.standing][0]),
            key="state",
            cell=_state,
            sort=lambda row: list(RequiredDocumentStatus).index(row.standing),
        ),
        ListColumn(
            gettext_lazy("Document"),
            lambda row: row.document.title if row.document else "",
            key="document",
            width=40,
            link=lambda row: page_of(row.document) if row.document else "",
        ),
        ListColumn(
            gettext_lazy("Version"),
            lambda row: row.version and row.version.number,
            ValueKind.NUMBER,
            8,
            "version",
        ),
        ListColumn(
            gettext_lazy("Decided"),
            lambda row: row.version and row.version.approved_on,
            ValueKind.DATE,
            key="decided",
        ),
        ListColumn(gettext_lazy("Valid to"), "valid_to", ValueKind.DATE, key="valid_to"),
    )
    filters = (
        ListFilter(
            "state",
            gettext_lazy("State"),
            [(state.value, words) for state, (words, _kind) in WORDS.items()],
            gettext_lazy("All"),
        ),
        ListFilter(
            "unit",
            gettext_lazy("Unit"),
            lambda self: units_of(row.unit for row in self.every),
            gettext_lazy("All units"),
        ),
    )
    keeps = {
        "state": KeptValue(
            gettext_lazy("State"),
            lambda row: row.standing.value,
            lambda v: WORDS[RequiredDocumentStatus(v)][0],
        ),
        "valid_to": KeptValue(
            gettext_lazy("Valid to"), lambda row: row.valid_to and row.valid_to.isoformat()
        ),
    }

    @cached_property
    def every(self) -> list[CoveredUnit]:
        """All rows that the user may read, whatever filters are chosen."""
        return coverage(self.access, self.day)

    def rows(self) -> Sequence[CoveredUnit]:
        """Return the rows in the chosen states, in the chosen unit or below it."""
        states = self.chosen["state"].split(",") if self.chosen["state"] else list(RequiredDocumentStatus)
        code = self.chosen["unit"]
        return [
            row for row in self.every if row.standing in states and (not code or f"/{code}/" in row.unit.path)
        ]

    def about(self, row: CoveredUnit) -> UUID:
        """Return the id of the unit that the row is about."""
        return row.unit.pk

    def lead(self) -> Sequence[str]:
        """Return a sentence on how many of the units have a local instruction in force."""
        valid = sum(row.standing is RequiredDocumentStatus.VALID for row in self.every)
        words = {"valid": number(valid), "count": number(len(self.every))}
        sentence = ngettext(
            "%(valid)s of %(count)s unit has a local instruction in force.",
            "%(valid)s of %(count)s units have a local instruction in force.",
            len(self.every),
        )
        return [sentence % words] if self.every else []

    def crumbs(self) -> list[Crumb]:
        """Return the breadcrumbs: the register, then this list."""
        return under((self.title, ""))

    def more(self) -> dict[str, object]:
        """Return extra context: the URL to remind units without a local instruction in force, or an empty URL."""
        lacks = any(row.standing is not RequiredDocumentStatus.VALID for row in self.every)
        return {
            "remind_url": reverse("local-instructions-remind")
            if lacks and city_to_remind(self.access)
            else ""
        }


def city_to_remind(access: Access) -> Unit | None:
    """Return the unit that is the whole city, if the user may remind its units; else None."""
    city = Unit.objects.visible(access).filter(kind=UnitKind.CITY).first()
    return city if city and access.may(REMINDS, city) else None
