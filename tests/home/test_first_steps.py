"""What somebody new in a role does first: pages that the role opens, the most important first."""

import pytest

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.access.permissions import registry
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review_text.models import Decision
from akropolis.shell.home.selectors.first_steps import MOST, STEPS, steps_of
from akropolis.shell.home.web.handbook import place_of
from tests.world import PASSWORD, PEOPLE, SYSTEM, World

WORLD = "filled"


@pytest.mark.parametrize("who", sorted(username for username, _name, _role, _unit in PEOPLE))
def test_every_step_opens_and_the_handbook_speaks_of_it(world: World, who: str) -> None:
    client = world.client(who)
    page = client.get("/kom-igang/")
    roles = page.context["roles"]
    appointments = Appointment.everything.filter(user=world.people[who])
    held = set(appointments.values_list("role__code", flat=True))
    roles = [begun for begun in roles if begun.role.code != "tests"]
    assert {begun.role.code for begun in roles} == held - {"tests"}
    for begun in roles:
        assert 0 < len(begun.steps) <= MOST
        for step, url, more in begun.steps:
            assert (client.get(url, follow=True).status_code, client.get(more.split("#")[0]).status_code) == (
                200,
                200,
            ), step
            assert place_of(step.page)


def test_who_keeps_the_accounts_of_a_new_installation_is_led_to_its_list(world: World) -> None:
    Decision.everything.all().delete()
    door = '<a class="ds-button" href="/kom-igang/kommunen/">'
    shown = {who: door in world.client(who).get("/kom-igang/").content.decode() for who in ("admin", "ciso")}
    assert shown == {"admin": True, "ciso": False}


def test_steps_follow_from_what_the_role_gives_and_each_page_comes_once() -> None:
    def pages(*grants: str) -> list[str]:
        return [step.page for step in steps_of(Role(code="x", name="x", grants=list(grants)))]

    assert pages() == []
    assert pages("review:review:decide", "review:review:edit") == ["reviews"]
    assert pages("assets:service:edit", "assets:information:edit") == ["information-list", "services-list"]
    assert len(pages("*:*:*")) == MOST


def test_every_right_of_a_step_exists() -> None:
    assert {step.right for step in STEPS} <= registry.all()


def test_the_first_own_password_leads_there(world: World) -> None:
    client = world.client("owner")
    assert 'href="/kom-igang/"' in client.get("/").content.decode()
    with writing(SYSTEM) as w:
        w.update(world.people["owner"], {"must_change_password": True})
    sent = {"current": PASSWORD, "new": "En ny lång fras 7", "again": "En ny lång fras 7", "first": "1"}
    assert client.post("/konto/losenord/", sent)["Location"] == "/kom-igang/"
