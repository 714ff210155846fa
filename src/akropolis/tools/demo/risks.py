"""Risks of the demo city: judged, treated and accepted over the year, with checks of them and what they may cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle, groupby, islice
from random import Random
from uuid import UUID

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.assets.models import Node, Process
from akropolis.graph.compliance.models import Control
from akropolis.graph.risk.models import (
    ControlAction,
    ControlActivity,
    ControlResult,
    DecisionKind,
    JudgementKind,
    LossEstimate,
    LossReduction,
    Risk,
    RiskAction,
    RiskDecision,
    RiskJudgement,
    RiskMandate,
    RiskMatrix,
    RiskMeasure,
    RiskThreat,
    Scenario,
)
from akropolis.graph.risk.rules.matrix import MatrixBody, read_matrix
from akropolis.graph.risk.selectors.matrices import matrix_in_use
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.cause_choices import RISK
from akropolis.shared.classification.models import Scheme
from akropolis.shared.threats.models import Threat
from akropolis.tools.demo.actions import row_of, template
from akropolis.tools.demo.frame import TODAY, City, day_between, fit
from akropolis.tools.demo.source import Row, read

BEGAN = date(2026, 1, 12)
"""The day on which the city began its register of risks."""
WHY = "the demo city judges its risks"
HEADS = 2
"""The highest level that heads accept here; the chair decides above it."""
STEPS = (JudgementKind.INHERENT, JudgementKind.CURRENT, JudgementKind.TARGET)
HOUR = 520
OFTEN = {"monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365}


@dataclass
class DemoRisk:
    """A risk as it is planned, and its row once it has been created."""

    unit: str
    row: Row
    node: Node | None
    day: date
    fate: str
    likely: list[int]
    risk: Risk | None = None

    @property
    def harm(self) -> tuple[Row, Row, Row]:
        """The consequences by category: without measures, as it stands, and as the target."""
        return self.row["harm"], self.row["harm"], {**self.row["harm"], **self.row.get("aim", {})}


@dataclass(frozen=True)
class RiskCatalogues:
    """What risks are described by: the matrix in use, the scheme, and the rows that they name by code."""

    matrix: RiskMatrix
    body: MatrixBody
    scheme: Scheme | None
    threats: dict[str, Threat]
    controls: dict[str, Control]
    scenarios: dict[str, Scenario]


def build(city: City) -> None:
    """Plan the risks of each unit, and postpone each to the day on which it was judged, and each decision to its."""
    catalogues = _catalogues(city)
    plans = sorted(_plans(city, city.chance("risks"), catalogues), key=lambda plan: plan.day)
    raised: dict[tuple[str, str], Action] = {}
    chance = city.chance("risks over the year")
    for _week, group in groupby(plans, key=lambda plan: plan.day.isocalendar()[:2]):
        week = list(group)
        city.later(week[-1].day, partial(_enter, city, chance, catalogues, raised, week))
    for plan in plans:
        _postpone_decisions(city, chance, catalogues, plan)


def _use_matrix(city: City) -> RiskMatrix:
    """Create a matrix and mandates, as long as none come with the system."""
    content = read("matrix")
    since = {"valid_from": BEGAN, "mark": "O"}
    with city.writing() as w:
        (matrix,) = city.add(w, RiskMatrix, [content["matrix"] | since])
        mandates = [
            {"series": matrix.series, "role": city.roles[row["role"]], "level": row["level"], **since}
            for row in content["mandates"]
        ]
        city.add(w, RiskMandate, mandates)
    return matrix


def _catalogues(city: City) -> RiskCatalogues:
    matrix = matrix_in_use(city.access, TODAY) or _use_matrix(city)
    published = Scheme.objects.unscoped(because=WHY).filter(published_at__isnull=False)
    return RiskCatalogues(
        matrix,
        read_matrix(matrix.body),
        published.order_by("-edition").first(),
        {row.code: row for row in Threat.objects.unscoped(because=WHY)},
        {row.code: row for row in Control.objects.unscoped(because=WHY)},
        {row.code: row for row in Scenario.objects.unscoped(because=WHY)},
    )


def _plans(city: City, chance: Random, catalogues: RiskCatalogues) -> Iterator[DemoRisk]:
    nodes = {node.record: node for node in Node.objects.unscoped(because=WHY)}
    for code in city.reviewing():
        fitting = [(row, _about(city, chance, row, code, nodes)) for row in _fitting(code)]
        usable = [(row, node) for row, node in fitting if node or "about" not in row]
        shared = sum(row["area"] == "slk" for row, _node in usable)
        many = city.size.risks + (shared if city.size.units is None else 0)
        for place, (row, node) in enumerate(islice(cycle(usable), many)):
            again = place // len(usable)
            own = {**row, "title": f"{row['title']} ({again + 1})"} if again else row
            yield _plan(chance, catalogues, own, node, code)


def _fitting(code: str) -> list[Row]:
    area = read("services")["unit_areas"][code]
    return [row for row in read("risks")["risks"] if row["area"] in ("all", area, code)]


def _about(city: City, chance: Random, row: Row, code: str, nodes: dict[UUID, Node]) -> Node | None:
    """Return the node that the risk is about; None for the unit itself, and where the unit has nothing such."""
    kind, name = row.get("about", ("unit", ""))
    if kind == "shared":
        return nodes[city.shared(name).pk]
    own: Sequence[Process] = [each for each in city.things[Process] if each.owner_unit.code == code]
    places = {
        "service": [each for each in city.services.get(code, ()) if not each.shared],
        "process": own,
        "information": [each for each, plan in city.information if plan.unit.code == code],
    }
    found = [nodes[each.pk] for each in places.get(kind, ()) if each.name.startswith(name)]
    return chance.choice(found) if found else None


def _plan(chance: Random, catalogues: RiskCatalogues, row: Row, node: Node | None, code: str) -> DemoRisk:
    inherent, current, target = row["likely"]
    drawn = chance.choices((-1, 0, 1), (3, 6, 1))[0]
    likely = [inherent, min(inherent, max(target, current + drawn)), target]
    content, level = read("risks"), catalogues.body.cells[likely[1], max(row["harm"].values())]
    fate = "accepted" if chance.random() * 100 < content["accepted"][level] else "treated"
    if chance.random() * 100 < content["not_judged"]:
        fate = "not_judged"
    fate = row.get("fate", fate)
    recent = BEGAN if level < 4 else TODAY - timedelta(days=60)
    day = day_between(chance, recent, TODAY - timedelta(days=8))
    return DemoRisk(code, row, node, day, fate, likely)


def _enter(
    city: City,
    chance: Random,
    catalogues: RiskCatalogues,
    raised: dict[tuple[str, str], Action],
    week: list[DemoRisk],
    w: Writer,
) -> None:
    """Create the week's risks, with their judgements, measures, actions, estimates and checks."""
    made = city.add(w, Risk, [_risk_row(city, chance, catalogues, plan) for plan in week])
    judgements: list[Row] = []
    for plan, risk in zip(week, made, strict=True):
        plan.risk = risk
        if plan.fate != "not_judged":
            judgements += _judgements(city, catalogues, plan)
    city.add(w, RiskJudgement, judgements)
    city.add(w, RiskThreat, [row for plan in week for row in _threats(catalogues, plan)])
    city.add(
        w,
        RiskMeasure,
        [
            {"risk": plan.risk, "control": catalogues.controls[code]}
            for plan in week
            for code in plan.row["measures"]
        ],
    )
    for plan in week:
        if plan.fate != "not_judged":
            actions = _raise(city, chance, raised, plan, w)
            _estimate(city, plan, actions, w)
            _control(city, chance, plan, raised, w)


