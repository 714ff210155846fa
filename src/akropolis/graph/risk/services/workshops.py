"""Hold a workshop about risks: start it, save the group's answers, make risks of them, close it."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.plain import Plain
from akropolis.graph.assets.models.nodes import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.information.rules.parts import digest_part
from akropolis.graph.risk.models import (
    JudgementKind,
    Risk,
    RiskAction,
    RiskJudgement,
    RiskMeasure,
    RiskThreat,
    RiskWorkshop,
    Scenario,
    Treatment,
    WorkshopAnswer,
    WorkshopItem,
)
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk.rules.workshops import (
    CHOICE,
    CONSEQUENCE,
    EVENT,
    LIKELIHOOD,
    MEASURES,
    PROPOSED,
    TREATMENT,
)
from akropolis.graph.risk.selectors.workshops import items_of, method_in_use, relevant_scenarios, risks_about
from akropolis.graph.risk.services.judging import judge
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.actions.services.actions import VERBS

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
    uses no risk matrix.
    """
    with writing(access) as w:
        today = timezone.localdate(w.at)
        if unit.valid_to and unit.valid_to < today:
            raise Refused(_("%(unit)s has ended. Choose another unit.") % {"unit": unit})
        if node and node.archived_at:
            raise Refused(_("%(name)s is archived. Choose something in use.") % {"name": node})
        if method_in_use(access) is None:
            raise Refused(_("No risk matrix is in use. Ask the city's CISO to choose one."))
        values = {"held_on": held_on, "led_by": led_by, "participants": participants}
        made = w.create(RiskWorkshop, {**values, "unit": unit, "node": node, "risk_owner": risk_owner})
        risks = risks_about(access, unit, node)
        known = {risk.scenario_id for risk in risks}
        rows: list[dict[str, object]] = [
            {"risk": risk, "scenario": risk.scenario, "title": risk.title, "draft": _draft_of(risk)}
            for risk in risks
        ]
        scenarios = [row for row in relevant_scenarios(access, node, today) if row.pk not in known]
        rows += [{"scenario": row, "title": str(row)} for row in scenarios[:PROPOSED]]
        for position, row in enumerate(rows, 1):
            w.create(WorkshopItem, {**row, "workshop": made, "position": position})
        return made


def _draft_of(risk: Risk) -> dict[str, object]:
    """Return the answers that a risk of the register already gives."""
    draft: dict[str, object] = {}
    latest = RiskJudgement.everything.filter(risk=risk, kind=JudgementKind.CURRENT).first()
    if latest is not None:
        draft[CONSEQUENCE] = latest.consequences
        draft[LIKELIHOOD] = {"step": latest.likelihood, "reasons": latest.reasons}
    if risk.description or risk.weakness:
        draft[EVENT] = {"description": risk.description, "ticked": [], "weakness": risk.weakness}
    return draft


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
        if found:
            return w.update(found, {"answer": WorkshopAnswer.APPLIES})
        if not (scenario or title.strip()):
            raise Invalid({"title": [_("Write what can happen, in a few words.")]})
        values = {"scenario": scenario, "title": str(scenario) if scenario else title.strip()}
        place = max((item.position for item in items), default=0) + 1
        placed = {"workshop": workshop, "position": place, "answer": WorkshopAnswer.APPLIES}
        return w.create(WorkshopItem, {**values, **placed})


def _open(w: Writer, workshop: RiskWorkshop) -> RiskWorkshop:
    current: RiskWorkshop = RiskWorkshop.everything.select_related("unit", "node").get(pk=workshop.pk)
    w.access.must(EDIT, current.unit)
    if current.closed_at:
        raise Refused(_("The workshop has been closed. Nothing more can be saved in it."), code="closed")
    return current


def part_of(item: WorkshopItem, part: str) -> Plain:
    """Return one part of an item's stored answers."""
    return {"answer": item.answer} if part == CHOICE else item.draft.get(part, {})


def save_part(
    access: Access, item: WorkshopItem, part: str, value: Plain, *, seen: str, pressed: bool = True
) -> WorkshopItem:
    """Save one part of an item's answers. `seen` is the digest of the part as the group opened it.

    Raises Stale if somebody else has changed that part since, and Refused if the workshop has been closed; nothing
    is stored then. Another part that has changed meanwhile is kept. `pressed` is false for an autosave.
    """
    with writing(access) as w:
        workshop = _open(w, item.workshop)
        current: WorkshopItem = WorkshopItem.everything.select_related("scenario", "risk").get(pk=item.pk)
        current.workshop = workshop
        stored = part_of(current, part)
        if stored == value:
            return current
        if digest_part(stored) != seen and not (pressed and _own_echo(w, current)):
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        if workshop.began_at is None:
            w.update(workshop, {"began_at": w.at})
        if part == CHOICE:
            return w.update(current, {"answer": value["answer"]})
        return w.update(current, {"draft": {**current.draft, part: value}})


def _own_echo(w: Writer, item: WorkshopItem) -> bool:
    """Tell whether the same user saved a moment ago: the page autosaves, then they press the button."""
    last = Change.objects.filter(object_id=item.pk).order_by("-seq").first()
    return last is not None and last.actor_id == w.access.actor.id and w.at - last.at < ECHO


