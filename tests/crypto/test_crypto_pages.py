"""The plan for cryptography and the rules: what each person reads and may do, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden, Invalid
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.cache.results import clear_cache, request_cache
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node
from akropolis.graph.crypto.models import CryptoAsset, CryptoRule, CryptoSetting
from akropolis.graph.crypto.rules.crypto import Verdict
from akropolis.graph.crypto.selectors.crypto import CryptoPlan, CryptoRuleTable
from akropolis.graph.crypto.services import crypto_year
from akropolis.graph.crypto.web.crypto_rules import CRYPTO_RULES
from tests.behaviours.tokens import bearer
from tests.factories.graphs import decide, depend, information, node_of
from tests.sheets import lines
from tests.world import SYSTEM, WORD, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today() -> date:
    """The day that the pages see."""
    return timezone.localdate()


def asset(world: World, name: str, unit: str = "utb", **given: Any) -> CryptoAsset:
    """A cryptographic asset of the unit."""
    with writing(SYSTEM) as w:
        return w.create(CryptoAsset, {"name": f"{name} {WORD}", "owner_unit": world.units[unit], **given})


@pytest.fixture
def planned(world: World, nodes: dict[str, Node]) -> dict[str, CryptoAsset]:
    """What protects utb's and kul's things, with the rules that come with the system."""
    CRYPTO_RULES.load(SYSTEM)
    soon: dict[str, Any] = {"certificate_to": today() + 12 * DAY}
    found = {
        "weak": asset(world, "Filsignatur", algorithm="SHA-1", effort=1),
        "tunnel": asset(world, "Tunnel", algorithm="ECDH", secret_until=2050, effort=2),
        "unknown": asset(world, "Samtal", protocol="SRTP"),
        "safe": asset(world, "Databas", algorithm="AES-256", secret_until=2090, **soon),
        "done": asset(world, "Gammal", algorithm="RSA-2048", migration="done"),
    }
    with writing(SYSTEM) as w:
        depend(w, nodes["elever"], node_of(w, found["tunnel"]), kind="protected_by")
        w.create(
            CryptoAsset, {"name": "Kulturens nyckel", "algorithm": "RSA", "owner_unit": world.units["kul"]}
        )
    return found


def test_the_plan_says_each_factor_and_what_is_not_known(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    page = world.client("owner").get("/kvantplan/").text
    places = [
        page.index(f">{planned[key].name}</a>", page.index('id="plan"'))
        for key in ("weak", "tunnel", "unknown")
    ]
    assert places == sorted(places)
    assert "3 av 5 kryptografiska tillgångar behöver bytas eller undersökas." in page
    assert "1–3 av 3" in page
    for sentence in (
        "Konfidentialitet K3",
        "Hemligt till 2050, 15 år efter 2035",
        "Arbetsinsats: medelstor (2)",
        "3 × 15 × 2 = 90",
        "Konfidentialitet: inte känd, räknas som 3",
        "Ingen regel passar namnet.",
    ):
        assert sentence in page, sentence
    assert "Kulturens nyckel" not in page


def test_certificates_that_end_soon_stand_first_whatever_their_verdict(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    page = world.client("owner").get("/kvantplan/").text
    section = page[page.index('id="certificates"') : page.index('id="plan"')]
    assert f"Databas {WORD}" in section
    assert "går ut om 12 dagar" in section
    assert f"Databas {WORD}" not in page[page.index('id="plan"') :]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["weak", "tunnel", "unknown"]),
        ("?unit=utb", ["weak", "tunnel", "unknown"]),
        ("?unit=kul", []),  # kul has nothing that utb sees
        ("?verdict=weak", ["weak"]),
        ("?verdict=vulnerable&migration=unknown", ["tunnel"]),
        ("?migration=planned", []),
        ("?verdict=safe&migration=%00&page=-1&unit=<b>", ["weak", "tunnel", "unknown"]),
    ],
)
def test_the_plan_is_narrowed(
    world: World, planned: dict[str, CryptoAsset], query: str, shown: list[str]
) -> None:
    answer = world.client("owner").get(f"/kvantplan/{query}")
    assert [row.line.asset.name for row in answer.context["list"].part] == [
        planned[key].name for key in shown
    ]


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_who_may_not_read_the_register_finds_no_plan(
    world: World, planned: dict[str, CryptoAsset], who: str
) -> None:
    client = world.client(who)
    addresses = ("/kvantplan/", "/kvantplan/xlsx/", "/api/v1/crypto-plan")
    assert [client.get(url).status_code for url in addresses] == [404] * 3


def test_the_file_and_the_api_hold_the_same(world: World, planned: dict[str, CryptoAsset]) -> None:
    answer = world.client("owner").get("/kvantplan/xlsx/")
    rows = lines(answer.content)
    assert [row[2] for row in rows[1:]] == [planned[key].name for key in ("weak", "tunnel", "unknown")]
    assert rows[2][10:18] == ("Konfidentialitet", 3, 2050, None, 15, "Medelstor", 90, None)
    given = world.client(**bearer(world, "owner")).get("/api/v1/crypto-plan").json()
    assert (given["total"], given["next"], given["year"]) == (3, None, 2035)
    tunnel = given["items"][1]
    names = ("number", "verdict", "confidentiality", "years", "effort", "weight", "unknown")
    assert [tunnel[name] for name in names] == [planned["tunnel"].number, "vulnerable", 3, 15, 2, 90, []]
    assert tunnel["rule"]["pattern"] == "ecdh"
    assert given["items"][2]["rule"] is None


def test_a_signature_is_ranked_by_integrity_and_by_how_long_it_must_be_possible_to_verify(
    world: World, nodes: dict[str, Node]
) -> None:
    """It keeps nothing secret: how secret the information is, and for how long, says nothing of it."""
    CRYPTO_RULES.load(SYSTEM)
    given: dict[str, Any] = {
        "algorithm": "SHA256withRSA",
        "use": "signature",
        "secret_until": 2076,
        "effort": 1,
    }
    made = asset(world, "Underskrift", **given)
    with writing(SYSTEM) as w:
        lone = information(w, world.units["utb"], f"Protokoll {WORD}")
        decide(w, lone, 0, 2)
        depend(w, lone, node_of(w, made), kind="protected_by")
    assert factors(world) == [
        ("Riktighet R2", "Uppgift saknas om hur länge det måste gå att kontrollera, räknas som 10 år", 20)
    ]
    change(made, {"certificate_to": date(2040, 5, 1)})
    assert factors(world) == [("Riktighet R2", "Ska gå att kontrollera till 2040, 5 år efter 2035", 10)]
    change(made, {"verify_until": 2045})
    assert factors(world) == [("Riktighet R2", "Ska gå att kontrollera till 2045, 10 år efter 2035", 20)]
    row = lines(world.client("owner").get("/kvantplan/xlsx/").content)[1]
    assert row[10:15] == ("Riktighet", 2, 2076, 2045, 10)
    item = world.client(**bearer(world, "owner")).get("/api/v1/crypto-plan").json()["items"][0]
    names = ("aspect", "level", "confidentiality", "secret_until", "verify_until", "years", "weight")
    assert [item[name] for name in names] == ["integrity", 2, None, 2076, 2045, 10, 20]
    page = world.client("owner").get(f"/kryptotillgangar/{made.pk}/").text
    assert "Det här måste gå att kontrollera till och med 2045." in page
    assert "hållas hemligt" not in page


def test_the_reason_is_told_in_the_readers_language(world: World, planned: dict[str, CryptoAsset]) -> None:
    User.everything.filter(pk=world.people["owner"].pk).update(language="en")
    page = world.client("owner").get("/kvantplan/").text
    assert "Collisions can be made. It must not be used for signatures." in page
    assert "Krockar" not in page
    rules = world.client("owner").get("/kryptoregler/").text
    assert ("Rests on factoring" in rules, "Bygger på" in rules) == (True, False)


def change(row: CryptoAsset, values: dict[str, Any]) -> None:
    with writing(SYSTEM) as w:
        w.update(row, values)


def factors(world: World) -> list[tuple[str, str, int]]:
    """Level, years and weight of each line, as the plan says them."""
    shown = world.client("owner").get("/kvantplan/").context["list"].part
    return [(*each.factors[:2], each.line.placed.weight) for each in shown]


def test_the_api_goes_page_by_page_and_refuses_what_it_does_not_know(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    client = world.client(**bearer(world, "owner"))
    whole = client.get("/api/v1/crypto-plan").json()["items"]
    first = client.get("/api/v1/crypto-plan?limit=2").json()
    rest = client.get(f"/api/v1/crypto-plan?limit=2&cursor={first['next']}").json()
    assert (first["items"] + rest["items"], rest["next"]) == (whole, None)
    for query in ("unit=finnsinte", "verdict=safe", "migration=done", "cursor=-1", "vad=x"):
        assert client.get(f"/api/v1/crypto-plan?{query}").status_code == 422


def test_the_plan_takes_as_many_queries_however_many_assets_there_are(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    access = world.access("owner")

    def asked() -> int:
        clear_cache()
        with CaptureQueriesContext(connection) as queries, request_cache():
            plan = CryptoPlan(access, today())
            assert plan.lines
            assert plan.certificates
        return len(queries)

    before = asked()
    for place in range(3):
        asset(world, f"Fler {place}", algorithm="RSA", certificate_to=today())
    assert (before, asked()) == (5, 5)


def test_the_assets_own_page_says_the_verdict_and_by_which_rule(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    client = world.client("owner")
    page = client.get(f"/kryptotillgangar/{planned['tunnel'].pk}/").text
    assert "Inte kvantsäker" in page
    assert "ECDH passar regeln om ecdh." in page
    assert (
        "NIST IR 8547, utkast november 2024, från en andrahandskälla: kontrollera innan du litar på den"
        in page
    )
    assert "Det här måste hållas hemligt till och med 2050." in page
    crypto_year.set_year(world.access("ciso"), 2050, reason="Staden väntar.")
    page = client.get(f"/kryptotillgangar/{planned['tunnel'].pk}/").text
    assert "Det här behöver bara hållas hemligt till och med 2050." in page
    assert (
        "Uppgift saknas om hur länge det här måste hållas hemligt."
        in client.get(f"/kryptotillgangar/{planned['unknown'].pk}/").text
    )
    assert "Ingen regel passar SRTP." in client.get(f"/kryptotillgangar/{planned['unknown'].pk}/").text


# The rules

NEW = {
    "pattern": "GOST 28147", "reason": "Gammalt blockchiffer.", "weak_now": "on", "mark": "U", "source": "",
    "valid_from": "2026-01-01", "valid_to": "", "position": "5", "min_bits": "", "max_bits": "", "version": "",
}  # fmt: skip


def test_a_rule_is_added_changed_and_ended_by_who_keeps_them(world: World) -> None:
    client = world.client("ciso")
    assert client.post("/kryptoregler/ny/", NEW).status_code == 302
    rule = CryptoRule.everything.get()
    assert (rule.pattern, rule.weak_now, rule.vulnerable) == ("gost28147", True, False)
    here = f"/kryptoregler/{rule.pk}/"
    assert client.post(here, NEW | {"reason": "Svagt.", "version": "1"}).status_code == 302
    stale = client.post(here, NEW | {"reason": "Annat.", "version": "1"})
    rule.refresh_from_db()
    assert (stale.status_code, rule.reason) == (409, "Svagt.")
    ended = client.post(f"{here}avsluta/", {"valid_to": "2026-02-01", "version": "2"}, follow=True)
    assert "Regeln om gost28147 har fått en sista dag." in ended.text
    assert "gost28147" not in client.get("/kryptoregler/").text
    assert "2026-01-01–2026-02-01" in client.get("/kryptoregler/?avslutade=1").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": " -_ "},
        {"pattern": "x" * 61},
        {"reason": ""},
        {"min_bits": "256", "max_bits": "128"},
        {"min_bits": "-1"},
        {"max_bits": "9" * 30},
        {"valid_to": "2025-12-31"},
        {"valid_from": "i går"},
        {"mark": "X"},
        {"position": "40000"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(world: World, wrong: dict[str, str]) -> None:
    answer = world.client("ciso").post("/kryptoregler/ny/", NEW | wrong)
    assert (answer.status_code, CryptoRule.everything.count()) == (422, 0)


def test_who_keeps_the_rules_is_told_when_one_is_never_reached(world: World) -> None:
    client = world.client("ciso")
    client.post("/kryptoregler/ny/", NEW | {"pattern": "rsa"})
    page = client.post("/kryptoregler/ny/", NEW | {"pattern": "rsa-4096", "position": "9"}, follow=True).text
    assert "Regeln om rsa4096 nås aldrig: rsa kommer före. Ge den en ordning som är lägre än 5." in page


@pytest.mark.parametrize("who", ["owner", "auditor", "chef", "colleague"])
def test_others_read_the_rules_at_most(world: World, who: str) -> None:
    CRYPTO_RULES.load(SYSTEM)
    client, rule = world.client(who), CryptoRule.everything.all()[0]
    pages = [f"/kryptoregler/{rest}" for rest in ("ny/", f"{rule.pk}/", f"{rule.pk}/avsluta/")]
    assert [client.get(url).status_code for url in pages] == [404] * 3
    assert [client.post(url, NEW).status_code for url in pages] == [404] * 3
    assert client.post("/kryptoregler/ar/", {"year": "2040", "reason": "Nej."}).status_code == 404
    assert CryptoSetting.everything.count() == 0
    listed = client.get("/kryptoregler/")
    assert listed.status_code == (404 if who == "colleague" else 200)
    assert "Så säkert är det" not in listed.text  # how sure a rule is, is for those who keep them
    with pytest.raises(Hidden):
        crypto_year.set_year(world.access(who), 2040, reason="Nej.")


def test_the_city_sets_the_year_and_what_was_decided_before_is_kept(
    world: World, planned: dict[str, CryptoAsset]
) -> None:
    client = world.client("ciso")
    for year, reason in (("2030", "Staden vill vara tidig."), ("2040", "Samma som regionen.")):
        assert client.post("/kryptoregler/ar/", {"year": year, "reason": reason}).status_code == 302
    page = client.get("/kryptoregler/ar/").text
    assert page.index("Samma som regionen.") < page.index("Staden vill vara tidig.")
    assert "Hemligt till 2050, 10 år efter 2040" in world.client("owner").get("/kvantplan/").text


@pytest.mark.parametrize(
    ("year", "reason"), [("1999", "Förr."), ("3000", "Sen."), ("", "Tomt."), ("2040", ""), ("år", "Ord.")]
)
def test_a_year_that_makes_no_sense_is_refused(world: World, year: str, reason: str) -> None:
    answer = world.client("ciso").post("/kryptoregler/ar/", {"year": year, "reason": reason})
    assert (answer.status_code, CryptoSetting.everything.count()) == (422, 0)


def test_a_year_that_has_passed_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        crypto_year.set_year(world.access("ciso"), today().year - 1, reason="Förr.")
    assert CryptoSetting.everything.count() == 0


def test_an_algorithm_with_a_name_of_its_own_is_known_by_its_oid(world: World) -> None:
    CRYPTO_RULES.load(SYSTEM)
    signed = asset(world, "Arkivets underskrift", algorithm="sig-a", identifier="1.2.840.113549.1.1.11")
    other = asset(world, "Okänd", algorithm="sig-a", identifier="1.2.3")
    table = CryptoRuleTable(world.access("owner"), today())
    assert [table.judge(row).verdict for row in (signed, other)] == [Verdict.VULNERABLE, Verdict.UNKNOWN]
