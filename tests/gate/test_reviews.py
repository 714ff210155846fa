"""The city's review when it is out for comment, and the neighbour's that never is: read by who should not see all."""

import json
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.models.tokens import TokenScope
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.records.writer import writing
from akropolis.base.kernel.reporting import FORMS
from akropolis.base.lib.document import plain_text
from akropolis.review.review.models import Answer, Direction, Remark, Review
from akropolis.review.review.services import directions, remarks, reviews
from akropolis.review.review_inputs.services import packs
from akropolis.review.review_text.models import Chapter, Verdict
from akropolis.review.review_text.services import chapters, decisions, documents, openings
from akropolis.shared.yearly_reports.rules.kinds import kinds
from tests.factories import registers
from tests.gate.cast import bearer, newcomer, yesterday
from tests.reporting import sample
from tests.world import SYSTEM, WORD, World

WORLD = "reviewed"
HIDDEN_WORD = "Bergtroll"
MARKED = f"Öppet.\n\n{{secret 18 kap. 8 § OSL}}\n{HIDDEN_WORD}\n{{/secret}}\n\nSlut."
CITY, THEIRS, DRAFT = "/genomgangar/2027/stad/", "/genomgangar/2026/utb/", "/genomgangar/2027/utb/"
PAGES = (
    "",
    "underlag/",
    "inriktningar/",
    "bedomning/",
    "remiss/",
    "forhandsgranska/",
    "beslut/",
    "historik/",
    "upplagg/",
    "installningar/",
    "besluta/",
    "ny-utgava/",
    "kapitel/state/",
    "underlag/incidents.total/",
    "steg/start/",
)
FILES = tuple(f"dokument.{form}" for form in FORMS)
OUTSIDE = ("neighbour", "outsider")
READING = (
    "remiss/",
    "",
    "forhandsgranska/",
    "beslut/",
    "historik/",
    "inriktningar/",
    "underlag/incidents.total/",
    "steg/start/",
)
ACTS = (
    "kapitel/state/forslag/",
    "inriktningar/ny/",
    "inriktningar/ordning/",
    "steg/take_back/",
    "steg/decide/",
)


def said(answer: Any) -> str:
    return json.dumps(answer.json(), ensure_ascii=False)


def every_text(world: World, who: str, review: str, unit: str, year: int) -> list[str]:
    """All that the person can read of a review, by every way there is."""
    client = world.client(who)
    texts = [client.get(f"{review}{page}").text for page in (*PAGES, "?kapitel=state")]
    texts += [client.get(f"{review}dokument.html").text, client.get(f"{review}forhandsgranska/?oppen=1").text]
    api = f"/api/v1/reviews/{unit}/{year}"
    texts += [said(client.get(f"{api}{end}")) for end in ("", "/figures", "/document")]
    return texts


@pytest.mark.parametrize("review", [THEIRS, DRAFT])
@pytest.mark.parametrize("who", OUTSIDE)
def test_a_neighbours_review_is_not_there(world: World, who: str, review: str) -> None:
    client = world.client(who)
    never = review.replace("utb", "hamn")
    for page in (*PAGES, *FILES):
        assert client.get(f"{review}{page}").status_code == 404, page
        assert client.get(f"{never}{page}").status_code == 404, page
    year = review.split("/")[2]
    for end in ("", "/figures", "/document"):
        answers = [
            client.get(f"/api/v1/reviews/{unit}/{year}{end}") for unit in ("utb", "hamn", "finns-inte")
        ]
        assert {(a.status_code, said(a)) for a in answers} == {(404, said(answers[0]))}


@pytest.mark.parametrize("who", [*OUTSIDE, "auditor", "colleague"])
def test_nobody_writes_in_a_review_that_is_not_hers(world: World, who: str) -> None:
    client, before = world.client(who), Change.objects.count()
    sent = {"text": "Stulet", "title": "Stulet", "version": "1", "because": "x", "act": "chapters"}
    sent |= {"aspect": "suitable", "included": "state"}
    writing_pages = [p for p in PAGES if p not in READING]
    for review in (CITY, THEIRS, DRAFT):
        for page in writing_pages:
            answer = client.post(f"{review}{page}", sent)
            assert answer.status_code in (404, 405), (review, page)
        for page in ACTS:
            assert client.post(f"{review}{page}", sent).status_code in (404, 302), (review, page)
    assert Change.objects.count() == before


