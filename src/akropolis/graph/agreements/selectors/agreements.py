"""Which agreements hold, end and need notice on a day, and which of them one user may read."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.declaration import Identified
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement
from akropolis.graph.agreements.models.supplier_agreements import in_force
from akropolis.graph.agreements.rules.terms import AgreementTerm
from akropolis.graph.assets.models import Dependency, Node, NodeKind
from akropolis.graph.assets.selectors.floods import in_force as depends_on

READ, EDIT = (f"{SupplierAgreement.permission}:{action}" for action in ("read", "edit"))
YEAR, QUARTER, MONTH = timedelta(days=365), timedelta(days=90), timedelta(days=30)
TERM = ("valid_from", "valid_until", "notice_months", "renews", "renewal_months")
"""The fields that a term is computed from."""
WHOLE = "the condition selects among rows that have passed their own gate"


def ending(day: date) -> Q:
    """Return the condition for agreements in force that end within a year and are not known to renew themselves."""
    soon = Q(valid_until__gte=day, valid_until__lte=day + YEAR)
    return in_force(day) & soon & (Q(renews=False) | Q(renews=None))


def ended(day: date) -> Q:
    """Return the condition for agreements that have ended."""
    return Q(archived_at=None, renews=False, valid_until__lt=day)


def term_unknown(day: date) -> Q:
    """Return the condition for agreements whose last day has passed while nobody has stated whether they renew."""
    return Q(archived_at=None, renews=None, valid_until__lt=day)


def notice_near(day: date) -> Q:
    """Return the condition for agreements whose last day to give notice is within 90 days. One query."""
    rows = SupplierAgreement.objects.unscoped(because=WHOLE).filter(
        in_force(day), valid_until__isnull=False, notice_months__isnull=False
    )
    last = (
        (pk, AgreementTerm(*term).notice_by(day)) for pk, *term in rows.order_by().values_list("pk", *TERM)
    )
    return Q(pk__in=[pk for pk, by in last if by is not None and by <= day + QUARTER])


def ended_in_use(day: date) -> Q:
    """Return the condition for ended agreements that something still depends on, and that no other has replaced.

    Where nobody has stated what the agreement delivers, whatever depends on the supplier counts.
    """
    other = AgreedService.everything.filter(in_force_of(day), node=OuterRef("node"))
    bare = AgreedService.everything.filter(agreement=OuterRef("pk"))
    used = bare.filter(~Exists(other), node__archived_at=None)
    replaced = SupplierAgreement.everything.filter(in_force(day), supplier=OuterRef("supplier"))
    nodes = Node.everything.filter(kind=NodeKind.SUPPLIER, record=OuterRef(OuterRef("supplier_id")))
    depending = Dependency.everything.filter(
        depends_on(day), source__archived_at=None, target__in=nodes.values("pk")
    )
    return ended(day) & (Exists(used) | (~Exists(bare) & ~Exists(replaced) & Exists(depending)))


def in_force_of(day: date) -> Q:
    """Return the condition of `in_force` for rows that belong to an agreement."""
    until = Q(agreement__valid_until=None) | Q(agreement__valid_until__gte=day) | Q(agreement__renews=True)
    since = Q(agreement__valid_from=None) | Q(agreement__valid_from__lte=day)
    return Q(agreement__archived_at=None) & since & until


def exit_test_due(day: date) -> Q:
    """Return the condition for agreements whose plan for leaving the supplier is to be tested within 30 days."""
    return in_force(day) & Q(exit_test_by__lte=day + MONTH)


def services_to_choose(access: Access, agreement: SupplierAgreement, day: date) -> Q:
    """Return the condition for services in use that depend on the supplier today, or that the agreement names."""
    supplier = Node.everything.filter(kind=NodeKind.SUPPLIER, record=agreement.supplier_id)
    held = Dependency.objects.visible(access).filter(depends_on(day), target__in=supplier.values("pk"))
    named = AgreedService.objects.visible(access).filter(agreement=agreement)
    ours = Q(pk__in=held.order_by().values("source")) | Q(pk__in=named.order_by().values("node"))
    return ours & Q(kind=NodeKind.SERVICE, archived_at=None)


def notice_days(rows: Sequence[Identified], day: date) -> dict[UUID, date]:
    """Return agreement → its next last day to give notice, for those that have one. The rows have the fields `TERM`."""
    days = ((row.id, AgreementTerm(*(getattr(row, name) for name in TERM)).notice_by(day)) for row in rows)
    return {pk: by for pk, by in days if by is not None}
