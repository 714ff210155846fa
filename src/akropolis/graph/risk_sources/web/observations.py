"""The outside world meets risks: an observation raises a risk, or asks that one be judged again."""

from datetime import date
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import ScopedModelChoiceField, active_people, editable_units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.deadlines.feeds import task_feed
from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, row_of
from akropolis.base.ui.forms import FormData
from akropolis.graph.risk.models import Risk, RiskObservation, RiskThreat
from akropolis.graph.risk.rules.permissions import EDIT, READ
from akropolis.graph.risk_sources.selectors.renewing import (
    judging_url,
    living_risks,
    not_judged_since,
    risk_url,
    writable_risks,
)
from akropolis.graph.risk_sources.services.renewing import raise_risk, renew_risk
from akropolis.shared.horizon.models import Observation, ObservationThreat

TARGET = ActTarget(EDIT, row_of(Observation, "owner_unit"), "observations-detail", Observation.label)


class RaiseRiskForm(forms.Form):
    """The unit whose risk it is, and who owns it. The texts are the observation's."""

    def __init__(self, data: FormData = None, *, access: Access) -> None:
        super().__init__(data)
        self.fields["unit"] = ScopedModelChoiceField(
            model=Unit,
            access=access,
            narrow=lambda _rows: editable_units(access, EDIT).filter(valid_to=None),
            label=_("Unit"),
            empty_label=_("Choose"),
        )
        self.fields["owner"] = ScopedModelChoiceField(
            model=User,
            access=access,
            narrow=lambda _rows: active_people(access),
            label=_("Risk owner"),
            required=False,
        )


class RenewRiskForm(forms.Form):
    """The risk that the observation may have changed."""

    def __init__(self, data: FormData = None, *, access: Access, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        self.fields["risk"] = ScopedModelChoiceField(
            model=Risk,
            access=access,
            narrow=lambda rows: rows.filter(writable_risks(access)),
            label=_("Risk"),
            empty_label=_("Choose"),
            help_text=_("Its owner is asked to judge it again."),
        )


def _proposed(request: HttpRequest, observation: Observation) -> dict[str, object]:
    access = access_of(request)
    rows = _risks_of_same_threat(access, observation)
    return {
        "access": access,
        "initial": {"risk": request.GET.get("risk") or rows.values_list("pk", flat=True).first()},
    }


RAISE_RISK = Act(
    on=TARGET,
    form=RaiseRiskForm,
    given=lambda request, _observation: {"access": access_of(request)},
    do=lambda access, observation, form: raise_risk(access, observation, **form.cleaned_data),
    once=True,
    after=risk_url,
    done=gettext_lazy(
        "The risk is added with the observation's texts. Write it in your own words, and judge it."
    ),
    title=gettext_lazy("New risk from this"),
    lead=Observation.label,
    submit=gettext_lazy("Add the risk"),
)
RENEW_RISK = Act(
    on=TARGET,
    form=RenewRiskForm,
    given=_proposed,
    do=lambda access, observation, form: renew_risk(access, observation, form.cleaned_data["risk"]),
    once=True,
    done=gettext_lazy("The risk's owner is asked to judge it again."),
    title=gettext_lazy("Judge a risk again"),
    lead=Observation.label,
    submit=gettext_lazy("Ask for a new judgement"),
)


def _risks_of_same_threat(access: Access, observation: Observation) -> QuerySet[Risk]:
    """Return the risks that the user may write, that name a threat of the observation and are not linked to it."""
    threats = ObservationThreat.objects.visible(access).filter(observation=observation).order_by()
    named = RiskThreat.objects.visible(access).filter(threat__in=threats.values("threat")).order_by()
    linked = RiskObservation.objects.visible(access).filter(observation=observation).order_by()
    rows = Risk.objects.visible(access).filter(writable_risks(access), pk__in=named.values("risk"))
    return rows.exclude(pk__in=linked.values("risk")).order_by("-level", "sort_key", "id")


def observation_panel(access: Access, observation: Observation) -> PanelContent | None:
    """Return the risks that the observation raised or renewed, as far as the user may read them, and the acts."""
    if not access.anywhere(READ):
        return None
    links = RiskObservation.objects.visible(access).filter(observation=observation).order_by()
    risks = list(
        Risk.objects.visible(access).filter(pk__in=links.values("risk")).select_related("owner_unit")
    )
    acts = []
    if access.anywhere(EDIT) and observation.archived_at is None:
        acts = [
            RowAct(_("New risk from this"), reverse("observation-new-risk", args=[observation.pk])),
            RowAct(_("Judge a risk again"), reverse("observation-renew-risk", args=[observation.pk])),
        ]
    if not risks:
        return PanelContent(
            missing=_("No risk is linked to it."), add=acts[0] if acts else None, acts=acts[1:]
        )
    return PanelContent(context={"risks": risks, "acts": acts}, acts=acts)


def risk_observations_panel(access: Access, risk: Risk) -> dict[str, object] | None:
    """Return the observations that raised or renewed the risk, as far as the user may read them."""
    links = RiskObservation.objects.visible(access).filter(risk=risk).order_by()
    rows = list(
        Observation.objects.visible(access)
        .filter(pk__in=links.values("observation"))
        .order_by("-observed_on")
    )
    return {"rows": rows} if rows else None


def _renewed(access: Access, _today: date) -> QuerySet[RiskObservation]:
    person: UUID | None = access.actor.id
    nobody = Q(risk__owner=None) | Q(risk__owner__is_active=False)
    hers = Q(risk__owner=person) | (nobody & access.asked(EDIT, "risk__owner_unit"))
    rows = RiskObservation.objects.visible(access).filter(hers, living_risks("risk__"), not_judged_since())
    return rows.select_related("risk__owner_unit").order_by("created_at", "id")


@task_feed(_renewed, right=EDIT)
def pending_renewals(row: RiskObservation) -> PendingTask:
    """A task for each risk that an observation gives reason to judge again, for its owner or its unit."""
    return PendingTask(
        key=f"risk-observation:{row.pk}",
        title=_("Judge the risk “%(risk)s” again") % {"risk": row.risk},
        url=judging_url(row.risk),
        why=_(
            "Something outside may have changed it, in %(unit)s. See what under Horizon scanning on its page."
        )
        % {"unit": row.risk.owner_unit},
        about=refer(row.risk),
    )
