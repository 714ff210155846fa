"""Risks on an incident's page, and incidents on a risk's page: what was foreseen, and whether the likelihood stands."""

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData
from akropolis.base.ui.model_fields import FromModel, ModelFieldsForm
from akropolis.events.incidents.models import Incident, IncidentRisk
from akropolis.events.incidents.selectors.foreseen import (
    incidents_of_risk,
    linked_risks,
    propose_risks,
    unanswered,
)
from akropolis.events.incidents.services.foreseen import answer_question, link_risk
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk.selectors.matrices import body_of
from akropolis.graph.risk_sources.selectors.renewing import judging_url, risk_url, writable_risks

STANDS = (
    ("yes", gettext_lazy("Yes, it stands")),
    ("no", gettext_lazy("No, the risk has to be judged again")),
)


class ForeseenForm(ModelFieldsForm, model=IncidentRisk):
    """The risk, and whether it foresaw the incident."""

    foreseen = FromModel(label=gettext_lazy("Did the risk foresee it?"), widget=forms.RadioSelect)

    def __init__(self, data: FormData = None, *, access: Access, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        self.fields["risk"] = ScopedModelChoiceField(
            model=Risk,
            access=access,
            narrow=lambda rows: rows.filter(writable_risks(access)),
            label=_("Risk"),
            empty_label=_("Choose"),
            help_text=_("Its owner is asked whether the likelihood still stands."),
        )
        self.order_fields(["risk"])


class StandsForm(VersionedForm, model=IncidentRisk):
    """Whether the likelihood stands, and why."""

    stands = forms.ChoiceField(
        label=gettext_lazy("Does the likelihood stand?"), choices=STANDS, widget=forms.RadioSelect
    )
    reason = FromModel(
        gettext_lazy("Such as: it happens this often, and the judgement already says so. Name no one."),
        rows=4,
        required=True,
    )


def _describe_likelihood(risk: Risk) -> str:
    """Return the risk with its likelihood as it is judged now."""
    step = body_of(risk.matrix).step(risk.likelihood) if risk.matrix else None
    if step is None:
        return _("%(risk)s. Its likelihood has not been judged.") % {"risk": risk.label()}
    words = {"risk": risk.label(), "label": step.label, "interval": step.interval}
    return _("%(risk)s. Its likelihood now: %(label)s (%(interval)s).") % words


def _given(request: HttpRequest, _incident: Incident) -> dict[str, object]:
    initial = {"risk": request.GET.get("risk"), "foreseen": "unknown"}
    return {"access": access_of(request), "initial": initial}


LINK_RISK = Act(
    on=ActTarget(EDIT, row_of(Incident, "owner_unit"), "incidents-detail", str),
    form=ForeseenForm,
    given=_given,
    do=lambda access, incident, form: link_risk(access, incident, **form.cleaned_data),
    once=True,
    after=lambda link: f"{reverse('incidents-detail', args=[link.incident_id])}?flik=efterat",
    cancel=lambda incident: f"{reverse('incidents-detail', args=[incident.pk])}?flik=efterat",
    title=gettext_lazy("Did a risk foresee it?"),
    lead=Incident.label,
)
ANSWER_STANDS = Act(
    on=ActTarget(
        EDIT,
        row_of(IncidentRisk, "risk__owner_unit", "risk__matrix"),
        lambda link: risk_url(link.risk),
        lambda link: link.risk.label(),
        unit="risk.owner_unit",
    ),
    form=StandsForm,
    initial=("version", "reason"),
    do=lambda access, link, form: answer_question(
        access,
        link,
        stands=form.cleaned_data["stands"] == "yes",
        reason=form.cleaned_data["reason"],
        version=form.seen,
    ),
    done=lambda link: (
        _("The answer is saved.")
        if link.likelihood_stands
        else _("The answer is saved. Judge the risk again now.")
    ),
    after=lambda link: (risk_url if link.likelihood_stands else judging_url)(link.risk),
    title=gettext_lazy("Does the likelihood stand?"),
    lead=lambda link: _describe_likelihood(link.risk),
)


def foreseen_panel(access: Access, incident: Incident) -> PanelContent | None:
    """Return the risks that foresaw the incident or may have, as far as the user may read them."""
    if incident.exercise or not access.anywhere(READ):
        return None
    url = reverse("incident-risk", args=[incident.pk]) if access.anywhere(EDIT) else ""
    links, proposed = list(linked_risks(access, incident)), propose_risks(access, incident)
    add = RowAct(_("Choose a risk"), url) if url and not incident.archived_at else None
    if not links and not proposed:
        return PanelContent(missing=_("No risk that you may read fits it."), add=add)
    rows = [
        {
            "risk": each.risk,
            "because": _because(each.reached, each.threat),
            "url": _link_url(access, url, each.risk),
        }
        for each in proposed
    ]
    return PanelContent(context={"links": links, "proposed": rows, "add": add})


def _because(reached: bool, threat: bool) -> str:
    if reached and threat:
        return _("about something that was reached, and the same threat")
    return _("about something that was reached") if reached else _("the same threat")


def _link_url(access: Access, url: str, risk: Risk) -> str:
    return f"{url}?risk={risk.pk}" if url and risk.writable_by(access) else ""


def risk_incidents_panel(access: Access, risk: Risk) -> dict[str, object] | None:
    """Return the incidents that concern the risk, as far as the user may read them; None without any."""
    rows = list(incidents_of_risk(access, risk))
    writes = risk.writable_by(access)
    return {"links": rows, "writes": writes} if rows else None


@task_feed(lambda access, _today: unanswered(access), right=EDIT)
def pending_likelihoods(row: IncidentRisk) -> PendingTask:
    """A task for each risk whose likelihood an incident gives reason to look at, for its owner or its unit."""
    words = {"risk": row.risk, "incident": row.incident.label(), "unit": row.risk.owner_unit}
    if row.likelihood_stands is None:
        title, url = (
            _("Does the likelihood of “%(risk)s” stand?"),
            reverse("incident-risk-answer", args=[row.pk]),
        )
    else:
        title, url = _("Judge the risk “%(risk)s” again"), judging_url(row.risk)
    return PendingTask(
        key=f"incident-risk:{row.pk}:{'judge' if row.likelihood_stands is False else 'ask'}",
        title=title % words,
        url=url,
        why=_("%(incident)s happened, and the risk of %(unit)s may have foreseen it.") % words,
        about=refer(row.risk),
    )
