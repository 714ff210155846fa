"""Packs of every kind, for Hypothesis: consistent numbers, any names, nought to many of everything."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

import akropolis
from akropolis.base.lib import figures
from akropolis.base.lib.figures import FigureTally, all_figures
from akropolis.base.lib.periods import Period
from akropolis.review.review_inputs.rules.coverage import UnitNode
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    CoverageLine,
    FigureReading,
    FigureRowSet,
    FollowedDirection,
    PackContent,
    PackUnit,
    RowLine,
)
from akropolis.review.review_inputs.rules.inputs import Gathered, assemble
from akropolis.review.review_inputs.rules.tally import TallyBasis

PERIOD = Period(date(2025, 11, 1), date(2026, 10, 31), date(2026, 10, 31))
if not all_figures():  # the apps, which declare them, are not there when the rules are tested alone
    for domain in (
        *("documents", "actions", "assets", "compliance", "information", "offers", "reach", "ai", "crypto"),
        *("incidents", "exercises", "horizon", "review"),
    ):
        figures.declare(domain, f"{akropolis.__path__[0]}/{domain}/apps.py")
few = st.one_of(st.integers(0, 3), st.integers(0, 2500))
names = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)


def tallies(register: str, rows: int, **counts: int | FigureTally) -> dict[str, FigureTally]:
    """A register's numbers, each with as many rows as its value; figures that are not named count nothing."""
    found = dict.fromkeys(
        (figure.key for figure in all_figures() if figure.register == register), FigureTally()
    )
    for name, n in {"total": rows, **counts}.items():
        found[f"{register}.{name}"] = n if isinstance(n, FigureTally) else FigureTally(n, n)
    return found


@st.composite
def part_of(draw: st.DrawFn, total: int) -> int:
    """A number that is a part of the total."""
    return draw(st.integers(0, total))


@st.composite
def one_row(draw: Any) -> dict[str, Mapping[str, FigureTally]]:
    """The numbers of one owner unit, per register."""
    incidents, actions, services, observations = (draw(few) for _ in range(4))
    personal = draw(part_of(incidents))
    due, still_open, law = draw(part_of(actions)), draw(part_of(actions)), draw(part_of(observations))
    threats = draw(part_of(observations - law))
    without_cost = draw(part_of(actions))
    cost = draw(st.integers(0, 10**10)) if actions > without_cost else 0
    return {
        "incidents": tallies(
            "incidents",
            incidents,
            personal_data=FigureTally(personal, personal, draw(part_of(personal))),
            unknown_personal_data=draw(part_of(incidents - personal)),
            serious=draw(part_of(incidents)),
            open=draw(part_of(incidents)),
        ),
        "actions": tallies(
            "actions",
            actions,
            done=draw(part_of(actions - still_open)),
            due=due,
            on_time=draw(part_of(due)),
            open=still_open,
            overdue=draw(part_of(still_open)),
            no_owner=draw(part_of(still_open)),
            cost=FigureTally(cost, actions, without_cost),
        ),
        "services": tallies(
            "services", services, shared=draw(part_of(services)), phasing_out=draw(part_of(services))
        ),
        "observations": tallies(
            "observations",
            observations,
            law=law,
            threats=threats,
            technology=observations - law - threats,
            supply_chain=0,
            without_decision=draw(part_of(observations)),
        ),
    }


@st.composite
def grounds(draw: Any) -> TallyBasis:
    """Numbers of some units, some of them branches of their own; a register may be closed to the gatherer."""
    paths = ["/s/", *(f"/s/n{number}/" for number in range(draw(st.integers(0, 2))))]
    rows = {path: draw(one_row()) for path in paths}
    closed = draw(st.sets(st.sampled_from(["incidents", "actions", "services", "observations"]), max_size=1))
    numbers = {
        register: None if register in closed else {path: row[register] for path, row in rows.items()}
        for register in ("incidents", "actions", "services", "observations")
    }
    branches = [UnitNode(p.strip("/")[2:], draw(names), p, True, date(2019, 1, 1)) for p in paths[1:]]
    return TallyBasis("s", PERIOD, all_figures(), numbers, branches)


courses = st.sampled_from(["done", "ongoing", "not_begun", "declined", "unanswered"])
standings = st.sampled_from(["decided", "under_way", "not_begun"])


@st.composite
def directions(draw: Any, units: list[str]) -> FollowedDirection:
    """A direction with an answer, or none, from each unit."""
    lines = tuple(AnswerLine(f"n{n}", name, draw(courses)) for n, name in enumerate(units))
    return FollowedDirection(draw(names), draw(names), draw(names), draw(st.integers(0, 4)), lines)


row_lines = st.builds(
    RowLine,
    names,
    names,
    names,
    st.just("2026-03-10"),
    st.tuples(st.tuples(names, names)),
    st.just("incidents"),
    names,
)


@st.composite
def packs(draw: Any, *, last: bool = True) -> PackContent:
    """A whole pack, of the city or of a unit, with or without last year's beside it."""
    city = draw(st.booleans())
    below = draw(st.lists(names, max_size=4, unique=True))
    coverage = [CoverageLine(f"n{n}", name, draw(standings)) for n, name in enumerate(below if city else [])]
    answering = below if city else ["Nämnden"]
    followed = draw(
        st.one_of(st.none(), st.lists(directions(answering), max_size=3)) if answering else st.just([])
    )
    shared = () if city else (FigureReading("observations.shared", draw(few)),)
    rows = FigureRowSet("actions.overdue", tuple(draw(st.lists(row_lines, max_size=2))), draw(few))
    gathered = Gathered(draw(grounds()), city, {"a": (rows,)}, coverage, followed, shared)
    before = draw(st.one_of(st.none(), packs(last=False))) if last else None
    return PackContent(
        PackUnit("s", draw(names), "S", "city" if city else "committee"),
        2027,
        PERIOD,
        datetime(2026, 11, 25, 9, tzinfo=UTC),
        assemble(gathered, before),
        tuple(coverage),
        tuple(followed or ()),
    )
