"""What the document holds, chosen in a browser."""

from datetime import date
from typing import Any

from akropolis.base.kernel.records.writer import update, writing
from akropolis.base.lib.document import Heading, inline_text
from akropolis.review.review.models import Review
from akropolis.review.review_text.models import Chapter, Embedding, ReviewObservation
from akropolis.review.review_text.rules.chapters import BY_KEY
from akropolis.review.review_text.selectors.documents import document_of
from akropolis.review.review_text.services import chapters
from akropolis.review.review_text.web.contents import ABOUT
from akropolis.shared.horizon.models import Observation
from tests.gate.cast import newcomer
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/upplagg/"


def observation(world: World, title: str, unit: str = "utb", **values: Any) -> Observation:
    usual = {"theme": "law", "observed_on": date(2026, 3, 1), "text": "Text."}
    with writing(SYSTEM) as w:
        return w.create(Observation, {"owner_unit": world.units[unit], "title": title, **usual, **values})


def printed(world: World) -> list[str]:
    rows = ReviewObservation.everything.filter(review=world.reviews["utb-ongoing"])
    return [row.observation.title for row in rows.order_by("position")]


def included(world: World) -> set[str]:
    rows = Chapter.everything.filter(review=world.reviews["utb-ongoing"], included=True)
    return set(rows.values_list("key", flat=True))


def test_the_chosen_chapters_are_in_the_document_and_no_others(world: World) -> None:
    sent = {"act": "chapters", "chapter": ["introduction", "risks", "no_such"]}
    answer = world.client("owner").post(URL, sent)
    assert answer["Location"] == f"{URL}#kapitel"
    assert included(world) == {"introduction", "risks"}


def test_a_text_that_is_left_out_is_kept(world: World) -> None:
    before = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state").text
    world.client("owner").post(URL, {"act": "chapters", "chapter": ["introduction"]})
    after = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    assert (after.text, after.included) == (before, False)


def test_a_wrapper_chapter_stays_though_there_is_no_wrapper_now(world: World) -> None:
    chapters.choose(SYSTEM, world.reviews["utb-ongoing"], ["introduction", "wrapper_background"])
    world.client("owner").post(URL, {"act": "chapters", "chapter": ["state"]})
    assert included(world) == {"state", "wrapper_background"}


def test_observations_are_added_moved_and_taken_out(world: World) -> None:
    client = world.client("owner")
    rows = [observation(world, title) for title in ("Ett", "Två", "Tre")]
    client.post(URL, {"act": "add", "observation": [str(row.pk) for row in rows]})
    assert set(printed(world)) == {"Ett", "Två", "Tre"}
    last = (
        ReviewObservation.everything.filter(review=world.reviews["utb-ongoing"]).order_by("position").last()
    )
    assert last is not None
    order = printed(world)
    client.post(URL, {"act": f"up:{last.observation_id}"})
    assert printed(world) == [order[0], order[2], order[1]]
    client.post(URL, {"act": f"down:{last.observation_id}"})
    client.post(URL, {"act": f"down:{last.observation_id}"})
    assert printed(world) == order
    client.post(URL, {"act": f"out:{last.observation_id}"})
    assert printed(world) == order[:2]
    assert Observation.everything.filter(pk=last.observation_id).exists()


def test_headings_in_an_observation_stand_below_its_title(world: World) -> None:
    row = observation(world, "Ett", text="## Därför\n\nText.")
    chapters.choose_observations(SYSTEM, world.reviews["utb-ongoing"], [row])
    blocks = document_of(SYSTEM, world.reviews["utb-ongoing"]).blocks
    levels = {inline_text(block.inlines): block.level for block in blocks if isinstance(block, Heading)}
    assert (levels["Ett"], levels["Därför"]) == (2, 3)


def test_what_the_writer_may_not_see_stays_in_its_place(world: World) -> None:
    hidden = observation(world, "Kulturens egen", "kul")
    rows = [observation(world, title) for title in ("Ett", "Två")]
    chapters.choose_observations(SYSTEM, world.reviews["utb-ongoing"], [rows[0], hidden, rows[1]])
    client = world.client("owner")
    assert "Kulturens egen" not in client.get(URL).content.decode()
    client.post(URL, {"act": f"up:{rows[1].pk}"})
    assert printed(world) == ["Två", "Kulturens egen", "Ett"]
    client.post(URL, {"act": f"out:{rows[1].pk}"})
    client.post(URL, {"act": f"out:{rows[0].pk}"})
    client.post(URL, {"act": f"out:{hidden.pk}"})
    assert printed(world) == ["Kulturens egen"]


def test_only_what_may_be_seen_is_offered_or_added(world: World) -> None:
    client = world.client("owner")
    hidden = observation(world, "Kulturens egen", "kul")
    shared = observation(world, "Stadens delade", "stad", shared=True)
    early = observation(world, "Från året före", observed_on=date(2025, 3, 1))
    offered = {row.title for row in client.get(URL).context["offered"]}
    assert "Stadens delade" in offered
    assert not {"Kulturens egen", "Från året före"} & offered
    client.post(URL, {"act": "add", "observation": [str(row.pk) for row in (hidden, shared, early)]})
    assert printed(world) == ["Stadens delade"]


def test_a_search_narrows_the_choice_and_an_unknown_word_is_answered(world: World) -> None:
    client = world.client("owner")
    observation(world, "Ny lag om register")
    observation(world, "Nytt hot")
    found = client.get(URL, {"q": "LAG register"}).context["offered"]
    assert [row.title for row in found] == ["Ny lag om register"]
    assert client.get(URL, {"q": "finnsinte"}).context["offered"] == []


