"""The tables of mandates, scenarios and costs to compare with."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.kept.declaration import MARK, SOURCE, VALID, KeptColumn, KeptTable
from akropolis.base.kernel.kept.forms import KeptForm, KeptGiven
from akropolis.base.lib.swedish import number
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.parts import Cell
from akropolis.base.ui.words import Phrase
from akropolis.graph.assets.models.nodes import NodeKind
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import CostAnchor, RiskMandate, RiskMatrix, Scenario
from akropolis.graph.risk.selectors.matrices import body_of, consequence_labels
from akropolis.graph.risk.selectors.scenarios import about_of

UNDER = ("risks-list", gettext_lazy("Risks"))
LISTS = ("weaknesses", "weaknesses_en", "questions", "questions_en")
LOSSES = {
    "handling": gettext_lazy("hours of one's own staff"),
    "response": gettext_lazy("handling and recovery"),
    "replacement": gettext_lazy("replacement"),
    "fines": gettext_lazy("fines"),
    "third_party": gettext_lazy("harm to others"),
}
"""The kinds of loss, as keys of a `LossEstimate`."""


def _kind_field(made: forms.Field, empty: str, kinds: Iterable[tuple[str, Phrase]]) -> forms.ChoiceField:
    """Return the field with words for the empty choice, which means something."""
    choices = [("", empty), *((value, capfirst(str(label))) for value, label in kinds)]
    return unmarked(forms.ChoiceField(label=made.label, choices=choices, required=False))


class MandateForm(KeptForm):
    """Form for a mandate. Matrix and level are chosen together, since each matrix has levels of its own."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        today = timezone.localdate()
        held = f"{self.initial.pop('series', '')}:{self.initial.pop('level', '')}"
        levels = [
            (
                matrix.title,
                [
                    (f"{matrix.series}:{e.value}", f"{matrix.title}: {e.value} {e.label}")
                    for e in body_of(matrix).levels
                ],
            )
            for matrix in RiskMatrix.in_force(access, today)
        ]
        known = {value for _name, choices in levels for value, _label in choices}
        if held != ":" and held not in known:
            levels.append((_("No longer in force"), [(held, held.replace(":", " "))]))
        del self.fields["series"]
        self.fields["level"] = forms.ChoiceField(label=_("Up to and including"), choices=levels)
        self.initial["level"] = held
        self.fields["unit_kind"] = _kind_field(
            self.fields["unit_kind"], _("Every kind of unit"), UnitKind.choices
        )
        harms = [("", _("Every consequence")), *consequence_labels(access).items()]
        self.fields["consequence"] = forms.TypedChoiceField(
            label=_("Only up to the consequence"),
            choices=harms,
            required=False,
            coerce=int,
            empty_value=None,
        )

    def values(self) -> dict[str, object]:
        """Return the values, with the matrix and the level apart."""
        series, _colon, level = self.cleaned_data["level"].rpartition(":")
        own = {name: self.cleaned_data[name] for name in self.names if name != "series"}
        return own | {"series": series, "level": int(level)}


def _upto(row: RiskMandate) -> Cell:
    rows = RiskMatrix.rows(system("The words of the risk matrices"))
    matrix = next((each for each in reversed(rows) if each.series == row.series), None)
    level = body_of(matrix).level(row.level) if matrix else None
    if matrix is None or level is None:
        return Cell(text=str(row.level), note=_("The level is in no matrix any longer."))
    return Cell(text=f"{level.value} {level.label}", kind=level.kind, note=matrix.title)  # type: ignore[arg-type] # one of KINDS


MANDATES: KeptTable[RiskMandate] = KeptTable(
    key="risk-mandates",
    slug="riskmandat",
    model=RiskMandate,
    intro=gettext_lazy(
        "Who may accept a risk, and up to which level. The rows that come with the system are a proposal: the city"
        " decides. A risk above one's mandate is sent up."
    ),
    add=gettext_lazy("New mandate"),
    fields=("role", "unit_kind", "series", "level", "consequence"),
    columns=(
        KeptColumn(gettext_lazy("Role"), lambda row: Cell(text=str(row.role))),
        KeptColumn(
            gettext_lazy("Kind of unit"),
            lambda row: Cell(text=row.get_unit_kind_display() if row.unit_kind else _("Every kind of unit")),
        ),
        KeptColumn(gettext_lazy("Up to and including"), _upto),
        VALID,
        KeptColumn(
            MARK.label, lambda row: Cell(text=capfirst(row.get_mark_display()), note=row.source), keepers=True
        ),
    ),
    content="mandates.yaml",
    under=UNDER,
    ending=gettext_lazy("Risks accepted by it are to be decided again: their mandate is gone."),
    form=MandateForm,
)


