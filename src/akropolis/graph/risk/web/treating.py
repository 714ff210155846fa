"""The page on which it is chosen how a risk is treated: by what, and to which level."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm, active_people
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.web import access_of, form_page, requires
from akropolis.base.lib.swedish import lower_first
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, unmarked
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Crumb
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.reports.words import STATES
from akropolis.graph.compliance.selectors.catalogue import controls
from akropolis.graph.risk.models import JudgementKind, Risk, RiskAction, RiskMeasure, Treatment
from akropolis.graph.risk.register.risks import way_to
from akropolis.graph.risk.register.scales import (
    RiskScales,
    add_fields,
    changed,
    check_harms,
    read_input,
    scales_in_use,
)
from akropolis.graph.risk.rules.permissions import ACCEPT, EDIT
from akropolis.graph.risk.selectors.judgements import judgements_of, latest_by_kind
from akropolis.graph.risk.selectors.protection import actions_of, measure_lines
from akropolis.graph.risk.services.causes import risk_url
from akropolis.graph.risk.services.treating import RiskActionInput, TreatmentInput, treat
from akropolis.graph.risk.web.judging import find_writable, levels_so_far
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import EDIT as RAISE

FEW = 40
"""Maximum number of the unit's other open actions that are offered."""
MEANS = {
    Treatment.REDUCE: gettext_lazy("Do something, so that it happens more seldom or does less harm."),
    Treatment.ACCEPT: gettext_lazy(
        "Live with it until a day. Somebody with mandate decides that on the next page."
    ),
    Treatment.AVOID: gettext_lazy("Stop doing what makes the risk."),
    Treatment.SHARE: gettext_lazy(
        "Let an agreement or an insurance carry part of it. The responsibility stays."
    ),
}
"""What each treatment means."""


@dataclass(frozen=True, slots=True)
class TreatmentChoices:
    """What the form offers: measures that are proposed and the other ones, and actions."""

    measures: Sequence[tuple[Control, str]]
    others: Sequence[Control]
    actions: Sequence[Action]
    may_raise: bool


def list_choices(access: Access, risk: Risk) -> TreatmentChoices:
    """Return what the risk can be treated by: first what is linked, what the scenario names and what is lacking."""
    today = timezone.localdate()
    every = controls(today)
    linked = set(RiskMeasure.objects.visible(access).filter(risk=risk).values_list("control", flat=True))
    named = set(risk.scenario.measures) if risk.scenario else set()
    near = [each for each in every if each.pk in linked or each.code in named]
    lines = measure_lines(access, risk, near, today)
    own = actions_of(access, risk).rows
    more = (
        Action.objects.visible(access)
        .filter(OPEN, owner_unit=risk.owner_unit)
        .exclude(pk__in=[a.pk for a in own])
    )
    return TreatmentChoices(
        [(line.control, str(STATES[line.status][0]) if line.status else "") for line in lines],
        [each for each in every if each not in near],
        [*own, *more.order_by("due_on", "sort_key")[:FEW]],
        access.may(RAISE, risk.owner_unit),
    )


