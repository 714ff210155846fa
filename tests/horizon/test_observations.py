"""Observations: which a period counts, who reads a shared one, and by which year it is numbered."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.lib.periods import Period
from akropolis.shared.horizon import selectors
from akropolis.shared.horizon.models import Observation
from akropolis.shared.horizon.register import REGISTER
from tests.world import SYSTEM, World

PERIOD = Period(date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 31))


def seen(world: World, day: date, unit: str = "utb", **given: Any) -> Observation:
    """An observation made on that day."""
    values = {"title": "NIS2", "theme": "law", "text": "Lagen gäller.", "owner_unit": world.units[unit]}
    with writing(SYSTEM) as w:
        return w.create(Observation, {**values, "observed_on": day, **given})


@pytest.mark.parametrize(
    ("day", "decision", "observed", "undecided"),
    [
        (date(2025, 12, 31), "", False, False),
        (date(2026, 1, 1), "", True, True),
        (date(2026, 10, 31), "", True, True),
        (date(2026, 11, 1), "", False, False),
        (date(2026, 5, 1), "Vi följer frågan.", True, False),
    ],
)
def test_g11_an_observation_counts_by_its_day_and_its_decision(
    world: World, day: date, decision: str, observed: bool, undecided: bool
) -> None:
    row = seen(world, day, decision=decision)
    seen(world, date(2020, 1, 1))
    found = [
        list(Observation.everything.filter(rule(PERIOD)))
        for rule in (selectors.observed, selectors.undecided)
    ]
    assert found == [[row] if observed else [], [row] if undecided else []]


def test_a_shared_one_is_read_by_every_unit_and_written_by_its_own(world: World) -> None:
    day = date(2026, 5, 1)
    shared, own = seen(world, day, shared=True), seen(world, day)
    theirs = seen(world, day, "kul")
    readable = {
        who: set(Observation.objects.visible(world.access(who))) for who in ("owner", "neighbour", "outsider")
    }
    assert readable == {"owner": {shared, own}, "neighbour": {shared, theirs}, "outsider": set()}
    with pytest.raises(Hidden):
        update(world.access("neighbour"), shared, {"decision": "Vi gör inget."})
    update(world.access("owner"), shared, {"shared": False})
    assert set(Observation.objects.visible(world.access("neighbour"))) == {theirs}


def test_an_observation_is_numbered_by_the_year_it_was_made(world: World) -> None:
    rows = [seen(world, date(year, 12, 31)) for year in (2025, 2025, 2026)]
    assert [row.number for row in rows] == ["OMV-2025-0001", "OMV-2025-0002", "OMV-2026-0001"]


def test_a_new_observation_is_made_today() -> None:
    assert REGISTER.verbs.initial(date(2026, 11, 25)) == {"observed_on": date(2026, 11, 25)}
