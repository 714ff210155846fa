"""The pages on which a risk's frequency and losses are estimated, and measures are weighed; and its panel."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.web import access_of
from akropolis.base.kernel.registers.declaration import PanelContent, RowAct
from akropolis.base.kernel.registers.web.work_pages import Act, ActTarget, ButtonAct, row_of
from akropolis.base.ui.parts import Term
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.floods import downstream
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.entities.selectors import Entities
from akropolis.graph.risk.models import CostAnchor, Risk, RiskAction
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction
from akropolis.graph.risk_losses.reports.loss_words import about_kr, kind_words, often_words, range_words
from akropolis.graph.risk_losses.rules.budget import Reduction
from akropolis.graph.risk_losses.rules.losses import LossKind, QuantifiedRisk
from akropolis.graph.risk_losses.selectors.losses import anchors, fine_ceiling, latest_estimates, quantified
from akropolis.graph.risk_losses.services.losses import EstimateInput, estimate, reduce_loss, remove_reduction
from akropolis.graph.risk_losses.web.loss_forms import EstimateForm, ReductionForm
from akropolis.people.organisation.selectors.tree import legal_entity

CAUSES = (NodeKind.SUPPLIER, NodeKind.SERVICE, NodeKind.PLATFORM)
TARGET = ActTarget(
    EDIT, row_of(Risk, "owner_unit", "node"), "risks-detail", lambda risk: risk.title, unit="owner_unit"
)


def _causes(access: Access, risk: Risk, latest: LossEstimate | None) -> list[tuple[str, str]]:
    """Return what the risk's node stands on and the user may see by name, the nearest first: id and label.

    A risk of a unit is offered the suppliers that the user may read. The cause that is chosen now is always offered.
    """
    if risk.node_id is not None:
        reached = list(downstream([risk.node_id], timezone.localdate()))
    else:
        suppliers = Node.objects.visible(access).filter(kind=NodeKind.SUPPLIER, archived_at=None)
        reached = list(suppliers.order_by("sort_key", "pk").values_list("pk", flat=True))
    if latest and latest.cause_id:
        reached = list(dict.fromkeys([latest.cause_id, *reached]))
    seen = Sight(access).of(reached)
    return [
        (str(node), f"{seen[node].label} ({seen[node].kind.label.lower()})")
        for node in reached
        if node in seen and not seen[node].masked and seen[node].kind in CAUSES
    ]


def _node(pk: str) -> Node:
    return Node.objects.unscoped(because="the form offers only what the user sees").get(pk=int(pk))


def _costs(access: Access, risk: Risk) -> list[CostAnchor]:
    return anchors(access, timezone.localdate(), legal_entity(access, risk.owner_unit))


def _given(request: HttpRequest, risk: Risk) -> dict[str, object]:
    access = access_of(request)
    costs, latest = _costs(access, risk), latest_estimates(access, [risk]).get(risk.pk)
    return {
        "latest": latest,
        "ceiling": fine_ceiling(costs),
        "hour_cost": next(
            (row.amount for row in costs if row.kind == LossKind.HANDLING and row.amount), None
        ),
        "causes": _causes(access, risk, latest),
    }


def _estimate(access: Access, risk: Risk, form: EstimateForm) -> LossEstimate:
    cleaned = form.cleaned_data
    given = EstimateInput(
        form.frequency,
        {kind: ends for kind in LossKind if (ends := form.ends(kind)) != (None, None)},
        int(cleaned["hour_cost"].value) if cleaned["hour_cost"] else 0,
        int(cleaned["fine_ceiling"].value) if cleaned["fine_ceiling"] else None,
        _node(cleaned["cause"]) if cleaned["cause"] else None,
        cleaned["basis"],
    )
    return estimate(access, risk, given, seen=cleaned["latest"])


def _beside(request: HttpRequest, risk: Risk, _form: EstimateForm) -> Mapping[str, object]:
    """Return what to hold a guess against: known costs, and the ceilings of fines of the legal entity."""
    access, today = access_of(request), timezone.localdate()
    home = legal_entity(access, risk.owner_unit)
    entities = Entities(access, today)
    entity = next((one for one in entities.every if home and one.unit.pk == home.pk), None)
    ceilings = entities.ceilings(entity) if entity else []
    known = [row for row in _costs(access, risk) if not (ceilings and row.kind == LossKind.FINES)]
    return {
        "costs": [
            Term(
                label=row.said("name"),
                value=about_kr(row.amount) if row.amount else "–",
                note=row.said("note"),
            )
            for row in known
        ],
        "ceilings": [Term(label=str(row), value=row.said("ceiling"), note=row.provision) for row in ceilings],
    }


ESTIMATE = Act(
    on=TARGET,
    form=EstimateForm,
    given=_given,
    do=_estimate,
    once=True,
    title=lambda risk: _("What it may cost: %(risk)s") % {"risk": risk.title},
    crumb=gettext_lazy("In kronor"),
    done=gettext_lazy("The estimate is saved. It counts the next time that the losses are worked out."),
    submit=gettext_lazy("Save the estimate"),
    after=lambda made: f"{reverse('risks-detail', args=[made.risk_id])}#losses",
    template="risk_losses/loss_estimate.html",
    context=_beside,
)


def _reduce(access: Access, risk: Risk, form: ReductionForm) -> LossReduction:
    cleaned = form.cleaned_data
    links = RiskAction.objects.visible(access).filter(risk=risk, action=cleaned["action"] or None)
    action = links.select_related("action").first() if cleaned["action"] else None
    return reduce_loss(
        access,
        risk,
        cleaned["name"],
        cleaned["cost"],
        cleaned["years"],
        form.less,
        action=action.action if action else None,
    )


def _actions(request: HttpRequest, risk: Risk) -> dict[str, object]:
    rows = RiskAction.objects.visible(access_of(request)).filter(risk=risk).select_related("action")
    return {"actions": [(str(row.action_id), str(row.action)) for row in rows]}


REDUCE = Act(
    on=TARGET,
    form=ReductionForm,
    given=_actions,
    do=_reduce,
    once=True,
    title=lambda risk: _("What would it be worth? %(risk)s") % {"risk": risk.title},
    crumb=gettext_lazy("Weigh a measure"),
    done=gettext_lazy("The measure is saved. It is compared the next time that the losses are worked out."),
    submit=gettext_lazy("Save the measure"),
    after=lambda made: f"{reverse('risks-detail', args=[made.risk_id])}#losses",
    template="risk_losses/loss_reduction.html",
)
REMOVE = ButtonAct(
    on=ActTarget(
        EDIT,
        row_of(LossReduction, "risk__owner_unit"),
        lambda row: reverse("risks-detail", args=[row.risk_id]),
        unit="risk.owner_unit",
    ),
    do=remove_reduction,
    done=gettext_lazy("The measure is removed."),
)


def losses_panel(access: Access, risk: Risk) -> PanelContent:
    """What the risk may cost, in a sentence, and the measures weighed against it."""
    latest = latest_estimates(access, [risk]).get(risk.pk)
    may_write = access.may(EDIT, risk.owner_unit) and not risk.archived_at and not risk.ended_on
    edit = reverse("risk-estimate", args=[risk.pk]) if may_write else ""
    if latest is None:
        add = RowAct(label=_("Estimate in kronor"), url=edit) if edit else None
        return PanelContent(missing=_("What it may cost has not been estimated."), add=add)
    found = quantified(risk, latest)
    context = {
        "latest": latest,
        "edit": edit,
        "weigh": reverse("risk-reduction", args=[risk.pk]) if may_write else "",
        "often": often_words(*latest.frequency) if latest.frequency else "",
        "expected": about_kr(found.expected) if isinstance(found, QuantifiedRisk) else "",
        "losses": _terms(latest),
        "cause": Sight(access).one(latest.cause_id) if latest.cause_id else None,
        "measures": _measures(access, risk, found, may_write=may_write),
    }
    return PanelContent(context=context)


def _terms(latest: LossEstimate) -> list[Term]:
    """Return what one event costs by kind, as ranges in kr."""
    found = []
    for kind in LossKind:
        if ends := latest.losses.get(kind):
            factor = latest.hour_cost if kind is LossKind.HANDLING else 1
            found.append(Term(label=kind_words(kind)[0], value=range_words(*(end * factor for end in ends))))
    return found


def _measures(
    access: Access, risk: Risk, found: object, *, may_write: bool
) -> list[tuple[LossReduction, str, str, str]]:
    """Return the measures with their cost, what they take away of an average year, and the way to remove them."""
    rows = LossReduction.objects.visible(access).filter(risk=risk)
    return [
        (
            row,
            about_kr(row.cost),
            about_kr(found.expected * (1 - Reduction(tuple(row.frequency), tuple(row.loss)).left))
            if isinstance(found, QuantifiedRisk)
            else "",
            reverse("risk-reduction-remove", args=[row.pk]) if may_write else "",
        )
        for row in rows
    ]