class ScenarioForm(KeptForm):
    """Form for a scenario. Weaknesses and questions are written one to a line; measures are ticked."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        for name in LISTS:
            box = forms.Textarea(attrs={"rows": 5})
            label, one = self.fields[name].label, _("One to a line.")
            self.fields[name] = forms.CharField(
                label=label, max_length=2000, required=False, widget=box, help_text=one
            )
            self.initial[name] = "\n".join(self.initial.get(name, []))
        measures = [(row.code, row.title) for row in Control.in_force(access, timezone.localdate())]
        held = [code for code in self.initial.get("measures", []) if code not in dict(measures)]
        self.fields["measures"] = forms.MultipleChoiceField(
            label=self.fields["measures"].label,
            choices=[*measures, *((code, code) for code in held)],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["kind"] = _kind_field(self.fields["kind"], _("The unit itself"), NodeKind.choices)

    def values(self) -> dict[str, object]:
        """Return the values, with the texts divided into lines."""
        lines = {
            name: [s.strip() for s in self.cleaned_data[name].splitlines() if s.strip()] for name in LISTS
        }
        return super().values() | lines


SCENARIOS: KeptTable[Scenario] = KeptTable(
    key="risk-scenarios",
    slug="riskscenarier",
    model=Scenario,
    intro=gettext_lazy(
        "What can happen, in words that a unit can take as its own. A change here is offered to those who have"
        " taken the scenario, never forced upon them."
    ),
    add=gettext_lazy("New scenario"),
    fields=(
        "threat",
        "kind",
        "name",
        "name_en",
        "description",
        "description_en",
        *LISTS,
        "measures",
        "likelihood_hint",
        "likelihood_hint_en",
    ),
    columns=(
        KeptColumn(gettext_lazy("Scenario"), lambda row: Cell(text=row.title, note=row.said("description"))),
        KeptColumn(gettext_lazy("Threat"), lambda row: Cell(text=str(row.threat))),
        KeptColumn(gettext_lazy("About"), lambda row: Cell(text=about_of(row))),
        VALID,
        MARK,
    ),
    filters=("threat", "kind"),
    content="scenarios.yaml",
    under=UNDER,
    ending=gettext_lazy("Risks that were taken from it stay. It can no longer be taken."),
    form=ScenarioForm,
)


class AnchorForm(KeptForm):
    """Form for a cost to compare with. The kinds of loss are those that a risk's costs are estimated by."""

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[KeptGiven]) -> None:
        super().__init__(data, access=access, **kwargs)
        self.fields["kind"] = _kind_field(self.fields["kind"], "–", LOSSES.items())


def _amount(row: CostAnchor) -> Cell:
    if row.amount is None:
        return Cell(text=_("not known"))
    return Cell(text=_("%(amount)s kr") % {"amount": number(row.amount)})


ANCHORS: KeptTable[CostAnchor] = KeptTable(
    key="risk-anchors",
    slug="kostnader-att-jamfora-med",
    model=CostAnchor,
    intro=gettext_lazy(
        "What events have cost, and how high fines can be. Shown beside whoever estimates what a risk may cost."
    ),
    add=gettext_lazy("New cost"),
    fields=("name", "name_en", "kind", "amount", "applies_to", "note", "note_en"),
    columns=(
        KeptColumn(gettext_lazy("What"), lambda row: Cell(text=row.title, note=row.said("note"))),
        KeptColumn(
            gettext_lazy("Kind of loss"), lambda row: Cell(text=capfirst(str(LOSSES.get(row.kind, ""))))
        ),
        KeptColumn(gettext_lazy("Amount"), _amount, unbroken=True),
        SOURCE,
        VALID,
        MARK,
    ),
    content="cost_anchors.yaml",
    under=UNDER,
    ending=gettext_lazy("It is no longer shown beside estimates. Estimates stay."),
    form=AnchorForm,
)
