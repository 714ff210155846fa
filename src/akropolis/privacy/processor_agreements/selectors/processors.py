"""Which suppliers process personal data for a unit, and by which agreements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import NodeKind
from akropolis.graph.suppliers.models import Supplier
from akropolis.graph.suppliers.models.suppliers import ProcessorAgreement
from akropolis.privacy.processing.models import Processing, ProcessingNode, ProcessingRecipient
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.processor_agreements.models import AgreementParty, DataProcessingAgreement
from akropolis.privacy.processor_agreements.models.agreements import in_force

READ = f"{DataProcessingAgreement.permission}:read"
EDIT = f"{DataProcessingAgreement.permission}:edit"
NEEDED = Q(processor_agreement__in=(ProcessorAgreement.SIGNED, ProcessorAgreement.MISSING))
"""The supplier's own row says that there shall be an agreement."""


@dataclass(frozen=True, slots=True)
class ProcessorLine:
    """A supplier that processes personal data for a unit, and the agreements in force that cover it."""

    unit: Unit
    supplier: Supplier
    agreements: Sequence[DataProcessingAgreement]

    @property
    def state(self) -> str:
        """`none` without an agreement; else how the best one is: `complete`, `unchecked` or `incomplete`."""
        found = {
            "incomplete"
            if row.points_that_are(False)
            else "unchecked"
            if row.points_that_are(None)
            else "complete"
            for row in self.agreements
        }
        return next((state for state in ("complete", "unchecked", "incomplete") if state in found), "none")

    @property
    def agreement_names(self) -> str:
        """The agreements' numbers and names."""
        return "; ".join(row.label() for row in self.agreements)


def list_processors(access: Access, day: date, processing: Processing | None = None) -> list[ProcessorLine]:
    """List each supplier once for each unit whose processings name it as place or recipient.

    Those without an agreement come first. Of all processings, also suppliers whose own row says that there shall be
    one, in their own unit; with `processing`, of that one alone. Only what the user may read, in a fixed number of
    queries.
    """
    of = Q(processing=processing) if processing else going_on(day, "processing__")
    named: set[tuple[UUID, UUID]] = set()
    for rows in (
        ProcessingNode.objects.visible(access).filter(of),
        ProcessingRecipient.objects.visible(access).filter(of, rejected=False),
    ):
        pairs = rows.filter(node__kind=NodeKind.SUPPLIER).order_by()
        named.update(pairs.values_list("processing__owner_unit", "node__record"))
    suppliers = Supplier.objects.visible(access).filter(archived_at=None)
    if processing is None:
        ours = access.units(READ, "owner_unit")  # others' agreements are not known here
        named.update(suppliers.filter(NEEDED, ours).order_by().values_list("owner_unit", "pk"))
    found = suppliers.in_bulk([pk for _unit, pk in named])
    units = Unit.objects.unscoped(because="units of rows that the user reads").in_bulk(
        [u for u, _pk in named]
    )
    covering = _covering(access, found, units.values(), day)
    lines = [ProcessorLine(units[u], found[pk], covering[u, pk]) for u, pk in named if pk in found]
    return sorted(lines, key=lambda line: (bool(line.agreements), line.supplier.sort_key, line.unit.sort_key))


def _covering(
    access: Access, suppliers: Iterable[UUID], units: Collection[Unit], day: date
) -> dict[tuple[UUID, UUID], list[DataProcessingAgreement]]:
    """Find the agreements that cover each unit: of its controller, of a unit above it, or of the whole city."""
    rows = DataProcessingAgreement.objects.visible(access).filter(in_force(day), supplier__in=list(suppliers))
    agreements = list(rows.select_related("owner_unit").order_by("sort_key", "id"))
    parties = AgreementParty.objects.visible(access).filter(agreement__in=agreements).select_related("unit")
    where = defaultdict(list, {row.pk: [row.owner_unit] for row in agreements})
    for party in parties:
        where[party.agreement_id].append(party.unit)
    every = Units()

    def covers(holder: Unit, unit: Unit) -> bool:
        body = every.controller(unit.pk)
        return unit.path.startswith(holder.path) or (body is not None and every.controller(holder.pk) == body)

    found = defaultdict(list)
    for row in agreements:
        for unit in units:
            if row.shared or any(covers(holder, unit) for holder in where[row.pk]):
                found[unit.pk, row.supplier_id].append(row)
    return found
