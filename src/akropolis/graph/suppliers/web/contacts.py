"""Contacts at a supplier: the panel, the pages that write them, and the task to verify the night contact."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import ActRank, PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.suppliers.models import ContactPurpose, Supplier, SupplierContact
from akropolis.graph.suppliers.models.contacts import is_verified
from akropolis.graph.suppliers.register import REGISTER
from akropolis.graph.suppliers.services.contacts import (
    add_contact,
    change_contact,
    remove_contact,
    verify_contact,
)

EDIT = f"{Supplier.permission}:edit"
DETAIL = f"{REGISTER.key}-detail"


def part_page(row: SupplierContact) -> str:
    """Return the address of the supplier's page, at its contacts."""
    return reverse(DETAIL, args=[row.supplier_id]) + "#contacts"


class SupplierContactForm(VersionedForm, model=SupplierContact):
    """Whom to reach, for what, and how."""

    purpose = FromModel()
    name = FromModel()
    phone = FromModel()
    mail = FromModel()


SUPPLIER = ActTarget(EDIT, row_of(Supplier, "owner_unit"), DETAIL, Supplier.label, unit="owner_unit")
CONTACT: ActTarget[SupplierContact] = ActTarget(
    EDIT,
    row_of(SupplierContact, "supplier__owner_unit"),
    part_page,
    lambda row: row.supplier.label(),
    unit="supplier.owner_unit",
)
ADD_CONTACT = Act(
    on=SUPPLIER,
    form=SupplierContactForm,
    do=lambda access, row, form: add_contact(access, row, form.row_values()),
    once=True,
    after=part_page,
    title=gettext_lazy("Add a contact"),
)
CHANGE_CONTACT = Act(
    on=CONTACT,
    form=SupplierContactForm,
    initial=("version", "purpose", "name", "phone", "mail"),
    do=lambda access, row, form: change_contact(access, row, form.row_values(), version=form.seen),
    title=gettext_lazy("Change the contact"),
)
VERIFY_CONTACT = ButtonAct(on=CONTACT, do=verify_contact, done=gettext_lazy("The contact is verified today."))
REMOVE_CONTACT = ButtonAct(on=CONTACT, do=remove_contact, done=gettext_lazy("It is removed."))


def contacts_panel(access: Access, row: Supplier) -> PanelContent:
    """Return whom to reach, the night contact first, and what is not known or verified of it."""
    today = timezone.localdate()
    found = list(SupplierContact.objects.visible(access).filter(supplier=row))
    found.sort(key=lambda each: ContactPurpose.values.index(each.purpose))
    night = [each for each in found if each.purpose == ContactPurpose.INCIDENT]
    writes = row.archived_at is None and access.may(EDIT, row.owner_unit)
    sentences = []
    if not night:
        sentences.append(_("Nobody is stated whom to ring at night."))
    elif not any(each.verify_by and each.verify_by >= today for each in night):
        sentences.append(_("The night contact is not verified within a year. Try it."))
    add = RowAct(_("Add a contact"), reverse("supplier-contact-create", args=[row.pk]), ActRank.BESIDE)
    context: Mapping[str, object] = {"contacts": found, "writes": writes, "today": today}
    return PanelContent(
        context=context if found else None,
        missing="" if found else _("No contact is written."),
        add=add if writes and not found else None,
        acts=[add] if writes and found else (),
        sentences=sentences,
    )


def _unverified(access: Access, today: date) -> QuerySet[SupplierContact]:
    mine = access.asked(EDIT, "supplier__owner_unit")
    rows = SupplierContact.objects.visible(access).filter(mine, purpose=ContactPurpose.INCIDENT)
    rows = rows.filter(supplier__archived_at=None).exclude(is_verified(today))
    return rows.select_related("supplier__owner_unit").order_by("supplier__sort_key", "id")


@task_feed(_unverified, right=EDIT)
def pending_verifications(row: SupplierContact) -> PendingTask:
    """A task for each night contact that nobody has verified within a year."""
    words = {"name": row, "supplier": row.supplier, "day": row.verified_on}
    since = _("It was last verified on %(day)s.") if row.verified_on else _("Nobody has verified it.")
    return PendingTask(
        key=f"supplier-contact:{row.pk}:{row.verified_on}",
        title=_("Try the night contact at “%(supplier)s”") % words,
        url=part_page(row),
        why=f"{since % words} {_('Once a year somebody tries whom to ring at night.')}",
        due=row.verify_by,
        about=refer(row.supplier),
    )
