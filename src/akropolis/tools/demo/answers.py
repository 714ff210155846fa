"""The units' answers to the directions of a year, and the actions that the answers raise."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from akropolis.base.kernel.records.writer import Writer
from akropolis.review.review.models import Answer, AnswerAction, AnswerKind, Direction, Outcome, Review
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.tools.demo import actions
from akropolis.tools.demo.frame import TODAY, City
from akropolis.tools.demo.source import Row, read

CITY, OFFICE = "stad", "slk"
SILENT = 0.07
"""The share of answers that were never given."""
OUTCOMES = {"reached": Outcome.DONE, "partly": Outcome.ONGOING, "not_reached": Outcome.NOT_BEGUN}


def build(city: City, directions: dict[str, Direction], rows: dict[tuple[str, int], Row], year: int) -> None:
    """Create answers to the year's decided directions: each unit answers the city's directions, and its own."""
    if rows[CITY, year]["state"] != "decided":
        return
    chance = city.chance(f"answers {year}")
    wanted = [row for code in _units(city, year) for row in _of_unit(city, chance, rows, code, year)]
    with city.writing() as w:
        raised = city.add(w, Action, [action for row in wanted for action in row["actions"]])
        made = city.add(w, Answer, [_answer(row, directions) for row in wanted])
        following = iter(raised)
        links = [
            (answer, next(following))
            for answer, row in zip(made, wanted, strict=True)
            for _each in row["actions"]
        ]
        city.add(w, AnswerAction, [{"answer": answer, "action": action} for answer, action in links])


def settle(w: Writer, directions: dict[str, Direction], review: Review, followed: Iterable[Row]) -> None:
    """Record the outcome of a unit's own directions of the year before, when the unit's next review is written."""
    for row in followed:
        direction = directions.get(row["direction"])
        rows = Answer.objects.visible(w.access).filter(direction=direction, unit=review.owner_unit)
        if direction is not None and (answer := rows.first()) is not None:
            w.update(answer, {"outcome": OUTCOMES[row["result"]], "result": row["text"]})


def _units(city: City, year: int) -> list[str]:
    return [code for code in city.reviewing() if city.units[code].valid_on(date(year, 1, 1))]


def _of_unit(city: City, chance: Random, rows: dict[tuple[str, int], Row], code: str, year: int) -> list[Row]:
    found = []
    for direction in rows[CITY, year]["directions"]:
        if chance.random() >= SILENT or code == OFFICE:
            found.append(_to_city(city, chance, direction["key"], code, year))
    found += [
        _to_own(city, chance, d["key"], code, year) for d in rows.get((code, year), {}).get("directions", ())
    ]
    return found


def _to_city(city: City, chance: Random, key: str, code: str, year: int) -> Row:
    told = chance.choice(_fitting(key, code))
    day = date(year, 2, 1) + timedelta(days=chance.randint(0, 58))
    raised = []
    if told["kind"] == "actions":
        note = f"Ledningens genomgång {year}"
        begun = day if day <= TODAY else TODAY
        raised = [
            actions.row_of(city, chance, actions.template(title), code, begun, note=note)
            for title in told["actions"]
        ]
    return {
        "key": key,
        "unit": city.units[code],
        "kind": AnswerKind(told["kind"]),
        "reason": told["text"],
        "answered_on": day,
        "outcome": _outcome(raised)
        if raised
        else Outcome.DONE
        if told["kind"] == AnswerKind.IN_PLACE
        else Outcome.NOT_BEGUN,
        "result": "",
        "actions": raised,
    }


def _fitting(key: str, code: str) -> list[Row]:
    """Return the content's answers for the direction and the unit; one that names the unit takes precedence."""
    told = [row for row in read("unit-prose")["answers"] if row["direction"] == key]
    named = [row for row in told if code in row.get("units", ())]
    return named or [row for row in told if "units" not in row] or [_any()]


def _any() -> Row:
    found: Row = next(row for row in read("unit-prose")["answers"] if row["direction"] == "any")
    return found


def _outcome(raised: list[Row]) -> Outcome:
    states = {row["status"] for row in raised}
    if states <= {ActionStatus.DONE, ActionStatus.CANCELLED}:
        return Outcome.DONE
    return Outcome.NOT_BEGUN if states == {ActionStatus.PLANNED} else Outcome.ONGOING


def _to_own(city: City, chance: Random, key: str, code: str, year: int) -> Row:
    """Answer the unit's own direction: carried out within the plan of the year; the outcome comes the year after."""
    told = _any()
    return {
        "key": key,
        "unit": city.units[code],
        "kind": AnswerKind.ACTIONS,
        "reason": told["text"],
        "answered_on": date(year, 1, 15) + timedelta(days=chance.randint(0, 30)),
        "outcome": Outcome.ONGOING if year == 2026 else Outcome.DONE,
        "result": "",
        "actions": [],
    }


def _answer(row: Row, directions: dict[str, Direction]) -> Row:
    return {
        "direction": directions[row["key"]],
        "unit": row["unit"],
        "kind": row["kind"],
        "reason": row["reason"],
        "outcome": row["outcome"],
        "result": row["result"],
        "answered_on": row["answered_on"],
    }
