"""Hold a workshop about risks: start it, save the group's answers, make risks of them, close it."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.plain import Plain
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import (
    JudgementKind,
    Risk,
    RiskJudgement,
    RiskMeasure,
    RiskThreat,
    Scenario,
    Treatment,
)
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.selectors.line import people_in_line
from akropolis.graph.risk.selectors.matrices import matrix_in_use
from akropolis.graph.risk.services.causes import RISK
from akropolis.graph.risk.services.judging import judge
from akropolis.graph.risk_workshops.models import RiskWorkshop, WorkshopAnswer, WorkshopItem
from akropolis.graph.risk_workshops.rules import workshops as steps
from akropolis.graph.risk_workshops.selectors.workshops import items_of, relevant_scenarios
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.services.causes import add_caused_action
from akropolis.shared.classification.selectors.schemes import edition_in_force

ECHO = timedelta(seconds=5)


def start(
    access: Access,
    unit: Unit,
    node: Node | None,
    *,
    held_on: date,
    led_by: str,
    participants: str = "",
    risk_owner: User | None = None,
) -> RiskWorkshop:
    """Start a workshop about the node, or about the unit. It takes up the risks that the unit has, then scenarios.

    Raises Hidden without the right in the unit, Refused if the unit has ended, the node is archived, or the city
    uses no risk matrix or classification scheme.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        if unit.valid_to and unit.valid_to < today:
            raise Refused(_("%(unit)s has ended. Choose another unit.") % {"unit": unit})
        if node and node.archived_at:
            raise Refused(_("%(name)s is archived. Choose something in use.") % {"name": node})
        if matrix_in_use(access, today) is None:
            raise Refused(_("No risk matrix is in use. Ask the city's CISO to choose one."))
        if edition_in_force(access) is None:
            raise Refused(_("There is no published classification scheme. Ask the city's CISO."))
        values = {"held_on": held_on, "led_by": led_by, "participants": participants}
        made = w.create(RiskWorkshop, {**values, "unit": unit, "node": node, "risk_owner": risk_owner})
        risks = Risk.objects.visible(access).filter(
            owner_unit=unit, node=node, ended_on=None, archived_at=None
        )
        rows = [
            {"risk": risk, "scenario": risk.scenario, "title": risk.title, "draft": _draft_of(risk)}
            for risk in risks.select_related("scenario").order_by("-level", "sort_key", "pk")
        ]
        known = {row["scenario"] for row in rows}
        scenarios = [row for row in relevant_scenarios(access, node, today) if row not in known]
        rows += [{"scenario": row, "title": str(row)} for row in scenarios[: steps.PROPOSED]]
        for position, row in enumerate(rows, 1):
            w.create(WorkshopItem, {**row, "workshop": made, "position": position})
        return made


def _draft_of(risk: Risk) -> Plain:
    """Return the answers that a risk of the register already gives."""
    draft: dict[str, object] = {}
    if latest := _latest(risk):
        draft[steps.CONSEQUENCE] = latest.consequences
        draft[steps.LIKELIHOOD] = {"step": latest.likelihood, "reasons": latest.reasons}
    if risk.description or risk.weakness:
        draft[steps.EVENT] = {"description": risk.description, "weakness": risk.weakness}
    return draft


def _latest(risk: Risk) -> RiskJudgement | None:
    return RiskJudgement.everything.filter(risk=risk, kind=JudgementKind.CURRENT).first()


def add_item(
    access: Access, workshop: RiskWorkshop, *, title: str, scenario: Scenario | None
) -> WorkshopItem:
    """Take up a scenario of the library or, without one, a risk in the group's own words; the group has chosen it.

    A scenario that is taken up already is chosen instead. Raises Invalid without either.
    """
    with writing(access) as w:
        _open(w, workshop)
        items = items_of(access, workshop)
        found = next((item for item in items if scenario and item.scenario_id == scenario.pk), None)
        chosen: dict[str, object] = {"answer": WorkshopAnswer.APPLIES}
        if found:
            return w.update(found, chosen)
        if not (scenario or title.strip()):
            raise Invalid({"title": [_("Write what can happen, in a few words.")]})
        values = {"scenario": scenario, "title": str(scenario) if scenario else title.strip()}
        place = max((item.position for item in items), default=0) + 1
        return w.create(WorkshopItem, {**chosen, **values, "workshop": workshop, "position": place})


def _open(w: Writer, workshop: RiskWorkshop) -> RiskWorkshop:
    current: RiskWorkshop = RiskWorkshop.everything.select_related("unit", "node").get(pk=workshop.pk)
    w.access.must(EDIT, current.unit)
    if current.closed_at:
        raise Refused(_("The workshop has been closed. Nothing more can be saved in it."), code="closed")
    return current


def _fresh(w: Writer, item: WorkshopItem) -> WorkshopItem:
    rows = WorkshopItem.everything.select_related("scenario__threat", "risk__owner_unit", "risk__node")
    current: WorkshopItem = rows.get(pk=item.pk)
    current.workshop = _open(w, item.workshop)
    return current


def part_of(item: WorkshopItem, part: str) -> Plain:
    """Return one part of an item's stored answers."""
    return {"answer": item.answer} if part == steps.CHOICE else item.draft.get(part, {})


