"""Forms of a legal entity: the test's questions, the class, the facts to register, and the registration itself."""

from datetime import date

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.fields import field_of
from akropolis.base.kernel.access.forms import ScopedModelMultipleChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.forms import Group
from akropolis.base.kernel.registers.forms import plain_field
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.compliance.models import (
    EntityClass,
    EntityProfile,
    RegisteredField,
    Registration,
    Sector,
)
from akropolis.graph.compliance.rules.entities import Circumstance
from akropolis.graph.entities.selectors import Entity

SIZE = ("employees", "turnover", "balance")
CIRCUMSTANCES = [each.value for each in Circumstance]
DECISION = ("entity_class", "provision", "reason", "decided_on")


class SectorsField(ScopedModelMultipleChoiceField):
    """Field for choosing sectors; each is shown with its annex."""

    def label_from_instance(self, obj: Sector) -> str:
        """Return the sector's name and annex."""
        return f"{obj} ({str(obj.get_annex_display()).lower()})"


def _field(model: type[Model], name: str) -> forms.Field:
    return plain_field(model, field_of(model, name))


class DescribeForm(VersionedForm):
    """Form: the questions of the test."""

    def __init__(self, data: FormData, *, access: Access, entity: Entity, day: date) -> None:
        profile = entity.profile or EntityProfile(unit=entity.unit, employees=entity.unit.employees)
        first = {name: getattr(profile, name) for name in SIZE}
        first |= {
            "holds": [str(each) for each in profile.holds],
            "sectors": [row.pk for row in entity.sectors],
        }
        super().__init__(data, initial=first | {"version": profile.version if entity.profile else 0})
        for name in SIZE:
            self.fields[name] = _field(EntityProfile, name)
        held = [row.pk for row in Sector.in_force(access, day)]
        self.fields["sectors"] = SectorsField(
            model=Sector,
            access=access,
            narrow=lambda rows: rows.filter(pk__in=held),
            label=_("Sectors in which it is active"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("The municipality is active in public administration, and often in more."),
        )
        self.fields["holds"] = forms.MultipleChoiceField(
            label=_("What is true of it"),
            choices=[(name, capfirst(_name(name))) for name in CIRCUMSTANCES],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for name in ("sectors", "holds"):
            unmarked(self.fields[name])

    def groups(self) -> list[Group]:
        """Return the form's fields, grouped under headings."""
        return [
            (_("How large it is"), [self[name] for name in SIZE]),
            (_("What it does"), [self["sectors"]]),
            (_("What counts whatever the size"), [self["holds"]]),
        ]

    def described(self) -> tuple[dict[str, object], list[Sector]]:
        """Return the answers in the form that `services.describe` takes, and the chosen sectors."""
        given = self.cleaned_data
        facts = {n: given[n] for n in SIZE} | {name: name in given["holds"] for name in CIRCUMSTANCES}
        return facts, list(given["sectors"])


def _name(name: str) -> str:
    return str(EntityProfile._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class ClassForm(VersionedForm, model=EntityProfile):
    """Form: the class, its paragraph, and the reason if the test proposes another class."""

    entity_class = FromModel(required=True, choices=EntityClass.choices, widget=forms.RadioSelect)
    provision = FromModel(required=True)
    reason = FromModel(gettext_lazy("Needed when the class is another than the test proposes."), rows=4)
    decided_on = FromModel(required=True)

    def __init__(self, data: FormData, *, entity: Entity, day: date) -> None:
        profile, proposal = entity.profile, entity.proposal
        first: dict[str, object] = {
            "entity_class": proposal.kind or "",
            "provision": proposal.provision,
            "decided_on": day,
        }
        if profile is not None and profile.entity_class:
            first = {name: getattr(profile, name) for name in DECISION}
        super().__init__(data, initial=first | {"version": profile.version if profile else 0})


class FactsForm(VersionedForm):
    """Form: each fact of the registration, and the day from which it is true."""

    def __init__(self, data: FormData, *, entity: Entity) -> None:
        first: dict[str, object] = {
            "version": entity.version,
            "name": entity.unit.name,
            "states": _("Sweden"),
        }
        first["sectors"] = "\n".join(str(sector) for sector in entity.sectors)
        for name, fact in entity.now.items():
            first |= {name: fact.value, f"{name}_from": fact.true_from}
        super().__init__(data, initial=first)
        for each in RegisteredField:
            rows = (
                3
                if each in (RegisteredField.ADDRESS, RegisteredField.IP_RANGES, RegisteredField.SECTORS)
                else 1
            )
            self.fields[each] = forms.CharField(
                label=each.label,
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput,
                help_text=_("One on each line.") if each == RegisteredField.IP_RANGES else "",
            )
            label = _("%(fact)s: true from") % {"fact": each.label}
            self.fields[f"{each}_from"] = day_field(label, required=False)
        for field in self.fields.values():
            unmarked(field)

    def groups(self) -> list[Group]:
        """Return the form's fields: each fact followed by its day."""
        return [
            (
                _("What is registered"),
                [self[name] for each in RegisteredField for name in (each, f"{each}_from")],
            )
        ]

    def given(self) -> dict[str, tuple[str, date | None]]:
        """Return field → (value as written, day from which it is true)."""
        found = self.cleaned_data
        return {str(each): (_lines(found[each]), found[f"{each}_from"]) for each in RegisteredField}


def _lines(text: str) -> str:
    return "\n".join(text.splitlines()).strip()


class RegistrationForm(VersionedForm, model=Registration):
    """Form: when the registration was sent and confirmed, and the number on the receipt."""

    sent_on = FromModel()
    receipt = FromModel(gettext_lazy("Can be written later, when it has come."))
    confirmed_on = FromModel()
