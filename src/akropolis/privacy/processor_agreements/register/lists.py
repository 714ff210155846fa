"""Transfers outside the EU and EEA with what they fall with, and the suppliers that process personal data."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.computed import (
    AnyList,
    Computed,
    KeptValue,
    ListColumn,
    ListFilter,
    units_of,
)
from akropolis.base.lib.swedish import listing
from akropolis.base.ui.parts import Cell, Kind
from akropolis.base.ui.words import Phrase
from akropolis.graph.suppliers.models import Supplier
from akropolis.privacy.processing.models import TransferBasis
from akropolis.privacy.processor_agreements.selectors.processors import (
    EDIT,
    READ,
    ProcessorLine,
    list_processors,
)
from akropolis.privacy.processor_agreements.selectors.transfers import TransferLine, list_transfers

WHAT: dict[str, Phrase] = {
    "agreement": gettext_lazy("Agreement"),
    "sub-processor": gettext_lazy("Sub-processor"),
    "processing": gettext_lazy("Processing"),
}
FALLBACK: dict[str, Phrase] = {"no": gettext_lazy("No fallback"), "yes": gettext_lazy("Has a fallback")}
STATES: dict[str, tuple[Phrase, Kind]] = {
    "none": (gettext_lazy("Agreement missing"), "warning"),
    "incomplete": (gettext_lazy("Points missing"), "warning"),
    "unchecked": (gettext_lazy("Points not checked"), "neutral"),
    "complete": (gettext_lazy("Nothing missing"), "success"),
}
UNIT = ListFilter("unit", gettext_lazy("Unit"), lambda asked: units_of(row.unit for row in asked.every))


class AgreementList[R: (TransferLine, ProcessorLine)](Computed[R]):
    """A list beside the register of agreements; each filter has the name of an attribute of the rows."""

    permission, within = READ, "unit"
    start = (gettext_lazy("Data processing agreements"), "processor-agreements-list")

    @property
    def every(self) -> Sequence[R]:
        """All rows that the user may read, whatever the filters."""
        raise NotImplementedError

    def rows(self) -> list[R]:
        """The rows that the filters choose."""
        chosen = {name: value.split(",") for name, value in self.chosen.items() if value and name != "unit"}
        code = self.chosen["unit"]
        return [
            row
            for row in self.every
            if (not code or f"/{code}/" in row.unit.path)
            and all(getattr(row, name) in values for name, values in chosen.items())
        ]


def _source_cell(_asked: object, line: TransferLine) -> Cell:
    key = "processings" if line.what == "processing" else "processor-agreements"
    url = reverse(f"{key}-detail", args=[line.source.pk])
    return Cell(text=line.source.label(), url=url, note=str(WHAT[line.what]))


class Transfers(AgreementList[TransferLine]):
    """Transfers outside the EU and EEA, by agreements and processings: what falls if a decision falls."""

    key, slug, api = "processor-transfers-list", "bitradesavtal/fallande", "third-country-transfers"
    title = gettext_lazy("Transfers outside the EU and EEA")
    empty = gettext_lazy(
        "No such transfer. Transfers are written on the page of the agreement or the processing."
    )
    filters = (
        ListFilter("falls_with", gettext_lazy("What falls with"), lambda asked: asked.decisions),
        ListFilter("has_fallback", gettext_lazy("Fallback"), tuple(FALLBACK.items())),
        UNIT,
        ListFilter("what", gettext_lazy("By"), tuple(WHAT.items())),
    )
    columns = (
        ListColumn(gettext_lazy("Recipient"), "recipient", key="recipient", width=30, sort="recipient"),
        ListColumn(
            gettext_lazy("Agreement or processing"),
            lambda line: line.source.label(),
            key="source",
            width=36,
            cell=_source_cell,
        ),
        ListColumn(gettext_lazy("By"), lambda line: str(WHAT[line.what]), key="what", on_page=False),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=26, sort="unit.sort_key"),
        ListColumn(gettext_lazy("Country"), "row.country", key="country", sort="row.country"),
        ListColumn(gettext_lazy("Rests on"), lambda line: str(line.row.transfer_basis or ""), key="basis"),
        ListColumn(gettext_lazy("Fallback"), lambda line: str(line.row.fallback_basis or ""), key="fallback"),
        ListColumn(gettext_lazy("Safeguards"), "row.safeguards", key="safeguards", width=30, on_page=False),
        ListColumn(
            gettext_lazy("What is missing"), lambda line: " ".join(line.remarks), key="remarks", width=40
        ),
    )

    @cached_property
    def every(self) -> list[TransferLine]:
        """All transfers that the user may read."""
        return list_transfers(self.access, self.day)

    @cached_property
    def decisions(self) -> list[tuple[str, str]]:
        """The decisions that a basis may fall with, by code, with the names of the bases."""
        rows = [row for row in TransferBasis.in_force(self.access, self.day) if row.falls_with]
        return list({row.falls_with: str(row) for row in rows}.items())

    def lead(self) -> Sequence[str]:
        """Say how many transfers there are, or fall with the chosen decision, and how many have no fallback."""
        rows, code = self.rows(), self.chosen["falls_with"]
        if not rows:
            return ()
        bare = sum(bool(row.falls_with) and row.has_fallback == "no" for row in rows)
        words = {"n": len(rows), "bare": bare, "name": dict(self.decisions).get(code, "")}
        if code:
            one, several = (
                _("If %(name)s falls, %(n)s transfer falls with it. %(bare)s has no fallback."),
                _("If %(name)s falls, %(n)s transfers fall with it. %(bare)s of them have no fallback."),
            )
        else:
            one, several = (
                _("%(n)s transfer. %(bare)s rests on a decision that may fall, without a fallback."),
                _("%(n)s transfers. %(bare)s rest on a decision that may fall, without a fallback."),
            )
        return ((one if len(rows) == 1 else several) % words,)


def new_agreement_url(supplier: Supplier, unit: Unit | None = None) -> str:
    """Return the address of the form for an agreement with the supplier."""
    url = f"{reverse('processor-agreements-create')}?supplier={supplier.number}"
    return f"{url}&unit={unit.code}" if unit else url


def _agreement_cell(asked: AnyList, row: ProcessorLine) -> Cell:
    words, kind = STATES[row.state]
    if not row.agreements:
        url = new_agreement_url(row.supplier, row.unit) if asked.access.may(EDIT, row.unit) else ""
        return Cell(text=words, kind=kind, url=url)
    url = reverse("processor-agreements-detail", args=[row.agreements[0].pk])
    return Cell(text=words, kind=kind, url=url, note=row.agreement_names)


class Processors(AgreementList[ProcessorLine]):
    """The suppliers that process personal data for each unit, and whether an agreement covers it."""

    key, slug, api = "processor-suppliers-list", "bitraden", "processor-suppliers"
    title = gettext_lazy("Processors and their agreements")
    empty = gettext_lazy("No processing names a supplier, and no supplier is marked as needing an agreement.")
    filters = (
        UNIT,
        ListFilter(
            "state", gettext_lazy("Agreement"), tuple((key, words) for key, (words, _k) in STATES.items())
        ),
    )
    columns = (
        ListColumn(
            gettext_lazy("Supplier"),
            "supplier.name",
            key="supplier",
            width=36,
            link=lambda row: reverse("suppliers-detail", args=[row.supplier.pk]),
            sort="supplier.sort_key",
        ),
        ListColumn(gettext_lazy("Unit"), "unit.name", key="unit", width=30, sort="unit.sort_key"),
        ListColumn(
            gettext_lazy("Agreement"),
            lambda row: str(STATES[row.state][0]),
            key="state",
            width=20,
            cell=_agreement_cell,
            sort="state",
        ),
        ListColumn(gettext_lazy("Agreements"), "agreement_names", key="agreements", width=40, on_page=False),
    )
    keeps = {"state": KeptValue(gettext_lazy("Agreement"), "state", lambda state: STATES[state][0])}

    @cached_property
    def every(self) -> list[ProcessorLine]:
        """The suppliers of all units whose processings the user may read."""
        return list_processors(self.access, self.day)

    def about(self, row: ProcessorLine) -> UUID:
        """Return the id of the supplier."""
        return row.supplier.pk

    def lead(self) -> Sequence[str]:
        """Say how many of the suppliers are in each state."""
        found = Counter(row.state for row in self.rows())
        parts = [f"{words} ({found[state]})" for state, (words, _kind) in STATES.items() if found[state]]
        return (f"{listing(parts, _('and'))}.",) if parts else ()
