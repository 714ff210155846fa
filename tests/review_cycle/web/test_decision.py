"""From comment to decision: steps that ask, minutes that must be whole, and nothing that changes afterwards."""

from typing import Any

import pytest

from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.review.review.models import Review
from akropolis.review.review.services import reviews
from akropolis.review.review.services.remarks import remark
from akropolis.review.review_text.models import Chapter, Decision, FrozenReview, Verdict
from akropolis.review.review_text.services import chapters, decisions, openings
from tests.factories import reviews as factories
from tests.factories.reviews import judge
from tests.world import SYSTEM, World

WORLD = "reviewed"
URL = "/genomgangar/2027/utb/"


def review(world: World, name: str = "utb-ongoing") -> Review:
    return Review.everything.get(pk=world.reviews[name].pk)


@pytest.fixture
def circulated(world: World) -> Review:
    return reviews.move(SYSTEM, world.reviews["utb-ongoing"], "circulate")


def minutes(**values: Any) -> dict[str, Any]:
    return {
        "body": "Utbildningsnämnden",
        "decider_name": "Karin Lind",
        "decider_role": "ordförande",
        "decided_on": "2026-11-20",
        "diary_number": "UTB 2026/1184",
        "verb_0": "godkänner",
        "text_0": "ledningens genomgång 2027",
        **values,
    }


def test_a_step_asks_before_it_is_taken(world: World) -> None:
    client = world.client("owner")
    assert client.get(f"{URL}steg/circulate/").status_code == 200
    assert review(world).state == "ongoing"
    client.post(f"{URL}steg/circulate/")
    assert review(world).state == "circulated"


def test_a_review_is_begun_by_its_step_and_has_its_chapters_then(world: World) -> None:
    planned = openings.open_review(SYSTEM, world.units["utb"], 2028)
    client, here = world.client("owner"), "/genomgangar/2028/utb/"
    assert client.get(f"{here}steg/start/").status_code == 200
    assert Review.everything.get(pk=planned.pk).state == "planned"
    assert client.post(f"{here}steg/start/")["Location"] == here
    assert Review.everything.get(pk=planned.pk).state == "ongoing"
    assert Chapter.everything.filter(review=planned).exists()


def test_taking_back_needs_a_reason(world: World, circulated: Review) -> None:
    client = world.client("owner")
    answer = client.post(f"{URL}steg/take_back/", {"because": " "}, follow=True)
    assert "Skriv varför." in answer.content.decode()
    assert review(world).state == "circulated"
    client.post(f"{URL}steg/take_back/", {"because": "Fel siffra i kapitel 2."})
    assert review(world).state == "ongoing"
    assert "Fel siffra i kapitel 2." in Change.objects.order_by("-seq").first().content  # type: ignore[union-attr]


def test_a_step_out_of_turn_is_refused(world: World) -> None:
    answer = world.client("owner").post(f"{URL}steg/take_back/", {"because": "Nej"}, follow=True)
    assert "Det går inte att göra nu. Status är pågår." in answer.content.decode()
    assert answer.redirect_chain[0][0] == URL
    assert review(world).state == "ongoing"


def test_looking_at_a_step_out_of_turn_takes_none(world: World, circulated: Review) -> None:
    answer = world.client("owner").get(f"{URL}steg/circulate/", follow=True)
    assert "Det går inte att göra nu. Status är på remiss." in answer.content.decode()
    assert review(world).state == "circulated"


def test_others_take_no_steps(world: World) -> None:
    for who in ("colleague", "auditor", "neighbour", "chef"):
        assert world.client(who).post(f"{URL}steg/circulate/").status_code == 404, who
    assert review(world).state == "ongoing"


def test_the_decision_has_no_step_of_its_own(world: World, circulated: Review) -> None:
    assert world.client("chef").post(f"{URL}steg/decide/").status_code == 404
    assert review(world).state == "circulated"


def test_the_decision_freezes_the_document(world: World, circulated: Review) -> None:
    answer = world.client("chef").post(
        f"{URL}besluta/", minutes(verb_1="uppdrar åt", text_1="chefen att följa upp")
    )
    assert answer["Location"] == URL
    assert review(world).state == "decided"
    decision = Decision.everything.get(review=circulated)
    assert [point["text"] for point in decision.points] == [
        "ledningens genomgång 2027",
        "chefen att följa upp",
    ]
    page = world.client("owner").get(f"{URL}beslut/").content.decode()
    assert FrozenReview.everything.get(review=circulated).digest in page
    assert "Karin Lind, ordförande" in page