@pytest.mark.parametrize("who", [*OUTSIDE, "auditor", "colleague", "chef"])
def test_nor_through_the_services(world: World, who: str) -> None:
    access, before = world.access(who), Change.objects.count()
    review = world.reviews["stad-circulated"]
    chapter = Chapter.everything.filter(review=review).first()
    verdict = Verdict.everything.filter(review=review).first()
    direction = Direction.everything.filter(review=review).first()
    said = Remark.everything.get(review=review)
    assert chapter is not None
    assert verdict is not None
    assert direction is not None
    attempts: list[Any] = [
        lambda: chapters.save(access, chapter, text="Stulet"),
        lambda: chapters.carry(access, review, [world.units["kul"]]),
        lambda: chapters.judge_all(access, [(verdict, chapters.Judging("no", "x", []))]),
        lambda: remarks.remark(access, review, world.units["hamn"], "I hamnens namn"),
        lambda: remarks.consider(access, said, outcome="not", reason="Stulet"),
        lambda: directions.add(access, review, {"title": "x", "text": "y"}),
        lambda: directions.remove(access, direction),
        lambda: packs.gather(access, review),
        lambda: reviews.move(access, review, "take_back", because="x"),
        lambda: openings.change_settings(access, review, {"title": "x"}),
        lambda: openings.open_review(access, world.units["hamn"], 2027),
        lambda: decisions.new_edition(access, world.reviews["stad-decided"], because="x"),
        lambda: decisions.decide(access, review, _minutes(world)),
    ]
    for attempt in attempts:
        with pytest.raises(Hidden):
            attempt()
    assert Change.objects.count() == before


def _considered(review: Review) -> None:
    """Every remark, so that the review can be decided."""
    for row in Remark.everything.filter(review=review):
        remarks.consider(SYSTEM, row, outcome="wholly", reason="Ändrat.")


def _minutes(world: World) -> decisions.Minutes:
    from tests.factories.reviews import minutes  # beside its only use

    return minutes(world.units["stad"], 2027)


def test_the_citys_review_shows_no_row_remark_answer_or_history_of_a_neighbour(world: World) -> None:
    with writing(SYSTEM) as w:
        incident = registers.row(
            w, _register("incidents"), world.units["utb"], WORD, severity=4, personal_data="yes"
        )
        w.update(incident, {"title": f"{WORD} allvarlig"})
    packs.gather(SYSTEM, world.reviews["stad-circulated"])
    assert WORD in "".join(every_text(world, "ciso", CITY, "stad", 2027))
    assert Remark.everything.filter(text__contains=WORD).count() == 1
    assert Answer.everything.filter(reason__contains=WORD).count() == 1
    texts = every_text(world, "neighbour", CITY, "stad", 2027)
    texts += every_text(world, "neighbour", "/genomgangar/2026/stad/", "stad", 2026)
    assert [text for text in texts if WORD in text] == []
    client = world.client("neighbour")
    assert client.get(f"{CITY}historik/").status_code == 404
    for address in ("/", "/laget/", "/inriktningar/", f"/sok/?q={WORD}"):
        assert client.get(address).text.replace(f'value="{WORD}"', "").count(f"{WORD}:") == 0


def _register(key: str) -> Any:
    from akropolis.base.kernel.registers.declaration import registry  # beside its only use

    return registry.get(key)


def test_a_figure_is_not_divided_for_who_may_not_read_the_rows(world: World) -> None:
    there, api = f"{CITY}underlag/incidents.total/", "/api/v1/reviews/stad/2027/figures"
    whole, part = (world.client(who).get(there) for who in ("ciso", "neighbour"))
    assert (whole.status_code, part.status_code) == (200, 200)
    assert whole.context["value"] == part.context["value"]
    assert [row.cells[0].text for row in whole.context["parts"].rows].count("Utbildningsnämnden") == 1
    found = part.context["parts"]
    assert (
        [row.cells[0].text for row in found.rows if row.cells[0].text != "Kulturnämnden"] == []
        if found
        else True
    )
    codes = {
        who: {
            p["code"]
            for i in world.client(who).get(api).json()["inputs"]
            for f in i["figures"]
            if f.get("rows")
            for p in f.get("parts") or ()
        }
        for who in ("ciso", "neighbour")
    }
    assert "utb" in codes["ciso"]
    assert codes["neighbour"] <= {"kul", "kulf"}


def test_earlier_gatherings_are_for_those_who_write(world: World) -> None:
    review = world.reviews["stad-circulated"]
    packs.gather(SYSTEM, review)
    own, other = (world.client(who).get(f"{CITY}underlag/").context for who in ("ciso", "neighbour"))
    assert (len(own["earlier"]), other["earlier"]) == (1, [])
    for wanted in (str(own["earlier"][0].pk), "nu"):
        page = world.client("neighbour").get(f"{CITY}underlag/", {"jamfor": wanted})
        assert (page.status_code, page.context.get("compared")) == (200, None)


