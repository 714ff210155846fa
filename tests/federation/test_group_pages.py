"""Group rules: who keeps them, and what they would do, seen before they do it."""

import pytest

from akropolis.federation.models import GroupRule
from akropolis.kernel.access.models import Appointment, Role
from akropolis.kernel.history.models import Change as Written
from tests.world import World

PAGE = "/personer/grupper/"


@pytest.mark.django_db
def test_an_administrator_makes_tries_and_takes_away_a_rule(world: World) -> None:
    client, role = world.client("admin"), Role.everything.get(code="samordnare")
    wanted = {"group": "LIS-utb", "role": role.pk, "unit": world.units["utb"].pk, "and_below": "on"}
    assert "Det finns inga regler" in client.get(PAGE).content.decode()
    assert client.post(PAGE, wanted).status_code == 302
    rule = GroupRule.everything.get()
    again = client.post(PAGE, {**wanted, "_once": "another"})
    assert (again.status_code, "Det finns redan en sådan regel." in again.content.decode()) == (422, True)
    person, before = world.people["neighbour"], Appointment.everything.count()
    page = client.get(PAGE, {"person": str(person.pk), "groups": "LIS-utb\nannat"}).content.decode()
    assert "Personen skulle få:" in page
    assert f"<li>{role}, {world.units['utb']}</li>" in page
    page = client.get(PAGE, {"person": str(person.pk), "groups": "annat"}).content.decode()
    assert "Inget skulle ändras." in page
    assert Appointment.everything.count() == before
    assert client.post(f"{PAGE}{rule.pk}/ta-bort/").status_code == 302
    assert GroupRule.everything.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "neighbour", "outsider", "chef", "auditor"])
def test_nobody_else_makes_a_rule(world: World, who: str) -> None:
    role, before = Role.everything.get(code="samordnare"), Written.objects.count()
    wanted = {"group": "LIS-utb", "role": role.pk, "unit": world.units["utb"].pk, "and_below": "on"}
    assert world.client(who).post(PAGE, wanted).status_code in (404, 405, 200)
    assert (GroupRule.everything.count(), Written.objects.count()) == (0, before)