def test_the_form_proposes_what_it_can(world: World, circulated: Review) -> None:
    with writing(SYSTEM) as w:
        w.update(world.people["chef"], {"title": "Utbildningsdirektör"})
    form = world.client("chef").get(f"{URL}besluta/").context["form"]
    assert form["body"].value() == "Utbildningsnämnden"
    assert (form["decider_name"].value(), form["decider_role"].value()) == (
        "Åke Ström",
        "Utbildningsdirektör",
    )
    assert (form["verb_0"].value(), form["text_0"].value()) == ("godkänner", "ledningens genomgång 2027")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"diary_number": " "}, "diary_number"),
        ({"decided_on": "2126-01-01"}, "decided_on"),
        ({"decided_on": "i går"}, "decided_on"),
        ({"verb_0": "", "text_0": "utan verb"}, "verb_0"),
        ({"verb_0": "hoppas"}, "verb_0"),
    ],
)
def test_minutes_that_are_not_whole_decide_nothing(
    world: World, circulated: Review, values: dict[str, str], field: str
) -> None:
    answer = world.client("chef").post(f"{URL}besluta/", minutes(**values))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["decider_name"].value() == "Karin Lind"
    assert review(world).state == "circulated"


def test_what_is_missing_is_said_with_the_way_to_it(world: World, circulated: Review) -> None:
    row = Verdict.everything.filter(review=circulated).first()
    assert row is not None
    judge(SYSTEM, row, answer="", reasons="", evidence=[])
    client = world.client("chef")
    assert [lack["url"] for lack in client.get(f"{URL}besluta/").context["lacks"]] == [f"{URL}bedomning/"]
    assert client.post(f"{URL}besluta/", minutes()).status_code == 422
    assert not Decision.everything.filter(review=circulated).exists()


def test_who_may_decide_is_named_once_it_is_out(world: World) -> None:
    client = world.client("owner")
    step = client.get(f"{URL}steg/circulate/")
    assert [each.user.name for each in step.context["deciders"]] == ["Åke Ström"]
    assert client.get(URL).context["deciders"] == []
    client.post(f"{URL}steg/circulate/")
    page = client.get(URL)
    assert [each.user.name for each in page.context["deciders"]] == ["Åke Ström"]
    assert "Åke Ström (Stadsdirektör, förvaltningschef eller vd)" in page.content.decode()


def test_an_undecided_review_that_is_carried_is_said_before_the_decision(world: World) -> None:
    chapters.carry(SYSTEM, world.reviews["stad-circulated"], [world.units["utb"]])
    client, url = world.client("ciso"), "/genomgangar/2027/stad/besluta/"
    assert client.get(url).context["undecided"] == ["Utbildningsnämnden"]
    reviews.move(SYSTEM, world.reviews["utb-ongoing"], "circulate")
    decisions.decide(SYSTEM, world.reviews["utb-ongoing"], factories.minutes(world.units["utb"], 2027))
    assert client.get(url).context["undecided"] == []


def test_the_body_that_decided_last_year_is_proposed(world: World) -> None:
    client, url = world.client("ciso"), "/genomgangar/2027/stad/besluta/"
    last = Decision.everything.get(review=world.reviews["stad-decided"])
    assert client.get(url).context["form"]["body"].value() == last.body
    made = openings.open_review(SYSTEM, world.units["kul"], 2027)
    reviews.move(SYSTEM, made, "start")
    page = world.client("admin").get("/genomgangar/2027/kul/besluta/")
    assert page.context["form"]["body"].value() == "Kulturnämnden"


def test_only_those_who_may_decide_do(world: World, circulated: Review) -> None:
    for who in ("owner", "colleague", "neighbour", "auditor"):
        assert world.client(who).post(f"{URL}besluta/", minutes()).status_code == 404, who
    assert review(world).state == "circulated"


def test_a_decided_review_is_not_decided_again(world: World) -> None:
    client = world.client("chef")
    answer = client.post("/genomgangar/2026/utb/besluta/", minutes(), follow=True)
    assert answer.redirect_chain[0][0] == "/genomgangar/2026/utb/beslut/"
    assert "Genomgången är redan beslutad." in answer.content.decode()
    assert Decision.everything.get(review=world.reviews["utb-decided"]).diary_number == "UTB 2026/117"


def test_a_correction_becomes_a_new_edition_with_its_reason(world: World) -> None:
    url = "/genomgangar/2026/utb/ny-utgava/"
    client = world.client("owner")
    assert client.post(url, {"because": " "}).status_code == 422
    client.post(url, {"because": "Fel antal incidenter."})
    made = Review.everything.get(owner_unit=world.units["utb"], year=2026, edition=2)
    assert (made.state, made.edition_reason) == ("ongoing", "Fel antal incidenter.")
    again = client.post(url, {"because": "En gång till."})
    assert again.status_code == 422
    assert review(world, "utb-decided").state == "decided"


