"""What is kept of the whole graph is what would be worked out anew: after every sort of change, for everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.assets.selectors.kept import _shelf
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.graph.blast_radius.rules.radius import RadiusEvent
from akropolis.graph.blast_radius.selectors.concentration import Concentration
from akropolis.graph.blast_radius.selectors.radius import radius
from akropolis.graph.offers.rules.gaps import State, View
from akropolis.graph.offers.selectors.gap_rows import GapFilter
from akropolis.graph.offers.selectors.gaps import Gaps
from tests import world as worlds
from tests.assets.crossing import crossing
from tests.factories.graphs import decide, depend, forget, lower
from tests.world import SYSTEM, World

PEOPLE = ("auditor", "owner", "operator", "neighbour")


def open_of(view: View) -> GapFilter:
    return GapFilter(view=view, state=State.OPEN)


def answers(world: World, who: str, start: Node) -> list[Any]:
    """What one person is told that rests on the whole graph."""
    access, day = world.access(who), timezone.localdate()
    gaps = Gaps(access, day)
    ranking = Concentration(access)
    sight = Sight(access)
    every = list(Node.everything.order_by("pk").values_list("pk", flat=True))
    return [
        [(row.thing, row.unit.code, row.whole, row.demanded, row.carriers, row.lines) for row in gaps.rows()],
        {view: sorted((place.thing.pk, place.unit) for place in gaps.at(open_of(view))) for view in View},
        [(one.node, one.burden) for one in ranking.ranking],
        [sight.ways(every), sight.ways(every, start.pk)],
        [radius(access, start, event).rows for event in RadiusEvent],
    ]


def changes(world: World, nodes: dict[str, Node]) -> list[Callable[[Writer], Any]]:
    """One change after another, each to another part of what the graph is made of."""
    day, units = timezone.localdate(), world.units
    journal = Service.everything.get(pk=nodes["journal"].record)
    return [
        lambda w: decide(w, nodes["elever"], 4, 4, 4, 4),
        lambda w: lower(
            w, depend(w, nodes["lån"], nodes["inloggning"]), "integrity", 1, day, day + timedelta(days=1)
        ),
        lambda w: w.update(journal, {"owner_unit": units["kul"]}),
        lambda w: w.archive(Service.everything.get(pk=nodes["inloggning"].record)),
        lambda w: w.update(Unit.everything.get(pk=units["kul"].pk), {"kind": UnitKind.ADMINISTRATION}),
        lambda w: w.restore(Service.everything.get(pk=nodes["inloggning"].record)),
        lambda w: decide(w, nodes["lån"], None),
    ]


@pytest.mark.django_db(transaction=True)
def test_after_every_change_everybody_is_told_what_a_new_reading_tells() -> None:
    world = worlds.build()
    nodes = crossing(world)
    start = nodes["moln"]
    for step, change in enumerate([lambda _w: None, *changes(world, nodes)]):
        with writing(SYSTEM) as w:
            change(w)
        for who in PEOPLE:
            kept = answers(world, who, start)
            forget()
            assert answers(world, who, start) == kept, (step, who)
            gaps = Gaps(world.access(who), timezone.localdate())
            for view in View:
                rows = gaps.rows(GapFilter(view=view, state=State.OPEN))
                assert kept[1][view] == sorted((row.thing.pk, row.unit.pk) for row in rows)


@pytest.mark.django_db(transaction=True)
def test_what_was_undone_is_not_kept() -> None:
    world = worlds.build()
    nodes = crossing(world)
    before = answers(world, "auditor", nodes["inloggning"])
    with transaction.atomic():
        with writing(SYSTEM) as w:
            w.archive(Service.everything.get(pk=nodes["journal"].record))
        assert answers(world, "auditor", nodes["inloggning"]) != before
        transaction.set_rollback(True)
    assert answers(world, "auditor", nodes["inloggning"]) == before
    with CaptureQueriesContext(connection) as again:
        answers(world, "auditor", nodes["inloggning"])
    assert not [q for q in again if "assets_lowering" in q["sql"]]


@pytest.mark.django_db(transaction=True)
def test_what_is_half_written_is_told_as_it_stands_and_kept_by_nobody() -> None:
    world = worlds.build()
    nodes = crossing(world)
    before = answers(world, "auditor", nodes["inloggning"])
    with writing(SYSTEM) as w:
        w.update(Unit.everything.get(pk=world.units["kul"].pk), {"kind": UnitKind.ADMINISTRATION})
        w.archive(Service.everything.get(pk=nodes["journal"].record))
        midway = answers(world, "auditor", nodes["inloggning"])
        forget()
        assert answers(world, "auditor", nodes["inloggning"]) == midway != before
        assert _shelf.cache_info().currsize == 0
