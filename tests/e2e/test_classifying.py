"""Journey 4: information is classified, what it demands of others stands beside, and the head of the unit decides."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e

ASPECTS = ("konfidentialitet", "riktighet", "tillganglighet", "sparbarhet")


def found(page: Page, words: str) -> str:
    """Go to the information set of utb that the words find; its address."""
    page.goto(f"/informationsmangder/?q={words}")
    place = (
        page.locator("#rows tbody tr", has_text="Utbildningsnämnden").locator("a").first.get_attribute("href")
    )
    assert place is not None
    there = place.split("?")[0]
    page.goto(there)
    return there


def answer_all(page: Page, level: int) -> None:
    """The same level for two kinds of harm; the others are not ticked, and nothing more is asked of them."""
    groups = page.locator("#part-form .ak-harm")
    for number in range(groups.count()):
        groups.nth(number).locator("input[type=checkbox]").set_checked(number < 2)
    for number in range(2):
        groups.nth(number).locator("input[type=radio]").nth(level - 1).check()
    asked = groups.nth(0).locator("input[type=radio]").count()
    expect(groups.locator("input[type=radio]:visible")).to_have_count(2 * asked)


def go_on(page: Page) -> None:
    """Press the page's own button."""
    page.locator("#part-form button[name=go]").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_question_to_the_decision(sign_in: SignIn, scripts: bool) -> None:
    page = sign_in("samordnare.utb", scripts=scripts)
    there = found(page, "rekrytering" if scripts else "arbetsskador")
    name = page.locator("h1").inner_text()
    page.locator(".ak-actions a").first.click()
    expect(page.locator("main")).to_contain_text("rör den Sveriges säkerhet?")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/klassning/om/")
    page.locator("textarea[name=description]").fill("Ansökningar och betyg från dem som söker tjänst.")
    go_on(page)
    for aspect in ASPECTS:
        page.wait_for_url(f"**/klassning/{aspect}/")
        answer_all(page, 1)
        if scripts:
            expect(page.locator("#saved")).to_contain_text("Sparat")
        go_on(page)
    page.wait_for_url("**/klassning/lagrum/")
    go_on(page)
    page.wait_for_url("**/klassning/nivaer/")
    select = page.locator("select[name=level-availability]")
    select.select_option("3")
    page.locator("textarea[name=reason-availability]").fill(
        "Anställningarna måste bli klara före terminsstart."
    )
    go_on(page)
    page.wait_for_url("**/klassning/besluta/")
    expect(page.locator(".ak-sheet")).to_contain_text("Tillgänglighet får nivå 3")
    expect(page.locator(".ak-workplace__panel")).to_contain_text("T3")
    # Who prepares does not decide; the head of the unit does.
    expect(page.locator("input[name=valid_to]")).to_have_count(0)
    page.get_by_role("button", name="Skicka för beslut").click()
    page.goto("/skickat/")
    expect(page.locator("main")).to_contain_text(name)
    # The head of the unit finds it in her own list.
    head = sign_in("chef.utb", scripts=scripts)
    head.goto("/")
    head.get_by_role("link", name=f"Besluta om klassningen av {name}").click()
    head.wait_for_url("**/klassning/besluta/")
    head.locator("main form button[type=submit]").click()
    head.wait_for_url("**/klassning/beslut/*/")
    expect(head.locator("main")).to_contain_text("Anställningarna måste bli klara före terminsstart.")
    head.goto(there)
    expect(head.locator("#classification")).to_contain_text("K1 R1 T3 S1")


def test_what_concerns_swedens_security_leaves_only_a_pointer(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    there = found(page, "arbetsdokument")
    page.goto(f"{there}klassning/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/klassning/om/")
    page.locator("textarea[name=description]").fill("Ubåtsdockan i berget")
    expect(page.locator("#saved")).to_contain_text("Sparat")
    page.goto(f"{there}klassning/konfidentialitet/")
    page.locator("#part-form .ak-harm input[type=checkbox]").first.check()
    page.locator("#part-form .ak-harm input[type=radio]").nth(3).check()
    expect(page.locator("#saved")).to_contain_text("Inte sparat")
    page.locator("#saved a").click()
    page.wait_for_url("**/klassning/stopp/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/klassning/")
    page.goto(there)
    expect(page.locator("main")).to_contain_text("Hanteras utanför systemet")
    expect(page.locator("main")).not_to_contain_text("Ubåtsdockan")
    expect(page.locator("main")).not_to_contain_text("Arbetsmaterial")


def test_every_page_of_it_is_readable_by_all(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    there = found(page, "skolskjuts")
    broken = objections(page)
    page.goto(f"{there}klassning/")
    broken += objections(page)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/klassning/om/")
    steps = ("om", *ASPECTS, "lagrum", "nivaer", "besluta", "kasta", "stopp", "beslut", "beslut/1")
    for step in steps:
        page.goto(f"{there}klassning/{step}/")
        broken += [(step, *each) for each in objections(page)]
    page.goto(f"{there}klassning/stopp/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/klassning/")
    broken += objections(page)
    assert broken == [], "\n".join(map(str, broken))