def _risk_row(city: City, chance: Random, catalogues: RiskCatalogues, plan: DemoRisk) -> Row:
    row, scenario = plan.row, catalogues.scenarios.get(plan.row.get("scenario", ""))
    owner = None if chance.random() * 100 < read("risks")["without_owner"] else f"chef.{plan.unit}"
    values: Row = {
        "title": row["title"],
        "description": row["text"],
        "weakness": row["weakness"],
        "node": plan.node,
        "owner_unit": city.units[plan.unit],
        "owner": city.people.get(owner) if owner else None,
        "scenario": scenario,
        "scenario_version": scenario.version if scenario else None,
        **{name: row.get(name, False) for name in ("internal_control", "rsa", "cer")},
        "secrecy": row.get("secrecy", ""),
    }
    if plan.fate == "not_judged":
        return values
    accepted = plan.fate == "accepted"
    values |= {"treatment": "accept" if accepted else row["treatment"].replace("accept", "reduce")}
    levels = [level for _likely, _consequence, level in _cells(catalogues, plan)]
    return values | {
        "treatment_plan": "" if accepted else row.get("plan", ""),
        "inherent_level": levels[0],
        "target_level": levels[2],
        **_current(catalogues, plan),
    }


def _cells(catalogues: RiskCatalogues, plan: DemoRisk) -> list[tuple[int, int, int]]:
    """Return likelihood, consequence and level: without measures, as it stands, and as the target."""
    pairs = [(step, max(harm.values())) for step, harm in zip(plan.likely, plan.harm, strict=True)]
    return [(*pair, catalogues.body.cells[pair]) for pair in pairs]


