"""Classification decisions over three years: most sets have one, some have two, some have expired."""

from datetime import date, datetime, timedelta
from random import Random

from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.shared.classification.models import Scheme
from akropolis.tools.demo.frame import TODAY, City, day_between, moment
from akropolis.tools.demo.information import DemoInformation, levels_of
from akropolis.tools.demo.source import Row, read

CLASSIFIED = 0.72
TWICE = 0.15
VALID = 730
OPERATIONS = "operations"
PERSON = "person"
LESSER = {"environment": 3, "society": 2, "economy": 2}
"""How many levels lower than the worst kind of harm the listed kinds are; kinds not listed are one level lower."""


def build(city: City) -> None:
    """Create the decisions, and copy the decision in force to each information set."""
    chance = city.chance("decisions")
    scheme = Scheme.objects.unscoped(because="the demo city decides by the scheme in force").filter(
        published_at__isnull=False
    )
    edition = scheme.order_by("-edition").first()
    if edition is None:
        return
    rows: list[Row] = []
    latest: list[tuple[InformationSet, Row]] = []
    for information, planned in city.information:
        made = _decisions(city, chance, edition, information, planned)
        rows += made
        if made:
            latest.append((information, made[-1]))
    with city.writing() as w:
        city.add(w, ClassificationDecision, sorted(rows, key=lambda row: row["decided_at"]))
        w.update_many(
            [information for information, _row in latest],
            [{"classified_on": row["decided_at"].date(), "valid_to": row["valid_to"]} for _i, row in latest],
        )


def _decisions(
    city: City, chance: Random, scheme: Scheme, information: InformationSet, planned: DemoInformation
) -> list[Row]:
    draw = chance.random()
    if draw > CLASSIFIED:
        return []
    last = day_between(chance, date(2024, 3, 1), TODAY - timedelta(days=10))
    moments = [moment(last, chance.randint(8, 16), chance.choice((0, 10, 25, 40)))]
    if draw < TWICE:
        moments.insert(0, moments[0] - timedelta(days=chance.randint(380, 700)))
    return [_decision(city, scheme, information, planned, number, at) for number, at in enumerate(moments, 1)]


def _decision(
    city: City,
    scheme: Scheme,
    information: InformationSet,
    planned: DemoInformation,
    number: int,
    at: datetime,
) -> Row:
    levels = levels_of(planned.template)
    if number == 1 and len(levels) > 1 and planned.template.levels[0] > 1:
        levels = levels | {"traceability": max(0, levels.get("traceability", 1) - 1)}
    decider = city.people[f"chef.{planned.unit.code}"]
    return {
        "information": information,
        "scheme": scheme,
        "number": number,
        "information_name": information.name,
        "unit_name": planned.unit.name,
        "description": information.description,
        "answers": _answers(scheme, levels, people=planned.template.people is not None),
        **levels,
        "decided_at": at,
        "decider": decider,
        "decider_name": decider.name,
        "decider_role": "Informationsägare",
        "valid_to": at.date() + timedelta(days=VALID),
    }


def _answers(scheme: Scheme, levels: dict[str, int], *, people: bool) -> Row:
    """Return the harm that decided each level, in a sentence, and the lesser ones."""
    because = read("information")["because"]
    worst = PERSON if people else OPERATIONS
    kinds = [row["key"] for row in scheme.body["categories"]]
    return {
        "harms": {
            aspect: {
                kind: {"level": level, "text": because[aspect][level]}
                if kind == worst
                else {"level": max(0, level - LESSER.get(kind, 1)), "text": ""}
                for kind in kinds
            }
            for aspect, level in levels.items()
        },
        "raises": [],
        "legal": [],
        "chosen": {},
    }
