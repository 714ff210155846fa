"""What waits to be followed by the projections is known while a writer is open, and no longer."""

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.projections import pending_changes, rows_of
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident
from akropolis.graph.assets.models import Node, Service
from tests.world import SYSTEM, World


def test_what_is_written_waits_until_it_is_followed_and_nothing_waits_after_a_refusal(world: World) -> None:
    fresh = {"name": "Ny", "owner_unit": world.units["utb"]}
    assert pending_changes() == ()
    with writing(SYSTEM) as w:
        row = w.create(Service, fresh)
        assert [[*rows_of(touched, Service)] for touched in pending_changes()] == [[row]]
        assert [[*rows_of(touched, Incident)] for touched in pending_changes()] == [[]]
        assert not Node.everything.filter(record=row.pk).exists()
        w.settle()
        assert (Node.everything.get(record=row.pk).name, pending_changes()) == ("Ny", ({},))
        with pytest.raises(Invalid), writing(SYSTEM) as inner:  # noqa: PT012 - the first one is waiting
            inner.create(Service, fresh)
            assert [len(touched) for touched in pending_changes()] == [0, 1]
            inner.create(Service, {**fresh, "name": ""})
        assert pending_changes() == ({},)
    assert pending_changes() == ()
    with pytest.raises(Invalid), writing(SYSTEM) as w:  # noqa: PT012 - as above
        w.create(Service, fresh)
        w.create(Service, {**fresh, "name": ""})
    assert pending_changes() == ()
