"""Rows that wait to be stored, in a fraction of their room: what is made of them again is what they were."""

from datetime import date
from typing import Any

from akropolis.base.kernel.access.models import Tracked, Unit
from akropolis.base.kernel.records.packing import PackedRows, pack_row, values_of_packed
from akropolis.base.kernel.records.values import built
from akropolis.graph.assets.models import Service
from akropolis.graph.assets.models.services import ServiceStatus
from tests.world import World


def columns(row: Tracked) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_row_made_again_is_what_it_was(world: World) -> None:
    unit = world.units["utb"]
    row = built(Service, {"name": "A", "owner_unit": unit, "status": ServiceStatus.IN_USE})
    row.in_use_from = date(2026, 3, 1)  # as cleaning may set what was not given
    again = PackedRows(Service, [pack_row(row)])[0]
    assert columns(again) == columns(row)
    assert (again.owner_unit is unit, again._state.adding) == (True, True)


def test_a_stored_row_is_not_new(world: World) -> None:
    row = Unit.everything.select_related("parent").get(pk=world.units["utb"].pk)
    again = PackedRows(Unit, [pack_row(row)])[0]
    assert columns(again) == columns(row)
    assert not again._state.adding


def test_what_is_pointed_at_may_get_its_key_meanwhile(world: World) -> None:
    unit = world.units["utb"]
    kept = pack_row(built(Service, {"name": "A", "owner_unit": unit}))
    unit.pk = world.units["kul"].pk
    assert next(iter(PackedRows(Service, [kept]))).owner_unit_id == world.units["kul"].pk


def test_rows_are_a_sequence_and_share_their_names(world: World) -> None:
    kept = [pack_row(built(Service, {"name": name, "owner_unit": world.units["utb"]})) for name in "AB"]
    rows = PackedRows(Service, kept)
    assert (len(rows), [row.name for row in rows], rows[1].name) == (2, ["A", "B"], "B")
    assert [row.name for row in rows[1:]] == ["B"]
    assert kept[0][0] is kept[1][0]
    assert values_of_packed(kept[0])["name"] == "A"