def test_what_is_secret_reaches_no_other_authority(world: World) -> None:
    review = world.reviews["stad-circulated"]
    chapter = Chapter.everything.get(review=review, key="state")
    verdict = Verdict.everything.get(review=review, aspect="suitable")
    direction = Direction.everything.get(review=review)
    with writing(SYSTEM) as w:
        w.update(chapter, {"text": MARKED})
        w.update(verdict, {"reasons": MARKED})
        w.update(direction, {"text": MARKED})
    for decided in (False, True):
        if decided:
            _considered(review)
            decisions.decide(SYSTEM, review, _minutes(world))
        own = every_text(world, "ciso", CITY, "stad", 2027)
        assert sum(HIDDEN_WORD in text for text in own) >= 4
        others = every_text(world, "neighbour", CITY, "stad", 2027)
        assert [text for text in others if HIDDEN_WORD in text] == []
        assert any("18 kap. 8 § OSL" in text for text in others)
        for form in FORMS:
            whole, made = (
                documents.file_of(world.access(who), review, form) for who in ("ciso", "neighbour")
            )
            assert sample.holds(form, whole, HIDDEN_WORD) == (form != "xlsx")  # which holds the figures alone
            assert not sample.holds(form, made, HIDDEN_WORD)
            page = world.client("ciso").get(f"{CITY}dokument.{form}?oppen=1")
            assert not sample.holds(form, page.content, HIDDEN_WORD)
        tree = documents.tree(world.access("neighbour"), review)
        assert HIDDEN_WORD not in " ".join(plain_text(tree))
        answer = world.client("neighbour").get(f"/inriktningar/{direction.pk}/kul/")
        assert HIDDEN_WORD not in answer.text


def test_a_new_edition_of_a_carried_review_is_not_let_out_by_the_city(world: World) -> None:
    city = world.reviews["stad-circulated"]
    unit = decisions.new_edition(SYSTEM, world.reviews["utb-decided"], because="Fel siffra")
    carrying = openings.open_review(SYSTEM, world.units["stad"], 2026 - 1)
    assert carrying.year != city.year
    _carry_in(world, unit)
    texts = every_text(world, "neighbour", "/genomgangar/2026/stad/", "stad", 2026)
    assert any("Kapitlet state om Utbildningsnämnden" in text for text in texts)
    assert [text for text in texts if HIDDEN_WORD in text] == []


def _carry_in(world: World, draft: Review) -> None:
    """A second edition of the city's review, out for comment, that carries the unit's; the unit writes on."""
    city = decisions.new_edition(SYSTEM, world.reviews["stad-decided"], because="Bär enhetens")
    chapters.carry(SYSTEM, city, [world.units["utb"]])
    reviews.move(SYSTEM, city, "circulate")
    chapter = Chapter.everything.get(review=draft, key="state")
    chapters.save(SYSTEM, chapter, text=HIDDEN_WORD)


def carried_in_the_citys(world: World) -> Review:
    """The city's review for 2027, out for comment, that carries the unit's own of the year."""
    chapters.carry(SYSTEM, world.reviews["stad-circulated"], [world.units["utb"]])
    return world.reviews["utb-ongoing"]


def test_an_undecided_review_is_carried_out_of_its_unit_by_name_alone(world: World) -> None:
    unit = carried_in_the_citys(world)
    chapters.save(SYSTEM, Chapter.everything.get(review=unit, key="state"), text=f"{HIDDEN_WORD} i utkast.")
    for who, open_to in (("ciso", True), ("owner", True), ("neighbour", False)):
        texts = every_text(world, who, CITY, "stad", 2027)
        assert any(f"{HIDDEN_WORD} i utkast." in text for text in texts) == open_to, who
        assert any("Genomgången är inte beslutad än." in text for text in texts) != open_to, who
        assert any("Utbildningsnämndens genomgång" in text for text in texts)
    for form in FORMS:
        made = documents.file_of(world.access("neighbour"), world.reviews["stad-circulated"], form)
        assert not sample.holds(form, made, HIDDEN_WORD)


@pytest.mark.parametrize("decided", [False, True])
def test_once_its_unit_has_let_it_out_it_is_carried_whole(world: World, decided: bool) -> None:
    unit = carried_in_the_citys(world)
    reviews.move(SYSTEM, unit, "circulate")
    if decided:
        decisions.decide(SYSTEM, unit, _minutes(world))
    texts = every_text(world, "neighbour", CITY, "stad", 2027)
    assert any("Kapitlet state om Utbildningsnämnden" in text for text in texts)


