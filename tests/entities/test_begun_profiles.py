"""What is begun for a legal entity that nobody has described: by a fact, by a decision, with what its unit says."""

from datetime import date

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.compliance.models import EntityProfile, EntitySector, RegistrationFact, Sector
from akropolis.graph.entities import services
from tests.world import SYSTEM, World

WORLD = "kept"
pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed(world: World) -> World:
    """The company's unit says how many work there."""
    with writing(SYSTEM) as w:
        w.update(world.units["hamn"], {"employees": 87})
    return world


def state(world: World, **given: str) -> list[RegistrationFact]:
    day = timezone.localdate()
    facts = {name: (value, day) for name, value in given.items()}
    return services.save_facts(world.access("ciso"), world.units["hamn"], facts)


def test_it_is_begun_with_as_many_employees_as_the_unit_has(staffed: World) -> None:
    state(staffed, phone="021-1")
    profile = EntityProfile.everything.get()
    assert (profile.unit, profile.employees, profile.turnover, profile.entity_class) == (
        staffed.units["hamn"],
        87,
        None,
        "",
    )
    with writing(SYSTEM) as w:
        w.update(staffed.units["hamn"], {"employees": 88})
    state(staffed, phone="021-2")
    assert [(row.pk, row.employees) for row in EntityProfile.everything.all()] == [(profile.pk, 87)]


def test_what_is_described_counts_rather_than_what_the_unit_says(staffed: World) -> None:
    values = {"employees": 12, "turnover": 5, "balance": None}
    services.describe(staffed.access("ciso"), staffed.units["hamn"], values, [], version=None)
    state(staffed, phone="021-1")
    assert EntityProfile.everything.get().employees == 12


def test_the_decision_begins_it_too_with_what_the_test_says_of_an_entity_in_no_sector(staffed: World) -> None:
    today = timezone.localdate()
    values = {"entity_class": "outside", "provision": "1 kap.", "reason": "", "decided_on": today}
    made = services.decide(staffed.access("ciso"), staffed.units["hamn"], values, version=None)
    row = EntityProfile.everything.get()
    assert (row.pk, row.employees, row.proposed, row.decided_on) == (made.pk, 87, "outside", today)
    assert row.decided_by == staffed.people["ciso"].name


@pytest.mark.parametrize("unit", ["utb", "utbf"])
def test_nothing_is_begun_for_a_part_of_another_legal_entity(world: World, unit: str) -> None:
    with pytest.raises(Hidden):
        services.save_facts(world.access("ciso"), world.units[unit], {"phone": ("1", date(2026, 1, 1))})
    assert not EntityProfile.everything.exists()


def test_sectors_are_what_was_chosen_last(world: World) -> None:
    transport, energy = (Sector.everything.get(code=code) for code in ("transport", "energy"))

    def describe(*sectors: Sector) -> list[str]:
        values = {"employees": 1, "turnover": None, "balance": None}
        services.describe(world.access("ciso"), world.units["hamn"], values, sectors, version=None)
        return sorted(EntitySector.everything.values_list("sector__code", flat=True))

    assert describe(transport) == ["transport"]
    assert describe(energy, transport) == ["energy", "transport"]
    assert describe(energy) == ["energy"]
    assert describe() == []


def test_the_first_fact_needs_words_and_what_is_not_new_is_left(world: World) -> None:
    assert state(world, phone="  ", address=" Kaj 1 ")[0].value == "Kaj 1"
    assert [(row.field, row.value) for row in RegistrationFact.everything.all()] == [("address", "Kaj 1")]
    assert state(world, address=" Kaj 1") == []


def test_one_fact_is_given_back_whether_or_not_it_was_new(world: World) -> None:
    today, access, unit = timezone.localdate(), world.access("ciso"), world.units["hamn"]
    first = services.save_fact(access, unit, "phone", ("021-1", today))
    assert (first.field, first.value, first.true_from) == ("phone", "021-1", today)
    assert services.save_fact(access, unit, "phone", ("021-1", today)).pk == first.pk
