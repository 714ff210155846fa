"""The forms of a workshop: its start and its end, and one form for each step of a risk."""

from datetime import date
from typing import Unpack

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

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
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import RiskWorkshop, Scenario, Treatment, WorkshopAnswer, WorkshopItem
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.rules.workshops import (
    CHOICE,
    CONSEQUENCE,
    EVENT,
    LIKELIHOOD,
    MEASURES,
    TREATMENT,
)
from akropolis.graph.risk.selectors.workshops import JudgingMethod, measures_at, propose_harms
from akropolis.graph.risk.services.workshops import part_of
from akropolis.shared.classification.selectors import schemes
from akropolis.shared.classification.services.security_stops import heads_of_security

TREATMENTS = (
    (Treatment.REDUCE, gettext_lazy("We do something so that it becomes less likely or less bad.")),
    (Treatment.ACCEPT, gettext_lazy("We live with it as it is. Somebody with mandate decides that.")),
    (Treatment.SHARE, gettext_lazy("Somebody else takes part of it: a supplier, an insurance.")),
    (Treatment.AVOID, gettext_lazy("We stop doing what gives the risk.")),
)


class StartForm(ModelFieldsForm, model=RiskWorkshop):
    """Form that starts a workshop: about what, when, who leads it, who takes part and who owns its risks."""

    held_on = day_field(gettext_lazy("Day"))
    led_by = FromModel(label=gettext_lazy("Who leads it"))
    participants = FromModel(
        gettext_lazy("Four to eight who know the work, and somebody who knows the system."),
        label=gettext_lazy("Who takes part"),
        rows=3,
    )
    security = forms.ChoiceField(
        label=gettext_lazy("Can anything that you are to talk about concern Sweden's security?"),
        choices=(("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes, or we do not know"))),
        widget=forms.RadioSelect,
    )

    def __init__(self, data: FormData, *, access: Access, **kwargs: Unpack[FormGiven]) -> None:
        super().__init__(data, **kwargs)
        today = timezone.localdate()
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).exclude(valid_to__lt=today),
            label=_("Whose risks"),
            empty_label=None,
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
            narrow=lambda _rows: active_people(access),
            label=_("Who owns the risks that you find"),
            help_text=_("Usually the manager of the activity. It can be changed for each risk."),
            required=False,
        )
        self.order_fields(
            ["node", "unit", "held_on", "led_by", "participants", "risk_owner", "security", "version"]
        )

    def clean(self) -> None:
        """Stop a workshop that may concern Sweden's security, before anything is written."""
        unit = self.cleaned_data.get("unit")
        if self.cleaned_data.get("security") == "yes" and unit:
            heads = heads_of_security(unit, timezone.now())
            names = ", ".join(head.name for head in heads) or _("the head of protective security")
            sentence = _("Do not hold it here, and write nothing about it. Talk to %(names)s.")
            self.add_error("security", sentence % {"names": names})


class AddForm(forms.Form):
    """Form that takes up one more risk: a scenario of the library, or the group's own words."""

    title = forms.CharField(label=gettext_lazy("In your own words"), max_length=200, required=False)

    def __init__(self, data: FormData, *, scenarios: list[Scenario]) -> None:
        super().__init__(data)
        self.scenarios = {str(row.pk): row for row in scenarios}
        choices = [
            ("", _("Choose, or write your own")),
            *((key, str(s)) for key, s in self.scenarios.items()),
        ]
        self.fields["scenario"] = forms.ChoiceField(
            label=_("From the library"), choices=choices, required=False
        )
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

    def __init__(
        self, data: FormData, part: str, stored: Plain, fields: dict[str, forms.Field], **hidden: object
    ) -> None:
        super().__init__(data, initial={"seen": digest_part(stored)})
        self.part, self.hidden = part, hidden
        for name, field in fields.items():
            self.fields[name] = unmarked(field)

    def value(self) -> Plain:
        """Return the answers as they are stored."""
        answers = {name: _plain(self.cleaned_data[name]) for name in self.fields if name != "seen"}
        if self.part == CONSEQUENCE:
            return {name: int(str(level)) for name, level in answers.items() if level}
        if self.part == LIKELIHOOD:
            answers["step"] = int(str(answers["step"])) if answers["step"] else None
        return {**answers, **self.hidden}


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else "" if value is None else value


def _radio(
    label: str, choices: list[tuple[str, object]], initial: object, help_text: str = ""
) -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial="" if initial is None else str(initial),
        required=False,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def _text(label: str, initial: object, *, rows: int = 2, most: int = 2000) -> forms.Field:
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, initial=initial, required=False, max_length=most, widget=box)


