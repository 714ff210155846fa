"""Treat a risk: how, by which measures and actions, and to which level they lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import Risk, RiskAction, RiskMeasure, Treatment
from akropolis.graph.risk.rules.permissions import ACCEPT
from akropolis.graph.risk.services.causes import RISK
from akropolis.graph.risk.services.judging import JudgementInput, add_judgements, must_be_open, must_follow
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.services.causes import add_caused_action
from akropolis.shared.classification.models import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskActionInput:
    """An action to raise from the risk, in the risk's unit."""

    title: str
    due_on: date | None = None
    responsible: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentInput:
    """How the risk is treated. `measures` and `actions` are all that are to be linked; `target` is None if not set."""

    treatment: str
    plan: str = ""
    measures: Sequence[Control] = ()
    actions: Sequence[Action] = ()
    new_action: RiskActionInput | None = None
    target: JudgementInput | None = None


def treat(
    access: Access,
    risk: Risk,
    given: TreatmentInput,
    *,
    scheme: Scheme | None = None,
    matrix: UUID | None = None,
    version: int | None = None,
) -> Risk:
    """Set the treatment with its measures, actions and target, all or nothing.

    Actions that the user may not read stay linked. A risk to accept waits in its unit if the user may not decide.
    Raises Refused if the risk is not judged or has ended, Invalid if the target does not follow from what is linked,
    Stale after another's change.
    """
    with writing(access) as w:
        must_be_open(risk)
        if risk.level is None:
            raise Refused(_("Judge the risk first. Then it can be treated."), code="not_judged")
        values = {
            "treatment": given.treatment,
            "treatment_plan": given.plan,
            "waits_in": _waits_in(access, risk, given.treatment),
        }
        if given.target is None:
            w.update(risk, values, version=version)
        else:
            add_judgements(w, risk, [given.target], scheme=scheme, matrix=matrix, version=version, **values)
        set_links(w, RiskMeasure, {"risk": risk}, "control", list(given.measures))
        seen = Action.objects.visible(access).filter(pk__in=_linked(risk)).values_list("pk", flat=True)
        unseen = Action.everything.filter(pk__in=set(_linked(risk)) - set(seen))
        set_links(w, RiskAction, {"risk": risk}, "action", [*given.actions, *unseen])
        if given.new_action is not None:
            _raise(w, risk, given.new_action)
        if given.target is not None or not (given.measures or _linked(risk)):
            must_follow(risk, timezone.localdate(w.at))
        return risk


def _waits_in(access: Access, risk: Risk, treatment: str) -> Unit | None:
    """Return where a decision is awaited: in the risk's unit if somebody without the right to decide wants it accepted.

    Another treatment takes that question back; a risk that was sent elsewhere goes on waiting there.
    """
    if treatment == Treatment.ACCEPT and not risk.waits_in and not access.may(ACCEPT, risk.owner_unit):
        return risk.owner_unit
    asked = risk.waits_in == risk.owner_unit and treatment != Treatment.ACCEPT
    return None if asked else risk.waits_in


def _linked(risk: Risk) -> list[UUID]:
    return list(RiskAction.everything.filter(risk=risk).values_list("action", flat=True))


def _raise(w: Writer, risk: Risk, new: RiskActionInput) -> None:
    w.access.must(RAISE, risk.owner_unit)
    values = {
        "title": new.title,
        "due_on": new.due_on,
        "responsible": new.responsible,
        "owner_unit": risk.owner_unit,
    }
    add_caused_action(w, RISK, values, ties=[{"risk": risk}], note=risk.label())
