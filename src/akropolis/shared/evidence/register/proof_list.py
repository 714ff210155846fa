"""The list of every link between a piece of evidence and a row, as page, file and API."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.exchange.sheets import ValueKind
from akropolis.base.kernel.registers.computed import Computed, ListColumn, ListFilter, units_of
from akropolis.base.ui.parts import Cell
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.register.panels import WORDS, state_words
from akropolis.shared.evidence.rules.standing import state_of
from akropolis.shared.evidence.selectors.proofs import Proved, proofs_with_rows


def _state(_list: object, row: Proved) -> Cell:
    words, kind = state_words(row.proof.evidence.valid_to)
    return Cell(text=words, kind=kind)


class ProofList(Computed[Proved]):
    """The list of rows with evidence: one line per row and piece of evidence, and the state of the evidence."""

    key, slug, api = "proof-list", "belagg-per-sak", "proofs"
    permission = f"{Evidence.permission}:read"
    title, start = gettext_lazy("What is proved by what"), (gettext_lazy("Evidence"), "evidence-list")
    empty = gettext_lazy("No evidence is tied to anything that you may read.")
    columns = (
        ListColumn(
            gettext_lazy("What is proved"),
            lambda row: row.row.label(),
            key="row",
            width=40,
            link=lambda row: row.provable.page(row.row),
            sort=lambda row: row.row.label().casefold(),
        ),
        ListColumn(gettext_lazy("Kind"), lambda row: str(row.provable.one), key="kind"),
        ListColumn(
            gettext_lazy("Evidence"),
            "proof.evidence.name",
            key="evidence",
            width=40,
            link=lambda row: reverse("evidence-detail", args=[row.proof.evidence_id]),
            sort="proof.evidence.sort_key",
        ),
        ListColumn(gettext_lazy("Number"), "proof.evidence.number", key="number", unbroken=True),
        ListColumn(gettext_lazy("Unit"), "proof.evidence.owner_unit.name", key="unit"),
        ListColumn(gettext_lazy("Valid to"), "proof.evidence.valid_to", ValueKind.DATE, key="valid_to"),
        ListColumn(
            gettext_lazy("State"),
            lambda row: str(state_words(row.proof.evidence.valid_to)[0]),
            key="state",
            cell=_state,
        ),
    )
    filters = (
        ListFilter(
            "state",
            gettext_lazy("State"),
            [(state.value, words) for state, (words, _kind) in WORDS.items()],
            gettext_lazy("All"),
        ),
        ListFilter(
            "unit", gettext_lazy("Unit"), lambda self: units_of(self.units), gettext_lazy("All units")
        ),
    )

    def rows(self) -> Sequence[Proved]:
        """Return the links of the chosen unit and state, sorted by the name of the proved row."""
        chosen = self.chosen
        found = [
            row
            for row in self.every
            if chosen["unit"] in ("", row.proof.evidence.owner_unit.code)
            and chosen["state"] in ("", state_of(row.proof.evidence.valid_to, self.day))
        ]
        return sorted(found, key=lambda row: (row.row.label().casefold(), row.proof.evidence.number))

    @cached_property
    def every(self) -> list[Proved]:
        """All links that the reader may see, without archived evidence."""
        rows = Proof.objects.visible(self.access).filter(evidence__archived_at__isnull=True)
        return proofs_with_rows(self.access, list(rows.select_related("evidence__owner_unit")))

    @property
    def units(self) -> Iterable[object]:
        """The units that own the evidence."""
        return {row.proof.evidence.owner_unit for row in self.every}