def _option(label: object, text: object) -> object:
    return format_html("<strong>{}</strong> <span>{}</span>", label, text) if text else label


class StepForms:
    """Builds the form of each step of an item, for one user."""

    def __init__(
        self, access: Access, workshop: RiskWorkshop, item: WorkshopItem, method: JudgingMethod
    ) -> None:
        self.access, self.workshop, self.item, self.method = access, workshop, item, method

    def form(self, part: str, data: FormData = None) -> StepForm:
        """Return the form of the part, filled from `data` if sent, else from what is stored or proposed."""
        stored = part_of(self.item, part)
        build = {CHOICE: self._choice, EVENT: self._event, CONSEQUENCE: self._harms}
        build |= {LIKELIHOOD: self._likelihood, TREATMENT: self._treatment}
        if part == MEASURES:
            return self._measures(data, stored)
        return StepForm(data, part, stored, build[part](stored))

    def _choice(self, stored: Plain) -> dict[str, forms.Field]:
        return {"answer": _radio(_("Does it concern us?"), list(WorkshopAnswer.choices), stored["answer"])}

    def _event(self, stored: Plain) -> dict[str, forms.Field]:
        scenario = self.item.scenario
        proposed = scenario.said("description") if scenario else ""
        weaknesses = listed(scenario, "weaknesses")
        fields = {"description": _text(_("What can happen?"), stored.get("description", proposed), most=4000)}
        if weaknesses:
            fields["ticked"] = forms.MultipleChoiceField(
                label=_("Which of this is true here?"),
                choices=[(text, text) for text in dict.fromkeys([*weaknesses, *stored.get("ticked", ())])],
                initial=stored.get("ticked", ()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        own = _("Another weakness") if weaknesses else _("What makes it possible?")
        return {**fields, "weakness": _text(own, stored.get("weakness", ""), rows=1)}

    def _measures(self, data: FormData, stored: Plain) -> StepForm:
        found = measures_at(self.access, self.workshop, self.item)
        shown = [control.code for control, _status in found]
        fields: dict[str, forms.Field] = {}
        if found:
            fields["ticked"] = forms.MultipleChoiceField(
                label=_("Which measures protect against it, and how do they stand?"),
                help_text=_("Untick those that have nothing to do with it."),
                choices=[(row.code, _option(row.title, _state(status))) for row, status in found],
                initial=stored.get("ticked", shown),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        fields["other"] = _text(_("What else protects us?"), stored.get("other", ""), rows=1)
        return StepForm(data, MEASURES, stored, fields, shown=shown)

    def _harms(self, stored: Plain) -> dict[str, forms.Field]:
        scheme, body = self.method.scheme, self.method.body
        scale = schemes.body_of(scheme) if scheme else None
        if scale is None:
            return {"harm": _radio(_("How bad would it be?"), [(str(v), v) for v in body.consequences], None)}
        proposed = {} if stored else propose_harms(self.access, self.workshop.node, timezone.localdate())
        fields: dict[str, forms.Field] = {}
        for category in scale.categories:
            levels = [level for level in scale.levels if level.value in body.consequences]
            options = [
                (str(v.value), _option(v.label, scale.criterion(category.key, v.value))) for v in levels
            ]
            level, source = proposed.get(category.key, (None, ""))
            known = level in body.consequences
            why = _("Proposed from the classification of %(name)s.") % {"name": source} if known else ""
            initial = stored.get(category.key, level if known else None)
            fields[category.key] = _radio(category.name, options, initial, why)
        return fields

    def _likelihood(self, stored: Plain) -> dict[str, forms.Field]:
        steps = [(str(s.value), _option(s.label, s.interval)) for s in self.method.body.likelihoods]
        reasons = _text(_("What do you base that on?"), stored.get("reasons", ""))
        return {
            "step": _radio(_("How often would it happen?"), steps, stored.get("step")),
            "reasons": reasons,
        }

    def _treatment(self, stored: Plain) -> dict[str, forms.Field]:
        kinds = [(kind.value, _option(kind.label, words)) for kind, words in TREATMENTS]
        treatment = stored.get("treatment", self.item.risk.treatment if self.item.risk else "")
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


def listed(scenario: Scenario | None, name: str) -> list[str]:
    """Return one of the scenario's lists of texts in the user's language; empty without a scenario."""
    english: list[str] = getattr(scenario, f"{name}_en", []) if get_language() == "en" else []
    return english or getattr(scenario, name, [])


def _state(status: Status | None) -> object:
    return _("You may not read how it stands.") if status is None else STATES[status][0]
