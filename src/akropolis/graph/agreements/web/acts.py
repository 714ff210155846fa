"""Work pages of an agreement: who buys under it, and what it delivers."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    VersionedForm,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY, UnitKind
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.writer import create, remove, update
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.agreements.models import AgreedService, SupplierAgreement, SupplierAgreementParty
from akropolis.graph.agreements.selectors.agreements import EDIT, services_to_choose
from akropolis.graph.agreements.services import agreements as services
from akropolis.graph.assets.models import Node
from akropolis.people.organisation.selectors.tree import living

DETAIL = "supplier-agreements-detail"
AGREEMENT = ActTarget(
    EDIT,
    row_of(SupplierAgreement, "owner_unit", "supplier"),
    DETAIL,
    SupplierAgreement.label,
    unit="owner_unit",
)


def _page_of(row: SupplierAgreementParty) -> str:
    return reverse(DETAIL, args=[row.agreement_id]) + "#buyers"


PARTY: ActTarget[SupplierAgreementParty] = ActTarget(
    EDIT,
    row_of(SupplierAgreementParty, "agreement__owner_unit", "unit"),
    _page_of,
    str,
    unit="agreement.owner_unit",
)


class CallOffForm(VersionedForm, model=SupplierAgreementParty):
    """A buying unit's call-off and what it pays."""

    reference = FromModel()
    value = FromModel()


class BuyerForm(CallOffForm, model=SupplierAgreementParty):
    """A unit that buys under the agreement, its call-off and what it pays."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today, buying = timezone.localdate(), Q(kind__in=[*OWN_AUTHORITY, UnitKind.CITY])
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(living(today), buying).order_by("sort_key"),
            label=_("Unit"),
            help_text=_("Its people may then read the agreement."),
        )
        self.order_fields(["unit", "reference", "value"])


class ServicesForm(VersionedForm):
    """The services that the agreement delivers."""

    def __init__(
        self,
        data: FormData = None,
        *,
        access: Access,
        agreement: SupplierAgreement,
        **kwargs: Unpack[FormGiven],
    ) -> None:
        super().__init__(data, **kwargs)
        choices = services_to_choose(access, agreement, timezone.localdate())
        self.fields["services"] = ScopedModelMultipleChoiceField(
            model=Node,
            access=access,
            narrow=lambda rows: rows.filter(choices).order_by("sort_key", "pk"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=_("IT services"),
            help_text=_("Those that depend on the supplier. Add the dependency on the service's page first."),
        )


def _given(request: HttpRequest, _row: object) -> Mapping[str, object]:
    return {"access": access_of(request)}


def _services(request: HttpRequest, row: SupplierAgreement) -> Mapping[str, object]:
    access = access_of(request)
    named = AgreedService.objects.visible(access).filter(agreement=row).values_list("node", flat=True)
    return {"access": access, "agreement": row, "initial": {"services": list(named)}}


ADD_BUYER = Act(
    on=AGREEMENT,
    form=BuyerForm,
    given=_given,
    do=lambda access, row, form: create(
        access, SupplierAgreementParty, {**form.row_values(), "agreement": row}
    ),
    once=True,
    after=_page_of,
    title=_("Add a unit that buys"),
)
CHANGE_CALL_OFF = Act(
    on=PARTY,
    form=CallOffForm,
    initial=("version", "reference", "value"),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=_("Change the call-off"),
)
REMOVE_BUYER = ButtonAct(on=PARTY, do=remove, done=_("It is removed."))
CHOOSE_SERVICES = Act(
    on=AGREEMENT,
    form=ServicesForm,
    given=_services,
    initial=("version",),
    do=lambda access, row, form: services.choose_services(
        access, row, list(form.cleaned_data["services"]), version=form.seen
    ),
    title=_("What the agreement delivers"),
)
