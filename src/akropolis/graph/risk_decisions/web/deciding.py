"""The pages on which a risk is decided: accepted, sent up, sent back, or its decision withdrawn."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.forms import VersionedForm
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of, requires
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget
from akropolis.base.lib.swedish import date_prose
from akropolis.base.ui.fields import day_field
from akropolis.base.ui.forms import FormData, resubmitted_data
from akropolis.base.ui.model_fields import FromModel
from akropolis.base.ui.parts import Term
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.rules.permissions import READ as READ_MEASURES
from akropolis.graph.risk.models import JudgementKind, Risk, RiskDecision, RiskJudgement
from akropolis.graph.risk.register.risks import way_to
from akropolis.graph.risk.reports.judgement_words import reason_words
from akropolis.graph.risk.reports.risk_words import level_for
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk_decisions.reports.acceptance_words import (
    ChangeWords,
    describe_deciders,
    state_label,
)
from akropolis.graph.risk_decisions.rules.staleness import PROTECTION
from akropolis.graph.risk_decisions.selectors.acceptances import list_acceptance_changes, list_decisions
from akropolis.graph.risk_decisions.selectors.deciders import RiskMandates, may_settle
from akropolis.graph.risk_decisions.services import deciding

USUAL = timedelta(days=365)
"""How long a risk is accepted if nothing else is written and its level allows it."""


class SendRiskForm(VersionedForm, model=RiskDecision):
    """Why the risk is sent to somebody with a mandate. `cell` is the cell that the user was shown."""

    act = forms.CharField(widget=forms.HiddenInput, required=False)
    cell = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = FromModel(
        gettext_lazy("What they need to know to decide. It stands as it is written now."),
        label=gettext_lazy("Why it is sent"),
        rows=4,
    )

    def __init__(self, data: FormData, *, risk: Risk, initial: dict[str, object]) -> None:
        self.now = deciding.cell_of(risk)
        super().__init__(data, initial={"act": "send", "cell": self.now, **initial})

    def clean_cell(self) -> str:
        """Check that the risk is judged as it was when the page was opened."""
        cell = str(self.cleaned_data["cell"])
        if cell != self.now:
            self.data = resubmitted_data(self, cell=self.now) or {}
            self.add_error(None, str(deciding.JUDGED_SINCE))
        return cell


class AcceptRiskForm(SendRiskForm, model=RiskDecision):
    """Why the risk is accepted, in which role and until when."""

    reason = FromModel(
        gettext_lazy("What makes the risk bearable until then. It stands as it is written now."),
        label=gettext_lazy("Why it can be accepted"),
        rows=4,
    )
    role = forms.ChoiceField(label=gettext_lazy("You decide as"), widget=forms.RadioSelect)
    until = day_field(gettext_lazy("Accepted until"))

    def __init__(
        self, data: FormData, *, risk: Risk, roles: list[str], help_text: str, initial: dict[str, object]
    ) -> None:
        super().__init__(data, risk=risk, initial={**initial, "act": "accept"})
        chosen = str(data.get("role", "")) if data else ""
        # What was chosen stays a choice: the service says why it does not count any more.
        named = dict.fromkeys([*roles, *filter(None, [chosen])])
        self.fields["role"].choices = [(role, role) for role in named]  # type: ignore[attr-defined]
        self.fields["until"].help_text = help_text


class RiskReasonForm(VersionedForm, model=RiskDecision):
    """Why the risk is sent back, or why its decision is withdrawn."""

    reason = FromModel(label=gettext_lazy("Why"), rows=4)


def find_risk(access: Access, pk: UUID) -> Risk:
    """Return the risk in the URL. Raises Hidden if the user may not decide on risks in its unit."""
    rows = Risk.objects.visible(access).select_related("owner_unit", "waits_in", "node")
    risk = rows.one(pk=pk)
    access.must(ACCEPT, risk.owner_unit)
    return risk


TARGET = ActTarget(ACCEPT, find_risk, "risks-detail", way_to)


def _accept_form(request: HttpRequest, risk: Risk) -> dict[str, object]:
    mandates = RiskMandates(risk, timezone.localdate())
    last = deciding.last_day(mandates, mandates.day)
    roles = [held.name for held in mandates.answer(access_of(request)).may]
    level = level_for(risk, risk.level)
    words = {"day": date_prose(last), "level": level.label if level else ""}
    help_text = _("At the latest %(day)s: as long as a risk of the level %(level)s may be accepted.") % words
    first = {"role": roles[0] if roles else "", "until": min(last, mandates.day + USUAL)}
    return {"risk": risk, "roles": roles, "help_text": help_text, "initial": first}


def _accept(access: Access, risk: Risk, form: AcceptRiskForm) -> RiskDecision:
    given = {name: form.cleaned_data[name] for name in ("until", "reason", "role", "cell")}
    return deciding.accept(access, risk, **given, version=form.seen)


def describe_risk(request: HttpRequest, risk: Risk, _form: forms.Form) -> Mapping[str, object]:
    """Return what the page says of the risk: what it is, what is missing, who may accept it, and where it goes."""
    access, today = access_of(request), timezone.localdate()
    if obstacle := deciding.find_obstacle(risk, today):
        return {"risk": risk, "obstacle": obstacle, "level": None}
    mandates = RiskMandates(risk, today)
    facts, answer = mandates.facts, mandates.answer(access)
    rows = RiskJudgement.objects.visible(access).filter(risk=risk, kind=JudgementKind.CURRENT)
    judged = rows.select_related("scheme").first()
    changes = list_acceptance_changes(access, [risk])
    words = ChangeWords(access, changes, facts)
    unit, deciders = mandates.next_unit(access)
    above = unit.pk != risk.waits_in_id
    waits = next((each for each in mandates.deciders if each.unit.pk == risk.waits_in_id), None)
    on = request.path == reverse("risk-send-up", args=[risk.pk]) or not waits
    return {
        "risk": risk,
        "obstacle": "",
        "level": level_for(risk, risk.level),
        "cell": reason_words(judged) if judged else _("The risk has not been judged."),
        "terms": list(_terms(access, risk, facts.measures_of(risk))),
        "changes": [words.describe(change) for change in changes if change.asks],
        "deciders": [(each.unit, describe_deciders(each)) for each in mandates.deciders],
        "mandate": "" if answer.given else deciding.refusal_in_words(mandates, answer),
        "unit": unit if above and on else None,
        "waits": describe_deciders(waits) if waits else "",
        "next": describe_deciders(deciders) if deciders else "",
        "send": _("Send to %(unit)s") % {"unit": unit.name},
        "send_url": reverse("risk-send-up", args=[risk.pk]) if above and (answer.given or not on) else "",
        "back_url": reverse("risk-send-back", args=[risk.pk]) if may_settle(access, risk) else "",
        "withdraw_url": reverse("risk-withdraw", args=[risk.pk])
        if risk.accepted_until or risk.waits_in
        else "",
    }


def _terms(access: Access, risk: Risk, measures: Mapping[str, str]) -> list[Term]:
    terms = [
        Term(label=_("What can happen"), value=risk.description),
        Term(label=_("Weakness"), value=risk.weakness),
        Term(label=_("How it is treated"), value=risk.treatment_plan or risk.get_treatment_display()),
    ]
    terms = [term for term in terms if term.value]
    if risk.waits_in and (sent := list_decisions(access, risk).filter(to_unit=risk.waits_in).first()):
        by = f"{sent.decider_name}, {date_prose(sent.decided_on)}"
        terms.append(Term(label=_("Why it was sent"), value=sent.reason, note=by))
    missing = {code: state for code, state in measures.items() if PROTECTION[state] < PROTECTION["met"]}
    if missing and access.may(READ_MEASURES, risk.owner_unit):
        rows = Control.objects.visible(access).filter(code__in=missing)
        named = "; ".join(f"{row.title}: {state_label(missing[row.code])}" for row in rows)
        terms.append(Term(label=_("Measures that are missing"), value=named))
    return terms


def _sent(made: RiskDecision) -> str:
    return _("The risk is sent to %(unit)s for a decision.") % {"unit": made.to_unit}


ACCEPT_RISK = Act(
    on=TARGET,
    form=AcceptRiskForm,
    given=_accept_form,
    initial=("version",),
    once=True,
    do=_accept,
    done=lambda made: (
        _("The risk is accepted until %(day)s.") % {"day": date_prose(made.valid_to)} if made.valid_to else ""
    ),
    title=gettext_lazy("Accept the risk"),
    after=lambda made: reverse("risks-detail", args=[made.risk_id]),
    submit=gettext_lazy("Accept the risk"),
    template="risk_decisions/accept.html",
    context=describe_risk,
)
SEND_RISK_UP = Act(
    on=TARGET,
    form=SendRiskForm,
    given=lambda _request, risk: {"risk": risk},
    initial=("version",),
    once=True,
    do=lambda access, risk, form: deciding.send_up(
        access, risk, reason=form.cleaned_data["reason"], cell=form.cleaned_data["cell"], version=form.seen
    ),
    done=_sent,
    title=gettext_lazy("Send the risk to somebody with a mandate"),
    after=lambda made: reverse("risks-detail", args=[made.risk_id]),
    template="risk_decisions/send_up.html",
    context=describe_risk,
)
SEND_RISK_BACK = Act(
    on=TARGET,
    form=RiskReasonForm,
    initial=("version",),
    once=True,
    do=lambda access, risk, form: deciding.send_back(
        access, risk, reason=form.cleaned_data["reason"], version=form.seen
    ),
    done=lambda made: _("The risk is sent back to %(unit)s.") % {"unit": made.to_unit},
    title=gettext_lazy("Send the risk back"),
    lead=gettext_lazy(
        "Write what must be done before it can be decided. They are notified, and the way is kept."
    ),
    after=lambda made: reverse("risks-detail", args=[made.risk_id]),
    submit=gettext_lazy("Send back"),
)
WITHDRAW_DECISION = Act(
    on=TARGET,
    form=RiskReasonForm,
    initial=("version",),
    once=True,
    do=lambda access, risk, form: deciding.withdraw(
        access, risk, reason=form.cleaned_data["reason"], version=form.seen
    ),
    done=gettext_lazy("The decision is withdrawn. The risk is to be treated or decided anew."),
    title=gettext_lazy("Withdraw the decision"),
    lead=gettext_lazy(
        "The risk is then neither accepted nor waiting for a decision. Earlier decisions are kept."
    ),
    after=lambda made: reverse("risks-detail", args=[made.risk_id]),
    submit=gettext_lazy("Withdraw"),
)


@requires(ACCEPT)
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the form of those who may accept the risk, else that of those who send it on.

    What is sent is tried as the act that the form was for, so that a role that has ended meanwhile is refused.
    """
    risk = find_risk(access_of(request), pk)
    accepts = request.POST.get("act") == "accept" or (
        request.method != "POST"
        and not deciding.find_obstacle(risk, timezone.localdate())
        and RiskMandates(risk, timezone.localdate()).answer(access_of(request)).given
    )
    return (ACCEPT_RISK if accepts else SEND_RISK_UP).view(request, pk=pk)
