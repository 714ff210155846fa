"""What is said when a supplier is saved or read in."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer
from akropolis.base.kernel.registers.verbs import Values, Verbs
from akropolis.base.lib.organisation_number import is_masked, masked
from akropolis.graph.suppliers.models import Supplier
from akropolis.graph.suppliers.services.contacts import follow_suppliers


class SupplierVerbs(Verbs[Supplier]):
    """The operations on suppliers, which say when a number is a personnummer."""

    def prepare(self, values: Values, today: date) -> dict[str, object]:
        """Return the values with a sole trader's number as it is kept, so that no report repeats it."""
        number = values.get("organisation_number")
        return {**values, **({"organisation_number": masked(number)} if isinstance(number, str) else {})}

    def notes(self, access: Access, rows: Sequence[Supplier]) -> Mapping[UUID, Sequence[str]]:
        """Return for each sole trader that its number is not kept whole. The number is not repeated."""
        sentence = _(
            "The organisation number is a sole trader's, so it is a personnummer. Only its last four figures are kept."
        )
        return {row.pk: [sentence] for row in rows if is_masked(row.organisation_number)}

    def created(self, w: Writer, rows: Sequence[Supplier]) -> None:
        """Make the night contact that the rows state."""
        follow_suppliers(w, rows)

    def changed(self, w: Writer, rows: Sequence[Supplier]) -> None:
        """Change the night contact as the rows state it."""
        follow_suppliers(w, rows)
