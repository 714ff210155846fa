"""What the units say about a review that is out for comment."""

from uuid import uuid4

import pytest

from akropolis.base.kernel.access.errors import Invalid, Refused, Stale
from akropolis.base.lib.document import Document, Table, mask, plain_text
from akropolis.review.review.models import Consideration, Remark, Review
from akropolis.review.review.services import remarks, reviews
from akropolis.review.review_text.models import Chapter
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters, decisions
from tests.factories.reviews import minutes
from tests.gate.cast import newcomer
from tests.world import SYSTEM, WORD, World

WORLD = "reviewed"
URL = "/genomgangar/2027/stad/remiss/"


def said(world: World) -> list[tuple[str, str, str]]:
    rows = Remark.everything.filter(review=world.reviews["stad-circulated"]).order_by("created_at")
    return [(row.unit.code, row.author, row.text) for row in rows]


def test_a_unit_says_what_it_thinks(world: World) -> None:
    client = world.client("neighbour")
    answer = client.post(URL, {"unit": world.units["kul"].pk, "text": "Vi vill ha mer tid."})
    assert answer["Location"] == URL
    assert said(world)[-1] == ("kul", "Per-Olov Estlind", "Vi vill ha mer tid.")


def test_the_unit_need_not_be_chosen_by_those_who_have_one(world: World) -> None:
    form = world.client("neighbour").get(URL).context["form"]
    assert (form["unit"].is_hidden, form["unit"].value()) == (True, str(world.units["kul"].pk))


def test_nobody_speaks_for_another_unit(world: World) -> None:
    before = said(world)
    answer = world.client("neighbour").post(URL, {"unit": world.units["utb"].pk, "text": "Som utb."})
    assert answer.status_code == 422
    assert (
        world.client("colleague").post(URL, {"unit": world.units["utb"].pk, "text": "x"}).status_code == 404
    )
    assert said(world) == before


def test_a_remark_is_read_by_its_unit_and_by_those_who_write_the_review(world: World) -> None:
    page = {who: world.client(who).get(URL).content.decode() for who in ("owner", "ciso", "neighbour")}
    assert {who: WORD in text for who, text in page.items()} == {
        "owner": True,
        "ciso": True,
        "neighbour": False,
    }


def test_who_compiles_the_review_sees_who_has_not_answered_and_answers_for_nobody(world: World) -> None:
    before, client = said(world), world.client("ciso")
    context = client.get(URL).context
    assert (context["form"], context["answered"], len(context["asked"])) == (None, 1, 3)
    assert [str(one.recipient) for one in context["silent"]] == ["Kulturnämnden", "Mälarstads Hamn AB"]
    for unit in ("stad", "kul"):
        assert client.post(URL, {"unit": world.units[unit].pk, "text": "Som dem."}).status_code == 404
    assert said(world) == before
    other = world.client("neighbour").get(URL).context
    assert (other["asked"], other["silent"]) == ([], [])


def test_an_adviser_of_the_whole_city_speaks_for_it_and_for_no_unit(world: World) -> None:
    newcomer(world, "ombud", "dso", "stad")
    client = world.client("ombud")
    form = client.get(URL).context["form"]
    assert (form["unit"].is_hidden, form["unit"].value()) == (True, str(world.units["stad"].pk))
    assert client.post(URL, {"unit": world.units["kul"].pk, "text": "Som kul."}).status_code == 422
    client.post(URL, {"unit": world.units["stad"].pk, "text": "Tänk på artikel 33."})
    assert said(world)[-1][::2] == ("stad", "Tänk på artikel 33.")


def test_an_empty_remark_is_refused(world: World) -> None:
    before = said(world)
    answer = world.client("neighbour").post(URL, {"unit": world.units["kul"].pk, "text": " "})
    assert answer.status_code == 422
    assert said(world) == before


def test_nothing_is_said_about_a_review_that_is_taken_back(world: World) -> None:
    before = said(world)
    reviews.move(SYSTEM, world.reviews["stad-circulated"], "take_back", because="Fel.")
    newcomer(world, "ombud", "dso", "stad")
    answer = world.client("ombud").post(
        URL, {"unit": world.units["stad"].pk, "text": "För sent."}, follow=True
    )
    assert "Genomgången är inte på remiss" in answer.content.decode()
    assert said(world) == before


def circulated(world: World) -> Review:
    return world.reviews["stad-circulated"]


def remark(world: World) -> Remark:
    """Utbildningsnämndens remark on the city's review, which stands in the world."""
    return Remark.everything.get(review=circulated(world))


def considered(world: World) -> list[tuple[str, str, str]]:
    rows = Consideration.everything.filter(review=circulated(world))
    return [(row.outcome, row.reason, row.considered_by) for row in rows]


def test_a_remark_can_name_its_chapter_and_place(world: World) -> None:
    form = {"unit": world.units["kul"].pk, "text": "Fel.", "about": "state", "place": " stycke 2 "}
    client = world.client("neighbour")
    assert client.post(URL, form).status_code == 302
    row = Remark.everything.get(review=circulated(world), text="Fel.")
    assert (row.about, row.place) == ("state", "stycke 2")
    assert "Stadsövergripande genomgång, stycke 2" in client.get(URL).text
    assert client.post(URL, form | {"about": "wrapper_background"}).status_code == 422


def test_a_remark_on_no_chapter_of_the_document_is_refused(world: World) -> None:
    before = said(world)
    with pytest.raises(Invalid):
        remarks.remark(SYSTEM, circulated(world), world.units["kul"], "Fel.", about="risks")
    assert said(world) == before


