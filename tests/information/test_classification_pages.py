"""The classification through a browser: from the first question to the decision, and what others find there."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.calendar import months_on
from akropolis.graph.assets.services.lowerings import appointments_to_decide
from akropolis.graph.information.models import ClassificationDraft, InformationSet, IntakeStop
from akropolis.graph.information.rules.parts import digest_part, part_of
from akropolis.graph.information.services import classification as service
from akropolis.graph.information.services import security_stops
from akropolis.graph.information.web.classification_panel import list_classification_tasks
from akropolis.people.organisation.services import people
from akropolis.shared.classification.templatetags.levels import marked
from tests.behaviours.tokens import bearer
from tests.factories.graphs import depend, node_of
from tests.factories.graphs import service as service_node
from tests.information.classifying import Stage, answered, build, decided, harms, published, put
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
LIVE = {"HX-Request": "true", "HX-Target": "summary"}


@pytest.fixture
def it(world: World) -> Stage:
    return build(world)


def url(it: Stage, rest: str = "") -> str:
    return f"/informationsmangder/{it.information.pk}/klassning/{rest}"


def begun(it: Stage) -> None:
    service.begin(it.access("elin"), it.information)


def sent(it: Stage, part: str, **values: Any) -> dict[str, Any]:
    """A form as it was opened, with what is written."""
    draft = it.draft()
    return {"seen": digest_part(part_of(draft.description, draft.answers, part)), **values}


CONFIDENTIAL = {"harm-person": "on", "level-person": "1", "text-person": "Adresser", "go": "1"}


def test_nothing_is_asked_before_the_question_about_swedens_security(it: Stage) -> None:
    client = it.world.client("elin")
    page = client.get(url(it))
    assert page.status_code == 200
    assert [f.get("name") for f in html.document_fromstring(page.content).xpath("//main//textarea")] == []
    assert "Beata Bark" in page.text
    assert client.post(url(it), {"security": "yes"}).status_code == 200
    assert not ClassificationDraft.everything.exists()
    answer = client.post(url(it), {"security": "no"})
    assert (answer.status_code, answer["Location"]) == (302, url(it, "om/"))
    assert it.draft().description == "Elevernas hälsa"


def test_the_page_of_a_draft_is_called_by_the_set(it: Stage) -> None:
    begun(it)
    page = html.document_fromstring(it.world.client("elin").get(url(it, "om/")).content)
    assert [each.text_content().strip() for each in page.xpath("//h1")] == [f"Klassa {it.information.name}"]


def test_the_form_of_levels_knows_what_was_seen_when_it_was_shown(it: Stage) -> None:
    begun(it)
    form = it.world.client("elin").get(url(it, "nivaer/")).context["form"]
    assert form["seen"].value() == sent(it, "levels")["seen"]


def test_each_page_is_saved_and_leads_to_the_next_until_the_decision(it: Stage) -> None:
    begun(it)
    client = it.world.client("elin")
    about = sent(
        it, "about", description="Journaler", personal_data="true", people="900", protected_people=""
    )
    steps = [
        ("om/", about, "konfidentialitet/"),
        ("konfidentialitet/", sent(it, "confidentiality", **CONFIDENTIAL), "tillganglighet/"),
        ("tillganglighet/", {**sent(it, "availability"), **CONFIDENTIAL}, "lagrum/"),
        ("lagrum/", sent(it, "law", legal=["skola"], rows="2"), "nivaer/"),
        ("nivaer/", sent(it, "levels"), "besluta/"),
    ]
    for here, form, there in steps:
        answer = client.post(url(it, here), form)
        assert (answer.status_code, answer["Location"]) == (302, url(it, there)), answer.content
    mark = "kontrollera innan du litar på den"
    assert f"Inte kontrollerad: {mark}." in client.get(url(it, "lagrum/")).text
    page = client.get(url(it, "besluta/")).text
    assert f"inte kontrollerad: {mark}." in page
    assert "klassas K2\u00a0T1" in page
    assert "Skolans sekretess" in page


def test_the_decision_is_taken_and_shown_as_it_was_taken(it: Stage) -> None:
    answered(it, law={"legal": ["skola"], "raises": []})
    client, draft = it.world.client("elin"), it.draft()
    held = appointments_to_decide(it.access("elin"), it.world.units["utb"])
    until = months_on(timezone.localdate(), 24)
    form = {"version": draft.version, "appointment": str(held[0].pk), "valid_to": until.isoformat()}
    answer = client.post(url(it, "besluta/"), form)
    assert (answer.status_code, answer["Location"]) == (302, url(it, "beslut/1/"))
    page = client.get(url(it, "beslut/1/")).text
    for words in (
        "K2\u00a0T1",
        "Elin Ek",
        "Informationsägare",
        "Skolans sekretess",
        "Provmodellen, version 1",
    ):
        assert words in page
    assert "K2\u00a0T1" in client.get(url(it, "beslut/")).text
    assert marked("K2 T1") in client.get(reverse("information-detail", args=[it.information.pk])).text
    assert client.get(url(it, "beslut/2/")).status_code == 404


def test_what_is_missing_is_said_with_where_it_is_mended_and_nothing_can_be_decided(it: Stage) -> None:
    begun(it)
    page = it.world.client("elin").get(url(it, "besluta/"))
    document = html.document_fromstring(page.content)
    places = [
        a.get("href") for a in document.xpath("//h2[contains(., 'saknas')]/following-sibling::ul[1]//a")
    ]
    assert places == [url(it, "konfidentialitet/"), url(it, "tillganglighet/")]
    assert document.xpath("//input[@name='valid_to']") == []


def test_who_may_not_decide_prepares_and_is_told_who_may(it: Stage) -> None:
    answered(it)
    client = it.world.client("owner")
    page = client.get(url(it, "besluta/")).text
    assert "Elin Ek" in page
    assert 'name="valid_to"' not in page
    assert client.post(url(it, "besluta/"), {"version": 1}).status_code == 404
    assert it.decisions() == []


def test_a_change_while_one_reads_is_shown_and_not_decided(it: Stage) -> None:
    answered(it)
    version = it.draft().version
    put(it, "confidentiality", harms(2), who="owner")
    held = appointments_to_decide(it.access("elin"), it.world.units["utb"])
    until = months_on(timezone.localdate(), 12)
    form = {"version": version, "appointment": str(held[0].pk), "valid_to": until.isoformat()}
    answer = it.world.client("elin").post(url(it, "besluta/"), form)
    assert answer.status_code == 409
    assert "klassas K2\u00a0T1" in answer.text
    assert "Utkastet har ändrats" in answer.text
    assert answer.context["form"]["version"].value() == str(it.draft().version)
    assert it.decisions() == []


def test_a_refused_date_keeps_what_was_written(it: Stage) -> None:
    answered(it)
    form = {"version": it.draft().version, "appointment": "x", "valid_to": "igår"}
    answer = it.world.client("elin").post(url(it, "besluta/"), form)
    assert answer.status_code == 422
    assert answer.context["form"]["valid_to"].value() == "igår"
    assert "Utkastet har ändrats" not in answer.text
    assert it.decisions() == []


def test_while_one_writes_the_answers_are_saved_and_the_levels_follow(it: Stage) -> None:
    begun(it)
    client = it.world.client("elin")
    answer = client.post(
        url(it, "konfidentialitet/"), sent(it, "confidentiality", **CONFIDENTIAL), headers=LIVE
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert it.draft().answers["harms"]["confidentiality"]["person"] == {"level": 1, "text": "Adresser"}
    seen = html.fragments_fromstring(answer.text)
    marks = [e.get("value") for e in seen if not isinstance(e, str) and e.get("id") == "id_seen"]
    assert marks == [sent(it, "confidentiality")["seen"]]


def test_two_who_answer_the_same_page_see_both(it: Stage) -> None:
    begun(it)
    form = sent(it, "confidentiality", **CONFIDENTIAL)
    put(it, "confidentiality", {"person": {"level": 2, "text": "Den andras"}}, who="owner")
    client = it.world.client("elin")
    live = client.post(url(it, "konfidentialitet/"), form, headers=LIVE)
    assert live.status_code == 422
    assert "id_seen" not in live.text
    answer = client.post(url(it, "konfidentialitet/"), form)
    assert answer.status_code == 409
    for words in ("Nadja Perić", "Den andras", "Adresser"):
        assert words in answer.text
    assert it.draft().answers["harms"]["confidentiality"]["person"]["text"] == "Den andras"
    again = client.post(
        url(it, "konfidentialitet/"), {**form, "seen": answer.context["form"]["seen"].value()}
    )
    assert again.status_code == 302
    assert it.draft().answers["harms"]["confidentiality"]["person"]["text"] == "Adresser"


@pytest.mark.parametrize("live", [False, True])
def test_an_answer_above_the_catalogue_is_asked_about_and_not_stored(it: Stage, live: bool) -> None:
    begun(it)
    form = sent(it, "confidentiality", **{**CONFIDENTIAL, "level-person": "3", "text-person": "Hemligt"})
    answer = it.world.client("elin").post(url(it, "konfidentialitet/"), form, headers=LIVE if live else {})
    assert answer.status_code == 422
    assert url(it, "stopp/") in answer.text
    assert it.draft().answers.get("harms", {}) == {}


def test_the_stop_is_asked_about_before_it_is_done_and_leads_to_a_calm_page(it: Stage) -> None:
    begun(it)
    client = it.world.client("elin")
    assert client.get(url(it, "stopp/")).status_code == 200
    assert not IntakeStop.everything.exists()
    answer = client.post(url(it, "stopp/"))
    assert (answer.status_code, answer["Location"]) == (302, url(it))
    page = client.get(url(it)).text
    assert "Beata Bark" in page
    assert "Elevernas hälsa" not in page
    for rest in ("om/", "besluta/", "stopp/", "beslut/"):
        assert client.get(url(it, rest)).status_code == 302
    assert client.get(url(it, "beslut/1/")).status_code == 404
    assert client.post(url(it, "stopp/svar/"), {"note": "x"}).status_code == 404


def test_the_head_of_security_finds_it_among_what_there_is_to_do_and_settles_it(it: Stage) -> None:
    security_stops.stop(it.access("elin"), it.information)
    client = it.world.client("beata")
    assert f"Ta hand om {it.information.number}" in client.get("/").text
    assert client.post(url(it, "stopp/svar/"), {"note": ""}).status_code == 422
    assert client.post(url(it, "stopp/svar/"), {"note": "Hos oss", "released": "1"}).status_code == 302
    assert not InformationSet.everything.get(pk=it.information.pk).pointer
    assert "Ta hand om" not in client.get("/").text


def test_what_one_has_just_saved_elsewhere_does_not_hide_what_another_saved_here(it: Stage) -> None:
    begun(it)
    form = sent(it, "confidentiality", **CONFIDENTIAL)
    put(it, "confidentiality", {"person": {"level": 2, "text": "Den andras"}}, who="owner")
    people.set_preferences(it.access("elin"), it.world.people["elin"], {"color_scheme": "dark"})
    answer = it.world.client("elin").post(url(it, "konfidentialitet/"), form)
    assert (answer.status_code, "Den andras" in answer.text) == (409, True)
    assert it.draft().answers["harms"]["confidentiality"]["person"]["text"] == "Den andras"


def test_a_draft_that_is_gone_gives_back_what_was_written(it: Stage) -> None:
    answered(it)
    form = sent(it, "confidentiality", **CONFIDENTIAL)
    decided(it)
    client = it.world.client("elin")
    answer = client.post(url(it, "konfidentialitet/"), form)
    assert answer.status_code == 409
    assert "Adresser" in answer.text
    assert len(it.decisions()) == 1
    live = client.post(url(it, "konfidentialitet/"), form, headers=LIVE)
    assert (live.status_code, live["HX-Refresh"]) == (204, "true")


def test_what_is_sent_after_a_stop_is_neither_kept_nor_shown(it: Stage) -> None:
    answered(it)
    form = sent(it, "confidentiality", **CONFIDENTIAL)
    security_stops.stop(it.access("elin"), it.information)
    answer = it.world.client("elin").post(url(it, "konfidentialitet/"), form)
    assert (answer.status_code, answer["Location"]) == (302, url(it))


@pytest.mark.parametrize("step", ["om", "konfidentialitet", "tillganglighet", "lagrum", "nivaer"])
@pytest.mark.parametrize("word", ["\0'\"<b>", "9" * 400, "Å" * 70_000])
def test_rubbish_is_refused_or_kept_and_never_breaks(it: Stage, step: str, word: str) -> None:
    begun(it)
    client = it.world.client("elin")
    document = html.document_fromstring(client.get(url(it, f"{step}/")).content)
    names = {e.get("name") for e in document.xpath("//form[@id='part-form']//*[@name]")}
    for seen in (word, document.xpath("//input[@name='seen']")[0].get("value")):
        answer = client.post(url(it, f"{step}/"), {**dict.fromkeys(names, word), "seen": seen})
        assert answer.status_code in (302, 409, 422)


def test_a_raise_that_is_half_written_is_refused_where_it_lacks(it: Stage) -> None:
    begun(it)
    form = sent(it, "law", rows="2", **{"aspect-0": "confidentiality", "level-0": "1", "reason-0": "Många"})
    answer = it.world.client("elin").post(url(it, "lagrum/"), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["kind-0"]
    assert it.draft().answers.get("raises", []) == []


def test_a_new_edition_is_gone_over_to_from_the_page(it: Stage) -> None:
    answered(it)
    published(2)
    client = it.world.client("elin")
    assert "ny version" in client.get(url(it, "om/")).text
    assert client.post(url(it, "ny-utgava/")).status_code == 302
    assert it.draft().scheme.edition == 2


def test_a_draft_is_asked_about_before_it_is_thrown_away(it: Stage) -> None:
    begun(it)
    client = it.world.client("elin")
    assert client.get(url(it, "kasta/")).status_code == 200
    assert ClassificationDraft.everything.exists()
    assert client.post(url(it, "kasta/")).status_code == 302
    assert not ClassificationDraft.everything.exists()


def test_a_head_of_the_unit_decides_on_what_others_prepared_and_writes_nothing(it: Stage) -> None:
    answered(it)
    client = it.world.client("chef")
    assert client.get(url(it))["Location"] == url(it, "besluta/")
    page = client.get(url(it, "besluta/"))
    assert url(it, "om/") not in page.text
    for rest in ("om/", "stopp/", "kasta/"):
        assert client.get(url(it, rest)).status_code == 404
    form = {name: page.context["form"][name].value() for name in ("version", "appointment")}
    answer = client.post(url(it, "besluta/"), {**form, "valid_to": "2028-01-01"})
    assert (answer.status_code, answer["Location"]) == (302, url(it, "beslut/1/"))
    made = it.decisions()[0]
    assert (made.decider_name, made.decider_role) == (
        "Åke Ström",
        "Stadsdirektör, förvaltningschef eller vd",
    )


ADDRESSES = ("", "om/", "stopp/", "kasta/", "besluta/", "beslut/", "beslut/1/", "konfidentialitet/")


@pytest.mark.parametrize("who", ["neighbour", "outsider", "colleague"])
def test_others_find_nothing_and_change_nothing(it: Stage, who: str) -> None:
    answered(it)
    decided(it)
    begun(it)
    client = it.world.client(who)
    version = it.draft().version
    for rest in (*ADDRESSES, "ny-utgava/", "stopp/svar/"):
        for method in (client.get, client.post):
            assert method(url(it, rest)).status_code in (404, 405), rest
    api = client.get(f"/api/v1/information/{it.information.pk}/decisions")
    assert api.status_code == 404
    assert (it.draft().version, len(it.decisions())) == (version, 1)
    assert not IntakeStop.everything.exists()


def test_a_reader_reads_the_decisions_and_has_nothing_to_press(it: Stage) -> None:
    answered(it)
    decided(it)
    begun(it)
    client = it.world.client("auditor")
    assert client.get(url(it))["Location"] == url(it, "beslut/")
    page = html.document_fromstring(client.get(url(it, "beslut/1/")).content)
    assert page.xpath("//main//form | //main//button") == []
    for rest in ("om/", "besluta/", "stopp/"):
        assert client.get(url(it, rest)).status_code == 404


def test_the_api_gives_what_the_page_shows_and_nothing_of_a_pointer(it: Stage) -> None:
    answered(it, confidentiality=2, law={"legal": ["skola"], "raises": []})
    decided(it)
    client = it.world.client("auditor")
    address = f"/api/v1/information/{it.information.pk}/decisions"
    (row,) = client.get(address).json()["items"]
    assert (row["number"], row["letters"], row["levels"]["integrity"]) == (1, "K2 T1", None)
    assert row["scheme"] == {"code": "prov", "edition": 1, "name": "Provmodellen"}
    assert [each["code"] for each in row["provisions"]] == ["skola"]
    security_stops.stop(it.access("elin"), it.information)
    assert client.get(address).json() == {"items": []}


def test_what_the_levels_demand_is_told_beside_and_of_hidden_things_nothing(it: Stage) -> None:
    utb, kul = it.world.units["utb"], it.world.units["kul"]
    with writing(SYSTEM) as w:
        mine = node_of(w, it.information)
        open_one = service_node(w, utb, "Journalsystemet")
        hidden = service_node(w, kul, "Hemtjänsten")
        depend(w, mine, open_one)
        depend(w, mine, hidden)
    begun(it)
    put(it, "confidentiality", harms(2))
    page = it.world.client("elin").get(url(it, "konfidentialitet/")).text
    assert "Journalsystemet" in page
    assert "K2" in page
    assert "Hemtjänsten" not in page


def test_drafts_and_decisions_that_run_out_wait_for_their_owner_alone(it: Stage) -> None:
    answered(it)
    assert "Fortsätt klassa Elevhälsojournal" in it.world.client("elin").get("/").text
    assert "Elevhälsojournal" not in it.world.client("owner").get("/").text
    decided(it, valid_to=months_on(timezone.localdate(), 12))
    assert "Elevhälsojournal" not in it.world.client("elin").get("/").text
    with writing(SYSTEM) as w:
        w.update(it.information, {"valid_to": timezone.localdate()})
    assert "Klassa om Elevhälsojournal" in it.world.client("elin").get("/").text


def tasks(it: Stage, who: str) -> list[tuple[str, str]]:
    """What waits for a person because of classification: the words and where they lead."""
    return [
        (str(each.title), each.url)
        for each in list_classification_tasks(it.access(who), timezone.localdate())
    ]


def test_what_was_never_classified_waits_for_its_owner_alone(it: Stage) -> None:
    assert tasks(it, "elin") == [("Klassa Elevhälsojournal", url(it))]
    assert tasks(it, "owner") == []
    values = {"owner_unit": it.information.owner_unit, "owner": it.information.owner}
    with writing(SYSTEM) as w:
        w.create(InformationSet, {**values, "name": "Betyg"})
        w.create(InformationSet, {**values, "name": "Pekaren", "pointer": True})
        w.create(InformationSet, {**values, "name": "Inte hennes", "owner": None})
    [(title, there)] = tasks(it, "elin")
    assert title == "Klassa 2 informationsmängder"
    rows = html.document_fromstring(it.world.client("elin").get(there).content).xpath("//tbody//a")
    assert [row.text_content() for row in rows] == ["Betyg", "Elevhälsojournal"]
    begun(it)
    assert [title for title, _there in tasks(it, "elin")] == [
        "Fortsätt klassa Elevhälsojournal",
        "Klassa Betyg",
    ]


def test_the_list_shows_the_levels_to_those_who_may_read_them(it: Stage) -> None:
    assert "inte klassad" in it.world.client("elin").get("/informationsmangder/").text
    answered(it, confidentiality=2)
    decided(it)
    for who, shown in (("elin", True), ("auditor", True), ("colleague", False)):
        page = it.world.client(who).get("/informationsmangder/")
        assert (page.status_code, marked("K2 T1") in page.text, "inte klassad" in page.text) == (
            200,
            shown,
            False,
        )


def test_a_decision_from_another_tool_is_recorded_by_whoever_may_decide(it: Stage) -> None:
    today = timezone.localdate()
    address = f"/api/v1/information/{it.information.pk}/decisions"
    body = {"levels": {"confidentiality": 2, "integrity": 1}, "note": "KLASSA", "decided_on": str(today)}

    def sent(who: str, **more: Any) -> Any:
        client = it.world.client(**bearer(it.world, who))
        return client.post(address, body | more, content_type="application/json")

    assert sent("auditor").status_code == 404
    assert sent("elin", decided_on=str(today + timedelta(days=1))).status_code == 422
    assert it.decisions() == []
    made = it.world.client(Authorization="Bearer elin-write").post(
        address, body, content_type="application/json"
    )
    assert (made.status_code, made.json()["letters"]) == (201, "K2 R1")
    (row,) = it.decisions()
    assert (row.origin, row.valid_to, row.decider_name) == (
        "API",
        months_on(today, 24),
        it.world.people["elin"].name,
    )
    it.information.refresh_from_db()
    assert (it.information.classified_on, it.information.valid_to) == (today, row.valid_to)
