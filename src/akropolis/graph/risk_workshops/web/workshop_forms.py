"""The forms of a workshop: its start and its end, and one form for each step of a risk."""

from collections.abc import Sequence
from datetime import date
from typing import Unpack

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import (
    ScopedModelChoiceField,
    VersionedForm,
    active_people,
    editable_units,
)
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.lib.plain import Plain
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, FormGiven, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import Risk, RiskMeasure, Scenario, Treatment
from akropolis.graph.risk.register.scales import RiskScales
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.judgements import propose_consequences
from akropolis.graph.risk.selectors.line import people_in_line
from akropolis.graph.risk.selectors.protection import measure_lines
from akropolis.graph.risk.selectors.scenarios import text_of
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopAnswer, WorkshopItem
from akropolis.graph.risk_workshops.rules import workshops as steps
from akropolis.graph.risk_workshops.services.workshops import part_of
from akropolis.shared.classification.register.security_question import SecurityQuestionForm

TREATMENTS = (
    (Treatment.REDUCE, gettext_lazy("We do something so that it becomes less likely or less bad.")),
    (Treatment.ACCEPT, gettext_lazy("We live with it as it is. Somebody with mandate decides that.")),
    (Treatment.SHARE, gettext_lazy("Somebody else takes part of it: a supplier, an insurance.")),
    (Treatment.AVOID, gettext_lazy("We stop doing what gives the risk.")),
)


class WorkshopStartForm(SecurityQuestionForm, model=RiskWorkshop):
    """Form that starts a workshop: about what, when, who leads it, who takes part and who owns its risks."""

    held_on = day_field(gettext_lazy("Day"))
    led_by = FromModel(label=gettext_lazy("Who leads it"))
    participants = FromModel(
        gettext_lazy("Four to eight who know the work, and somebody who knows the system."),
        label=gettext_lazy("Who takes part"),
        rows=3,
    )
    kept_when_stopped = ("security", "unit")

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        units = editable_units(access, EDIT).exclude(valid_to__lt=today)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit, access=access, narrow=lambda _rows: units, label=_("Whose risks"), empty_label=None
        )
        self.fields["node"] = PickField(
            rows=Pickable(access, Node),
            suggest_url=reverse("risks-suggest", args=["node"]),
            label=_("Service, process or something else that it is about"),
            required=False,
            help_text=_("Write its name or number. Leave it empty for a workshop about the unit as a whole."),
        )
        self.fields["risk_owner"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: people_in_line(access, list(units), today),
            label=_("Who owns the risks that you find"),
            help_text=_("Usually the manager of the activity. It can be changed for each risk."),
            required=False,
        )
        self.order_fields(["security", "node", "unit", "held_on", "led_by", "participants", "risk_owner"])
        self.forget()


class WorkshopAddForm(forms.Form):
    """Form that takes up one more risk: a scenario of the library, or the group's own words."""

    title = forms.CharField(label=gettext_lazy("In your own words"), max_length=200, required=False)

    def __init__(self, data: FormData, *, scenarios: Sequence[Scenario]) -> None:
        super().__init__(data)
        self.scenarios = {str(row.pk): row for row in scenarios}
        rows = [("", _("Choose, or write your own")), *((key, str(s)) for key, s in self.scenarios.items())]
        self.fields["scenario"] = forms.ChoiceField(label=_("From the library"), choices=rows, required=False)
        self.order_fields(["scenario", "title"])


class CloseForm(VersionedForm, model=RiskWorkshop):
    """Form that closes a workshop, with what else is to be remembered."""

    notes = FromModel(
        gettext_lazy("Questions for somebody else, things that came up and are no risks."),
        label=gettext_lazy("What else shall be remembered?"),
        rows=4,
    )


