"""Data of everyday work: files, saved views, gaps answered by actions, lowered demands, and a stopped registration."""

from akropolis.base.kernel.access.grants import access_for
from akropolis.base.kernel.files import evidence
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.kernel.registers.models import SavedView
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Dependency, Lowering, Node, Service
from akropolis.graph.information.models import IntakeStop
from akropolis.graph.information.services.causes import CLASSIFICATION
from akropolis.graph.information.services.security_stops import NOTHING
from akropolis.graph.offers.models import GapAction
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.tools.demo.frame import BECAUSE, BUILT, TODAY, City, moment
from akropolis.tools.demo.source import Row, read

WHY = "the demo city ties its rows together"
FILED: dict[str, tuple[type[Record], str]] = {"incident": (Incident, "title"), "service": (Service, "name")}


def build(city: City) -> None:
    """Create what the content describes, each where the city has the row that it belongs to."""
    content = read("desks")
    for row in content["files"]:
        _file(city, row)
    for row in content["views"]:
        _view(city, row)
    with city.writing() as w:
        for row in content["gap_actions"]:
            if row["unit"] in city.reviewing():
                _gap_action(city, w, row)
        city.add(w, Lowering, [made for row in content["lowered"] for made in _lowered(city, row)])
        for row in content["stopped"]:
            if row["unit"] in city.reviewing():
                _stopped(city, w, row)


def _file(city: City, row: Row) -> None:
    model, field = FILED[row["of"]]
    record = model.objects.unscoped(because=WHY).filter(**{field: row["title"]}).first()
    if record is not None:
        evidence.attach(city.access, record, name=row["name"], data=row["text"].encode(), note=row["note"])


def _view(city: City, row: Row) -> None:
    """Save a view with its owner's access, since only the owner may write it."""
    user = city.people[row["user"]]
    with writing(access_for(user, TODAY), because=BECAUSE) as w:
        w.at = BUILT
        city.add(w, SavedView, [{**row, "user": user}])


def _node(record: Record) -> Node:
    return Node.objects.unscoped(because=WHY).get(record=record.pk)


def _gap_action(city: City, w: Writer, row: Row) -> None:
    unit, node = city.units[row["unit"]], _node(city.shared(row["service"]))
    values = {
        "title": row["title"],
        "description": row["text"],
        "owner_unit": unit,
        "responsible": city.people[f"samordnare.{row['unit']}"],
        "begun_on": row["begun"],
        "due_on": row["due"],
        "status": ActionStatus.ONGOING,
        "cause": CLASSIFICATION.key,
        "cause_note": str(node),
    }
    (action,) = city.add(w, Action, [values])
    city.add(w, GapAction, [{"node": node, "unit": unit, "aspect": row["aspect"], "action": action}])


def _lowered(city: City, row: Row) -> list[Row]:
    rows = Dependency.objects.unscoped(because=WHY)
    found = rows.filter(source__name=row["source"], target__name=row["target"]).first()
    if found is None:
        return []
    decider = city.people["chef.slk"]
    return [
        {
            "dependency": found,
            "aspect": row["aspect"],
            "level": row["level"],
            "reason": row["reason"],
            "valid_from": row["decided"],
            "valid_to": row["to"],
            "decider_name": decider.name,
            "decider_role": decider.title,
        }
    ]


def _stopped(city: City, w: Writer, row: Row) -> None:
    """Create an information set that may concern Sweden's security, and waits for the head of protective security."""
    information = next(
        found
        for found, planned in city.information
        if planned.unit.code == row["unit"] and found.classified_on is None
    )
    w.update(information, {**NOTHING, "pointer": True})
    at = moment(row["day"], 14, 20)
    who = city.people[f"samordnare.{row['unit']}"].name
    city.add(
        w,
        IntakeStop,
        [{"information": information, "stopped_at": at, "stopped_by": who, "notified": 1}],
    )
