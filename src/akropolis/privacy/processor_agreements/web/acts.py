"""Work pages of an agreement: its parties, what a transfer rests on, and sub-processors with the answer to each."""

from collections.abc import Mapping
from typing import Unpack
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.fields import field_of, pointed_at
from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    VersionedForm,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.records.writer import create, remove, update
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.people.organisation.selectors.tree import living
from akropolis.privacy.processor_agreements.models import (
    AgreementParty,
    DataProcessingAgreement,
    SubProcessor,
    SubProcessorAnswer,
)
from akropolis.privacy.processor_agreements.selectors.processors import EDIT
from akropolis.privacy.processor_agreements.services import agreements as services

DETAIL = "processor-agreements-detail"
TRANSFER = ("third_country", "country", "transfer_basis", "fallback_basis", "listed_on", "safeguards")
CHAIN = ("name", "supplier", "parent", "task", "announced_on", "object_by")


def _page_of(row: SubProcessor) -> str:
    return reverse(DETAIL, args=[row.agreement_id]) + "#sub-processors"


AGREEMENT = ActTarget(
    EDIT,
    row_of(DataProcessingAgreement, "owner_unit", "supplier"),
    DETAIL,
    DataProcessingAgreement.label,
    unit="owner_unit",
)
SUB_PROCESSOR: ActTarget[SubProcessor] = ActTarget(
    EDIT, row_of(SubProcessor, "agreement__owner_unit"), _page_of, str, unit="agreement.owner_unit"
)


class TransferForm(VersionedForm, model=SubProcessor):
    """Whether and where the data is transferred, what that rests on, and what it rests on if that falls."""

    third_country = FromModel()
    country = FromModel()
    listed_on = FromModel()
    safeguards = FromModel()
    field_order: tuple[str, ...] = TRANSFER

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        self.access = access
        in_force = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
        self.add_choices(transfer_basis=in_force, fallback_basis=in_force)

    def add_choices(self, **conditions: Q) -> None:
        """Add choices of relations, among the rows that the user may read and that meet each condition."""
        for name, condition in conditions.items():
            field = field_of(SubProcessor, name)
            self.fields[name] = ScopedModelChoiceField(
                model=pointed_at(field),
                access=self.access,
                narrow=lambda rows, condition=condition: rows.filter(condition),  # type: ignore[misc]
                label=capfirst(str(field.verbose_name)),
                required=False,
            )
        self.order_fields(self.field_order)


class SubProcessorForm(TransferForm, model=SubProcessor):
    """Who it is, what it does, who has engaged it, when it was announced, and its transfers."""

    name = FromModel()
    task = FromModel()
    announced_on = FromModel()
    object_by = FromModel()
    field_order: tuple[str, ...] = (*CHAIN, *TRANSFER)

    def __init__(
        self, data: FormData = None, *, access: Access, agreement: UUID, **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, access=access, **kwargs)
        self.add_choices(supplier=Q(archived_at=None), parent=Q(agreement=agreement))


class SubProcessorAnswerForm(VersionedForm, model=SubProcessor):
    """Whether the controller objects to the sub-processor, and why."""

    answer = FromModel(choices=SubProcessorAnswer.choices, widget=forms.RadioSelect, required=True)
    answer_reason = FromModel(rows=4)


class PartiesForm(VersionedForm):
    """The further units for which the agreement holds."""

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        self.fields["units"] = ScopedModelMultipleChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: rows.filter(living(today), kind__in=OWN_AUTHORITY).order_by("sort_key"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=_("Committees and companies"),
            help_text=_("They may read the agreement, and their processings are covered by it."),
        )


def _given(request: HttpRequest, _row: object) -> Mapping[str, object]:
    return {"access": access_of(request)}


def _of_agreement(request: HttpRequest, row: DataProcessingAgreement | SubProcessor) -> Mapping[str, object]:
    return {"access": access_of(request), "agreement": getattr(row, "agreement_id", row.pk)}


def _parties(request: HttpRequest, row: DataProcessingAgreement) -> Mapping[str, object]:
    rows = AgreementParty.objects.visible(access_of(request)).filter(agreement=row)
    return {"access": access_of(request), "initial": {"units": list(rows.values_list("unit", flat=True))}}


CHOOSE_PARTIES = Act(
    on=AGREEMENT,
    form=PartiesForm,
    given=_parties,
    initial=("version",),
    do=lambda access, row, form: services.name_parties(
        access, row, list(form.cleaned_data["units"]), version=form.seen
    ),
    title=_("For whom the agreement holds"),
)
STATE_TRANSFER = Act(
    on=AGREEMENT,
    form=TransferForm,
    given=_given,
    initial=("version", *TRANSFER),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=_("The processor's transfer outside the EU and EEA"),
)
ADD_SUB_PROCESSOR = Act(
    on=AGREEMENT,
    form=SubProcessorForm,
    given=_of_agreement,
    do=lambda access, row, form: create(access, SubProcessor, {**form.row_values(), "agreement": row}),
    once=True,
    after=_page_of,
    title=_("Add a sub-processor"),
)
CHANGE_SUB_PROCESSOR = Act(
    on=SUB_PROCESSOR,
    form=SubProcessorForm,
    given=_of_agreement,
    initial=("version", *SubProcessorForm.field_order),
    do=lambda access, row, form: update(access, row, form.row_values(), version=form.seen),
    title=_("Change the sub-processor"),
)
ANSWER = Act(
    on=SUB_PROCESSOR,
    form=SubProcessorAnswerForm,
    initial=("version", "answer", "answer_reason"),
    do=lambda access, row, form: services.answer_sub_processor(
        access, row, form.row_values(), version=form.seen
    ),
    title=_("Answer about the sub-processor"),
    lead=lambda row: f"{row}: {row.task}" if row.task else str(row),
    submit=_("Save the answer"),
)
REMOVE_SUB_PROCESSOR = ButtonAct(on=SUB_PROCESSOR, do=remove, done=_("It is removed."))
