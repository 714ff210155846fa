"""Risks of the demo city: judged, treated and decided on over the year, with checks of them and what they may cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.assets.models import Node, Process
from akropolis.graph.compliance.models import Control
from akropolis.graph.internal_control.models import ControlAction, ControlActivity, ControlResult
from akropolis.graph.risk.models import (
    DecisionKind,
    JudgementKind,
    Risk,
    RiskAction,
    RiskDecision,
    RiskJudgement,
    RiskMatrix,
    RiskMeasure,
    RiskObservation,
    RiskThreat,
    Scenario,
)
from akropolis.graph.risk.rules.matrix import Cell, RiskLevel, read_matrix
from akropolis.graph.risk_decisions.selectors.facts import freeze_facts
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.cause_choices import RISK
from akropolis.shared.classification.models import Scheme
from akropolis.shared.horizon.models import Observation
from akropolis.shared.threats.models import Threat
from akropolis.tools.demo.actions import row_of, template
from akropolis.tools.demo.frame import TODAY, City, day_between, fit
from akropolis.tools.demo.organisation import CHAIR, OFFICE
from akropolis.tools.demo.source import Row, read

BEGAN = date(2026, 1, 12)
"""The day on which the city began its register of risks."""
WHY = "the demo city judges its risks"
HEADS = 3
"""The highest level that heads accept; above it the nämnd or the board decides."""
HOUR = 520
OFTEN = {"monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365}
BEGUN = ("not_judged", "not_treated")
MARKS = ("internal_control", "rsa", "cer")


@dataclass
class DemoRisk:
    """A risk as it is planned. `likely` and `harms` are without measures, as it stands, and as the target."""

    unit: str
    row: Row
    node: Node | None
    likely: list[int]
    fate: str = ""
    day: date = BEGAN
    risk: Risk | None = None

    @property
    def harms(self) -> tuple[Row, Row, Row]:
        """The consequences by category of harm."""
        return self.row["harm"], self.row["harm"], {**self.row["harm"], **self.row.get("aim", {})}

    def cell(self, step: int) -> Cell:
        """Return likelihood and consequence of the step."""
        return self.likely[step], max(self.harms[step].values())


def build(city: City) -> None:
    """Plan the risks of each unit, and postpone each to the day on which it was judged, and each decision to its."""
    DemoRisks(city).build()


class DemoRisks:
    """The risks as they are built: what they are described by, and the actions that they have raised so far."""

    def __init__(self, city: City) -> None:
        self.city, self.content, self.chance = city, read("risks"), city.chance("risks")
        self.matrix = RiskMatrix.objects.unscoped(because=WHY).get(in_use=True)
        self.body = read_matrix(self.matrix.body)
        schemes = Scheme.objects.unscoped(because=WHY).filter(published_at__isnull=False)
        self.scheme = schemes.order_by("-edition").first()
        self.threats = {row.code: row for row in Threat.objects.unscoped(because=WHY)}
        self.controls = {row.code: row for row in Control.objects.unscoped(because=WHY)}
        self.scenarios = {row.code: row for row in Scenario.objects.unscoped(because=WHY)}
        self.nodes = {row.record: row for row in Node.objects.unscoped(because=WHY)}
        self.raised: dict[tuple[str, str], Action] = {}

    def build(self) -> None:
        """Postpone the work on every risk."""
        plans = sorted(self._plans(), key=lambda plan: plan.day)
        for _week, group in groupby(plans, key=lambda plan: plan.day.isocalendar()[:2]):
            week = list(group)
            self.city.later(week[0].day, partial(self._enter, week))
        for plan in plans:
            self._postpone_decision(plan)

    def _plans(self) -> Iterator[DemoRisk]:
        for code in self.city.reviewing():
            area = read("services")["unit_areas"][code]
            fitting = [row for row in self.content["risks"] if row["area"] in ("all", area, code)]
            found = [(row, self._about(row, code)) for row in fitting]
            usable = [(row, node) for row, node in found if node or "about" not in row]
            many = self.city.size.risks
            if self.city.size.units is None:
                many += sum(row["area"] == OFFICE for row in fitting)
            yield from (self._plan(code, row, node) for row, node in usable[:many])

    def _about(self, row: Row, code: str) -> Node | None:
        """Return the node that the risk is about; None for the unit itself, and where the unit has nothing such."""
        kind, name = row.get("about", ("unit", ""))
        if kind == "shared":
            return self.nodes[self.city.shared(name).pk]
        places = {
            "service": [each for each in self.city.services.get(code, ()) if not each.shared],
            "process": [each for each in self.city.things[Process] if each.owner_unit.code == code],
            "information": [each for each, plan in self.city.information if plan.unit.code == code],
        }
        found = [self.nodes[each.pk] for each in places.get(kind, ()) if each.name.startswith(name)]
        return self.chance.choice(found) if found else None

    def _plan(self, code: str, row: Row, node: Node | None) -> DemoRisk:
        inherent, current, target = row["likely"]
        drawn = 0 if "fate" in row else self.chance.choices((-1, 0, 1), (3, 6, 1))[0]
        plan = DemoRisk(code, row, node, [inherent, min(inherent, max(target, current + drawn)), target])
        level = self._level(plan)
        accepted = self.chance.random() * 100 < self.content["accepted"][level.value]
        missed = self.chance.random() * 100
        begun = next((name for name in BEGUN if missed < self.content[name]), "")
        plan.fate = row.get("fate") or begun or ("accepted" if accepted else "treated")
        # An acceptance lasts as long as its level may be left, and a few risks are not treated in time.
        days = (level.treat_within or 365) + (-8 if plan.fate == "accepted" else 25)
        plan.day = day_between(
            self.chance, max(BEGAN, TODAY - timedelta(days=days)), TODAY - timedelta(days=8)
        )
        return plan

    def _level(self, plan: DemoRisk, step: int = 1) -> RiskLevel:
        return next(level for level in self.body.levels if level.value == self.body.cells[plan.cell(step)])

    def _enter(self, week: list[DemoRisk], w: Writer) -> None:
        """Create the week's risks, with their judgements, measures, actions, estimates and checks."""
        add, judged = self.city.add, [plan for plan in week if plan.fate != "not_judged"]
        for plan, risk in zip(week, add(w, Risk, [self._risk_row(plan) for plan in week]), strict=True):
            plan.risk = risk
        steps = [(plan, n) for plan in judged for n in ((1,) if plan.fate == "not_treated" else range(3))]
        add(w, RiskJudgement, [self._judgement(*each) for each in steps])
        for plan in week:
            of: Row = {"risk": plan.risk}
            add(w, RiskThreat, [of | {"threat": self.threats[plan.row["threat"]]}])
            add(w, RiskMeasure, [of | {"control": self.controls[code]} for code in plan.row["measures"]])
            seen = Observation.objects.unscoped(because=WHY).filter(title=plan.row.get("observation"))
            add(w, RiskObservation, [of | {"observation": row} for row in seen])
        for plan in judged:
            self._estimate(plan, self._raise(plan, w), w)
            self._control(plan, w)

    def _risk_row(self, plan: DemoRisk) -> Row:
        row, scenario = plan.row, self.scenarios.get(plan.row.get("scenario", ""))
        owned = self.chance.random() * 100 >= self.content["without_owner"]
        values: Row = {
            "title": row["title"],
            "description": row["text"],
            "weakness": row["weakness"],
            "node": plan.node,
            "owner_unit": self.city.units[plan.unit],
            "owner": self.city.people[f"chef.{plan.unit}"] if owned else None,
            "scenario": scenario,
            "scenario_version": scenario.version if scenario else None,
            "secrecy": row.get("secrecy", ""),
            **{name: row.get(name, False) for name in MARKS},
        }
        if plan.fate == "not_judged":
            return values
        values |= self._current(plan)
        if plan.fate == "not_treated":
            return values
        levels = {"inherent_level": self._level(plan, 0).value, "target_level": self._level(plan, 2).value}
        accepted = plan.fate == "accepted"
        treated = {
            "treatment": "accept" if accepted else row["treatment"].replace("accept", "reduce"),
            "treatment_plan": "" if accepted else row.get("plan", ""),
        }
        return values | levels | treated

    def _current(self, plan: DemoRisk) -> Row:
        """Return the columns of the risk that repeat its judgement as it stands."""
        level = self._level(plan)
        within = level.treat_within
        due = None if within is None else plan.day + timedelta(days=within)
        return {**self._cell(plan), "judged_on": plan.day, "treat_by": due}

    def _cell(self, plan: DemoRisk, step: int = 1) -> Row:
        likelihood, consequence = plan.cell(step)
        cell = {"likelihood": likelihood, "consequence": consequence}
        return {"matrix": self.matrix, **cell, "level": self._level(plan, step).value}

    def _judgement(self, plan: DemoRisk, step: int, reasons: str = "") -> Row:
        return {
            "risk": plan.risk,
            "kind": JudgementKind.values[step],
            "scheme": self.scheme,
            "consequences": plan.harms[step],
            **self._cell(plan, step),
            "reasons": reasons or (plan.row["reasons"] if step == 1 else ""),
            "judged_on": plan.day,
            "judged_by": self._coordinator(plan).name,
        }

    def _coordinator(self, plan: DemoRisk) -> User:
        return self.city.people[f"samordnare.{plan.unit}"]

    def _raise(self, plan: DemoRisk, w: Writer) -> list[Action]:
        """Raise the actions that treat the risk; one that the unit has already raised for another risk treats both."""
        if plan.fate in ("accepted", "not_treated") or plan.risk is None:
            return []
        keys = [(plan.unit, title) for title in plan.row.get("actions", ())]
        for unit, title in keys:
            if (unit, title) not in self.raised:
                values = row_of(self.city, self.chance, template(title), unit, plan.day)
                values |= {"cause": RISK.key, "cause_note": fit(plan.risk.label(), 300)}
                if plan.fate == "late":
                    due = TODAY - timedelta(days=20)
                    values |= {"status": ActionStatus.ONGOING, "due_on": due, "done_on": None}
                (self.raised[unit, title],) = self.city.add(w, Action, [values])
        actions = [self.raised[key] for key in keys]
        self.city.add(w, RiskAction, [{"risk": plan.risk, "action": action} for action in actions])
        return actions

    def _estimate(self, plan: DemoRisk, actions: list[Action], w: Writer) -> None:
        """Estimate what the risk costs, and what its first action would save."""
        if "loss" not in plan.row:
            return
        losses = dict(plan.row["loss"])
        estimate: Row = {
            "risk": plan.risk,
            "frequency": losses.pop("frequency"),
            "losses": losses,
            "hour_cost": HOUR,
            "fine_ceiling": 10_000_000 if "fines" in losses else None,
            "cause": plan.node if plan.node and plan.node.shared else None,
            "basis": plan.row["basis"],
            "estimated_on": plan.day,
            "estimated_by": self._coordinator(plan).name,
        }
        self.city.add(w, LossEstimate, [estimate])
        saved: Row = {"risk": plan.risk, "years": 4, "frequency": [0.4, 0.8], "loss": [0.7, 1.0]}
        rows = [{**saved, "name": a.title, "action": a, "cost": a.cost or 60_000} for a in actions[:1]]
        self.city.add(w, LossReduction, rows)

    def _control(self, plan: DemoRisk, w: Writer) -> None:
        """Create the check that the internal control makes because of the risk, and its latest result."""
        if "control" not in plan.row:
            return
        row: Row = dict(plan.row["control"])
        result, deviation = row.pop("result"), row.pop("deviation", "")
        checked = day_between(self.chance, max(plan.day, date(2026, 9, 1)), TODAY - timedelta(days=3))
        who = self._coordinator(plan)
        values: Row = {"risk": plan.risk, "owner_unit": self.city.units[plan.unit], "responsible": who}
        values |= {"year": TODAY.year, "next_on": checked + timedelta(days=OFTEN[row["frequency"]])}
        (activity,) = self.city.add(w, ControlActivity, [row | values])
        found: Row = {
            "activity": activity,
            "checked_on": checked,
            "checked_by": who.name,
            "what": row["method"],
        }
        found |= {"sample": row["sample"], "result": result, "deviation": bool(deviation)}
        (made,) = self.city.add(w, ControlResult, [found])
        action = self.raised.get((plan.unit, deviation))
        self.city.add(w, ControlAction, [{"result": made, "action": action}] if action else [])

    def _postpone_decision(self, plan: DemoRisk) -> None:
        """Postpone the acceptance of the risk to its day, or sending it up; a few are then judged to be worse."""
        day = min(plan.day + timedelta(days=self.chance.randint(1, 15)), TODAY - timedelta(days=2))
        if plan.fate == "sent_up":
            self.city.later(day, partial(self._send_up, plan, day))
        elif plan.fate == "accepted":
            last = day + timedelta(days=self._level(plan).treat_within or 365)
            soon = TODAY + timedelta(days=self.chance.randint(-5, 50))
            until = min(last, soon) if self.chance.random() < 0.2 else last
            self.city.later(day, partial(self._accept, plan, day, until))
            if self.chance.random() < 0.15 and plan.likely[1] < plan.likely[0]:
                later = day_between(self.chance, day, TODAY - timedelta(days=2))
                self.city.later(later, partial(self._judge_worse, plan, later))

    def _accept(self, plan: DemoRisk, day: date, until: date, w: Writer) -> None:
        unit, head = self.city.units[plan.unit], self._level(plan).value <= HEADS
        who, by = ("chef", ("chef", unit.kind)) if head else (CHAIR, ("namnd", unit.kind))
        if plan.unit == OFFICE and not head:
            by = ("kommunstyrelse", UnitKind.CITY)
        reason = self.chance.choice(self.content["because"])
        values = self._decision(plan, day, who) | {"kind": DecisionKind.ACCEPTED, "reason": reason}
        if plan.risk is not None:
            frozen = freeze_facts(Risk.everything.get(pk=plan.risk.pk), by, TODAY)
            self.city.add(w, RiskDecision, [values | {"valid_to": until, "frozen": frozen}])
            w.update(plan.risk, {"accepted_until": until})

    def _send_up(self, plan: DemoRisk, day: date, w: Writer) -> None:
        """Send the risk to the nämnd or the board, or from the office to the city's."""
        above = self.city.units["stad" if plan.unit == OFFICE else plan.unit]
        values = self._decision(plan, day, "chef") | {"kind": DecisionKind.SENT_UP, "to_unit": above}
        self.city.add(w, RiskDecision, [values | {"reason": plan.row["reasons"]}])
        if plan.risk is not None:
            w.update(plan.risk, {"waits_in": above})

    def _decision(self, plan: DemoRisk, day: date, who: str) -> Row:
        person = self.city.people[f"{who}.{plan.unit}"]
        decided = {"decider_name": person.name, "decider_role": person.title, "decided_on": day}
        return {"risk": plan.risk, "unit": self.city.units[plan.unit], **self._cell(plan), **decided}

    def _judge_worse(self, plan: DemoRisk, day: date, w: Writer) -> None:
        """Judge an accepted risk to be likelier than when it was accepted."""
        plan.day, plan.likely[1] = day, plan.likely[1] + 1
        self.city.add(w, RiskJudgement, [self._judgement(plan, 1, self.content["worse"])])
        if plan.risk is not None:
            w.update(plan.risk, self._current(plan))
