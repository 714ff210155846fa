"""Write and verify contacts at suppliers."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.suppliers.models import ContactPurpose, Supplier, SupplierContact

REACHED = ("name", "phone", "mail")
NOT_VERIFIED: Mapping[str, object] = {"verified_on": None, "verified_by": ""}
BECAUSE = "the writer asks for the right to change the supplier"


def add_contact(access: Access, supplier: Supplier, values: Mapping[str, object]) -> SupplierContact:
    """Add a contact that nobody has verified yet. Raises Invalid if it is there already."""
    with writing(access) as w:
        made = w.create(SupplierContact, {**values, "supplier": supplier})
        _repeat(w, supplier)
        return made


def verify_contact(access: Access, contact: SupplierContact) -> SupplierContact:
    """Record that the contact was tried today and is right, and by whom. Raises Hidden without the right."""
    with writing(access) as w:
        who = {"verified_on": timezone.localdate(w.at), "verified_by": access.actor.name}
        return w.update(contact, who)


def change_contact(
    access: Access, contact: SupplierContact, values: Mapping[str, object], *, version: int | None = None
) -> SupplierContact:
    """Change the contact. Another name, number or address is not verified. Raises Stale after another's change."""
    other = any(values[name] != getattr(contact, name) for name in REACHED if name in values)
    with writing(access) as w:
        made = w.update(contact, {**values, **(NOT_VERIFIED if other else {})}, version=version)
        _repeat(w, contact.supplier)
        return made


def remove_contact(access: Access, contact: SupplierContact) -> None:
    """Remove the contact; its history stays until somebody redacts it."""
    with writing(access) as w:
        w.remove(contact)
        _repeat(w, contact.supplier)


def _night_contacts(suppliers: Collection[Supplier]) -> Mapping[UUID, SupplierContact]:
    """Return supplier → its first contact when something happens."""
    rows = SupplierContact.objects.unscoped(because=BECAUSE).filter(purpose=ContactPurpose.INCIDENT)
    rows = rows.filter(supplier__in=[row.pk for row in suppliers]).order_by("-created_at", "-pk")
    return {row.supplier_id: row for row in rows}


def _repeat(w: Writer, supplier: Supplier) -> None:
    """Let the supplier's own fields say what its first night contact does."""
    first = _night_contacts([supplier]).get(supplier.pk)
    w.update(supplier, {"contact": first.name if first else "", "phone": first.phone if first else ""})


def follow_suppliers(w: Writer, suppliers: Sequence[Supplier]) -> None:
    """Let the first night contact of each supplier be what its own fields say, which files and the API set."""
    known = _night_contacts(suppliers)
    for row in suppliers:
        found, stated = known.get(row.pk), bool(row.contact or row.phone)
        values = {"name": row.contact or _("Contact when something happens"), "phone": row.phone}
        if found and not stated:
            w.remove(found)
        elif found and (found.name, found.phone) != (values["name"], values["phone"]):
            w.update(found, {**values, **NOT_VERIFIED})
        elif stated and not found:
            w.create(SupplierContact, {**values, "supplier": row, "purpose": ContactPurpose.INCIDENT})
