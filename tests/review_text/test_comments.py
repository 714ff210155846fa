"""Comments on a chapter: between those who write, answered, closed, told, and never printed."""

from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden, Invalid, Refused
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.document import to_json
from akropolis.review.review_text.models import Chapter, Comment
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import comments
from tests.behaviours.tokens import bearer
from tests.factories import reviews
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
PAGE = "/genomgangar/2027/utb/kapitel/introduction/"


@pytest.fixture
def chapter(world: World) -> Chapter:
    with writing(SYSTEM) as w:
        world.add(w, "second", "Stina Berg", "samordnare", "utb")
    review = reviews.ongoing(SYSTEM, world.units["utb"], 2027)
    return Chapter.everything.select_related("review__owner_unit").get(review=review, key="introduction")


def shown(world: World, who: str, page: str = PAGE) -> str:
    return world.client(who).get(page).content.decode()


def test_one_comments_another_answers_and_it_is_closed_and_opened_again(
    world: World, chapter: Chapter
) -> None:
    sent = {"comment": "Stämmer siffran?", "quote": "  tolv\n incidenter "}
    assert world.client("owner").post(f"{PAGE}kommentarer/", sent)["Location"] == f"{PAGE}#kommentarer"
    row = Comment.everything.get()
    assert (row.text, row.quote, row.author, row.chapter) == (
        "Stämmer siffran?",
        "tolv incidenter",
        "Nadja Perić",
        chapter,
    )
    page = f"/genomgangar/2027/utb/kommentarer/{row.pk}/"
    world.client("second").post(page, {"comment": "Ja, i registret."})
    text = shown(world, "owner")
    assert text.index("tolv incidenter") < text.index("Stämmer siffran?") < text.index("Ja, i registret.")
    [told] = Message.objects.filter(key__startswith="comment:")
    assert (told.user.username, told.subject) == ("owner", "Stina Berg har svarat på din kommentar")
    assert (told.text, told.url) == ("Ja, i registret.", f"{PAGE}#kommentarer")
    assert "Kommentaren från Nadja Perić är inte avslutad" in shown(
        world, "owner", "/genomgangar/2027/utb/steg/circulate/"
    )
    world.client("second").post(page, {"act": "close"})
    row.refresh_from_db()
    assert (row.closed_by, row.closed_at is not None) == ("Stina Berg", True)
    assert "är inte avslutad" not in shown(world, "owner", "/genomgangar/2027/utb/steg/circulate/")
    world.client("owner").post(page, {"act": "reopen"})
    row.refresh_from_db()
    assert (row.closed_by, row.closed_at) == ("", None)


def test_who_answers_herself_is_not_told(world: World, chapter: Chapter) -> None:
    row = comments.comment(world.access("owner"), chapter, "Ett")
    comments.answer(world.access("owner"), row, "Två")
    made = comments.answer(world.access("second"), comments.answer(world.access("owner"), row, "Tre"), "Fyra")
    assert (made.answers, Message.objects.filter(key__startswith="comment:").count()) == (row, 1)


def test_only_those_who_write_see_them_and_they_are_not_printed(world: World, chapter: Chapter) -> None:
    row = comments.comment(world.access("owner"), chapter, "Hemligt prat")
    assert ("Hemligt prat" in shown(world, "owner"), "Hemligt prat" in shown(world, "second")) == (True, True)
    for who in ("chef", "auditor", "neighbour", "colleague"):
        assert "Hemligt prat" not in shown(world, who)
        answer = world.client(who).post(f"/genomgangar/2027/utb/kommentarer/{row.pk}/", {"comment": "x"})
        assert answer.status_code == 404
        with pytest.raises(Hidden):
            comments.comment(world.access(who), chapter, "x")
    document = document_of(world.access("owner"), chapter.review)
    assert "Hemligt prat" not in str(to_json(document))
    assert Comment.everything.count() == 1


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_one_is_refused_and_changes_nothing(world: World, chapter: Chapter, text: str) -> None:
    before = Change.objects.count()
    with pytest.raises(Invalid, match="Skriv kommentaren"):
        comments.comment(world.access("owner"), chapter, text)
    assert (
        "Skriv kommentaren."
        in world.client("owner").post(f"{PAGE}kommentarer/", {"comment": text}, follow=True).content.decode()
    )
    assert Change.objects.count() == before


def test_a_decided_review_takes_none(world: World) -> None:
    review = reviews.decided(SYSTEM, world.units["utb"], 2026)
    row = Chapter.everything.select_related("review__owner_unit").filter(review=review).first()
    assert row is not None
    with pytest.raises(Refused):
        comments.comment(world.access("owner"), row, "För sent")
    assert Comment.everything.count() == 0


def test_the_api_says_the_same(world: World, chapter: Chapter) -> None:
    client: Any = world.client(**bearer(world, "owner"))
    sent = {"review": str(chapter.review_id), "chapter": "introduction", "text": "Hej", "quote": "ord"}
    made = client.post("/api/v1/comments", sent, content_type="application/json").json()
    address = f"/api/v1/comments/{made['id']}"
    etag = client.get(address)["ETag"]
    closed = client.post(f"{address}/close", {}, content_type="application/json", headers={"If-Match": etag})
    assert (closed.status_code, closed.json()["closed_by"]) == (200, "Nadja Perić")
    assert world.client(**bearer(world, "neighbour")).get(address).status_code == 404