class TreatForm(VersionedForm, model=Risk):
    """Form of the treatment with its measures, actions and target. `matrix` is the edition that the user sees."""

    matrix = forms.UUIDField(widget=forms.HiddenInput)
    treatment = FromModel(
        label=gettext_lazy("What do we do about it?"),
        widget=forms.RadioSelect,
        required=True,
    )
    plan = FromModel(
        gettext_lazy("In a few sentences: what is done, by whom, and why that is enough."),
        column="treatment_plan",
        label=gettext_lazy("How?"),
        rows=3,
    )

    def __init__(
        self,
        data: FormData,
        *,
        access: Access,
        risk: Risk,
        choices: TreatmentChoices,
        scales: RiskScales,
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        self.choices, self.scales = choices, scales
        self.fields["treatment"].choices = [  # type: ignore[attr-defined]
            (each.value, format_html("<strong>{}</strong> <span>{}</span>", each.label, MEANS[each]))
            for each in Treatment
        ]
        named = [(str(row.pk), f"{row.title} – {lower_first(stands)}") for row, stands in choices.measures]
        self._boxes("measures", _("Security measures that protect"), named)
        self._boxes(
            "others", _("More security measures"), [(str(row.pk), row.title) for row in choices.others]
        )
        self._boxes("actions", _("Actions"), [(str(row.pk), _action_words(row)) for row in choices.actions])
        if choices.may_raise:
            self.fields["new_title"] = unmarked(
                forms.CharField(label=_("New action"), max_length=200, required=False)
            )
            self.fields["new_due_on"] = unmarked(day_field(_("To be done by"), required=False))
            self.fields["new_responsible"] = unmarked(
                ScopedModelChoiceField(
                    model=User,
                    access=access,
                    narrow=lambda _rows: active_people(access),
                    label=_("Responsible"),
                    required=False,
                )
            )
        latest = latest_by_kind(judgements_of(access, risk))
        now, self.before = latest.get(JudgementKind.CURRENT), latest.get(JudgementKind.TARGET)
        add_fields(self, "target", scales, self.before, now.consequences if now else {})

    def _boxes(self, name: str, label: str, choices: Sequence[tuple[str, object]]) -> None:
        gone = {"invalid_choice": _("It is not there any more. See what can be chosen now.")}
        self.fields[name] = unmarked(
            forms.MultipleChoiceField(
                label=label,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                required=False,
                error_messages=gone,
            )
        )

    def clean(self) -> None:
        """Check that a target has a consequence, and a new action a title."""
        check_harms(self, "target", self.scales)
        given = self.cleaned_data
        if (given.get("new_due_on") or given.get("new_responsible")) and not given.get("new_title"):
            self.add_error("new_title", _("Write what shall be done."))

    @property
    def opens_others(self) -> bool:
        """Whether something is chosen, or wrong, among the measures that are folded."""
        return bool(self["others"].value() or "others" in self.errors)

    @property
    def target_likelihood(self) -> forms.BoundField:
        """The field of the target's likelihood."""
        return self["target-likelihood"]

    @property
    def target_harms(self) -> list[forms.BoundField]:
        """The fields of the target's consequences."""
        return [self[f"target-{category.key}"] for category in self.scales.harms.categories]

    @property
    def new_fields(self) -> list[forms.BoundField]:
        """The fields of a new action; none if the user may not raise one."""
        return [self[name] for name in ("new_title", "new_due_on", "new_responsible") if name in self.fields]

    def values(self) -> TreatmentInput:
        """Return how the risk is treated."""
        given, chosen = self.cleaned_data, {*self.cleaned_data["measures"], *self.cleaned_data["others"]}
        every = [*(row for row, _stands in self.choices.measures), *self.choices.others]
        title = given.get("new_title")
        return TreatmentInput(
            treatment=given["treatment"],
            plan=given["plan"],
            measures=[row for row in every if str(row.pk) in chosen],
            actions=[row for row in self.choices.actions if str(row.pk) in given["actions"]],
            new_action=RiskActionInput(
                title=title, due_on=given["new_due_on"], responsible=given["new_responsible"]
            )
            if title
            else None,
            target=changed(read_input(self, "target", self.scales), self.before, self.scales),
        )


def _action_words(row: Action) -> str:
    words = {"number": row.number, "title": row.title, "state": lower_first(str(row.get_status_display()))}
    if row.due_on is None:
        return _("%(title)s (%(number)s, %(state)s)") % words
    return _("%(title)s (%(number)s, %(state)s, by %(day)s)") % {**words, "day": row.due_on.isoformat()}


@requires(EDIT)
def treat_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form; POST sets the treatment, and leads to the decision if the risk is to be accepted."""
    access = access_of(request)
    risk = find_writable(access, pk)
    scales = scales_in_use(access)
    if scales is None or risk.level is None:
        messages.error(request, _("Judge the risk first. Then it can be treated."))
        return redirect("risks-detail", pk=pk)
    form = TreatForm(
        request.POST or None,
        access=access,
        risk=risk,
        choices=list_choices(access, risk),
        scales=scales,
        initial=_initial(access, risk, scales),
    )
    if "look" in request.POST:
        return render(request, "risk/_levels.html", {"levels": _levels(form, risk, scales)})
    if form.is_bound and form.is_valid():
        seen = {"matrix": form.cleaned_data["matrix"], "version": form.seen, "scheme": scales.scheme}
        act = partial(treat, access, risk, form.values(), **seen)
        places = {"target": "target-likelihood", "likelihood": "target-likelihood", "title": "new_title"}
        if form.attempt(act, places=places).done:
            messages.success(request, _("The treatment is saved."))
            accept = form.cleaned_data["treatment"] == Treatment.ACCEPT
            return redirect((accept and decide_url(access, risk)) or risk_url(risk))
    return form_page(
        request,
        form,
        _("Treat the risk"),
        [*way_to(risk), Crumb(label=_("Treat"))],
        template="risk/treat.html",
        risk=risk,
        levels=_levels(form, risk, scales),
        conflict=form.stale,
        back=risk_url(risk),
    )


def _initial(access: Access, risk: Risk, scales: RiskScales) -> dict[str, object]:
    links = RiskMeasure.objects.visible(access).filter(risk=risk).order_by()
    actions = RiskAction.objects.visible(access).filter(risk=risk).order_by()
    return {
        "version": risk.version,
        "matrix": scales.matrix.pk,
        "treatment": risk.treatment or Treatment.REDUCE,
        "plan": risk.treatment_plan,
        "measures": [str(pk) for pk in links.values_list("control", flat=True)],
        "actions": [str(pk) for pk in actions.values_list("action", flat=True)],
    }


def _levels(form: TreatForm, risk: Risk, scales: RiskScales) -> dict[str, object]:
    """Return the level as it stands and the target so far."""
    now = None
    if risk.matrix_id == scales.matrix.pk and risk.likelihood is not None and risk.consequence is not None:
        now = (risk.likelihood, risk.consequence)
    return levels_so_far(form, ["target"], scales, now=now)


def decide_url(access: Access, risk: Risk) -> str:
    """Return the URL of the page on which the risk is decided; empty if the user may not decide."""
    if not access.may(ACCEPT, risk.owner_unit):
        return ""
    return reverse("risk-decide", args=[risk.pk])
