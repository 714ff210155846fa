"""Work pages of what belongs to a processing: people and data, places, other controllers, recipients."""

from collections.abc import Callable, Mapping, Sequence
from typing import Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    ScopedModelMultipleChoiceField,
    VersionedForm,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.kept.models import KeptRow
from akropolis.base.kernel.records.writer import remove
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.privacy.processing.models import (
    DataCategory,
    DataSubjectGroup,
    NationalBasis,
    Processing,
    ProcessingCategory,
    ProcessingGroup,
    ProcessingNode,
    ProcessingPart,
    ProcessingParty,
    ProcessingRecipient,
    TransferBasis,
)
from akropolis.privacy.processing.register.processings import EDIT, processing_url, way_to
from akropolis.privacy.processing.services import processings as service

FIELDS = ("other_groups", "other_categories", "national_basis")
KINDS = ("process", "service", "information", "ai_system", "supplier")


def _in_force(rows: GatedQuerySet[Unit]) -> QuerySet[Unit]:
    return rows.exclude(valid_to__lt=timezone.localdate())


def _boxes(model: type[KeptRow], access: Access, label: str) -> forms.Field:
    widget = forms.CheckboxSelectMultiple
    return unmarked(
        ScopedModelMultipleChoiceField(
            model=model, access=access, narrow=_in_force, label=label, required=False, widget=widget
        )
    )


def _choice(model: type[Tracked], access: Access, label: str) -> forms.Field:
    return unmarked(
        ScopedModelChoiceField(model=model, access=access, narrow=_in_force, label=label, required=False)
    )


