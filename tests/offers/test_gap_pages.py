"""Gaps, offers and both sides of a shared service as pages, files and API: what each person reads and may do there."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.graph.assets.models import Node
from akropolis.graph.offers.models import Controllership, GapException, Offer, Question
from akropolis.graph.offers.services import offers, shared
from akropolis.shared.actions.models import Action
from tests.behaviours.tokens import bearer
from tests.factories.graphs import stated_before
from tests.sheets import lines
from tests.world import WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OTHERS_WORDS = ("Lånade böcker", "Hamnens kluster", "Hamnens inloggning")
"""What utb must never be told the name of."""


def today() -> date:
    """The day that the services see."""
    return timezone.localdate()


def both(node: Node) -> str:
    """The address of both sides."""
    kind = "tjanster" if node.kind == "service" else "graf"
    return f"/{kind}/{node.record}/gemensam/"


@pytest.fixture
def offered(world: World, nodes: dict[str, Node]) -> dict[str, Node]:
    """`journal` offers K2 R3 T2 and says nothing of the rest."""
    given = {"confidentiality": 2, "integrity": 3, "availability": 2}
    words = "Loggning i två år."
    offers.state(world.access("operator"), nodes["journal"], levels=given, evidence=words, stated_on=today())
    return nodes


# The list


def test_the_list_says_how_it_is_and_why(world: World, offered: dict[str, Node]) -> None:
    page = world.client("owner").get("/gap/?kind=service").text
    assert "Konfidentialitet: 3 krävs, 2 erbjuds" in page
    assert "1 gap på 1 tjänst eller leverantör." in page
    assert "spårbarhet (S1)" not in page
    assert f"Elevhälsojournaler {WORD} (Utbildningsnämnden)" in page
    assert "1–1 av 1" in page
    assert [word for word in OTHERS_WORDS if word in world.client("owner").get("/gap/").text] == []


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?unit=utb", True),
        ("?kind=service&aspect=confidentiality&state=open", True),
        ("?aspect=availability", False),
        ("?state=accepted", False),
        ("?unit=kul", False),
        ("?side=operates", False),
        ("?side=others&unit=utb", True),
        ("?kind=platform", True),  # utb has no gap of that kind, so it is not offered and asks for nothing
        ("?node=01890a5d-ac96-774b-bcce-b302099a8057", False),
        ("?page=999&unit=%00&kind=<b>&node=x", True),
    ],
)
def test_the_list_is_narrowed(world: World, offered: dict[str, Node], query: str, shown: bool) -> None:
    page = world.client("owner").get(f"/gap/{query}")
    assert (page.status_code, "Journalsystem" in page.text) == (200, shown)


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_who_may_not_read_gaps_finds_no_list(world: World, offered: dict[str, Node], who: str) -> None:
    client = world.client(who)
    assert [client.get(url).status_code for url in ("/gap/", "/gap/xlsx/", "/api/v1/gaps")] == [404] * 3


def test_the_file_holds_the_same(world: World, offered: dict[str, Node]) -> None:
    answer = world.client("owner").get("/gap/xlsx/?kind=service")
    rows = lines(answer.content)
    first = (offered["journal"].number, "Journalsystem", "It-tjänst", "Utbildningsnämnden")
    assert [row[:9] for row in rows[1:]] == [(*first, "Konfidentialitet", 3, 2, "lägre än kravet", "Öppet")]
    unknown = lines(world.client("owner").get("/okanda-nivaer/xlsx/?kind=service").content)
    assert [row[:9] for row in unknown[1:]] == [(*first, "Spårbarhet", 1, None, "uppgift saknas", "Öppet")]
    assert {row[14] for row in (rows[1], unknown[1])} == {f"Elevhälsojournaler {WORD}"}


def test_the_api_gives_the_same(world: World, offered: dict[str, Node]) -> None:
    client = world.client(**bearer(world, "owner"))
    answer = client.get("/api/v1/gaps?kind=service").json()
    assert (answer["total"], answer["next"]) == (1, None)
    unknown = client.get("/api/v1/unstated-levels?kind=service").json()
    assert [(each["aspect"], each["offered"], each["lack"]) for each in unknown["items"]] == [
        ("traceability", None, "unstated")
    ]
    first = answer["items"][0]
    assert {name: first[name] for name in ("aspect", "demanded", "offered", "lack", "state", "whole")} == {
        "aspect": "confidentiality", "demanded": 3, "offered": 2, "lack": "low", "state": "open", "whole": False
    }  # fmt: skip
    assert first["node"] == {
        "id": str(offered["journal"].record), "number": offered["journal"].number,
        "name": "Journalsystem", "kind": "service",
    }  # fmt: skip
    assert first["set_by"]["name"] == f"Elevhälsojournaler {WORD}"


def test_the_api_goes_page_by_page_and_refuses_what_it_does_not_know(
    world: World, offered: dict[str, Node]
) -> None:
    client = world.client(**bearer(world, "ciso"))
    whole = client.get("/api/v1/unstated-levels?limit=200").json()["items"]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/unstated-levels?limit=5&cursor={cursor}").json()
        found += page["items"]
        cursor = page["next"]
    assert found == whole
    assert len(whole) > 10
    each = [(item["node"]["id"], item["unit"]["code"], item["aspect"]) for item in whole]
    assert len(each) == len(set(each))
    for query in ("unit=finnsinte", "kind=information", "state=x", "cursor=-1", "vad=x", "node=x"):
        assert client.get(f"/api/v1/gaps?{query}").status_code == 422


# What is done


def act(node: Node, what: str, unit: str = "utb") -> str:
    """An address of something to do about a gap."""
    if what == "atgard":
        return f"/atgarder/ny/gap/{node.record}_{unit}/"
    return f"/gap/{node.record}/{unit}/{what}/"


def sent(page: Any, **given: Any) -> dict[str, Any]:
    """What a browser sends when the page's form is filled in with what is given."""
    form = page.context["form"]
    first = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**first, **given}.items() if value is not None}


