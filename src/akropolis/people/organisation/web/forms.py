"""Forms and search input for units, people and appointments. The choices include only what the user may see."""

from typing import Unpack

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import (
    EndForm,
    Narrow,
    ReadOnce,
    ScopedModelChoiceField,
    VersionedForm,
    active_accounts,
    editable_units,
    reason_field,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Role, Tracked, Unit, User
from akropolis.base.kernel.access.models.people import username
from akropolis.base.kernel.access.models.units import UnitKind, unit_code
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.words import Phrase
from akropolis.people.organisation.services.appointments import KEEPS_ACCOUNTS

UNIT_EDIT, APPOINTMENT_EDIT = "organisation:unit:edit", "organisation:appointment:edit"
LONGEST_SEARCH = 200
KINDS = [(value, label) for value, label in UnitKind.choices if value != UnitKind.CITY]


UNIT_CODE = FromModel(
    gettext_lazy(
        "Short, in lower case, for example utb. It is used in addresses and files and is permanent."
    ),
    column="code",
    validators=[unit_code],
)
SHORT_NAME = FromModel(gettext_lazy("Where there is little room."))
EMPLOYEES = FromModel(max_value=2_000_000)
REVIEWS = FromModel(label=gettext_lazy("Makes a management review of its own"))


class AnyUnitForm(VersionedForm, model=Unit):
    """Form with details of a unit, new or existing. `top` says that the unit is the city."""

    name = FromModel()
    short = SHORT_NAME
    kind = FromModel(choices=KINDS)
    organisation_number = FromModel(
        gettext_lazy("Only the municipality and its companies have one: NNNNNN-NNNN.")
    )
    employees = EMPLOYEES
    reviews = REVIEWS
    valid_from = FromModel()
    because = reason_field(required=False)

    def __init__(self, data: FormData = None, *, top: bool = False, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        if top:
            self.fields["kind"].choices = [c for c in UnitKind.choices if c[0] == UnitKind.CITY]  # type: ignore[attr-defined]


class UnitForm(AnyUnitForm):
    """Form with details of an existing unit."""

    valid_to = FromModel()
    field_order = (*(name for name in AnyUnitForm.base_fields if name != "because"), "valid_to")


class NewUnitForm(AnyUnitForm):
    """Form for a new unit. `first` is true if there is no unit yet: the new unit is then the city."""

    code = UNIT_CODE

    def __init__(
        self, data: FormData = None, *, access: Access, first: bool = False, **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, top=first, **kwargs)
        if not first:
            self.fields["parent"] = unit_field(access, gettext_lazy("Belongs to"))
            only = editable_units(access, UNIT_EDIT).filter(valid_to__isnull=True)[:2]
            if len(only) == 1:
                self.initial["parent"] = only[0].pk
        self.order_fields(["parent", "code"])


def unit_field(
    access: Access, label: Phrase, *, required: bool = True, permission: str = UNIT_EDIT
) -> ScopedModelChoiceField:
    """Return a choice among the units in which the user holds the permission, by default to change them."""
    return ScopedModelChoiceField(
        model=Unit,
        access=access,
        narrow=lambda _rows: editable_units(access, permission).filter(valid_to__isnull=True),
        label=label,
        required=required,
        empty_label=_("Choose"),
    )


class WholeOrUnitField(ScopedModelChoiceField):
    """Field for choosing a unit, or, once `offer_whole` has been called, the whole installation (None)."""

    whole: str | None = None

    def offer_whole(self) -> None:
        """Offer the whole installation, as an explicit choice, so that nothing chosen by mistake gives so much."""
        self.whole = "whole"
        self.help_text = _("The whole installation is for those who administer the system, and for programs.")
        nothing, *units = ReadOnce(self)
        self.choices = [nothing, (self.whole, _("The whole installation")), *units]

    def clean(self, value: object) -> Unit | None:
        """Return the unit, or None for the whole installation. Raises ValidationError if nothing is chosen."""
        return None if value and value == self.whole else super().clean(value)


class PersonForm(VersionedForm, model=User):
    """Form with details of a person."""

    name = FromModel()
    title = FromModel()
    email = FromModel(max_length=320)
    is_active = FromModel(
        gettext_lazy("Take it away when the person leaves. What she has done stays, with her name.")
    )
    because = reason_field(required=False)


class NewPersonForm(VersionedForm, model=User):
    """Form for a new account."""

    username = FromModel(
        gettext_lazy("Permanent. Lower case, figures, full stop, hyphen and underscore."),
        validators=[username],
    )
    name = FromModel()
    title = FromModel()
    email = FromModel(max_length=320)


class EndRoleForm(EndForm):
    """Form with the last day of a role."""

    valid_to = day_field(
        gettext_lazy("Last day"),
        help_text=gettext_lazy("The role holds that day too. To end it at once, give the day before today."),
    )


class AppointmentForm(VersionedForm, model=Appointment):
    """Form with who holds which role where, and for how long."""

    and_below = forms.BooleanField(label=gettext_lazy("Also in the units below"), required=False)
    valid_from = FromModel()
    valid_to = FromModel(gettext_lazy("Empty until further notice."))
    because = reason_field(required=False)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        choices: dict[str, tuple[type[Tracked], Phrase, Narrow | None]] = {
            "user": (User, gettext_lazy("Person"), lambda _rows: active_accounts(access)),
            "role": (Role, gettext_lazy("Role"), None),
            "unit": (
                Unit,
                gettext_lazy("Unit"),
                lambda _rows: editable_units(access, APPOINTMENT_EDIT).filter(valid_to__isnull=True),
            ),
        }
        for key, (model, label, narrow) in choices.items():
            field = WholeOrUnitField if key == "unit" else ScopedModelChoiceField
            self.fields[key] = field(
                model=model, access=access, narrow=narrow, label=label, empty_label=_("Choose")
            )
        if access.may(KEEPS_ACCOUNTS, None):
            self.fields["unit"].offer_whole()  # type: ignore[attr-defined]
        self.order_fields(["user", "role", "unit", "and_below", "valid_from"])


def search_words(request: HttpRequest, name: str) -> str:
    """Return a search parameter, truncated to a usable length and without NUL characters, which PostgreSQL rejects."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]
