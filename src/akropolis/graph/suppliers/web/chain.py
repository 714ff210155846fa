"""The sub-suppliers of a supplier: the panel, and the pages that write who says so."""

from typing import Unpack

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.writer import remove
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.assets.models import Dependency
from akropolis.graph.suppliers.models import SubSupplierClaim, Supplier
from akropolis.graph.suppliers.selectors.chain import list_chain
from akropolis.graph.suppliers.services.chain import add_sub_supplier
from akropolis.graph.suppliers.web.contacts import EDIT, SUPPLIER


class SubSupplierForm(VersionedForm, model=SubSupplierClaim):
    """Which sub-supplier, who says so, and when."""

    source = FromModel()
    stated_on = FromModel()
    field_order = ("sub_supplier", "source", "stated_on")

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.fields["sub_supplier"] = ScopedModelChoiceField(
            model=Supplier,
            access=access,
            narrow=lambda rows: rows.filter(Q(archived_at=None)),
            label=_("Sub-supplier"),
        )
        self.order_fields(self.field_order)


ADD_SUB_SUPPLIER = Act(
    on=SUPPLIER,
    form=SubSupplierForm,
    given=lambda request, _row: {
        "access": access_of(request),
        "initial": {"stated_on": timezone.localdate()},
    },
    do=lambda access, row, form: add_sub_supplier(access, row, **form.row_values()),
    places={"target": "sub_supplier"},
    once=True,
    title=gettext_lazy("Add a sub-supplier"),
    lead=gettext_lazy("The chain is drawn in the graph, so that an outage below is seen above."),
)
CLAIM: ActTarget[SubSupplierClaim] = ActTarget(
    EDIT,
    row_of(SubSupplierClaim, "dependency__source__owner_unit"),
    lambda row: reverse("suppliers-detail", args=[row.dependency.source.record]) + "#chain",
    unit="dependency.source.owner_unit",
)
REMOVE_CLAIM = ButtonAct(on=CLAIM, do=remove, done=gettext_lazy("It is removed."))


def chain_panel(access: Access, row: Supplier) -> PanelContent | None:
    """Return the chain of sub-suppliers with who says so; None for those who may read no dependencies."""
    if not access.anywhere(f"{Dependency.permission}:read"):
        return None
    chain = list_chain(access, row, timezone.localdate())
    writes = row.archived_at is None and access.may(EDIT, row.owner_unit)
    add = RowAct(_("Add a sub-supplier"), reverse("sub-supplier-create", args=[row.pk]))
    return PanelContent(
        context={"chain": chain, "writes": writes} if chain else None,
        missing="" if chain else _("No sub-supplier is written. That may be because nobody has asked."),
        add=add if writes and not chain else None,
        acts=[add] if writes and chain else (),
    )