def save_part(
    access: Access, item: WorkshopItem, part: str, value: Plain, *, seen: str, pressed: bool = True
) -> WorkshopItem:
    """Save one part of an item's answers. `seen` is the digest of the part as the group opened it.

    Raises Stale if somebody else has changed that part since, and Refused if the workshop has been closed; nothing
    is stored then. Another part that has changed meanwhile is kept. `pressed` is false for an autosave.
    """
    with writing(access) as w:
        current = _fresh(w, item)
        stored = part_of(current, part)
        if stored == value:
            return current
        if digest_part(stored) != seen and not (pressed and _own_echo(w, current)):
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        if current.workshop.began_at is None:
            w.update(current.workshop, {"began_at": w.at})
        changed = (
            {"answer": value["answer"]} if part == steps.CHOICE else {"draft": {**current.draft, part: value}}
        )
        return w.update(current, changed)


def _own_echo(w: Writer, item: WorkshopItem) -> bool:
    """Tell whether the same user saved a moment ago: the page autosaves, then they press the button."""
    last = Change.objects.filter(object_id=item.pk).order_by("-seq").first()
    return last is not None and last.actor_id == w.access.actor.id and w.at - last.at < ECHO


def record(access: Access, item: WorkshopItem) -> WorkshopItem:
    """Make the item's answers a risk in the register, or bring its risk up to them: texts, judgement as it stands,
    measures, treatment and, where the group has said what is to be done, an action.

    Raises Invalid, by step, if it is not said how likely or how bad, Refused if the workshop has been closed or the
    risk has ended. Nothing is stored then.
    """
    with writing(access) as w:
        current = _fresh(w, item)
        draft = current.draft
        answer, harms = draft.get(steps.LIKELIHOOD, {}), draft.get(steps.CONSEQUENCE)
        if answer.get("step") is None or not harms:
            missing = steps.LIKELIHOOD if harms else steps.CONSEQUENCE
            raise Invalid({missing: [_("Answer how bad it would be and how often it would happen first.")]})
        risk, measures = _write_risk(w, current), draft.get(steps.MEASURES, {})
        if "ticked" in measures:
            rows = list(Control.everything.filter(code__in=measures["ticked"]))
            set_links(w, RiskMeasure, {"risk": risk}, "control", rows)
        latest = _latest(risk)
        if latest is None or (latest.likelihood, latest.consequences) != (answer["step"], harms):
            reasons = "\n".join(filter(None, (measures.get("other"), answer["reasons"])))
            scheme = edition_in_force(access)
            judge(access, risk, JudgementKind.CURRENT, answer["step"], harms, reasons=reasons, scheme=scheme)
        kept = {**draft, "action": _write_action(w, current, risk)}
        return w.update(current, {"risk": risk, "draft": kept, "recorded_at": w.at})


def _write_risk(w: Writer, item: WorkshopItem) -> Risk:
    scenario, workshop, treated = item.scenario, item.workshop, item.draft.get(steps.TREATMENT)
    event = item.draft.get(steps.EVENT) or {"description": scenario.said("description") if scenario else ""}
    weakness = [*event.get("ticked", ()), event.get("weakness", "")]
    values: dict[str, object] = {"description": event["description"]}
    values["weakness"] = "\n".join(filter(None, weakness))
    if treated:
        values |= {"treatment": treated["treatment"], "treatment_plan": treated["plan"]}
    if item.risk:
        return w.update(item.risk, values)
    line = people_in_line(w.access, [workshop.unit], timezone.localdate(w.at))
    values |= {"title": item.title, "owner_unit": workshop.unit, "node": workshop.node}
    values |= {"owner": line.filter(pk__in=[workshop.risk_owner_id]).first(), "scenario": scenario}
    risk = w.create(Risk, {**values, "scenario_version": scenario.version if scenario else None})
    if scenario:
        w.create(RiskThreat, {"risk": risk, "threat": scenario.threat})
    return risk


def _write_action(w: Writer, item: WorkshopItem, risk: Risk) -> str | None:
    """Return the key of the action that the group decided on, made or brought up to its answers; None without one.

    Without the right to write actions in the unit, what is to be done stays in the risk's plan alone.
    """
    treated: Plain = item.draft.get(steps.TREATMENT, {"treatment": ""})
    known: str | None = item.draft.get("action")
    unit = risk.owner_unit
    if treated["treatment"] in ("", Treatment.ACCEPT) or not treated["plan"] or not w.access.may(RAISE, unit):
        return known
    values: dict[str, object] = {
        "title": treated["plan"].splitlines()[0][:200],
        "responsible": User.objects.visible(w.access)
        .filter(pk__in=filter(None, [treated["responsible"]]))
        .first(),
        "due_on": date.fromisoformat(treated["due_on"]) if treated["due_on"] else None,
    }
    made = Action.everything.filter(OPEN, pk=str(known)).first() if known else None
    if made:
        return str(w.update(made, values).pk)
    values |= {"owner_unit": unit, "description": treated["plan"]}
    return str(add_caused_action(w, RISK, values, ties=[{"risk": risk}], note=risk.label()).pk)


def close(access: Access, workshop: RiskWorkshop, notes: str, *, version: int | None = None) -> RiskWorkshop:
    """Close the workshop. What the group chose and did not get to becomes a risk that has not been judged.

    Raises Stale after another's change, Refused if it is closed already.
    """
    with writing(access) as w:
        current = _open(w, workshop)
        closed = w.update(current, {"notes": notes, "closed_at": w.at}, version=version)
        left = WorkshopItem.everything.filter(workshop=current, answer=WorkshopAnswer.APPLIES, risk=None)
        for item in left.select_related("scenario__threat"):
            item.workshop = current
            w.update(item, {"risk": _write_risk(w, item)})
        return closed
