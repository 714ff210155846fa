"""Journeys: a script posts a result and a measure turns tested; a finding becomes an action and a verified effect."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn, pick
from tests.e2e.test_pages import WAYS, objections
from tests.e2e.test_tokens import send

pytestmark = pytest.mark.e2e

UNIT, EFFECT = "Idrotts- och fritidsnämnden", "/effekt/?unit=idr&state="
MEASURE = "När någon slutar eller byter uppgift"
FINDING = "Konton kvar efter avslut"
TODAY = timezone.localdate().isoformat()
LATER = (timezone.localdate() + timedelta(days=60)).isoformat()
RESULT = {
    "external_id": "avslut-1",
    "control": "leavers",
    "kind": "leavers",
    "owner_unit": "idr",
    "population": 36,
    "tested": 36,
    "held": 36,
    "tested_on": TODAY,
    "tester": "Avslutskontrollen",
    "source": "machine",
}


def post(address: str, secret: str, item: Mapping[str, object]) -> tuple[int, Any]:
    """What a script gets that posts a result with that token."""
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    body = json.dumps({"source": "personalsystemet", "items": [item]}).encode()
    request = urllib.request.Request(f"{address}/api/v1/effect-tests/bulk", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        return problem.code, json.load(problem)


def token_of_a_script(page: Page) -> str:
    """A service account of the unit with a role there, and a token with the right to effect tests alone."""
    page.goto("/personer/")
    page.get_by_role("link", name="Servicekonton").click()
    page.get_by_role("link", name="Nytt servicekonto").click()
    page.locator("input[name=username]").fill("avslutskoll")
    page.locator("input[name=name]").fill("Avslutskontrollen")
    page.locator("input[name=title]").fill("Jämför konton med personalsystemet")
    pick(page, "unit", UNIT)
    pick(page, "responsible", "Hanna Törnros")
    send(page, "username")
    page.get_by_role("link", name="Ge en roll").click()
    role = page.locator("select[name=role] option", has_text="Informationssäkerhetssamordnare")
    page.locator("select[name=role]").select_option(role.first.get_attribute("value"))
    pick(page, "unit", UNIT)
    send(page, "role")
    page.get_by_role("link", name="Ny API-nyckel").click()
    page.locator("input[name=name]").fill("Avslutskontroll")
    page.get_by_label("Bara de valda rättigheterna").check()
    for right in ("läsa", "skriva"):
        page.get_by_label(f"Effektprov: {right}", exact=True).check()
    send(page, "last")
    return page.locator("#secret").inner_text()


def measures(page: Page, state: str) -> list[str]:
    """The unit's measures in that state, as the page on its effects lists them."""
    page.goto(f"{EFFECT}{state}")
    return page.locator("main table tbody tr > :first-child").all_inner_texts()


def send_step(page: Page, link: str, **values: str) -> None:
    """Follow the link to a step, fill in its fields and send it."""
    page.get_by_role("link", name=link, exact=True).click()
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def test_a_script_posts_a_result_and_the_measure_turns_tested(sign_in: SignIn, server: str) -> None:
    secret = token_of_a_script(sign_in("admin"))
    page = sign_in("samordnare.idr")
    present = measures(page, "present")
    assert (MEASURE in measures(page, "untested"), measures(page, "works")) == (True, [])
    outcomes = [post(server, secret, RESULT) for _time in range(2)]
    assert [(status, answer["created"], answer["unchanged"]) for status, answer in outcomes] == [
        (200, 1, 0),
        (200, 0, 1),
    ]
    status, answer = post(server, secret, RESULT | {"external_id": "avslut-2", "owner_unit": "utb"})
    assert (status, answer["errors"][-1]["detail"]) == (
        422,
        "Du får inte skriva för Utbildningsnämnden. Välj en egen enhet.",
    )
    assert (measures(page, "works"), MEASURE in measures(page, "untested")) == ([MEASURE], False)
    assert sorted(measures(page, "present")) == sorted(present)
    page.goto(EFFECT)
    for words in ("1 fungerar", f"{len(present) - 1} otestade"):
        expect(page.locator("main")).to_contain_text(words)
    assert objections(page, WAYS[:1]) == []
    page.goto("/effektprov/?owner_unit=idr")
    expect(page.locator("#rows tbody tr")).to_have_count(1)


def test_a_finding_becomes_an_action_and_somebody_else_verifies_the_effect(sign_in: SignIn) -> None:
    page = sign_in("samordnare.idr")
    page.goto("/revisioner/")
    send_step(page, "Ny revision", title="Konton och behörigheter", planned_on=TODAY)
    send_step(page, "Revisionen är genomförd", held_on=TODAY)
    send_step(page, "Lägg till en iakttagelse", title=FINDING, what="Två konton var öppna.")
    page.get_by_role("link", name=FINDING).click()
    deviation = page.url
    send_step(page, "Lägg till en åtgärd", title="Stäng konton samma dag", due_on=LATER)
    page.get_by_role("link", name="Stäng konton samma dag").click()
    send_step(page, "Markera som klar", done_on=TODAY, result="Kontona stängs samma dag.")
    page.goto(deviation)
    send_step(page, "Ange orsaken", cause="Beskedet kom för sent.")
    send_step(page, "Ange vad som har rättats", correction="Personalsystemet larmar.", corrected_on=TODAY)
    expect(page.locator("main")).to_contain_text("Nu ska någon annan än den som rättade verifiera")
    expect(page.get_by_role("link", name="Verifiera effekten")).to_have_count(0)
    assert objections(page, WAYS[:1]) == []
    other = sign_in("chef.idr")
    other.goto("/")
    other.get_by_role("link", name=f"Verifiera att rättelsen hjälpte: ”{FINDING}”").click()
    send_step(other, "Verifiera effekten", effect="Fyra avslut är granskade.", verified_on=TODAY)
    expect(other.locator("main")).to_contain_text("Mattias Ulfsax verifierade effekten.")
    other.goto("/")
    expect(other.locator("main")).not_to_contain_text(FINDING)
