"""The local instructions of units: which are in force, out of date or missing."""

from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from akropolis.documents.models import DocumentKind, GoverningDocument
from akropolis.documents.register.pages import WORDS, page_of, under
from akropolis.documents.rules.standing import Standing
from akropolis.documents.selectors.coverage import Covered, coverage
from akropolis.documents.selectors.readers import READS
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.kernel.access.models.units import UnitKind
from akropolis.kernel.access.permissions import EDIT
from akropolis.kernel.exchange.sheets import Kind
from akropolis.kernel.registers.computed import Column, Computed, Filter, Kept, units_of
from akropolis.lib.swedish import number
from akropolis.ui.parts import Cell, Crumb

REMINDS = f"{GoverningDocument.permission}:{EDIT}"


def _state(_list: object, row: Covered) -> Cell:
    words, kind = WORDS[row.standing]
    return Cell(text=words, kind=kind)


def page_for(row: Covered) -> str:
    """The document, or where one is begun."""
    return page_of(row.document) if row.document else begin_url(row)


def begin_url(row: Covered) -> str:
    """The form for a new local instruction of the unit."""
    return f"{reverse('documents-create')}?kind={DocumentKind.LOCAL.value}&unit={row.unit.code}"


class LocalInstructions(Computed[Covered]):
    """The units that are to have a local instruction, and how it stands in each."""

    key, slug, api = "local-instructions", "lokala-anvisningar", "local-instructions"
    permission, within, unasked = READS, "unit", ("every",)
    template = "documents/reminding.html"
    title = gettext_lazy("Local instructions by unit")
    empty = gettext_lazy("No unit that you may read of is to have a local instruction.")
    columns = (
        Column(gettext_lazy("Unit"), "unit.name", key="unit", width=36, sort="unit.sort_key"),
        Column(
            gettext_lazy("State"),
            lambda row: str(WORDS[row.standing][0]),
            key="state",
            cell=_state,
            sort=lambda row: list(Standing).index(row.standing),
        ),
        Column(
            gettext_lazy("Document"),
            lambda row: row.document.title if row.document else "",
            key="document",
            width=40,
            link=lambda row: page_of(row.document) if row.document else "",
        ),
        Column(
            gettext_lazy("Version"), lambda row: row.version and row.version.number, Kind.NUMBER, 8, "version"
        ),
        Column(
            gettext_lazy("Decided"),
            lambda row: row.version and row.version.approved_on,
            Kind.DATE,
            key="decided",
        ),
        Column(gettext_lazy("Valid to"), "valid_to", Kind.DATE, key="valid_to"),
    )
    filters = (
        Filter(
            "state",
            gettext_lazy("State"),
            [(state.value, words) for state, (words, _kind) in WORDS.items()],
            gettext_lazy("All"),
        ),
        Filter(
            "unit",
            gettext_lazy("Unit"),
            lambda self: units_of(row.unit for row in self.every),
            gettext_lazy("All units"),
        ),
    )
    keeps = {
        "state": Kept(gettext_lazy("State"), lambda row: row.standing.value, lambda v: WORDS[Standing(v)][0]),
        "valid_to": Kept(gettext_lazy("Valid to"), lambda row: row.valid_to and row.valid_to.isoformat()),
    }

    @cached_property
    def every(self) -> list[Covered]:
        """All of them, whatever is chosen."""
        return coverage(self.access, self.day)

    def rows(self) -> Sequence[Covered]:
        """Those in the chosen state, at the chosen unit or below it."""
        states = self.chosen["state"].split(",") if self.chosen["state"] else list(Standing)
        code = self.chosen["unit"]
        return [
            row for row in self.every if row.standing in states and (not code or f"/{code}/" in row.unit.path)
        ]

    def about(self, row: Covered) -> UUID:
        """The unit."""
        return row.unit.pk

    def lead(self) -> Sequence[str]:
        """How many have one."""
        valid = sum(row.standing is Standing.VALID for row in self.every)
        words = {"valid": number(valid), "count": number(len(self.every))}
        sentence = ngettext(
            "%(valid)s of %(count)s unit has a local instruction in force.",
            "%(valid)s of %(count)s units have a local instruction in force.",
            len(self.every),
        )
        return [sentence % words] if self.every else []

    def crumbs(self) -> list[Crumb]:
        """From the register."""
        return under((self.title, ""))

    def more(self) -> dict[str, object]:
        """The way to remind those that lack one."""
        lacks = any(row.standing is not Standing.VALID for row in self.every)
        return {
            "remind_url": reverse("local-instructions-remind")
            if lacks and city_to_remind(self.access)
            else ""
        }


def city_to_remind(access: Access) -> Unit | None:
    """The whole city, for who may remind its units."""
    city = Unit.objects.visible(access).filter(kind=UnitKind.CITY).first()
    return city if city and access.may(REMINDS, city) else None
