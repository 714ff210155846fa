"""The forms of a reorganisation's two steps: what to do, and the guided list of what goes where."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Unpack
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm, reason_field
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.words import Phrase
from akropolis.people.organisation.models import HandoverKind
from akropolis.people.organisation.selectors import belonging as selectors
from akropolis.people.organisation.services.reorganising import Wish
from akropolis.people.organisation.services.units import REORGANISE
from akropolis.people.organisation.web.forms import (
    EMPLOYEES,
    KINDS,
    REVIEWS,
    SHORT_NAME,
    UNIT_CODE,
    unit_field,
)

ENDS = "ends"


def _unit(access: Access, label: Phrase, *, required: bool = True) -> ScopedModelChoiceField:
    return unit_field(access, label, required=required, permission=REORGANISE)


class ReorganisationForm(VersionedForm):
    """Form with what to do, and from which day. `wish` returns the input of the reorganisation."""

    kind_of_change: ClassVar[HandoverKind]

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)

    def wish(self, unit: Unit) -> Wish:
        """Return the input of the reorganisation. The form must be valid."""
        raise NotImplementedError

    def _wish(self, givers: Sequence[Unit], **more: Any) -> Wish:
        given = self.cleaned_data
        return Wish(self.kind_of_change, givers, given["on"], given["reason"], **more)

    def hide(self) -> None:
        """Turn all fields into hidden fields with the submitted values, for the second step."""
        for field in self.fields.values():
            field.widget = field.hidden_widget()


class MoveForm(ReorganisationForm):
    """Form with the new parent of a unit."""

    kind_of_change = HandoverKind.MOVE

    on = day_field(gettext_lazy("From which day"))
    reason = reason_field(required=True)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        self.fields["parent"] = _unit(access, gettext_lazy("Belongs to"))
        self.order_fields(["parent", "on", "reason"])

    def wish(self, unit: Unit) -> Wish:
        """Return the input of this kind of reorganisation, from the valid form."""
        given = self.cleaned_data
        return self._wish([unit], taker=given["parent"])


class MergeForm(ReorganisationForm, model=Unit):
    """Form with the units that are merged into one, and the details of the new unit."""

    kind_of_change = HandoverKind.MERGE

    code = UNIT_CODE
    name = FromModel(label=gettext_lazy("Name of the new unit"))
    short = SHORT_NAME
    kind = FromModel(choices=KINDS)
    employees = EMPLOYEES
    reviews = REVIEWS
    on = day_field(
        gettext_lazy("First day of the new unit"), help_text=gettext_lazy("The others end the day before.")
    )
    reason = reason_field(required=True)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        self.fields["units"] = _unit(access, gettext_lazy("Is merged with"))
        self.fields["third"] = _unit(access, gettext_lazy("And with"), required=False)
        self.fields["parent"] = _unit(access, gettext_lazy("The new unit belongs to"))
        self.order_fields(["units", "third", "code", "name", "short", "kind", "parent"])

    def wish(self, unit: Unit) -> Wish:
        """Return the input of this kind of reorganisation, from the valid form."""
        given = self.cleaned_data
        new = {
            name: given[name] for name in ("code", "name", "short", "kind", "employees", "reviews", "parent")
        }
        others = [each for each in (given["units"], given["third"]) if each]
        return self._wish([unit, *others], into=[new])


class SplitForm(ReorganisationForm, model=Unit):
    """Form with the two units into which one is split; their other details are set later, on their own pages."""

    kind_of_change = HandoverKind.SPLIT

    code = UNIT_CODE
    name = FromModel(label=gettext_lazy("Name of the first unit"))
    code_2 = UNIT_CODE
    name_2 = FromModel(column="name", label=gettext_lazy("Name of the second unit"))
    kind = FromModel(choices=KINDS)
    reviews = REVIEWS
    on = day_field(
        gettext_lazy("First day of the new units"),
        help_text=gettext_lazy("The one that is split ends the day before."),
    )
    reason = reason_field(required=True)

    def wish(self, unit: Unit) -> Wish:
        """Return the input of this kind of reorganisation, from the valid form."""
        given = self.cleaned_data
        shared = {"kind": given["kind"], "reviews": given["reviews"]}
        new = [{"code": given[f"code{n}"], "name": given[f"name{n}"], **shared} for n in ("", "_2")]
        return self._wish([unit], into=new)


class RowsForm(ReorganisationForm):
    """Form with the unit that takes over some of the unit's rows."""

    kind_of_change = HandoverKind.ROWS
    on = day_field(gettext_lazy("From which day"))
    reason = reason_field(required=True)

    def __init__(self, data: FormData = None, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        self.fields["taker"] = _unit(access, gettext_lazy("Which unit takes over"))
        self.order_fields(["taker", "on", "reason"])

    def wish(self, unit: Unit) -> Wish:
        """Return the input of this kind of reorganisation, from the valid form."""
        return self._wish([unit], taker=self.cleaned_data["taker"])


class GuideForm(VersionedForm):
    """Form with what goes where, kind by kind, and who holds which role afterwards. It is built for one `Wish`."""

    def __init__(
        self, data: FormData = None, *, access: Access, wish: Wish, **kwargs: Unpack[FormGiven]
    ) -> None:
        super().__init__(data, **kwargs)
        self.wish = wish
        self.takers = [str(new["name"]) for new in wish.into] or [str(wish.taker)]
        ends = wish.kind in (HandoverKind.MERGE, HandoverKind.SPLIT)
        self.lots = selectors.lots(wish.givers, wish.on)
        self.held = selectors.held_in(wish.givers, wish.on) if ends else []
        if wish.kind in (HandoverKind.SPLIT, HandoverKind.ROWS):
            for lot in self.lots:
                self._add_rows(access, lot)
        for each in self.held:
            self.fields[f"role_{each.pk}"] = self._where(f"{each.user}, {each.role}, {each.unit}", ends=True)
        if wish.kind == HandoverKind.SPLIT:
            for child in selectors.units_below(wish.givers[0], wish.on):
                self.fields[f"below_{child.pk}"] = self._where(child.name)
            self.fields["keeper"] = self._where(_("What is over and decided is kept by"))

    def _add_rows(self, access: Access, lot: selectors.Lot) -> None:
        """Add a checkbox for each row that the user may read; other rows follow the rest."""
        if lot.belonging.field != "owner_unit":
            return
        rows = lot.belonging.model.objects.visible(access).filter(pk__in=lot.rows.order_by().values("pk"))
        choices = [(str(row.pk), row.label()) for row in rows]
        if choices:
            self.fields[f"rows_{lot.belonging.key}"] = forms.MultipleChoiceField(
                label=lot.belonging.label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _where(self, label: str, *, ends: bool = False) -> forms.ChoiceField:
        choices = [(str(place), name) for place, name in enumerate(self.takers)]
        return forms.ChoiceField(
            label=label, choices=choices + ([(ENDS, _("Ends"))] if ends else []), initial="0"
        )

    def chosen(self) -> Wish:
        """Return the `Wish` with the choices made in the form."""
        given = self.cleaned_data
        return replace(
            self.wish,
            picked=frozenset(UUID(pk) for name in given if name.startswith("rows_") for pk in given[name]),
            roles={UUID(pk): None if at == ENDS else int(at) for pk, at in self._given("role_")},
            below={UUID(pk): int(at) for pk, at in self._given("below_")},
            keeper=int(given.get("keeper", 0)),
        )

    def _given(self, start: str) -> Iterator[tuple[str, str]]:
        return (
            (name.removeprefix(start), at) for name, at in self.cleaned_data.items() if name.startswith(start)
        )

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Return the fields grouped under their headings."""
        last = {"unit": self.takers[-1]}
        titles = {
            "rows_": _("Tick what goes to %(unit)s") % last,
            "role_": _("Who takes the roles along"),
            "below_": _("Units below"),
            "keeper": _("What stays"),
        }
        found = {start: [self[name] for name in self.fields if name.startswith(start)] for start in titles}
        return [(titles[start], fields) for start, fields in found.items() if fields]
