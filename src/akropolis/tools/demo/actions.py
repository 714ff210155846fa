"""Actions of the demo city: how each develops over time, and its present status."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.models.actions import OPEN
from akropolis.tools.demo.frame import TODAY, City, day_between
from akropolis.tools.demo.source import Row, read

BEGAN = date(2022, 11, 15)
EARLY = 6
"""One in this many of the actions is not raised by a review."""
LATE = date(2026, 11, 1)
FINISHED_LATE = 6 / 7
WAITING = 5
"""Number of units in which an action waits for another."""
WHO = (("samordnare", 5), ("chef", 2), ("medarbetare", 3))


def template(title: str) -> Row:
    """Return the template of the action with that title in the content."""
    found: Row = next(row for row in read("actions")["templates"] if row["title"] == title)
    return found


def row_of(city: City, chance: Random, row: Row, code: str, begun: date, *, note: str = "") -> Row:
    """Return the unit's action with its status today, given the day it was begun and one of the flows."""
    flow = chance.choices(read("actions")["flows"], [f["weight"] for f in read("actions")["flows"]])[0]
    due, status, done, words = flow["due"], ActionStatus.PLANNED, None, ""
    for step in flow["steps"]:
        day = begun + timedelta(days=step["day"])
        if day > TODAY:
            break
        due, status = step.get("due", due), ActionStatus(step["status"])
        done = day if status == ActionStatus.DONE else None
        words = step.get("note", words)
    if status in (ActionStatus.PLANNED, ActionStatus.ONGOING):
        status, done = _finished_late(chance, begun + timedelta(days=due), status)
    cause, said = read("actions")["causes"][row["cause"]]
    who = chance.choices([w for w, _weight in WHO], [weight for _w, weight in WHO])[0]
    return {
        "title": row["title"],
        "description": f"{row['description']}\n\n{words}" if words else row["description"],
        "owner_unit": city.units[code],
        "responsible": city.people.get(f"{who}.{code}"),
        "begun_on": begun,
        "due_on": begun + timedelta(days=due),
        "status": status,
        "done_on": done,
        "cost": row["cost"],
        "hours": row.get("hours"),
        "recurs": row.get("recurs", ""),
        "cause": "review" if note else cause,
        "cause_note": note or said,
    }


def _finished_late(chance: Random, due: date, status: ActionStatus) -> tuple[ActionStatus, date | None]:
    """Finish most overdue actions a few months late, and leave a seventh unfinished."""
    late = due + timedelta(days=chance.randint(15, 150))
    finished = late <= TODAY and chance.random() < FINISHED_LATE
    return (ActionStatus.DONE, late) if finished else (status, None)


def fill(city: City, count: int, series: str, since: date = BEGAN) -> list[Row]:
    """Return the rows of this many actions that no direction has raised, spread over units and years."""
    chance, codes = city.chance(series), city.reviewing()
    return [_one(city, chance, codes[index % len(codes)], since) for index in range(count)]


def _one(city: City, chance: Random, code: str, since: date) -> Row:
    row = chance.choice(list(_fitting(code)))
    first = max(since, row.get("from", BEGAN), city.units[code].valid_from)
    return row_of(city, chance, row, code, day_between(chance, first, TODAY - timedelta(days=3)))


def _fitting(code: str) -> Iterable[Row]:
    area = read("services")["unit_areas"][code]
    return (row for row in read("actions")["templates"] if row["area"] in ("all", area, code))


def build_early(city: City) -> None:
    """Create the actions that no direction has raised, before the reviews gather their figures from the register."""
    _add(city, fill(city, city.size.actions // EARLY, "actions"))


def build(city: City) -> None:
    """Fill the register up to the city's number of actions, with actions begun after the last review's cut-off day."""
    present = Action.everything.count()
    _add(city, fill(city, max(0, city.size.actions - present), "last actions", LATE))
    _link(city)


def _link(city: City) -> None:
    """Let an open action of each of the first units recur, and another wait for it."""
    with city.writing() as w:
        for code in city.reviewing()[:WAITING]:
            found = Action.everything.filter(OPEN, owner_unit=city.units[code]).order_by("due_on", "pk")
            for first, action in pairwise(found[:2]):
                w.update(action, {"waits_for": first})
                w.update(first, {"recurs": "quarter", "hours": 8})


def _add(city: City, rows: list[Row]) -> None:
    with city.writing() as w:
        city.add(w, Action, sorted(rows, key=lambda row: row["begun_on"]))
