"""A small city for the pack tests, filled row by row through the writer."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from akropolis.base.kernel.access.gate import Access, Actor, Scope, system
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create, update
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Service
from akropolis.graph.information.models import ClassificationDecision, InformationSet
from akropolis.review.review.models import Answer, Direction, Review
from akropolis.shared.actions.models import Action
from akropolis.shared.classification.models import Scheme
from akropolis.shared.horizon.models import Observation

SYSTEM = system("test")
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)
INSIDE = date(2026, 3, 10)
DAY = timedelta(days=1)
READ = (
    "incidents:incident",
    "actions:action",
    "assets:service",
    "horizon:observation",
    "review:review",
    "review:answer",
)


def unit(code: str, parent: Unit | None = None, **values: Any) -> Unit:
    """A unit that makes reviews, or the city when it has no parent."""
    usual = {
        "name": f"Nämnd {code}" if parent else "Mälarstad",
        "kind": "committee" if parent else "city",
        "reviews": parent is not None,
        "valid_from": date(2019, 1, 1),
    }
    return create(SYSTEM, Unit, {"code": code, "parent": parent, **usual, **values})


def city(*codes: str) -> dict[str, Unit]:
    """The city `stad` and a nämnd for each code."""
    top = unit("stad")
    return {"stad": top, **{code: unit(code, top) for code in codes}}


def review(owner: Unit, year: int = 2027, **values: Any) -> Review:
    """A review of the year with the usual period; its cut-off is the period's last day."""
    usual = {
        "title": f"Ledningens genomgång {year}",
        "period_from": date(year - 2, 11, 1),
        "period_to": date(year - 1, 10, 31),
        "cutoff": date(year - 1, 10, 31),
    }
    return create(SYSTEM, Review, {"owner_unit": owner, "year": year, **usual, **values})


def review_of(owner: Unit, year: int = 2027) -> Review:
    """The review of the year, opened if it is not there."""
    return Review.everything.filter(owner_unit=owner, year=year).first() or review(owner, year)


def decided(row: Review) -> Review:
    """The review, decided."""
    return taken(row, "ongoing", "circulated", "decided")


def taken(row: Review, *states: str) -> Review:
    """The review, taken from state to state."""
    for state in states:
        row = update(SYSTEM, row, {"state": state})
    return row


def directions(owner: Unit) -> tuple[Direction, Direction]:
    """A direction of the unit's review 2025 and the one of 2026 that carries it on; both reviews are decided."""
    found: list[Direction] = []
    for year in (2025, 2026):
        row = review(owner, year)
        wanted = {"review": row, "title": f"Inriktning {year}", "continues": found[-1] if found else None}
        found.append(create(SYSTEM, Direction, wanted))
        decided(row)
    return found[0], found[1]


def answer(direction: Direction, owner: Unit, **values: Any) -> Answer:
    """The unit's answer to a direction."""
    usual = {"kind": "actions", "answered_on": INSIDE}
    return create(SYSTEM, Answer, {"direction": direction, "unit": owner, **usual, **values})


def moment(day: date) -> datetime:
    """Noon of that day."""
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def incident(owner: Unit, day: date = INSIDE, **values: Any) -> Incident:
    """An incident on that day."""
    usual = {"title": f"Händelse hos {owner.code}", "occurred_at": moment(day), "personal_data": "no"}
    return create(SYSTEM, Incident, {"owner_unit": owner, **usual, **values})


def action(owner: Unit, **values: Any) -> Action:
    """An action begun inside the period."""
    usual = {"title": f"Åtgärd hos {owner.code}", "begun_on": INSIDE}
    return create(SYSTEM, Action, {"owner_unit": owner, **usual, **values})


def information(owner: Unit, *, decided: date | None = None, **values: Any) -> InformationSet:
    """An information set; `decided` gives it a decision of that day, with high confidentiality, valid for a year."""
    made = create(
        SYSTEM, InformationSet, {"owner_unit": owner, "name": f"Uppgifter hos {owner.code}", **values}
    )
    if decided is not None:
        create(SYSTEM, ClassificationDecision, _decision(made, decided))
    return made


def _decision(made: InformationSet, day: date) -> dict[str, Any]:
    scheme = Scheme.everything.first() or create(
        SYSTEM,
        Scheme,
        {"code": "prov", "edition": 1, "name": "Prov", "valid_from": day, "body": {"levels": []}},
    )
    return {
        "information": made,
        "scheme": scheme,
        "number": 1,
        "information_name": made.name,
        "unit_name": made.owner_unit.name,
        "confidentiality": 3,
        "decided_at": datetime.combine(day, time(12), UTC),
        "decider_name": "Nadja Perić",
        "decider_role": "Informationsägare",
        "valid_to": day + timedelta(days=365),
    }


def service(owner: Unit, **values: Any) -> Service:
    """A service in use."""
    return create(SYSTEM, Service, {"owner_unit": owner, "name": f"Tjänst hos {owner.code}", **values})


def observation(owner: Unit, day: date = INSIDE, **values: Any) -> Observation:
    """An observation on that day."""
    usual = {
        "title": f"Observation hos {owner.code}",
        "text": "Något hände.",
        "theme": "threats",
        "observed_on": day,
    }
    return create(SYSTEM, Observation, {"owner_unit": owner, **usual, **values})


def fill(owner: Unit) -> None:
    """Rows of every kind, in and out of the period, open and closed, known and unknown."""
    for day in (FIRST - DAY, FIRST, INSIDE, LAST, LAST + DAY):
        for severity, personal in ((1, "yes"), (3, "no"), (4, "unknown")):
            incident(owner, day, severity=severity, personal_data=personal)
        incident(owner, day, status="closed", closed_at=moment(day + DAY))
        for theme in ("law", "threats", "technology", "supply_chain"):
            law = theme == "law"
            observation(owner, day, theme=theme, decision="Beslut." if law else "", shared=law)
        action(owner, begun_on=day, due_on=day + DAY, cost=10)
        action(owner, begun_on=day, due_on=day, status="done", done_on=day)
        action(owner, begun_on=None, due_on=day, status="done", done_on=day + 3 * DAY)
        action(owner, begun_on=day, status="cancelled")
        information(owner)
        information(owner, decided=day)
        information(owner, decided=day - 500 * DAY)
        service(owner, in_use_from=day, shared=True)
        service(owner, in_use_to=day, status="phasing_out")
        service(owner, status="retired")


def access(path: str, *, without: str = "", edit: bool = True) -> Access:
    """What a coordinator has: reads every register but `without` in the unit and below, and writes its review."""
    grants: dict[str, frozenset[Scope]] = {
        f"{prefix}:read": frozenset({Scope(path, below=True)}) for prefix in READ if prefix != without
    }
    if edit:
        grants["review:review:edit"] = frozenset({Scope(path, below=True)})
    return Access(Actor(None, "Samordnare"), grants)


def values(pack: Any) -> Mapping[str, Any]:
    """Each figure's value by its key."""
    return {figure.key: figure.value for figure in pack.figures()}
