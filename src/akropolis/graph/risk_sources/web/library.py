"""The pages of a scenario: what it says, taking it into a unit's register, and answering a later change of it."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.web import access_of, appointments_on, chosen_unit, requires
from akropolis.base.kernel.registers.declaration import PanelContent
from akropolis.base.kernel.registers.picking import Pickable, PickField
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.parts import Crumb, Term, build_table
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.risk.models import Risk, Scenario
from akropolis.graph.risk.rules import permissions
from akropolis.graph.risk.selectors.scenarios import (
    about_of,
    changes_since,
    measures_of,
    taken_risks,
    text_of,
)
from akropolis.graph.risk_sources.services.scenarios import answer_change, take_scenario
from akropolis.graph.risk_sources.web.scenario_list import ScenarioList
from akropolis.shared.threats.selectors.naming import READ as READ_THREATS

MANY = 100
"""Above this many things of a kind, the one that a risk is about is written instead of chosen from a list."""
SHOWN = 10
"""Maximum number of risks that a scenario's page names."""


def _scenario(access: Access, code: str) -> Scenario:
    found = next((row for row in Scenario.in_force(access, timezone.localdate()) if row.code == code), None)
    if found is None:
        raise Hidden
    return found


def _url(scenario: Scenario) -> str:
    return reverse("scenario", args=[scenario.code])


def _way(scenario: Scenario) -> list[Crumb]:
    return [
        Crumb(label=_("Risks"), url=reverse("risks-list")),
        Crumb(label=str(ScenarioList.title), url=reverse(ScenarioList.key)),
        Crumb(label=scenario.title, url=_url(scenario)),
    ]


@requires(permissions.READ)
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the scenario says, and the reader's risks that were taken from it."""
    access = access_of(request)
    row = _scenario(access, code)
    taken = list(taken_risks(access).filter(scenario=row).select_related("node", "owner_unit")[: SHOWN + 1])
    context = {
        "title": row.title,
        "crumbs": [*_way(row)[:-1], Crumb(label=row.title)],
        "text": text_of(row, "description"),
        "terms": _terms(access, row),
        "weaknesses": text_of(row, "weaknesses").splitlines(),
        "questions": text_of(row, "questions").splitlines(),
        "measures": measures_of(access, row),
        "taken": taken[:SHOWN],
        "more": f"{reverse('risks-list')}?scenario={row.code}" if len(taken) > SHOWN else "",
        "take_url": reverse("scenario-take", args=[code]) if access.anywhere(permissions.EDIT) else "",
    }
    return render(request, "risk_sources/scenario.html", context)


def _terms(access: Access, row: Scenario) -> list[Term]:
    threat = reverse("threat", args=[row.threat.code]) if access.anywhere(READ_THREATS) else ""
    return [
        Term(label=_("Threat"), value=str(row.threat), url=threat),
        Term(label=_("About"), value=about_of(row)),
        Term(label=_("How often, to begin with"), value=row.said("likelihood_hint")),
    ]


def _node_field(access: Access, scenario: Scenario) -> forms.Field:
    """Return a list of what the user may read of the scenario's kind; a field to write in where there are many."""

    def alike(rows: GatedQuerySet[Node]) -> GatedQuerySet[Node]:
        return rows.filter(kind=scenario.kind, archived_at__isnull=True)

    label, empty = capfirst(scenario.get_kind_display()), _("Leave it empty if it concerns the whole unit.")
    if alike(Node.objects.visible(access)).count() > MANY:
        return PickField(
            rows=Pickable(access, Node),
            suggest_url=reverse("risks-suggest", args=["node"]),
            label=label,
            help_text=_("The number or the name.") + " " + empty,
            required=False,
        )
    return ScopedModelChoiceField(
        model=Node, access=access, narrow=alike, label=label, help_text=empty, required=False
    )


class TakeForm(VersionedForm):
    """Whose risk the scenario becomes, and what it is about."""

    def __init__(self, data: FormData, *, access: Access, scenario: Scenario, unit: Unit | None) -> None:
        super().__init__(data)
        units = editable_units(access, permissions.EDIT)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda rows: editable_units(access, permissions.EDIT),
            label=_("Whose risk"),
            initial=unit if unit is not None and units.filter(pk=unit.pk).exists() else units.first(),
            empty_label=None,
        )
        if scenario.kind:
            self.fields["node"] = _node_field(access, scenario)


TAKE = Act(
    on=ActTarget(permissions.EDIT, _scenario, _url, _way),
    form=TakeForm,
    given=lambda request, row: {
        "access": access_of(request),
        "scenario": row,
        "unit": chosen_unit(request, appointments_on(request)),
    },
    once=True,
    do=lambda access, row, form: take_scenario(
        access, row, form.cleaned_data["unit"], form.cleaned_data.get("node")
    ),
    done=lambda risk: (
        _("%(risk)s is in your register. Judge how likely it is and how bad it would be.")
        % {"risk": risk.label()}
    ),
    after=lambda risk: reverse("risks-detail", args=[risk.pk]),
    title=lambda row: _("Add to your register: %(scenario)s") % {"scenario": row.title},
    crumb=gettext_lazy("Add"),
    lead=gettext_lazy(
        "The texts, the threat and the measures come along. Afterwards they are yours to change."
    ),
    submit=gettext_lazy("Add to our register"),
)


class AnswerForm(VersionedForm):
    """Whether the change is taken over."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What do you do with it?"),
        choices=[
            ("take", gettext_lazy("Take over the new texts and measures")),
            ("keep", gettext_lazy("Keep our own texts")),
        ],
        widget=forms.RadioSelect,
    )


def _compared(_request: HttpRequest, risk: Risk, _form: AnswerForm) -> Mapping[str, object]:
    rows = [(capfirst(e.label), e.was, e.now, e.own) for e in changes_since(risk)]
    heads = ("", _("The scenario when you took it"), _("The scenario now"), _("Your text"))
    table = build_table(_("What has changed"), heads, rows, empty=_("Nothing that you have is changed."))
    return {"table": table}


ANSWER = Act(
    on=ActTarget(
        permissions.EDIT,
        row_of(Risk, "owner_unit", "scenario"),
        "risks-detail",
        Risk.label,
        unit="owner_unit",
    ),
    form=AnswerForm,
    initial=("version",),
    do=lambda access, risk, form: answer_change(
        access, risk, take=form.cleaned_data["answer"] == "take", version=form.seen
    ),
    title=gettext_lazy("The scenario has changed"),
    lead=gettext_lazy(
        "The city has changed the scenario that this risk was taken from. Nothing happens until you choose."
    ),
    template="registers/offered_change.html",
    context=_compared,
)


def change_panel(access: Access, risk: Risk) -> PanelContent | None:
    """Say that the risk's scenario has changed, with the way to the choice; None if it has not, or for others."""
    if risk.archived_at or not risk.writable_by(access) or not (changes := changes_since(risk)):
        return None
    context = {
        "url": reverse("risk-scenario", args=[risk.pk]),
        "fields": [capfirst(each.label) for each in changes],
    }
    return PanelContent(context=context)
