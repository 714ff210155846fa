"""A list opens with the rows of the person's own unit, and says so: all the others are one click away."""

from typing import Any

import pytest

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.register.services import SERVICES
from tests.factories import registers
from tests.world import START, SYSTEM, World

WORLD = "build"
LIST = "/tjanster/"


@pytest.fixture
def services(world: World) -> dict[str, Any]:
    """One of the person's unit, one of the administration below it, and one of the neighbour's that is shared."""
    with writing(SYSTEM) as w:
        return {
            unit: registers.row(w, SERVICES, world.units[unit], f"Tjänst {unit}", shared=True)
            for unit in ("utb", "utbf", "kul")
        }


def names(answer: Any) -> list[str]:
    """What the list shows."""
    return [str(row.cells[0].text) for row in answer.context["table"].rows]


def test_the_own_units_rows_come_first_and_the_others_by_one_click(
    world: World, services: dict[str, Any]
) -> None:
    client = world.client("owner")
    own = client.get(LIST)
    assert names(own) == ["Tjänst utb", "Tjänst utbf"]
    assert (own.context["own"].code, own.context["clear"]) == ("utb", f"{LIST}?owner_unit=")
    assert "owner_unit=utb" in own.context["csv_url"]
    everything = client.get(own.context["clear"])
    assert names(everything) == ["Tjänst kul", "Tjänst utb", "Tjänst utbf"]
    assert names(client.get(f"{LIST}?q=kul")) == ["Tjänst kul"]


def test_who_has_the_city_or_no_unit_sees_all(world: World, services: dict[str, Any]) -> None:
    answer = world.client("ciso").get(LIST)
    assert (answer.context["own"], len(names(answer))) == (None, 3)


def test_a_person_of_two_units_sees_those_of_the_one_she_stands_in(
    world: World, services: dict[str, Any]
) -> None:
    with writing(SYSTEM) as w:
        both = world.add(w, "both", "Båda Två", "samordnare", "utb")
        role = Role.objects.unscoped(because="tests name roles by code").get(code="samordnare")
        held = {"user": both, "role": role, "unit": world.units["kul"], "valid_from": START}
        w.create(Appointment, held)
    client = world.client("both")
    assert client.get(LIST).context["own"].code == "kul"  # the first of them, until she chooses
    client.post("/enhet/", {"unit": "utb"})
    assert names(client.get(LIST)) == ["Tjänst utb", "Tjänst utbf"]