def record(access: Access, item: WorkshopItem) -> WorkshopItem:
    """Make the item's answers a risk in the register, or bring its risk up to them: texts, judgement as it stands,
    measures, treatment and, where the group has said what is to be done, an action.

    Raises Invalid if likelihood or consequence is missing, Refused if the workshop has been closed or the risk
    has ended. Nothing is stored then.
    """
    with writing(access) as w:
        workshop = _open(w, item.workshop)
        current: WorkshopItem = WorkshopItem.everything.select_related("scenario", "risk").get(pk=item.pk)
        draft = current.draft
        step, harms = draft.get(LIKELIHOOD, {}).get("step"), draft.get(CONSEQUENCE, {})
        if step is None or not harms:
            missing = LIKELIHOOD if harms else CONSEQUENCE
            raise Invalid({missing: [_("Answer how likely it is and how bad it would be first.")]})
        risk = _write_risk(w, workshop, current)
        _set_measures(w, risk, draft.get(MEASURES, {}))
        if not _is_judged(risk, step, harms):
            method = method_in_use(access)
            reasons = "\n".join(filter(None, (draft.get(MEASURES, {}).get("other"), _reasons(draft))))
            scheme = method.scheme if method else None
            judge(access, risk, JudgementKind.CURRENT, step, harms, reasons=reasons, scheme=scheme)
        action = _write_action(w, workshop, current, risk)
        kept = {**draft, "action": action} if action else draft
        return w.update(current, {"risk": risk, "draft": kept, "recorded_at": w.at})


def _reasons(draft: Plain) -> str:
    return str(draft.get(LIKELIHOOD, {}).get("reasons", ""))


def _is_judged(risk: Risk, step: int, harms: Mapping[str, int]) -> bool:
    latest = RiskJudgement.everything.filter(risk=risk, kind=JudgementKind.CURRENT).first()
    return latest is not None and (latest.likelihood, latest.consequences) == (step, harms)


def _write_risk(w: Writer, workshop: RiskWorkshop, item: WorkshopItem) -> Risk:
    scenario, event, treated = item.scenario, item.draft.get(EVENT), item.draft.get(TREATMENT, {})
    if event is None:
        event = {"description": scenario.said("description") if scenario else ""}
    weakness = [*event.get("ticked", ()), *filter(None, [event.get("weakness", "")])]
    values: dict[str, object] = {"description": event["description"], "weakness": "\n".join(weakness)}
    if treated:
        values |= {"treatment": treated["treatment"], "treatment_plan": treated["plan"]}
    if item.risk:
        return w.update(item.risk, values)
    values |= {"title": item.title, "owner_unit": workshop.unit, "node": workshop.node}
    values |= {"owner": workshop.risk_owner, "scenario": scenario}
    risk = w.create(Risk, {**values, "scenario_version": scenario.version if scenario else None})
    if scenario:
        w.create(RiskThreat, {"risk": risk, "threat": scenario.threat})
    return risk


def _set_measures(w: Writer, risk: Risk, part: Plain) -> None:
    """Link the measures that the group ticked, and unlink those that it was shown and did not tick."""
    ticked, shown = set(part.get("ticked", ())), set(part.get("shown", ()))
    linked = {
        row.control.code: row for row in RiskMeasure.everything.filter(risk=risk).select_related("control")
    }
    for control in Control.everything.filter(code__in=ticked - linked.keys()):
        w.create(RiskMeasure, {"risk": risk, "control": control})
    for code in (shown - ticked) & linked.keys():
        w.remove(linked[code])


def _write_action(w: Writer, workshop: RiskWorkshop, item: WorkshopItem, risk: Risk) -> str | None:
    """Return the key of the action that the group decided on, made or brought up to its answers; None without one.

    Without the right to write actions in the unit, what is to be done stays in the risk's plan alone.
    """
    treated: Plain = item.draft.get(TREATMENT, {})
    known: str | None = item.draft.get("action")
    what = str(treated.get("plan", "")).strip()
    if not what or treated["treatment"] in ("", Treatment.ACCEPT) or not w.access.may(RAISE, workshop.unit):
        return known
    values: dict[str, object] = {
        "title": what.splitlines()[0][:200],
        "responsible": User.everything.filter(pk=treated["responsible"] or None).first(),
        "due_on": date.fromisoformat(treated["due_on"]) if treated["due_on"] else None,
    }
    made = Action.everything.filter(OPEN, pk=str(known)).first() if known else None
    if made:
        return str(w.update(made, values).pk)
    values |= {"owner_unit": workshop.unit, "description": what, "cause_note": risk.label()[:300]}
    action = VERBS.add(w, Action, VERBS.initial(timezone.localdate(w.at)) | values)
    w.create(RiskAction, {"risk": risk, "action": action})
    return str(action.pk)


def close(access: Access, workshop: RiskWorkshop, notes: str, *, version: int | None = None) -> RiskWorkshop:
    """Close the workshop. What the group chose and did not get to becomes a risk that has not been judged.

    Raises Stale after another's change, Refused if it is closed already.
    """
    with writing(access) as w:
        current = _open(w, workshop)
        if version is not None and current.version != version:
            raise Stale(_("Someone else has saved this since you opened it."), current=current)
        rows = WorkshopItem.everything.filter(workshop=current, answer=WorkshopAnswer.APPLIES, risk=None)
        for item in rows.select_related("scenario"):
            w.update(item, {"risk": _write_risk(w, current, item)})
        return w.update(current, {"notes": notes, "closed_at": w.at})
