"""A risk is decided on its page: what is said there, what is asked for, and what is refused at its place."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from akropolis.base.kernel.access.models import Appointment, Role
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.records.writer import create, update
from akropolis.graph.risk.models import Risk, RiskDecision
from akropolis.graph.risk.services.judging import judge
from tests.risk.deciding import decided, judged
from tests.second_factors.test_proving_anew import go_on
from tests.world import PASSWORD, SYSTEM, World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
REASON = "Vi tål det till\r\ndess att <tvåfaktor> är infört."


def page(client: Client, risk: Risk, act: str = "besluta") -> Any:
    """The answer, and what the page's main part says."""
    answer = client.get(f"/risker/{risk.pk}/{act}/")
    return answer, " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


def send(client: Client, risk: Risk, act: str = "besluta", **given: Any) -> Any:
    """Send the page's form as the browser has it, with what is given."""
    answer = client.get(f"/risker/{risk.pk}/{act}/")
    [form] = html.document_fromstring(answer.content).xpath("//main//form")
    return client.post(f"/risker/{risk.pk}/{act}/", {**dict(form.form_values()), **given})


def test_a_director_sees_the_risk_in_words_and_accepts_it(world: World) -> None:
    decided(world)
    risk = judged(world, 2, 1, description="Allt låses.", weakness="Ingen tvåfaktor.")
    client = world.client("director")
    _answer, said = page(client, risk)
    for words in ("Medel", "Sannolikhet: möjlig", "Allt låses.", "Ingen tvåfaktor.", "Disa Förvaltningschef"):
        assert words in said
    assert send(client, risk, reason=REASON).status_code == 302
    made = RiskDecision.everything.get(risk=risk)
    assert (made.kind, made.reason.splitlines(), made.valid_to) == (
        "accepted",
        REASON.splitlines(),
        TODAY + timedelta(days=365),
    )
    listed = client.get("/risker/acceptanser/").content.decode()
    assert "Disa Förvaltningschef" in listed
    assert "Utpressning" not in world.client("neighbour").get("/risker/acceptanser/").content.decode()


def test_beyond_the_mandate_the_button_sends_it_to_the_board_and_they_are_notified(world: World) -> None:
    decided(world)
    risk = judged(world)
    answer, said = page(world.client("director"), risk)
    assert "får du acceptera risker upp till Medel. Den här är Hög." in said
    buttons = html.document_fromstring(answer.content).xpath("//main//form//*[@type='submit']")
    assert [button.text_content().strip() for button in buttons] == ["Sänd till Utbildningsnämnden"]
    assert send(world.client("director"), risk, reason="För stor.").status_code == 302
    assert list(Message.objects.values_list("user__username", flat=True)) == ["board"]
    _answer, waits = page(world.client("director"), risk)
    assert "Risken väntar redan på beslut i Utbildningsnämnden. Där får den accepteras av" in waits
    asked = page(world.client("board"), risk)[1]
    assert [words in asked for words in ("För stor.", "Disa Förvaltningschef, den")] == [True, True]
    assert send(world.client("board"), risk, "sand-tillbaka", reason="Inför tvåfaktor.").status_code == 302
    detail = world.client("director").get(f"/risker/{risk.pk}/").content.decode()
    assert "Inför tvåfaktor." in detail
    assert RiskDecision.everything.filter(risk=risk).count() == 2


def test_the_decision_asks_for_a_fresh_factor_and_then_goes_on(world: World, settings: Any) -> None:
    decided(world)
    risk, client = judged(world, 2, 1), world.client("director")
    settings.STEP_UP = timedelta(minutes=5)
    asked = send(client, risk, reason=REASON)
    assert asked.context["title"] == "Bekräfta att det är du"
    assert RiskDecision.everything.count() == 0
    assert go_on(client, asked, prove_password=PASSWORD).status_code == 302
    assert RiskDecision.everything.get().reason.splitlines() == REASON.splitlines()


def test_what_was_judged_since_is_refused_with_the_text_kept_and_can_be_sent_again(world: World) -> None:
    decided(world)
    risk, client = judged(world, 2, 1), world.client("board")
    old = html.document_fromstring(client.get(f"/risker/{risk.pk}/besluta/").content).xpath("//main//form")[0]
    judge(SYSTEM, risk, "current", 3, {"person": 2})
    address = f"/risker/{risk.pk}/besluta/"
    answer = client.post(address, {**dict(old.form_values()), "reason": REASON, "until": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "har bedömts på nytt" in answer.content.decode()
    [again] = html.document_fromstring(answer.content).xpath("//main//form")
    values = dict(again.form_values())
    assert values["reason"].strip().splitlines() == REASON.splitlines()
    assert RiskDecision.everything.count() == 0
    answer = client.post(address, values)
    assert answer.status_code == 409, "somebody has saved since"
    [again] = html.document_fromstring(answer.content).xpath("//main//form")
    assert client.post(address, dict(again.form_values())).status_code == 302


def test_a_role_that_ended_between_page_and_post_is_refused_in_words(world: World) -> None:
    decided(world)
    risk, client = judged(world, 2, 1), world.client("director")
    held = Appointment.everything.get(user=world.people["director"])
    left = Role.everything.get(code="riskagare")
    values = {"user": held.user, "role": left, "unit": held.unit, "valid_from": held.valid_from}
    create(SYSTEM, Appointment, values)
    form = html.document_fromstring(client.get(f"/risker/{risk.pk}/besluta/").content).xpath("//main//form")[
        0
    ]
    update(SYSTEM, held, {"valid_to": TODAY - timedelta(days=1)})
    answer = client.post(f"/risker/{risk.pk}/besluta/", {**dict(form.form_values()), "reason": REASON})
    assert answer.status_code == 422
    assert "Du har ingen roll med mandat" in answer.content.decode()
    assert "&lt;tvåfaktor&gt;" in answer.content.decode()
    assert RiskDecision.everything.count() == 0


def test_a_risk_that_is_not_judged_says_what_comes_first(world: World) -> None:
    decided(world)
    risk = create(SYSTEM, Risk, {"title": "Ny", "owner_unit": world.units["utbf"]})
    answer, said = page(world.client("director"), risk)
    assert "Bedöm den först" in said
    assert html.document_fromstring(answer.content).xpath("//main//form") == []


@pytest.mark.parametrize("who", ["neighbour", "auditor", "outsider", "admin"])
def test_others_find_no_page_to_decide_on(world: World, who: str) -> None:
    decided(world)
    risk = judged(world)
    for act in ("besluta", "sand-vidare", "sand-tillbaka", "aterkalla"):
        assert world.client(who).get(f"/risker/{risk.pk}/{act}/").status_code in (403, 404)
        assert world.client(who).post(f"/risker/{risk.pk}/{act}/", {"reason": "Nej"}).status_code in (
            403,
            404,
        )
    assert RiskDecision.everything.count() == 0