def test_a_unit_takes_the_citys_choice_once_it_is_out(world: World) -> None:
    shared = observation(world, "Stadens delade", "stad", shared=True)
    own = observation(world, "Stadens egen", "stad")
    chapters.choose_observations(SYSTEM, world.reviews["stad-circulated"], [own, shared])
    client = world.client("owner")
    assert [row.title for row in client.get(URL).context["proposed"]] == ["Havsörn", "Stadens delade"]
    client.post(URL, {"act": "proposed"})
    assert printed(world) == ["Havsörn", "Stadens delade"]
    assert client.get(URL).context["proposed"] == []
    lines = {line.key: line.state for line in client.get("/genomgangar/2027/utb/").context["lines"]}
    assert lines["horizon"] == "utkast"


def test_the_city_carries_units_reviews(world: World) -> None:
    client = world.client("ciso")
    answer = client.post("/genomgangar/2027/stad/upplagg/", {"act": "carry", "unit": ["utb", "finnsinte"]})
    assert answer.status_code == 302
    rows = Embedding.everything.filter(review=world.reviews["stad-circulated"])
    assert list(rows.values_list("unit__code", flat=True)) == ["utb"]


def test_a_carried_unit_that_is_no_more_can_be_left_as_it_is(world: World) -> None:
    city = world.reviews["stad-circulated"]
    chapters.carry(SYSTEM, city, [world.units["utb"], world.units["kul"]])
    update(SYSTEM, world.units["utb"], {"reviews": False})
    client, url = world.client("ciso"), "/genomgangar/2027/stad/upplagg/"
    shown = client.get(url).context["carried"]
    client.post(url, {"act": "carry", "unit": [each["unit"].code for each in shown if each["carried"]]})
    rows = Embedding.everything.filter(review=city).order_by("position")
    assert list(rows.values_list("unit__code", flat=True)) == ["utb", "kul"]
    client.post(url, {"act": "carry", "unit": ["kul"]})
    assert "utb" not in {each["unit"].code for each in client.get(url).context["carried"]}


def test_a_writer_is_offered_what_she_reads_and_leaves_the_rest(world: World) -> None:
    city = world.reviews["stad-circulated"]
    chapters.carry(SYSTEM, city, [world.units["utb"]])
    newcomer(world, "stadens", "samordnare", "stad", and_below=False)
    client, url = world.client("stadens"), "/genomgangar/2027/stad/upplagg/"
    assert client.get(url).context["carried"] == []
    client.post(url, {"act": "carry", "unit": ["kul"]})
    rows = Embedding.everything.filter(review=city).order_by("position")
    assert list(rows.values_list("unit__code", flat=True)) == ["utb"]


def test_others_find_nothing_and_change_nothing(world: World) -> None:
    before = included(world)
    for who in ("auditor", "colleague", "neighbour", "outsider"):
        client = world.client(who)
        assert client.get(URL).status_code == 404
        assert client.post(URL, {"act": "chapters", "chapter": []}).status_code == 404
    assert included(world) == before


def test_a_decided_review_keeps_its_chapters(world: World) -> None:
    client, url = world.client("owner"), URL.replace("2027", "2026")
    answer = client.post(url, {"act": "chapters", "chapter": []}, follow=True)
    assert "är beslutad och kan inte ändras" in answer.content.decode()
    rows = Chapter.everything.filter(review=world.reviews["utb-decided"], included=True)
    assert rows.count() == len(included(world))


def test_every_kind_of_chapter_says_what_it_is_for() -> None:
    assert set(ABOUT) == set(BY_KEY)


def test_before_the_citys_review_is_out_a_unit_is_proposed_its_own_and_the_gravest_that_are_shared(
    world: World,
) -> None:
    Review.everything.filter(owner_unit=world.units["stad"], year=2027).update(state="ongoing")
    grave = {"shared": True, "effect": "high"}
    observation(world, "Stadens delade", "stad", **grave)
    observation(world, "Stadens lilla", "stad", shared=True, effect="low")
    observation(world, "Stadens hemliga", "stad", effect="high")
    observation(world, "Kulturens egen", "kul", effect="high")
    observation(world, "Från året före", "stad", observed_on=date(2025, 3, 1), **grave)
    client, page = world.client("owner"), "/genomgangar/2027/utb/kapitel/horizon/"
    wanted = ["Havsörn", "Stadens delade"]
    assert [row.title for row in client.get(URL).context["proposed"]] == wanted
    chapters.choose_observations(SYSTEM, world.reviews["utb-ongoing"], [])
    assert [row.title for row in client.get(page).context["horizon"]["proposed"]] == wanted
    assert "Använd de 2 föreslagna observationerna" in client.get(page).content.decode()
    client.post(URL, {"act": "proposed"})
    assert printed(world) == wanted
    assert client.get(page).context["horizon"]["proposed"] == []
    client.post(URL, {"act": "proposed"})
    assert printed(world) == wanted


def test_chapters_in_another_order_are_put_in_the_usual_one(world: World) -> None:
    review, client = world.reviews["utb-ongoing"], world.client("owner")
    button = "Ställ dem i den vanliga ordningen"
    assert button not in client.get(URL).content.decode()
    rows = list(Chapter.everything.filter(review=review).order_by("position"))
    with writing(SYSTEM) as w:
        w.update(rows[-1], {"position": 0})
    assert button in client.get(URL).content.decode()
    client.post(URL, {"act": "order"})
    after = Chapter.everything.filter(review=review).order_by("position")
    assert [row.key for row in after] == [row.key for row in rows]
    assert button not in client.get(URL).content.decode()