class PeopleForm(VersionedForm, model=Processing):
    """Whom the processing is about, with which data, and the national legal basis."""

    other_groups = FromModel()
    other_categories = FromModel()

    def __init__(self, data: FormData = None, *, access: Access, **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        self.fields["groups"] = _boxes(DataSubjectGroup, access, _("Whom is it about?"))
        self.fields["categories"] = _boxes(DataCategory, access, _("Which data?"))
        self.fields["national_basis"] = _choice(NationalBasis, access, _("National legal basis"))
        self.order_fields(["groups", "other_groups", "categories", "other_categories", "national_basis"])


class PlacesForm(forms.Form):
    """Where the processing is done: what is added, and what is removed."""

    def __init__(self, data: FormData = None, *, access: Access, nodes: Mapping[str, str]) -> None:
        super().__init__(data)
        rows = Pickable(access, Node, Q(kind__in=KINDS))
        told = _("A process, a service, an information set or a supplier, by name or number.")
        url = reverse("dependencies-suggest", args=["target"])
        add = PickField(rows=rows, suggest_url=url, label=_("Add"), required=False, help_text=told)
        self.fields["add"] = unmarked(add)
        if nodes:
            removed = forms.MultipleChoiceField(
                label=_("Remove"),
                choices=[*nodes.items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            self.fields["removed"] = unmarked(removed)


class PartyForm(VersionedForm, model=ProcessingParty):
    """Another controller: a unit of the city, or somebody else by name."""

    name = FromModel(gettext_lazy("Whoever is outside the city."), label=gettext_lazy("Or somebody else"))
    contact = FromModel(gettext_lazy("Address, telephone or e-mail. A function rather than a person."))
    arrangement = FromModel()

    def __init__(self, data: FormData = None, *, access: Access, **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        self.fields["unit"] = _choice(Unit, access, _("Committee or company of the city"))
        self.order_fields(["unit"])

    def clean(self) -> None:
        """Ask for one of unit and name."""
        unit = self.cleaned_data.get("unit")
        if bool(unit) == bool(self.cleaned_data.get("name")) or (unit and not unit.own_authority):
            self.add_error("name", _("Choose a committee or company, or write a name."))


class RecipientForm(VersionedForm, model=ProcessingRecipient):
    """A recipient, and what a transfer outside the EU and EEA rests on."""

    name = FromModel(gettext_lazy("A category, such as “Health care”, or a name."))
    country = FromModel()
    third_country = FromModel()
    safeguards = FromModel(gettext_lazy("Such as encryption with own keys."))

    def __init__(self, data: FormData = None, *, access: Access, **given: Unpack[FormGiven]) -> None:
        super().__init__(data, **given)
        self.fields["transfer_basis"] = _choice(TransferBasis, access, _("Basis of the transfer"))
        self.fields["fallback_basis"] = _choice(TransferBasis, access, _("Basis if that one falls"))
        self.order_fields(["name", "country", "third_country", "transfer_basis", "fallback_basis"])

    def clean(self) -> None:
        """Refuse a basis of a transfer that does not leave the EU and EEA."""
        given = self.cleaned_data
        if given.get("transfer_basis") and given.get("third_country") is not True:
            self.add_error(
                "third_country", _("Answer yes if the data leaves the EU and EEA, or choose no basis.")
            )


def _people_given(request: HttpRequest, row: Processing) -> Mapping[str, object]:
    access = access_of(request)
    groups = ProcessingGroup.objects.visible(access).filter(processing=row).order_by()
    categories = ProcessingCategory.objects.visible(access).filter(processing=row).order_by()
    initial = {
        "groups": list(groups.values_list("group", flat=True)),
        "categories": list(categories.values_list("category", flat=True)),
    }
    return {"access": access, "initial": initial}


def _places_given(request: HttpRequest, row: Processing) -> Mapping[str, object]:
    access = access_of(request)
    named = ProcessingNode.objects.visible(access).filter(processing=row).values("node")
    nodes = Node.objects.visible(access).filter(pk__in=named)
    return {"access": access, "nodes": {str(n.pk): f"{n} ({NodeKind(n.kind).label.lower()})" for n in nodes}}


def _set_places(access: Access, row: Processing, form: forms.Form) -> Processing:
    removed = {int(pk) for pk in form.cleaned_data.get("removed", ())}
    return service.set_places(access, row, removed=removed, added=form.cleaned_data["add"])


ON = ActTarget(EDIT, row_of(Processing, "owner_unit"), processing_url, way_to, unit="owner_unit")
PEOPLE = Act(
    on=ON,
    form=PeopleForm,
    initial=("version", *FIELDS),
    given=_people_given,
    do=lambda access, row, form: service.describe_people(
        access,
        row,
        {name: form.cleaned_data[name] for name in FIELDS},
        groups=form.cleaned_data["groups"],
        categories=form.cleaned_data["categories"],
        version=form.seen,
    ),
    title=gettext_lazy("People and data"),
)
SET_PLACES = Act(
    on=ON, form=PlacesForm, given=_places_given, do=_set_places, title=gettext_lazy("Where it is done")
)

type PartPages = tuple[
    Act[Processing, VersionedForm, ProcessingPart],
    Act[ProcessingPart, VersionedForm, ProcessingPart],
    ButtonAct[ProcessingPart, ProcessingPart],
]


def _pages(
    model: type[ProcessingPart],
    form: Callable[..., VersionedForm],
    fields: Sequence[str],
    title: Phrase,
    removes: str,
) -> PartPages:
    """Return the pages that add and change a part of a processing, and the button that removes it."""
    on = ActTarget[ProcessingPart](
        EDIT,
        row_of(model, "processing__owner_unit"),
        lambda part: processing_url(part.processing),
        lambda part: way_to(part.processing),
        unit="processing.owner_unit",
    )
    add: Act[Processing, VersionedForm, ProcessingPart] = Act(
        on=ON,
        form=form,
        given=lambda request, _row: {"access": access_of(request)},
        do=lambda access, row, form: service.write_part(
            access, None, {"processing": row, **form.row_values()}, model=model
        ),
        once=True,
        title=title,
    )
    change: Act[ProcessingPart, VersionedForm, ProcessingPart] = Act(
        on=on,
        form=form,
        initial=("version", *fields),
        given=lambda request, _row: {"access": access_of(request)},
        do=lambda access, part, form: service.write_part(
            access, part, form.row_values(), model=model, version=form.seen
        ),
        title=str,
        template="processing/part_form.html",
        context=lambda _request, part, _form: {"remove_url": reverse(removes, args=[part.pk])},
    )
    gone = gettext_lazy("It is removed. The history keeps it.")
    return add, change, ButtonAct(on=on, do=remove, done=gone)


PARTY = ("unit", "name", "contact", "arrangement")
RECIPIENT = ("name", "country", "third_country", "transfer_basis", "fallback_basis", "safeguards")
ADD_PARTY, CHANGE_PARTY, REMOVE_PARTY = _pages(
    ProcessingParty, PartyForm, PARTY, gettext_lazy("Another controller"), "processing-party-remove"
)
ADD_RECIPIENT, CHANGE_RECIPIENT, REMOVE_RECIPIENT = _pages(
    ProcessingRecipient,
    RecipientForm,
    RECIPIENT,
    gettext_lazy("New recipient"),
    "processing-recipient-remove",
)
