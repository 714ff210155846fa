"""Offers by operators of the demo city, questions to operators, controllers of personal data, and accepted gaps."""

from datetime import timedelta
from functools import partial
from random import Random
from uuid import UUID

from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership, GapException, Offer, Question
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.tools.demo.frame import TODAY, City, day_between, moment
from akropolis.tools.demo.source import Row, read

OPERATOR = "samordnare.slk"
OWN = 0.25
"""Share of units' own services whose operator has stated a level."""
USED = ("confidentiality", "integrity", "availability", "traceability")


def build(city: City) -> None:
    """Create offers, responsibilities for personal data, and accepted gaps."""
    chance, content, nodes = city.chance("offers"), read("offers"), _nodes()
    shared = [(row, nodes[city.shared(row["service"]).pk]) for row in content["offers"]]
    told = [_offer_row(city, row, node) for row, node in shared]
    with city.writing() as w:
        city.add(w, Offer, [*told, *_own(city, chance, nodes)])
        city.add(w, Controllership, _controllers(city, chance, nodes))
        city.add(
            w, GapException, [_accepted(city, row, nodes) for row in _fitting(city, content["accepted"])]
        )


def build_questions(city: City) -> None:
    """Create the units' questions to operators, and the answers, each postponed to its day."""
    nodes = _nodes()
    for row in _fitting(city, read("offers")["questions"]):
        city.later(row["asked"], partial(city.add, model=Question, rows=[_question(city, row, nodes)]))


def _nodes() -> dict[UUID, Node]:
    because = "the demo city states what it offers"
    return {node.record: node for node in Node.objects.unscoped(because=because)}


def _fitting(city: City, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["unit"] in city.reviewing()]


def _offer_row(city: City, row: Row, node: Node) -> Row:
    levels = dict(zip(USED, row["levels"], strict=True))
    return {
        **levels,
        "node": node,
        "evidence": row["evidence"],
        "stated_on": row["stated"],
        "valid_to": row["to"],
        "stated_by": city.people[OPERATOR].name,
    }


def _own(city: City, chance: Random, nodes: dict[UUID, Node]) -> list[Row]:
    """Return offers by förvaltningar for their own services: mostly sufficient, sometimes a level too low."""
    rows = []
    for code in city.reviewing():
        for service in city.services.get(code, ()):
            if service.shared or chance.random() > OWN:
                continue
            node = nodes[service.pk]
            lower = chance.choice((*USED, *("",) * 6))
            stated = day_between(chance, TODAY - timedelta(days=600), TODAY - timedelta(days=20))
            rows.append(
                {
                    "node": node,
                    **{aspect: offered(node, aspect, less=aspect == lower) for aspect in USED},
                    "evidence": chance.choice(read("offers")["evidence"]),
                    "stated_on": stated,
                    "valid_to": stated + timedelta(days=730),
                    "stated_by": city.people[f"samordnare.{code}"].name,
                }
            )
    return rows


def offered(node: Node, aspect: str, *, less: bool) -> int | None:
    """Return the level that the node's operator offers: the level demanded, or with `less` one level less."""
    demanded = node.levels[ORDER[USED.index(aspect)]]
    if demanded is None:
        return 2
    return max(0, demanded - 1) if less else demanded


def _question(city: City, row: Row, nodes: dict[UUID, Node]) -> Row:
    asked = moment(row["asked"], 10, 20)
    answer = row.get("answer") or ""
    return {
        "node": nodes[city.shared(row["service"]).pk],
        "unit": city.units[row["unit"]],
        "text": row["text"],
        "asked_by": city.people[f"samordnare.{row['unit']}"].name,
        "asked_at": asked,
        "answer": answer,
        "answered_by": city.people[OPERATOR].name if answer else "",
        "answered_at": asked + timedelta(days=2, hours=3) if answer else None,
    }


def _controllers(city: City, chance: Random, nodes: dict[UUID, Node]) -> list[Row]:
    """Create most committees' and companies' controllership for shared services that hold their people's data."""
    return [
        {
            "node": nodes[city.shared(key).pk],
            "unit": city.units[code],
            "role": role,
            "basis": basis,
        }
        for key, role, basis in read("offers")["controllers"]
        for code in city.reviewing()
        if chance.random() < 0.7 and city.units[code].own_authority
    ]


def _accepted(city: City, row: Row, nodes: dict[UUID, Node]) -> Row:
    chief = city.people[f"chef.{row['unit']}"]
    node = nodes[city.shared(row["service"]).pk]
    return {
        "node": node,
        "unit": city.units[row["unit"]],
        "aspect": row["aspect"],
        "demanded": row["demanded"],
        "offered": row["offered"],
        "reason": row["reason"],
        "decider_name": chief.name,
        "decider_role": "Stadsdirektör, förvaltningschef eller vd",
        "decided_on": row["decided"],
        "valid_to": row["to"],
    }
