"""The table of legal bases, and its form with a level field for each aspect."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.kept.declaration import MARK, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.forms import Group, KeptForm, KeptGiven
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Cell
from akropolis.shared.classification.models import LegalBasis
from akropolis.shared.classification.rules.aspects import ORDER, in_letters
from akropolis.shared.classification.rules.content import BEYOND
from akropolis.shared.classification.rules.scheme import SchemeBody
from akropolis.shared.classification.selectors import schemes
from akropolis.shared.classification.selectors.legal_bases import as_provision

EMPTY = SchemeBody((), (), ())


class LegalBasisForm(KeptForm):
    """Form for a legal basis. Its level choices are named as in the scheme in force."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        del self.fields["levels"]
        self.stored: Mapping[str, object] = self.initial.pop("levels", {})
        scheme = schemes.edition_in_force(access, timezone.localdate())
        body = schemes.body_of(scheme) if scheme else EMPTY
        levels = [(str(lv.value), f"{lv.value} {lv.label}") for lv in body.ordinary]
        self.aspects = [aspect.key.value for aspect in body.active]
        for aspect in body.active:
            field = forms.ChoiceField(
                label=aspect.name, choices=[("", _("No proposal")), *levels], required=False
            )
            unmarked(field)
            self.fields[f"level_{aspect.key.value}"] = field
            self.initial[f"level_{aspect.key.value}"] = str(self.stored.get(aspect.key.value, ""))
        self.fields["beyond"] = forms.BooleanField(
            label=_("Information under it lies outside the catalogue"),
            required=False,
            help_text=_("Then it proposes no level: classification stops."),
        )
        self.initial["beyond"] = self.stored.get(BEYOND) is True

    def groups(self) -> list[Group]:
        """Return the groups of fields; the levels come between the description and how certain it is."""
        what, sure = super().groups()
        levels = [*(f"level_{key}" for key in self.aspects), "beyond"]
        return [what, (_("Levels that it proposes"), [self[name] for name in levels]), sure]

    def values(self) -> dict[str, object]:
        """Return the values, with the levels combined; levels of aspects that are off keep their values."""
        given = {key: self.cleaned_data[f"level_{key}"] for key in self.aspects}
        off = {a.value: self.stored[a] for a in ORDER if a in self.stored and a.value not in given}
        levels = off | {key: int(level) for key, level in given.items() if level}
        values = {name: self.cleaned_data[name] for name in self.names if name != "levels"}
        return values | {"levels": {BEYOND: True} if self.cleaned_data["beyond"] else levels}


def _proposes(row: LegalBasis) -> Cell:
    proposed = as_provision(row)
    levels = _("Outside the catalogue") if proposed.beyond else in_letters(dict(proposed.levels))
    return Cell(text=levels or _("No level"))


LEGAL_BASES = KeptTable(
    key="classification-legal",
    slug="klassning/lagrum",
    model=LegalBasis,
    intro=gettext_lazy(
        "Provisions that bear on how information is classified, and the levels that they propose."
        " The levels are the city's judgement; whoever classifies may choose others, with a reason."
    ),
    add=gettext_lazy("New legal basis"),
    fields=("name", "name_en", "provision", "note", "note_en", "levels"),
    columns=(
        KeptColumn(gettext_lazy("Legal basis"), lambda row: Cell(text=row.title, note=row.said("note"))),
        KeptColumn(gettext_lazy("Provision"), lambda row: Cell(text=row.provision.replace(" §", "\u00a0§"))),
        KeptColumn(gettext_lazy("Proposes"), _proposes, unbroken=True),
        KeptColumn(MARK.label, lambda row: Cell(text=row.get_mark_display().capitalize(), note=row.source)),
        VALID,
    ),
    content="legal_bases.yaml",
    under=("classification-schemes", gettext_lazy("Classification schemes")),
    ending=gettext_lazy("Decisions that rest on it stand. It can no longer be chosen in new ones."),
    form=LegalBasisForm,
    new="nytt",
    by="code",
)
