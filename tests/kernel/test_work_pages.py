"""What a declared work page answers, by the page of the guide; and the guide's own test."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.template import Context, Template
from django.urls import reverse

from akropolis.base.kernel.history.log import events_of
from akropolis.base.kernel.records.writer import create, update
from akropolis.shared.actions.models import Action
from tests.kernel import guide_page
from tests.world import SYSTEM, World

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.guide_page")]
WHY = "Leveransen dröjer."


@pytest.fixture
def action(world: World) -> Action:
    """An action of utb with a day."""
    values = {"title": "Byt lösenord", "owner_unit": world.units["utb"], "due_on": date(2027, 3, 1)}
    return create(SYSTEM, Action, values)


def address(action: Action, name: str = "action-postpone") -> str:
    return reverse(name, args=[action.pk])


def send(world: World, action: Action, day: str, **given: Any) -> Any:
    values = {"due_on": day, "because": WHY, "version": action.version, **given}
    return world.client("owner").post(address(action), values)


def said(answer: Any) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]


def test_the_guides_test_passes(world: World) -> None:
    tests: dict[str, Any] = {}
    exec(guide_page.TEST, tests)
    tests["test_an_action_is_postponed_to_a_later_day_with_a_reason"](world)


def test_the_address_is_the_guides() -> None:
    written = re.findall(r'"(.*?)"', guide_page.ADDRESS)
    assert written == [str(guide_page.ASK.pattern), guide_page.ASK.name]


def test_the_page_has_the_rows_values_the_way_and_cancel(world: World, action: Action) -> None:
    page = world.client("owner").get(address(action))
    assert page.status_code == 200
    assert page.context["form"].initial == {"version": 1, "due_on": date(2027, 3, 1)}
    assert [(each.label, each.url) for each in page.context["crumbs"]] == [
        (action.label(), f"/atgarder/{action.pk}/"),
        ("Postpone: Byt lösenord", ""),
    ]
    assert (page.context["back"], page.context["submit"]) == (f"/atgarder/{action.pk}/", "Postpone")


def test_success_leads_to_the_rows_page_with_a_message(world: World, action: Action) -> None:
    answer = send(world, action, "2027-04-01")
    assert (answer.status_code, answer["Location"]) == (302, f"/atgarder/{action.pk}/")
    assert said(answer) == ["Byt lösenord is postponed to 2027-04-01."]
    assert [event.because for event in events_of([action.pk], limit=1)] == [WHY]


def test_a_refusal_stands_at_its_field_and_what_was_written_is_shown_again(
    world: World, action: Action
) -> None:
    answer = send(world, action, "2027-02-01")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["due_on"]
    assert WHY in answer.content.decode()
    assert said(answer) == []


def test_after_another_persons_change_it_is_409_and_the_next_save_goes_over_it(
    world: World, action: Action
) -> None:
    update(SYSTEM, Action.everything.get(pk=action.pk), {"title": "Byt alla lösenord"})
    answer = send(world, action, "2027-04-01")
    assert (answer.status_code, answer.context["conflict"].title) == (409, "Byt alla lösenord")
    assert WHY in answer.content.decode()
    assert (
        send(world, action, "2027-04-01", version=answer.context["form"]["version"].value()).status_code
        == 302
    )


@pytest.mark.parametrize("name", ["action-postpone", "button"])
def test_the_right_is_asked_for_in_the_rows_unit(world: World, action: Action, name: str) -> None:
    sent = {"due_on": "2027-04-01", "because": WHY}
    for who in ("neighbour", "auditor", "outsider"):
        assert world.client(who).post(address(action, name), sent).status_code == 404
    assert Action.everything.get(pk=action.pk).due_on == date(2027, 3, 1)


def test_a_button_takes_post_alone_and_its_refusal_is_a_message(world: World, action: Action) -> None:
    client = world.client("owner")
    assert client.get(address(action, "button")).status_code == 405
    answer = client.post(address(action, "button"))
    assert (answer.status_code, answer["Location"]) == (302, f"/atgarder/{action.pk}/")
    assert said(answer) == ["Write a later day than 2027-03-01."]


def test_the_panel_of_the_guide_is_for_those_who_may_write(world: World, action: Action) -> None:
    build = guide_page.postponing.postpone_panel
    (template,) = guide_page.blocks("panel", "html")
    found = build(world.access("owner"), action)
    assert f'href="{address(action)}"' in Template(template).render(Context({"panel": found}))
    assert build(world.access("auditor"), action) is None
