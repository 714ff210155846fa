"""Saved views: a person's own, kept once under a name, and let go."""

import pytest

from akropolis.base.kernel.registers.models import SavedView
from tests.world import World

WORLD = "filled"
LIST = "/tjanster/"


def names(who: str, world: World) -> list[str]:
    """The views that the person has of the services."""
    return [view.name for view in SavedView.objects.visible(world.access(who)).filter(register="services")]


def test_a_view_is_kept_and_shown_to_nobody_else(world: World) -> None:
    client = world.client("owner")
    answer = client.post(f"{LIST}vyer/", {"name": "Delade", "query": "?shared=yes&sort=number"})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?shared=yes&sort=number")
    assert names("owner", world) == ["Delade", "Havsörn"]
    assert names("ciso", world) == []
    assert "Delade" in client.get(LIST).text
    assert "Delade" not in world.client("colleague").get(LIST).text


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Havsörn"])
def test_a_bad_name_is_refused_with_a_sentence(world: World, name: str) -> None:
    client = world.client("owner")
    answer = client.post(f"{LIST}vyer/", {"name": name, "query": "q=1"}, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert names("owner", world) == ["Havsörn"]


def test_another_persons_view_is_not_there(world: World) -> None:
    view = world.views["services"]
    for who in ("colleague", "ciso", "admin"):
        assert world.client(who).post(f"{LIST}vyer/{view.pk}/ta-bort/").status_code == 404
    assert names("owner", world) == ["Havsörn"]
    assert world.client("owner").post(f"{LIST}vyer/{view.pk}/ta-bort/").status_code == 302
    assert names("owner", world) == []


def test_a_view_of_one_register_is_not_removed_by_anothers_address(world: World) -> None:
    view = world.views["services"]
    assert world.client("owner").post(f"/atgarder/vyer/{view.pk}/ta-bort/").status_code == 404
    assert names("owner", world) == ["Havsörn"]


def test_a_query_leads_nowhere_else(world: World) -> None:
    answer = world.client("owner").post(f"{LIST}vyer/", {"name": "Ny", "query": "//example.org/?q=1"})
    assert answer["Location"].startswith(f"{LIST}?")
