"""A text that is saved while it is written: only the text, only by whom may, and never over somebody else's."""

from typing import Any

import pytest

from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.services import chapters
from tests.world import World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/kapitel/state/spara/"


def state_of(world: World, name: str = "utb-ongoing") -> Chapter:
    return Chapter.everything.get(review=world.reviews[name], key="state")


def test_the_text_is_saved_and_heading_and_status_stay(world: World) -> None:
    row = chapters.save(world.access("owner"), state_of(world), text="Förr.", title="Läget", status="ready")
    answer = world.client("owner").post(
        URL, {"text": "Nu: {figure:incidents.total}.", "version": row.version}
    )
    stored = state_of(world)
    assert answer.status_code == 200
    assert (stored.text, stored.title, stored.status) == ("Nu: {figure:incidents.total}.", "Läget", "ready")
    assert list(stored.figures) == ["incidents.total"]
    assert answer.json()["version"] == stored.version == row.version + 1
    assert answer.json()["said"].startswith("Sparat ")


def test_a_paragraph_that_is_not_touched_keeps_its_figure_as_it_was_seen(world: World) -> None:
    row = state_of(world)
    Chapter.everything.filter(pk=row.pk).update(
        text="Antal: {figure:incidents.total}.", figures={"incidents.total": "99"}
    )
    text = "Antal: {figure:incidents.total}.\n\nNytt."
    world.client("owner").post(URL, {"text": text, "version": row.version})
    assert state_of(world).figures == {"incidents.total": "99"}


def test_what_somebody_else_has_saved_stands_and_the_second_is_told_who(world: World) -> None:
    row = state_of(world)
    sent = {"text": "Min.", "version": row.version}
    chapters.save(world.access("admin"), row, text="Den andras.", version=row.version)
    answer = world.client("owner").post(URL, sent)
    assert answer.status_code == 409
    assert answer.json()["said"].startswith("Hanna Törnros har sparat")
    assert "version" not in answer.json()
    assert state_of(world).text == "Den andras."


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(world: World) -> None:
    client, sent = world.client("owner"), {"text": "Ett.\r\n\r\nTvå.", "version": state_of(world).version}
    first = client.post(URL, sent).json()
    again = client.post(URL, sent)
    assert (again.status_code, again.json()["version"]) == (200, first["version"])
    assert state_of(world).version == first["version"]


@pytest.mark.parametrize(("text", "word"), [("[" * 60_000, "10 000"), ("ord " * 15_001, "60000")])
def test_what_cannot_be_saved_is_said_and_changes_nothing(world: World, text: Any, word: Any) -> None:
    row = state_of(world)
    answer = world.client("owner").post(URL, {"text": text, "version": row.version})
    assert answer.status_code == 422
    assert word in answer.json()["said"].replace("\u00a0", " ").replace("60 000", "60000")
    assert state_of(world).version == row.version


def test_nothing_in_a_decided_review_is_saved(world: World) -> None:
    row = state_of(world, "utb-decided")
    answer = world.client("owner").post(
        URL.replace("2027", "2026"), {"text": "Nytt.", "version": row.version}
    )
    assert answer.status_code == 422
    assert state_of(world, "utb-decided").text == row.text


def test_others_find_nothing_and_the_signed_out_are_sent_to_sign_in(world: World) -> None:
    row = state_of(world)
    sent = {"text": "Nytt.", "version": row.version}
    assert world.client("outsider").post(URL, sent).status_code == 404
    assert world.client("neighbour").post(URL, sent).status_code == 404
    assert world.client("neighbour").get(URL).status_code == 404
    assert world.client("owner").post(URL.replace("state", "finns-inte"), sent).status_code == 404
    answer = world.client("").post(URL, sent)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/logga-in/")
    assert state_of(world).text == row.text


def test_who_signed_in_anew_is_told_who_she_is(world: World) -> None:
    found = world.client("owner").get(URL).json()
    assert found["person"] == str(world.access("owner").actor.id)
    assert found["version"] == state_of(world).version
    assert found["token"]