def url(world: World) -> str:
    return f"{URL}{remark(world).pk}/"


def test_who_writes_the_review_says_what_came_of_a_remark_and_its_unit_reads_it(world: World) -> None:
    client, review = world.client("ciso"), circulated(world)
    page = client.get(url(world)).text
    assert (WORD in page, f"<p>{review.title} · {review.owner_unit}</p>" in page) == (True, True)
    answer = client.post(url(world), {"outcome": "partly", "reason": "Kapitel 3 är ändrat."})
    assert answer["Location"] == f"{URL}#r-{remark(world).pk}"
    author = considered(world)[0][2]
    assert considered(world) == [("partly", "Kapitel 3 är ändrat.", author)]
    assert author
    page = world.client("owner").get(URL).text
    assert "Beaktas delvis." in page
    assert "Kapitel 3 är ändrat." in page
    assert "Kapitel 3" not in world.client("neighbour").get(URL).text
    form = client.get(url(world)).context["form"]
    changed = {"outcome": "not", "reason": "Ändå inte.", "version": form["version"].value()}
    assert client.post(url(world), changed).status_code == 302
    assert considered(world) == [("not", "Ändå inte.", author)]


@pytest.mark.parametrize("sent", [{"outcome": "not", "reason": " "}, {"outcome": "kanske", "reason": "x"}])
def test_without_a_reason_or_an_outcome_it_is_refused(world: World, sent: dict[str, str]) -> None:
    assert world.client("ciso").post(url(world), sent).status_code == 422
    with pytest.raises(Invalid):
        remarks.consider(SYSTEM, remark(world), outcome=sent["outcome"], reason=sent["reason"])
    assert considered(world) == []


@pytest.mark.parametrize("who", ["owner", "neighbour", "auditor"])
def test_nobody_else_considers_it(world: World, who: str) -> None:
    client = world.client(who)
    sent = {"outcome": "not", "reason": "x"}
    assert (client.get(url(world)).status_code, client.post(url(world), sent).status_code) == (404, 404)
    assert world.client("ciso").post(f"{URL}{uuid4()}/", sent).status_code == 404
    assert considered(world) == []


def test_the_second_of_two_who_consider_is_told(world: World) -> None:
    row = remarks.consider(SYSTEM, remark(world), outcome="wholly", reason="Ett.")
    with pytest.raises(Stale):
        remarks.consider(SYSTEM, remark(world), outcome="not", reason="Två.", version=row.version - 1)
    assert considered(world)[0][:2] == ("wholly", "Ett.")


def again(world: World) -> list[str]:
    page = world.client("ciso").get("/genomgangar/2027/stad/besluta/")
    return [each["words"] for each in page.context["again"] if each["chapter"] == "Remissvar"]


def lacking(world: World) -> list[str]:
    page = world.client("ciso").get("/genomgangar/2027/stad/besluta/")
    return [each["words"] for each in page.context["lacks"] if each["url"] == URL]


def test_a_remark_that_is_not_considered_stops_the_decision_and_waits_for_who_writes(world: World) -> None:
    left = ["2 av de tillfrågade har inte svarat"]
    title = "Behandla 1 remissvar på genomgången för 2027"
    assert (lacking(world), again(world)) == (["Remissvaret från Utbildningsnämnden är inte behandlat"], left)
    assert title in world.client("ciso").get("/").text
    assert title not in world.client("owner").get("/").text
    with pytest.raises(Refused, match="remissvaret från Utbildningsnämnden"):
        decisions.decide(SYSTEM, circulated(world), minutes(world.units["stad"], 2027))
    remarks.consider(SYSTEM, remark(world), outcome="wholly", reason="Ändrat.")
    assert (lacking(world), again(world)) == ([], left)
    assert title not in world.client("ciso").get("/").text


def printed(world: World, who: str = "ciso") -> Document:
    review = Review.everything.select_related("owner_unit").get(pk=circulated(world).pk)
    return document_of(world.access(who), review)


def turn_on(world: World) -> None:
    Chapter.everything.filter(review=circulated(world), key="remarks").update(key="gone")
    Chapter.everything.filter(review=circulated(world), key="gone").delete()
    keys = Chapter.everything.filter(review=circulated(world), included=True).values_list("key", flat=True)
    chapters.choose(SYSTEM, circulated(world), [*keys, "remarks"])


def test_the_document_prints_them_when_it_is_turned_on_also_in_a_review_that_was_opened_before(
    world: World,
) -> None:
    assert WORD not in "".join(plain_text(printed(world)))
    turn_on(world)
    remarks.consider(
        SYSTEM, remark(world), outcome="partly", reason="**Ändrat** i {secret:18 kap. 8 § OSL|X9}."
    )
    table = [block for block in printed(world).blocks if isinstance(block, Table)][-1]
    words = plain_text(Document("", (table,)))
    assert words[0] == "Remissinstans\tSynpunkt\tSå har den beaktats"
    assert words[1].split("\t")[::2] == ["Utbildningsnämnden", "Beaktas delvis. Ändrat i X9."]
    assert "X9" not in "".join(plain_text(mask(printed(world))))


def test_other_units_read_no_remark_in_the_document_while_it_is_out(world: World) -> None:
    turn_on(world)
    assert WORD in "".join(plain_text(printed(world)))
    lines = plain_text(printed(world, "neighbour"))
    assert (WORD in "".join(lines), "Inga remissvar redovisas." in lines) == (False, True)
    page = world.client("neighbour").get("/genomgangar/2027/stad/kapitel/remarks/")
    assert WORD not in page.text
