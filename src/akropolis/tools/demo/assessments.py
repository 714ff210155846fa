"""Assessments of AI systems, with the actions that great concerns have raised."""

from functools import partial

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.ai.models import AiAction, AiAssessment, AiSystem, Worry
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.cause_choices import RISK
from akropolis.tools.demo.frame import City
from akropolis.tools.demo.source import Row, read


def build(city: City) -> None:
    """Create every assessment of the city's AI systems, on its day, and when the system is to be reassessed."""
    for told in read("assessments")["systems"]:
        for row in told["made"]:
            city.later(row["day"], partial(_assessed, city, told["system"], row))


def _assessed(city: City, name: str, row: Row, w: Writer) -> None:
    system = next((each for each in city.things[AiSystem] if each.name == name), None)
    if system is None:
        return
    action = _action(city, w, system, row)
    worry = row.get("action", {}).get("worry", "")
    answers = {
        str(each): {
            "concern": row[each][0],
            "reason": row[each][1],
            "action": str(action.pk) if action and each == worry else "",
        }
        for each in Worry
    }
    values = {"system": system, "answers": answers, "assessed_on": row["day"]}
    (assessment,) = city.add(w, AiAssessment, [values | {"assessed_by": city.people[row["by"]].name}])
    if action:
        city.add(w, AiAction, [{"assessment": assessment, "worry": worry, "action": action}])
    w.update(system, {"review_on": row["review"]})


def _action(city: City, w: Writer, system: AiSystem, row: Row) -> Action | None:
    told: Row = row.get("action", {})
    if not told:
        return None
    values = {
        "title": told["title"],
        "description": told["text"],
        "owner_unit": system.owner_unit,
        "responsible": city.people[told["responsible"]],
        "begun_on": row["day"],
        "due_on": told["due"],
        "status": ActionStatus(told["status"]),
        "done_on": told.get("done"),
        "cause": RISK.key,
        "cause_note": f"{system.number} {system.name}: {Worry(told['worry']).label}",
    }
    (made,) = city.add(w, Action, [values])
    return made
