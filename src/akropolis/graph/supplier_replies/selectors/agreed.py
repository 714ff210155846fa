"""What agreements and contacts say of suppliers that are followed up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.graph.agreements.models import SupplierAgreement
from akropolis.graph.agreements.rules.terms import AgreementTerm, TermState
from akropolis.graph.suppliers.models import Supplier


@dataclass(frozen=True, slots=True)
class AgreedDays:
    """When the last running term with the supplier ends, and when it was last followed up. None is unknown."""

    ends_on: date | None
    followed_up_on: date | None


def contact_of(supplier: Supplier) -> str:
    """Return whom to send the link to, as written in the register; empty if nobody is."""
    return ", ".join(filter(None, (supplier.contact, supplier.phone)))


def agreed_days(access: Access, suppliers: Collection[UUID], day: date) -> dict[UUID, AgreedDays]:
    """Return supplier → the days by its agreements that the user may read. One query."""
    rows = SupplierAgreement.objects.visible(access).filter(supplier__in=suppliers, archived_at=None)
    ends: dict[UUID, list[date]] = {}
    looked: dict[UUID, list[date]] = {}
    for row in rows.order_by():
        term = AgreementTerm(
            row.valid_from, row.valid_until, row.notice_months, row.renews, row.renewal_months
        )
        end = term.ends_on(day)
        if end and term.state(day) is TermState.RUNNING:
            ends.setdefault(row.supplier_id, []).append(end)
        if row.followed_up_on:
            looked.setdefault(row.supplier_id, []).append(row.followed_up_on)
    return {pk: AgreedDays(_last(ends.get(pk, ())), _last(looked.get(pk, ()))) for pk in suppliers}


def _last(days: Iterable[date]) -> date | None:
    return max(days, default=None)