def test_what_the_city_has_decided_is_read_whole(world: World) -> None:
    carried_in_the_citys(world)
    _considered(world.reviews["stad-circulated"])
    decisions.decide(SYSTEM, world.reviews["stad-circulated"], _minutes(world))
    texts = every_text(world, "neighbour", CITY, "stad", 2027)
    assert any("Kapitlet state om Utbildningsnämnden" in text for text in texts)
    assert not any("Genomgången är inte beslutad än." in text for text in texts)


def test_the_council_reads_what_is_decided_and_nothing_else(world: World) -> None:
    newcomer(world, "council", "kommunfullmaktige", "stad")
    chapter = Chapter.everything.get(review=world.reviews["utb-ongoing"], key="state")
    chapters.save(SYSTEM, chapter, text=MARKED)
    client, before = world.client("council"), Change.objects.count()
    for review, year, unit, status in (
        ("/genomgangar/2026/stad/", 2026, "stad", 200),
        (THEIRS, 2026, "utb", 200),
        (CITY, 2027, "stad", 404),
        (DRAFT, 2027, "utb", 404),
    ):
        for page in ("", "forhandsgranska/", "underlag/", "inriktningar/", "bedomning/", *FILES):
            assert client.get(f"{review}{page}").status_code == status, (review, page)
        for end in ("", "/figures", "/document"):
            assert client.get(f"/api/v1/reviews/{unit}/{year}{end}").status_code == status
        for page in ("historik/", "remiss/", "upplagg/", "installningar/", "besluta/", "steg/start/"):
            assert client.get(f"{review}{page}").status_code == 404, (review, page)
            assert client.post(f"{review}{page}").status_code == 404, (review, page)
    listed = client.get("/api/v1/reviews").json()["items"]
    assert {(row["unit"]["code"], row["year"]) for row in listed} == {("stad", 2026), ("utb", 2026)}
    assert Change.objects.count() == before


def test_the_council_is_told_what_is_decided_and_not_what_is_lacking(world: World) -> None:
    newcomer(world, "council", "kommunfullmaktige", "stad")
    client = world.client("council")
    year = client.get("/genomgangar/2026/").context
    assert (year["words"], year["missing"], year["may_open"]) == (
        ["En enhet har beslutat sin genomgång."],
        [],
        False,
    )
    for address in ("/", "/laget/", "/genomgangar/2027/"):
        page = client.get(address)
        assert (page.status_code, "Kulturnämnden" in page.text) == (200, False), address
    links = client.get(THEIRS).context["places"]
    assert [url for _label, url in links if "historik" in url or "remiss" in url] == []
    answers = {client.get(url).status_code for _label, url in links}
    assert answers == {200}


def test_the_council_gets_the_open_version(world: World) -> None:
    newcomer(world, "council", "kommunfullmaktige", "stad")
    unit = world.reviews["utb-ongoing"]
    chapters.save(SYSTEM, Chapter.everything.get(review=unit, key="state"), text=MARKED)
    reviews.move(SYSTEM, unit, "circulate")
    decisions.decide(SYSTEM, unit, _minutes(world))
    texts = every_text(world, "council", DRAFT, "utb", 2027)
    assert any("Slut." in text for text in texts)
    assert [text for text in texts if HIDDEN_WORD in text] == []
    headers = bearer(world, "council", TokenScope.READ)
    answer = world.client().get("/api/v1/reviews/utb/2027/document", headers=headers)
    assert (answer.status_code, HIDDEN_WORD in said(answer)) == (200, False)


def test_who_may_read_reviews_may_read_the_decided_ones(world: World) -> None:
    for who in ("owner", "ciso", "auditor", "chef", "admin"):
        grants = world.access(who).grants
        assert grants["review:review:read_decided"] == grants["review:review:read"], who
    page = world.client("owner").get("/roller/")
    assert page.text.count("läsa beslutade") == len(kinds.entries)


def test_the_whole_version_is_offered_only_to_who_gets_it(world: World) -> None:
    for who, offered in (("ciso", ["Fullständig", "Öppen version"]), ("neighbour", [])):
        for review in ("/genomgangar/2026/stad/", CITY):
            context = world.client(who).get(f"{review}forhandsgranska/").context
            assert [option.label for option in context["versions"]] == offered, (who, review)
        page = world.client(who).get("/genomgangar/2026/stad/beslut/").context
        assert page["may_read_whole"] == bool(offered)
    places = [url for _label, url in world.client("neighbour").get(CITY).context["places"]]
    assert {world.client("neighbour").get(url).status_code for url in places} == {200}