def test_an_action_is_added_from_a_gap(world: World, offered: dict[str, Node]) -> None:
    client, url = world.client("owner"), act(offered["journal"], "atgard")
    values = sent(client.get(url), due_on=today() + 9 * DAY, parts=["K3-2"])
    answer = client.post(url, values, follow=True)
    action = Action.everything.get()
    assert (action.responsible, action.owner_unit) == (world.people["owner"], world.units["utb"])
    assert action.cause_note.endswith(": Konfidentialitet: 3 krävs, 2 erbjuds")
    assert f"{action.number} {action.title}" in answer.text


def test_what_was_shown_is_what_is_decided_on(world: World, offered: dict[str, Node]) -> None:
    client, url = world.client("chef"), act(offered["journal"], "godta")
    page = client.get(url)
    given = {"reason": "Byts i vår.", "until": today() + 9 * DAY, "aspects": ["confidentiality"]}
    values = sent(page, **given)
    lower = {"confidentiality": 1, "integrity": 3, "availability": 2}
    offers.state(world.access("operator"), offered["journal"], levels=lower, evidence="G", stated_on=today())
    refused = client.post(url, values)
    assert (refused.status_code, GapException.everything.count()) == (422, 0)
    assert "Nivåerna har ändrats" in refused.text
    again = sent(refused, **given, seen=refused.context["form"]["seen"].value())
    assert client.post(url, again).status_code == 302
    found = GapException.everything.get()
    assert (found.offered, found.decider_role) == (
        1,
        "Stadsdirektör, förvaltningschef eller vd, Utbildningsnämnden",
    )


def test_an_acceptance_that_is_sent_twice_is_made_once(world: World, offered: dict[str, Node]) -> None:
    client, url = world.client("chef"), act(offered["journal"], "godta")
    values = sent(client.get(url), reason="Byts i vår.", until=today()) | {"csrfmiddlewaretoken": "abc"}
    answers, counts = [], []
    for _ in range(2):
        answers.append(client.post(url, values).headers.get("Location"))
        counts.append(GapException.everything.count())
    assert (answers[0] == answers[1] != None, counts[0] == counts[1] > 0) == (True, True)  # noqa: E711


