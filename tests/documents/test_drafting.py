"""The draft's page: a chapter's heading and words, saved by hand and by itself, and chapters that come, go and move."""

from typing import Any

import pytest

from akropolis.shared.documents.models import DraftChapter, GoverningDocument
from tests.factories.documents import document, written
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> GoverningDocument:
    """A document whose draft has three chapters of the unit's own."""
    made = document(world.units["utb"])
    for key in ("syfte", "roller", "arbete"):
        written(made, f"Om {key}.", key)
    return made


def chapters(row: GoverningDocument) -> list[tuple[str, str]]:
    """The draft's headings and words, in order."""
    return list(
        DraftChapter.everything.filter(document=row).order_by("position", "id").values_list("title", "text")
    )


def send(world: World, row: GoverningDocument, key: str, *, by: str = "", **given: Any) -> Any:
    """Send the chapter's form as it was opened, with these values instead."""
    chapter = DraftChapter.everything.get(document=row, key=key)
    values = {"title": chapter.title, "text": chapter.text, "version": chapter.version, **given}
    return world.client("owner").post(f"/styrdokument/{row.pk}/utkast/{key}/{by}", values)


def arrange(world: World, row: GoverningDocument, who: str = "owner", **given: str) -> Any:
    return world.client(who).post(f"/styrdokument/{row.pk}/utkast/kapitel/", given)


def test_heading_and_words_are_saved_and_the_same_chapter_is_shown(
    world: World, row: GoverningDocument
) -> None:
    answer = send(world, row, "roller", title=" Vem gör vad ", text="Alla.\r\nInte ingen.")
    assert (answer.status_code, answer.url) == (302, f"/styrdokument/{row.pk}/utkast/roller/")
    assert chapters(row) == [
        ("Syfte", "Om syfte."), ("Vem gör vad", "Alla.\nInte ingen."), ("Arbete", "Om arbete.")
    ]  # fmt: skip


def test_what_saves_itself_is_the_words_alone(world: World, row: GoverningDocument) -> None:
    assert send(world, row, "roller", by="spara/", title="Annat", text="Alla.").status_code == 200
    assert chapters(row)[1] == ("Roller", "Alla.")


def test_a_heading_without_words_is_refused_and_what_was_written_stays(
    world: World, row: GoverningDocument
) -> None:
    answer = send(world, row, "roller", title="  ", text="Alla.")
    assert (answer.status_code, "Alla." in answer.text) == (422, True)
    assert chapters(row)[1] == ("Roller", "Om roller.")


def test_who_saves_after_another_sees_both(world: World, row: GoverningDocument) -> None:
    seen = DraftChapter.everything.get(document=row, key="roller").version
    written(row, "Någon annans ord.", "roller")
    answer = send(world, row, "roller", version=seen, text="Mina ord.")
    assert (answer.status_code, "Någon annans ord." in answer.text, "Mina ord." in answer.text) == (
        409,
        True,
        True,
    )
    assert chapters(row)[1] == ("Roller", "Någon annans ord.")


def test_chapters_come_last_go_and_change_places(world: World, row: GoverningDocument) -> None:
    def headings() -> list[str]:
        return [title for title, _text in chapters(row)]

    added = arrange(world, row, title=" Roller ")
    assert added.url == f"/styrdokument/{row.pk}/utkast/roller-2/"
    assert headings() == ["Syfte", "Roller", "Arbete", "Roller"]
    for given, order in (
        ({"up": "arbete"}, ["Syfte", "Arbete", "Roller", "Roller"]),
        ({"up": "syfte"}, ["Syfte", "Arbete", "Roller", "Roller"]),
        ({"down": "syfte"}, ["Arbete", "Syfte", "Roller", "Roller"]),
        ({"down": "roller-2"}, ["Arbete", "Syfte", "Roller", "Roller"]),
        ({"remove": "syfte"}, ["Arbete", "Roller", "Roller"]),
    ):
        assert arrange(world, row, **given).status_code == 302
        assert headings() == order
    assert [arrange(world, row, remove="syfte").status_code, arrange(world, row, up="syfte").status_code] == [
        404,
        404,
    ]


def test_who_may_not_write_it_arranges_and_saves_nothing(world: World, row: GoverningDocument) -> None:
    before = chapters(row)
    for who in ("neighbour", "colleague", "auditor"):
        assert arrange(world, row, who, remove="syfte").status_code == 404
    assert chapters(row) == before