def test_a_review_is_carried_only_by_who_reads_it(world: World) -> None:
    mine = openings.open_review(world.access("neighbour"), world.units["kul"], 2026)
    before = Change.objects.count()
    with pytest.raises(Hidden):
        chapters.carry(world.access("neighbour"), mine, [world.units["utb"]])
    answer = world.client("neighbour").post("/genomgangar/2026/kul/upplagg/", {"act": "carry", "unit": "utb"})
    assert answer.status_code == 302
    own = Chapter.everything.filter(review=mine).first()
    assert own is not None
    assert "Utbildningsnämnden" not in " ".join(plain_text(documents.tree(world.access("neighbour"), mine)))
    assert Change.objects.count() == before


def test_observations_of_others_are_not_chosen_by_their_ids(world: World) -> None:
    openings.open_review(world.access("neighbour"), world.units["kul"], 2026)
    hidden, before = world.rows["observations"], Change.objects.count()
    client = world.client("neighbour")
    page = client.get("/genomgangar/2026/kul/upplagg/", {"q": WORD})
    assert (page.status_code, page.context["offered"], page.context["cut"]) == (200, [], "")
    for act in ("add", f"up:{hidden.pk}", f"out:{hidden.pk}", "city"):
        client.post("/genomgangar/2026/kul/upplagg/", {"act": act, "observation": str(hidden.pk)})
    assert Change.objects.count() == before


def test_one_unit_does_not_answer_or_speak_for_another(world: World) -> None:
    asked = Direction.everything.get(review=world.reviews["stad-decided"])
    before, client = Change.objects.count(), world.client("neighbour")
    for unit in ("utb", "hamn", "stad", "finns-inte"):
        assert client.get(f"/inriktningar/{asked.pk}/{unit}/").status_code == 404
        sent = {"kind": "declined", "reason": "I deras namn", "outcome": "done"}
        assert client.post(f"/inriktningar/{asked.pk}/{unit}/", sent).status_code == 404
    foreign = {"text": "I deras namn", "unit": str(world.units["utb"].pk)}
    answer = client.post(f"{CITY}remiss/", foreign)
    assert (answer.status_code, Change.objects.count()) == (422, before)
    action = str(world.rows["actions"].pk)
    sent = {"kind": "actions", "actions": action, "outcome": "ongoing"}
    answer = client.post(f"/inriktningar/{asked.pk}/kul/", sent)
    assert (answer.status_code, WORD in answer.text, Change.objects.count()) == (422, False, before)


def test_a_direction_of_a_neighbours_review_is_not_there(world: World) -> None:
    theirs = Direction.everything.get(review=world.reviews["utb-decided"])
    client = world.client("neighbour")
    assert client.get(f"/inriktningar/{theirs.pk}/kul/").status_code == 404
    mine = openings.open_review(world.access("neighbour"), world.units["kul"], 2028)
    before = Change.objects.count()
    sent = {"title": "Min", "text": "Min", "continues": str(theirs.pk)}
    answer = client.post("/genomgangar/2028/kul/inriktningar/ny/", sent)
    assert (answer.status_code, Change.objects.count()) == (422, before)
    page = client.get(f"/genomgangar/2028/kul/inriktningar/ny/?tidigare={theirs.pk}")
    assert (page.status_code, theirs.title in page.text) == (200, False)
    assert Direction.everything.filter(review=mine).count() == 0


def test_lists_and_pages_of_the_year_count_only_what_is_open(world: World) -> None:
    client = world.client("neighbour")
    listed = client.get("/api/v1/reviews").json()
    assert {row["unit"]["code"] for row in listed["items"]} == {"stad"}
    assert listed["total"] == len(listed["items"])
    assert client.get("/api/v1/reviews", {"unit": "utb"}).json() == {"items": [], "next": None, "total": 0}
    for address in ("/genomgangar/2026/", "/genomgangar/2027/", "/laget/", "/"):
        assert "Utbildningsnämnden" not in client.get(address).text, address


def test_whose_appointment_ended_and_who_reads_by_token_see_as_little(world: World) -> None:
    newcomer(world, "slutat", "ciso", "stad", valid_to=yesterday())
    for page in (*PAGES, *FILES):
        assert world.client("slutat").get(f"{CITY}{page}").status_code == 404
    headers = bearer(world, "neighbour", TokenScope.READ)
    client = world.client()
    for unit, year, status in (("utb", 2026, 404), ("utb", 2027, 404), ("stad", 2027, 200)):
        for end in ("", "/figures", "/document"):
            answer = client.get(f"/api/v1/reviews/{unit}/{year}{end}", headers=headers)
            assert answer.status_code == status
