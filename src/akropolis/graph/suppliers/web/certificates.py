"""Certificates of a supplier: the panel, the pages that write them, and the task when one has lapsed."""

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
from akropolis.base.kernel.records.writer import create, remove, update
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.suppliers.models import Supplier, SupplierCertificate
from akropolis.graph.suppliers.models.certificates import has_lapsed
from akropolis.graph.suppliers.web.contacts import EDIT, SUPPLIER
from akropolis.shared.evidence.register.panels import evidence_of_rows


def certificate_page(row: SupplierCertificate) -> str:
    """Return the address of the supplier's page, at its certificates."""
    return reverse("suppliers-detail", args=[row.supplier_id]) + "#certificates"


class SupplierCertificateForm(VersionedForm, model=SupplierCertificate):
    """What is certified, what it covers, by whom, from when and until when."""

    standard = FromModel()
    scope = FromModel(rows=3)
    issuer = FromModel()
    valid_from = FromModel()
    valid_until = FromModel()


CERTIFICATE: ActTarget[SupplierCertificate] = ActTarget(
    EDIT,
    row_of(SupplierCertificate, "supplier__owner_unit"),
    certificate_page,
    lambda row: row.supplier.label(),
    unit="supplier.owner_unit",
)
ADD_CERTIFICATE = Act(
    on=SUPPLIER,
    form=SupplierCertificateForm,
    do=lambda access, row, form: create(access, SupplierCertificate, {**form.row_values(), "supplier": row}),
    once=True,
    after=certificate_page,
    title=gettext_lazy("Add a certificate"),
)
CHANGE_CERTIFICATE = Act(
    on=CERTIFICATE,
    form=SupplierCertificateForm,
    initial=("version", "standard", "scope", "issuer", "valid_from", "valid_until"),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=gettext_lazy("Change the certificate"),
)
REMOVE_CERTIFICATE = ButtonAct(on=CERTIFICATE, do=remove, done=gettext_lazy("It is removed."))


def certificates_panel(access: Access, row: Supplier) -> PanelContent:
    """Return the certificates with their evidence, and which have lapsed."""
    today = timezone.localdate()
    rows = SupplierCertificate.objects.visible(access).filter(supplier=row)
    found, lapsed = list(rows), set(rows.filter(has_lapsed(today)).values_list("pk", flat=True))
    proofs = evidence_of_rows(access, found) if found else {}
    writes = row.archived_at is None and access.may(EDIT, row.owner_unit)
    add = RowAct(_("Add a certificate"), reverse("supplier-certificate-create", args=[row.pk]))
    lines = [(each, each.pk in lapsed, proofs.get(each.pk, "")) for each in found]
    words = _("The certificate “%(name)s” ran out on %(day)s.")
    return PanelContent(
        context={"lines": lines, "writes": writes} if found else None,
        missing="" if found else _("No certificate is written."),
        add=add if writes and not found else None,
        acts=[add] if writes and found else (),
        sentences=[words % {"name": each, "day": each.valid_until} for each in found if each.pk in lapsed],
    )


def _lapsed(access: Access, today: date) -> QuerySet[SupplierCertificate]:
    mine = access.asked(EDIT, "supplier__owner_unit")
    rows = SupplierCertificate.objects.visible(access).filter(mine, has_lapsed(today))
    rows = rows.filter(supplier__archived_at=None)
    return rows.select_related("supplier__owner_unit").order_by("valid_until", "id")


@task_feed(_lapsed, right=EDIT)
def pending_certificates(row: SupplierCertificate) -> PendingTask:
    """A task for each certificate that has run out and that no later one replaces."""
    words = {"name": row, "supplier": row.supplier, "day": row.valid_until}
    return PendingTask(
        key=f"supplier-certificate:{row.pk}:{row.valid_until}",
        title=_("Ask “%(supplier)s” for a new certificate: %(name)s") % words,
        url=certificate_page(row),
        why=_("It ran out on %(day)s. Write the new one, or remove it if the supplier has none.") % words,
        due=row.valid_until,
        about=refer(row.supplier),
    )