def test_an_acceptance_is_ended_from_the_list(world: World, offered: dict[str, Node]) -> None:
    client, journal = world.client("chef"), offered["journal"]
    values = sent(client.get(act(journal, "godta")), reason="Byts i vår.", until=today())
    client.post(act(journal, "godta"), values)
    page = client.get("/gap/?state=accepted").text
    assert "Till och med" in page
    assert "Byts i vår." in page
    url = act(journal, "confidentiality/avsluta")
    assert url in page
    assert "Konfidentialitet och spårbarhet" in client.get(url).text
    client.post(url, {"because": "Skrevs fel"})
    assert GapException.everything.count() == 0
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "what", "unit"),
    [
        ("owner", "godta", "utb"),
        ("owner", "confidentiality/avsluta", "utb"),
        ("owner", "atgard", "kul"),
        ("neighbour", "atgard", "utb"),
        ("neighbour", "atgard", "hamn"),
        ("auditor", "atgard", "utb"),
        ("operator", "atgard", "utb"),
        ("outsider", "atgard", "utb"),
    ],
)
def test_who_may_not_act_finds_nothing_and_changes_nothing(
    world: World, offered: dict[str, Node], who: str, what: str, unit: str
) -> None:
    client, before = world.client(who), Change.objects.count()
    url = act(offered["journal"], what, unit)
    statuses = {
        client.get(url).status_code,
        client.post(url, {"aspects": ["confidentiality"], "parts": ["K3-2"]}).status_code,
    }
    assert (statuses, Change.objects.count()) == ({404}, before)


# Offers


def test_the_operator_states_what_it_offers(world: World, nodes: dict[str, Node]) -> None:
    client, url = world.client("operator"), f"/graf/{nodes['journal'].record}/erbjuden-niva/"
    page = client.get(url)
    assert "K3 krävs nu." in page.text
    assert client.post(url, {"evidence": "G", "stated_on": today()}).status_code == 422
    values = {"evidence": "Loggas i två år.", "stated_on": today(), "confidentiality": "3"}
    assert client.post(url, values).status_code == 302
    assert client.post(url, values | {"confidentiality": "2"}).status_code == 302
    found = client.get(url).text
    assert (Offer.everything.count(), found.count("gäller nu"), found.count("Loggas i två år.")) == (2, 1, 3)


def test_a_consumer_reads_statements_and_makes_none(world: World, offered: dict[str, Node]) -> None:
    client, url = world.client("owner"), f"/graf/{offered['journal'].record}/erbjuden-niva/"
    page = client.get(url)
    assert ("Loggning i två år." in page.text, '<form class="ak-form"' in page.text) == (True, False)
    assert client.post(url, {"evidence": "x", "stated_on": today(), "confidentiality": 4}).status_code == 404
    assert client.get(f"/graf/{offered['kluster'].record}/erbjuden-niva/").status_code == 404
    assert Offer.everything.count() == 1


# Both sides


def test_the_operator_sees_all_and_a_consumer_its_own(world: World, offered: dict[str, Node]) -> None:
    journal = offered["journal"]
    operator, owner, neighbour = (
        world.client(who).get(both(journal)).text for who in ("operator", "owner", "neighbour")
    )
    assert "2 enheter är beroende av den, med 2 informationsmängder." in operator
    assert (f"Elevhälsojournaler {WORD}" in operator, "Lånade böcker" in operator) == (True, True)
    assert (f"Elevhälsojournaler {WORD}" in owner, "Lånade böcker" in owner) == (True, False)
    assert (WORD in neighbour, "Lånade böcker" in neighbour) == (False, True)
    assert "en informationsmängd hos Utbildningsnämnden" in neighbour
    assert "Loggning i två år." in neighbour