def test_the_old_edition_stays_where_it_was(world: World) -> None:
    client = world.client("owner")
    client.post("/genomgangar/2026/utb/ny-utgava/", {"because": "Fel antal."})
    assert client.get("/genomgangar/2026/utb/beslut/").status_code == 404
    answer = client.get("/genomgangar/2026/utb/beslut/?utgava=1")
    assert answer.context["decision"].diary_number == "UTB 2026/117"


def test_one_stays_in_the_edition_that_one_reads(world: World) -> None:
    client = world.client("owner")
    client.post("/genomgangar/2026/utb/ny-utgava/", {"because": "Fel antal."})
    for page in (
        "beslut/",
        "underlag/",
        "inriktningar/",
        "bedomning/",
        "remiss/",
        "forhandsgranska/",
        "historik/",
    ):
        old, new = (
            client.get(f"/genomgangar/2026/utb/{page}{edition}") for edition in ("?utgava=1", "?utgava=2")
        )
        assert old.context["crumbs"][1].url == "/genomgangar/2026/utb/?utgava=1", page
        assert new.status_code == (404 if page == "beslut/" else 200)
    shown = client.get("/genomgangar/2026/utb/bedomning/?utgava=1").context["items"][0]
    assert [url for _name, url in shown["evidence"]] == [
        "/genomgangar/2026/utb/underlag/incidents.total/?utgava=1"
    ]
    assert client.get("/genomgangar/2026/utb/bedomning/").context["crumbs"][1].url == "/genomgangar/2026/utb/"


def test_files_have_names_for_the_registry(world: World) -> None:
    client = world.client("owner")
    whole = client.get("/genomgangar/2026/utb/dokument.docx")
    masked = client.get("/genomgangar/2026/utb/dokument.html?oppen=1")
    assert 'filename="Ledningens-genomgang-2026-utb.docx"' in whole["Content-Disposition"]
    assert 'filename="Ledningens-genomgang-2026-utb-oppen.html"' in masked["Content-Disposition"]
    assert whole["X-Content-Type-Options"] == masked["X-Content-Type-Options"] == "nosniff"
    assert whole.content[:2] == b"PK"


def test_the_open_version_holds_nothing_secret(world: World) -> None:
    row = world.reviews["utb-ongoing"]
    chapter = Chapter.everything.get(review=row, key="state")
    text = "Öppet.\n\n{sekretess OSL 18:8}\nHemligheten.\n{/sekretess}"
    chapters.save(SYSTEM, chapter, text=text)
    client = world.client("owner")
    whole = client.get(f"{URL}dokument.html").content.decode()
    masked = client.get(f"{URL}dokument.html?oppen=1").content.decode()
    assert ("Hemligheten." in whole, "Hemligheten." in masked) == (True, False)
    assert "Öppet." in masked


def test_a_form_that_is_not_there_is_not_found(world: World) -> None:
    assert world.client("owner").get(f"{URL}dokument.exe").status_code == 404
    assert world.client("neighbour").get(f"{URL}dokument.docx").status_code == 404


def test_what_is_wise_to_read_again_stands_before_the_decision_and_does_not_stop_it(world: World) -> None:
    review = world.reviews["utb-ongoing"]
    row = Chapter.everything.get(review=review, key="state")
    chapters.save(
        SYSTEM,
        row,
        text="Vi har {figure:incidents.total|tre} fel.\n\n## Tomt",
        figures={},
        version=row.version,
    )
    remark(SYSTEM, reviews.move(SYSTEM, review, "circulate"), world.units["utb"], "Bra.")
    page = world.client("chef").get("/genomgangar/2027/utb/besluta/")
    said = [(each["chapter"], each["words"]) for each in page.context["again"]]
    old = [
        (chapter, words)
        for chapter, words in said
        if words.endswith("är från förra året och har inte ändrats")
    ]
    assert [chapter for chapter, _words in old] == [
        str(each) for each in Chapter.everything.filter(review=review, included=True).exclude(pk=row.pk)
    ]
    assert old[0][1].startswith("”Kapitlet introduction om Utbildningsnämnden: …”")
    assert page.context["again"][0]["url"] == "/genomgangar/2027/utb/kapitel/introduction/"
    assert [each for each in said if each not in old] == [
        ("Utbildningsnämndens genomgång", "”tre fel.”: registren säger 1"),
        ("Utbildningsnämndens genomgång", "Inget står under rubriken ”Tomt”"),
    ]
    assert [each["url"] for each in page.context["lacks"]] == ["/genomgangar/2027/utb/remiss/"]
