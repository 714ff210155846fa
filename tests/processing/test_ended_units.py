"""A new processing of a unit that has ended is refused; one that stands can still be corrected."""

import pytest

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import create, update
from akropolis.privacy.processing.models import Processing
from tests.world import START, SYSTEM, World

pytestmark = pytest.mark.django_db


def test_a_new_processing_of_an_ended_unit_is_refused_and_an_old_one_is_corrected(world: World) -> None:
    unit = world.units["kul"]
    old = create(SYSTEM, Processing, {"title": "Bibliotek", "owner_unit": unit})
    update(SYSTEM, unit, {"valid_to": START})
    with pytest.raises(Invalid) as refused:
        create(SYSTEM, Processing, {"title": "Lån", "owner_unit": unit})
    assert set(refused.value.errors) == {"owner_unit"}
    update(SYSTEM, old, {"purpose": "Låna ut böcker."})
    assert [(row.title, row.purpose) for row in Processing.everything.all()] == [
        ("Bibliotek", "Låna ut böcker.")
    ]