def test_only_who_answers_for_it_takes_the_file(world: World, offered: dict[str, Node]) -> None:
    url = f"/graf/{offered['journal'].record}/gemensam/xlsx/"
    rows = lines(world.client("operator").get(url).content)
    assert [(row[0], row[2], row[5]) for row in rows[1:]] == [
        ("Utbildningsnämnden", f"Elevhälsojournaler {WORD}", "K3 R2 T2 S1"),
        ("Kulturnämnden", "Lånade böcker", "K2 R3 T1"),
    ]
    assert [world.client(who).get(url).status_code for who in ("owner", "neighbour", "colleague")] == [
        404
    ] * 3


def test_what_cannot_be_read_has_no_sides(world: World, offered: dict[str, Node]) -> None:
    for node in ("kluster", "inloggning", "elever"):
        real = world.client("neighbour").get(f"/graf/{offered[node].record}/gemensam/")
        never = world.client("neighbour").get("/graf/01890a5d-ac96-774b-bcce-b302099a8057/gemensam/")
        assert (real.status_code, never.status_code) == (404, 404)
    moved = world.client("neighbour").get(f"/graf/{offered['journal'].record}/gemensam/")
    assert (moved.status_code, moved["Location"]) == (302, both(offered["journal"]))
    assert world.client("owner").get(both(offered["moln"])).status_code == 200


def test_a_question_goes_from_page_to_answer(world: World, offered: dict[str, Node]) -> None:
    journal = offered["journal"]
    asked = {"text": "Loggas läsning?", "unit": "utb"}
    answer = world.client("owner").post(f"/graf/{journal.record}/fraga/", asked)
    question = Question.everything.get()
    assert (answer.status_code, question.unit) == (302, world.units["utb"])
    assert "Loggas läsning?" not in world.client("neighbour").get(both(journal)).text
    url = f"/fragor/{question.pk}/"
    assert "Loggas läsning?" in world.client("operator").get(url).text
    assert [world.client(who).get(url).status_code for who in ("owner", "neighbour", "auditor")] == [404] * 3
    values = {"answer": "Ja, i två år.", "version": 1}
    assert world.client("operator").post(url, values).status_code == 302
    assert world.client("operator").post(url, values | {"answer": "Nej."}).status_code == 409
    page = world.client("owner").get(both(journal)).text
    assert ("Ja, i två år." in page, "Väntar på svar" in page) == (True, False)


def test_a_question_for_another_unit_is_refused(world: World, offered: dict[str, Node]) -> None:
    url = f"/graf/{offered['journal'].record}/fraga/"
    assert world.client("owner").post(url, {"text": "Hej", "unit": "kul"}).status_code == 422
    assert world.client("auditor").post(url, {"text": "Hej", "unit": "utb"}).status_code == 404
    assert Question.everything.count() == 0


def test_a_question_is_taken_back(world: World, offered: dict[str, Node]) -> None:
    question = shared.ask(world.access("owner"), offered["journal"], world.units["utb"], "Fel?")
    url = f"/fragor/{question.pk}/ta-tillbaka/"
    assert world.client("neighbour").post(url).status_code == 404
    assert world.client("operator").post(url).status_code == 404
    assert world.client("owner").post(url).status_code == 302
    assert Question.everything.count() == 0


def test_a_unit_states_its_responsibility(world: World, offered: dict[str, Node]) -> None:
    journal = offered["journal"]
    url = f"/graf/{journal.record}/personuppgifter/utb/"
    assert world.client("neighbour").get(url).status_code == 404
    assert world.client("owner").post(url, {"role": "controller", "basis": "Reglementet"}).status_code == 302
    assert world.client("owner").post(url, {"role": "joint", "version": 9}).status_code == 409
    assert [row.role for row in Controllership.everything.all()] == ["controller"]
    page = world.client("operator").get(both(journal)).text
    assert ("Reglementet" in page, "Ange<" in page) == (True, True)
    assert "Reglementet" not in world.client("neighbour").get(both(journal)).text