def _current(catalogues: RiskCatalogues, plan: DemoRisk) -> Row:
    """Return the columns of the risk that repeat its judgement as it stands."""
    likelihood, consequence, level = _cells(catalogues, plan)[1]
    found = catalogues.body.level(level)
    within = found.treat_within if found else None
    return {
        "matrix": catalogues.matrix,
        "likelihood": likelihood,
        "consequence": consequence,
        "level": level,
        "judged_on": plan.day,
        "treat_by": None if within is None else plan.day + timedelta(days=within),
    }


def _judgements(city: City, catalogues: RiskCatalogues, plan: DemoRisk) -> list[Row]:
    return [
        {
            "risk": plan.risk,
            "kind": kind,
            "matrix": catalogues.matrix,
            "scheme": catalogues.scheme,
            "likelihood": likelihood,
            "consequences": harm,
            "consequence": consequence,
            "level": level,
            "reasons": plan.row["reasons"] if kind == JudgementKind.CURRENT else "",
            "judged_on": plan.day,
            "judged_by": city.people[f"samordnare.{plan.unit}"].name,
        }
        for kind, harm, (likelihood, consequence, level) in zip(
            STEPS, plan.harm, _cells(catalogues, plan), strict=True
        )
    ]


def _threats(catalogues: RiskCatalogues, plan: DemoRisk) -> Iterator[Row]:
    if threat := catalogues.threats.get(plan.row["threat"]):
        yield {"risk": plan.risk, "threat": threat}


def _raise(
    city: City, chance: Random, raised: dict[tuple[str, str], Action], plan: DemoRisk, w: Writer
) -> list[Action]:
    """Raise the actions that treat the risk; one that the unit has already raised for another risk treats both."""
    if plan.fate == "accepted" or plan.risk is None:
        return []
    for title in plan.row.get("actions", ()):
        if (plan.unit, title) not in raised:
            values = row_of(city, chance, template(title), plan.unit, plan.day)
            values |= {"cause": RISK.key, "cause_note": fit(plan.risk.label(), 300)}
            if plan.fate == "late":
                due = TODAY - timedelta(days=20)
                values |= {"status": ActionStatus.ONGOING, "due_on": due, "done_on": None}
            raised[plan.unit, title] = city.add(w, Action, [values])[0]
    actions = [raised[plan.unit, title] for title in plan.row.get("actions", ())]
    city.add(w, RiskAction, [{"risk": plan.risk, "action": action} for action in actions])
    return actions


def _estimate(city: City, plan: DemoRisk, actions: list[Action], w: Writer) -> None:
    """Estimate what the risk costs, and what its first action would save."""
    if "loss" not in plan.row:
        return
    losses = dict(plan.row["loss"])
    estimate = {
        "risk": plan.risk,
        "frequency": losses.pop("frequency"),
        "losses": losses,
        "hour_cost": HOUR,
        "fine_ceiling": 10_000_000 if "fines" in losses else None,
        "cause": plan.node if plan.node and plan.node.shared else None,
        "basis": plan.row["basis"],
        "estimated_on": plan.day,
        "estimated_by": city.people[f"samordnare.{plan.unit}"].name,
    }
    city.add(w, LossEstimate, [estimate])
    saved = {"risk": plan.risk, "years": 4, "frequency": [0.4, 0.8], "loss": [0.7, 1.0]}
    rows = [{**saved, "name": a.title, "action": a, "cost": a.cost or 60_000} for a in actions[:1]]
    city.add(w, LossReduction, rows)