class StepForm(forms.Form):
    """Form of one step: `value` returns the part as it is stored, `seen` is the digest of it as it was opened."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: FormData, part: str, stored: Plain, fields: dict[str, forms.Field]) -> None:
        super().__init__(data, initial={"seen": digest_part(stored)})
        self.part = part
        self.fields |= {name: unmarked(field) for name, field in fields.items()}

    def value(self) -> Plain:
        """Return the answers as they are stored."""
        answers = {name: _plain(self.cleaned_data[name]) for name in self.fields if name != "seen"}
        if self.part == steps.CONSEQUENCE:
            return {name: int(str(level)) for name, level in answers.items() if level}
        if self.part == steps.LIKELIHOOD:
            answers["step"] = int(str(answers["step"])) if answers["step"] else None
        return answers


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else "" if value is None else value


type Options = Sequence[tuple[str, object]]


def _radio(label: str, choices: Options, initial: object, help_text: str = "") -> forms.Field:
    first = "" if initial is None else str(initial)
    radios = forms.RadioSelect
    return forms.ChoiceField(
        label=label, choices=choices, initial=first, required=False, widget=radios, help_text=help_text
    )


def _boxes(label: str, choices: Options, initial: object) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=choices, initial=initial, required=False, widget=boxes
    )


def _text(label: str, initial: object, *, rows: int = 1, most: int = 2000) -> forms.Field:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, initial=initial, required=False, max_length=most, widget=box)


def _option(label: object, text: object) -> object:
    return format_html("<strong>{}</strong> <span>{}</span>", label, text)


class StepForms:
    """Builds the form of each step of an item, for one user. `scales` is what is judged by."""

    def __init__(self, access: Access, item: WorkshopItem, scales: RiskScales) -> None:
        self.access, self.item, self.scales = access, item, scales
        workshop = item.workshop
        self.risk = item.risk or Risk(owner_unit=workshop.unit, node=workshop.node, scenario=item.scenario)
        """The risk or, before it is saved, what is known of it."""

    def form(self, part: str, data: FormData = None) -> StepForm:
        """Return the form of the part, filled from `data` if sent, else from what is stored or proposed."""
        build = {steps.CHOICE: self._choice, steps.EVENT: self._event, steps.MEASURES: self._measures}
        build |= {steps.CONSEQUENCE: self._harms, steps.LIKELIHOOD: self._likelihood}
        build |= {steps.TREATMENT: self._treatment}
        stored = part_of(self.item, part)
        return StepForm(data, part, stored, build[part](stored))

    def _choice(self, stored: Plain) -> dict[str, forms.Field]:
        return {"answer": _radio(_("Does it concern us?"), WorkshopAnswer.choices, stored["answer"])}

    def _event(self, stored: Plain) -> dict[str, forms.Field]:
        scenario, ticked = self.item.scenario, stored.get("ticked", [])
        proposed = text_of(scenario, "description") if scenario else ""
        known = text_of(scenario, "weaknesses").splitlines() if scenario else []
        description = stored.get("description", proposed)
        fields = {"description": _text(_("What can happen?"), description, rows=2, most=4000)}
        weaknesses = dict.fromkeys([*known, *ticked])
        if weaknesses:
            fields["ticked"] = _boxes(_("Which of this is true here?"), [(w, w) for w in weaknesses], ticked)
        own = _("Another weakness") if weaknesses else _("What makes it possible?")
        return {**fields, "weakness": _text(own, stored.get("weakness", ""))}

    def _measures(self, stored: Plain) -> dict[str, forms.Field]:
        day = timezone.localdate()
        links = RiskMeasure.objects.visible(self.access).filter(risk=self.risk)
        linked = set(links.values_list("control", flat=True))
        codes = self.item.scenario.measures if self.item.scenario else []
        rows = [row for row in Control.in_force(self.access, day) if row.code in codes or row.pk in linked]
        lines = measure_lines(self.access, self.risk, rows, day)
        hidden = _("you may not read how it stands")
        options = [
            (
                line.control.code,
                _option(line.control.title, STATES[line.status][0] if line.status else hidden),
            )
            for line in lines
        ]
        label = _("Which measures protect against it, and how do they stand?")
        ticked = stored.get("ticked", [row.code for row in rows])
        fields = {"ticked": _boxes(label, options, ticked)} if options else {}
        return {**fields, "other": _text(_("What else protects us?"), stored.get("other", ""))}

    def _harms(self, stored: Plain) -> dict[str, forms.Field]:
        proposed = {} if stored else propose_consequences(self.access, self.risk, self.scales.harms)
        fields = {}
        for category in self.scales.harms.categories:
            harm = proposed.get(category.key)
            words = {"name": harm.information if harm else ""}
            why = _("Proposed from the classification of %(name)s.") % words if harm else ""
            first = stored.get(category.key, harm.level if harm else None)
            fields[category.key] = _radio(category.name, self.scales.levels(category.key), first, why)
        return fields

    def _likelihood(self, stored: Plain) -> dict[str, forms.Field]:
        label, first = _("How often would it happen?"), stored.get("step")
        reasons = _text(_("What do you base that on?"), stored.get("reasons", ""))
        return {"step": _radio(label, self.scales.steps(), first), "reasons": reasons}

    def _treatment(self, stored: Plain) -> dict[str, forms.Field]:
        kinds = [(kind.value, _option(kind.label, words)) for kind, words in TREATMENTS]
        treatment = stored.get("treatment", self.risk.treatment)
        due_on = stored.get("due_on") or None
        return {
            "treatment": _radio(_("What do we do about it?"), kinds, treatment),
            "plan": _text(_("What is to be done?"), stored.get("plan", ""), most=4000),
            "responsible": ScopedModelChoiceField(
                model=User,
                access=self.access,
                narrow=lambda _rows: active_people(self.access),
                label=_("By whom?"),
                required=False,
                initial=stored.get("responsible") or None,
            ),
            "due_on": day_field(_("When is it to be done?"), required=False, initial=due_on),
        }