def test_a_part_of_a_committee_is_no_controller_and_is_told_who_is(
    world: World, offered: dict[str, Node]
) -> None:
    """GDPR art. 4.7."""
    url = f"/graf/{offered['journal'].record}/personuppgifter/utbf/"
    answer = world.client("owner").post(url, {"role": "controller", "basis": "Delegation"})
    assert (answer.status_code, "Utbildningsförvaltningen är varken nämnd eller bolag" in answer.text) == (
        422,
        True,
    )
    assert 'value="Delegation"' in answer.text
    assert not Controllership.everything.exists()


def test_what_a_part_once_stated_is_shown_as_its_committee_s_until_that_states_it_anew(
    world: World, offered: dict[str, Node]
) -> None:
    journal = offered["journal"]
    before = stated_before(journal, world.units["utbf"], "Delegation")
    page = world.client("owner").get(both(journal)).text
    assert "Angivet för Utbildningsförvaltningen" in page
    url = f"/graf/{journal.record}/personuppgifter/utb/"
    assert (url in page, f"/graf/{journal.record}/personuppgifter/utbf/" in page) == (True, False)
    assert 'value="Delegation"' in world.client("owner").get(url).text
    assert world.client("owner").post(url, {"role": "controller", "basis": "Reglementet"}).status_code == 302
    assert [(row.unit.code, row.basis) for row in Controllership.everything.all()] == [("utb", "Reglementet")]
    assert "Angivet för" not in world.client("owner").get(both(journal)).text
    assert "Delegation" in Change.objects.filter(object_id=before.pk).get().content


def test_what_is_stated_for_the_city_counts_for_nobody(world: World, offered: dict[str, Node]) -> None:
    stated_before(offered["journal"], world.units["stad"], "Kommunen")
    page = world.client("ciso").get(both(offered["journal"])).text
    assert "Ingen nämnd och inget bolag står över enheten." in page
    assert "Kommunen" not in page
    assert f"/graf/{offered['journal'].record}/personuppgifter/stad/" not in page


# What waits, and the panel


def waiting(world: World, who: str) -> list[str]:
    """The titles of what waits because of gaps and questions."""
    found = tasks_for(world.access(who), today())
    return [str(task.title) for task in found if task.key.startswith(("question:", "gaps", "unstated"))]


def test_what_waits_for_whom(world: World, offered: dict[str, Node]) -> None:
    shared.ask(world.access("owner"), offered["journal"], world.units["utb"], "Loggas läsning?")
    one = "1 tjänst eller leverantör som ni använder eller driver erbjuder lägre nivå än som krävs, "
    one += "och ingen åtgärd är på gång"
    assert waiting(world, "owner") == [one]
    assert waiting(world, "operator") == [
        "Besvara frågan från Utbildningsnämnden om Journalsystem",
        one,
        "Ange vilka nivåer 3 tjänster och leverantörer erbjuder",
    ]
    assert [waiting(world, who) for who in ("neighbour", "auditor", "colleague", "outsider")] == [
        [],
        [],
        [],
        [],
    ]


def test_the_service_s_page_says_what_is_demanded_and_offered(world: World, offered: dict[str, Node]) -> None:
    page = world.client("owner").get(f"/tjanster/{offered['journal'].record}/").text
    rows = html.document_fromstring(page).xpath("//section[@id='offer']//tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]
    assert [[name, demanded, *given] for name, demanded, _why, *given in cells] == [
        ["Konfidentialitet", "3", "2", "en nivå för lågt"],
        ["Riktighet", "3", "3", "räcker"],
        ["Tillgänglighet", "2", "2", "räcker"],
        ["Spårbarhet", "1", "inte känt", "okänt"],
    ]
    assert both(offered["journal"]) in page
    assert "erbjuden-niva" not in page
    assert "erbjuden-niva" in world.client("operator").get(f"/tjanster/{offered['journal'].record}/").text