def _control(
    city: City, chance: Random, plan: DemoRisk, raised: dict[tuple[str, str], Action], w: Writer
) -> None:
    """Create the check that the internal control makes because of the risk, and its latest result."""
    if "control" not in plan.row:
        return
    row: Row = dict(plan.row["control"])
    result, deviation = row.pop("result"), row.pop("deviation", "")
    checked = day_between(chance, max(plan.day, date(2026, 9, 1)), TODAY - timedelta(days=3))
    who = city.people[f"samordnare.{plan.unit}"]
    values: Row = {
        "risk": plan.risk,
        "year": TODAY.year,
        "owner_unit": city.units[plan.unit],
        "responsible": who,
    }
    values |= {"next_on": checked + timedelta(days=OFTEN[row["frequency"]])}
    (activity,) = city.add(w, ControlActivity, [row | values])
    found = {"activity": activity, "checked_on": checked, "checked_by": who.name, "what": row["method"]}
    found |= {"sample": row["sample"], "result": result, "deviation": bool(deviation)}
    (made,) = city.add(w, ControlResult, [found])
    if (action := raised.get((plan.unit, deviation))) is not None:
        city.add(w, ControlAction, [{"result": made, "action": action}])


def _postpone_decisions(city: City, chance: Random, catalogues: RiskCatalogues, plan: DemoRisk) -> None:
    """Postpone the acceptance of the risk to its day, and sending it up; a few are then judged to be worse."""
    day = min(plan.day + timedelta(days=chance.randint(2, 25)), TODAY - timedelta(days=2))
    if plan.fate == "sent_up":
        city.later(day, partial(_decide, city, catalogues, plan, day, DecisionKind.SENT_UP, None))
    elif plan.fate == "accepted":
        soon = chance.random() < 0.3
        until = TODAY + timedelta(days=chance.randint(-9, 55)) if soon else day + timedelta(days=365)
        city.later(day, partial(_decide, city, catalogues, plan, day, DecisionKind.ACCEPTED, until))
        if chance.random() < 0.15 and plan.likely[1] < plan.likely[0]:
            later = day_between(chance, day, TODAY - timedelta(days=2))
            city.later(later, partial(_judge_worse, city, catalogues, plan, later))


def _decide(
    city: City,
    catalogues: RiskCatalogues,
    plan: DemoRisk,
    day: date,
    kind: DecisionKind,
    until: date | None,
    w: Writer,
) -> None:
    likelihood, consequence, level = _cells(catalogues, plan)[1]
    up = kind == DecisionKind.SENT_UP
    decider = city.people[f"{'chef' if up or level <= HEADS else 'ordforande'}.{plan.unit}"]
    unit = city.units[plan.unit]
    waits_in = (city.units["ks"] if plan.unit == "slk" else unit) if up else None
    chance = city.chance(f"why {plan.unit} {plan.row['title']}")
    values = {
        "risk": plan.risk,
        "kind": kind,
        "unit": unit,
        "to_unit": waits_in,
        "matrix": catalogues.matrix,
        "likelihood": likelihood,
        "consequence": consequence,
        "level": level,
        "frozen": {"level": level},
        "reason": plan.row["reasons"] if up else chance.choice(read("risks")["because"]),
        "decider_name": decider.name,
        "decider_role": decider.title,
        "decided_on": day,
        "valid_to": until,
    }
    city.add(w, RiskDecision, [values])
    if plan.risk is not None:
        w.update(plan.risk, {"accepted_until": until, "waits_in": waits_in})


def _judge_worse(city: City, catalogues: RiskCatalogues, plan: DemoRisk, day: date, w: Writer) -> None:
    """Judge an accepted risk to be likelier than when it was accepted."""
    plan.day, plan.likely[1] = day, plan.likely[1] + 1
    (worse,) = (row for row in _judgements(city, catalogues, plan) if row["kind"] == JudgementKind.CURRENT)
    city.add(w, RiskJudgement, [worse | {"reasons": read("risks")["worse"]}])
    if plan.risk is not None:
        w.update(plan.risk, _current(catalogues, plan))
