"""A workshop about a service's risks, held on a projector without a mouse, to its decisions, actions and minutes."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_pages import objections

pytestmark = pytest.mark.e2e
STEPS = ("vad-kan-handa", "vad-skyddar", "hur-illa", "hur-ofta", "vad-gor-vi")


def press(page: Page, *keys: str) -> None:
    """Press the keys, and wait for the page that the last leads to."""
    before = page.url
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def to(page: Page, name: str) -> None:
    """Tab to the link or button with the name, and press Enter."""
    for _time in range(90):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText?.trim()")
        if focused == name:
            return press(page, "Enter")
    raise AssertionError(f"{name} is not reached by Tab on {page.url}")


def started(page: Page, words: str = "elev") -> str:
    """Start a workshop about a service, found by the words, by its link and form; the address of its overview."""
    page.goto(f"/tjanster/?q={words}")
    page.goto((page.locator("#rows tbody tr a").first.get_attribute("href") or "").split("?")[0])
    page.goto(page.locator("a[href*='/verkstad/ny/']").first.get_attribute("href") or "")
    page.locator("input[name=security][value=no]").focus()
    page.keyboard.press("Space")
    press(page, "Enter")
    page.wait_for_url("**/risker/verkstad/*-*/")
    return page.url


def work_through(page: Page, treatment: str) -> None:
    """One risk from what can happen to what is done about it, by keys alone."""
    for name in STEPS[:2]:
        page.wait_for_url(f"**/{name}/")
        page.keyboard.press("1")
        press(page, "Enter")
    page.wait_for_url("**/hur-illa/")
    expect(page.locator("fieldset:focus-within")).to_have_count(1)
    for _kind in range(page.locator("#step-form .ak-options").count()):
        page.keyboard.press("3")
    press(page, "Enter")
    page.wait_for_url("**/hur-ofta/")
    page.keyboard.press("3")
    expect(page.locator("#level")).to_contain_text("Hög")
    expect(page.locator("#saved")).to_contain_text("Sparat")
    press(page, "Enter")
    page.wait_for_url("**/vad-gor-vi/")
    page.keyboard.press(treatment)
    page.keyboard.press("Tab")
    page.keyboard.type("Kopior som inte går att ändra.")
    press(page, "Control+Enter")


def test_a_workshop_without_a_mouse(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    overview = started(page)
    to(page, "Börja")
    answers = iter(("1", "1", "3"))
    while "/galler-oss/" in page.url:
        page.keyboard.press(next(answers, "2"))
        press(page, "Enter")
    expect(page.locator("main")).to_contain_text("2 risker är kvar.")
    to(page, "Fortsätt med riskerna")
    work_through(page, "1")
    work_through(page, "2")
    page.wait_for_url(overview)
    to(page, "Avsluta verkstaden")
    page.locator("textarea[name=notes]").focus()
    page.keyboard.type("Fråga driften om kopiorna.")
    page.keyboard.press("Tab")
    press(page, "Enter")
    page.wait_for_url("**/resultat/")
    main = page.locator("main")
    expect(main).to_contain_text("2 risker bedömda. 1 beslut att fatta. 1 åtgärd.")
    expect(main).to_contain_text("Fråga driften om kopiorna.")
    word = page.request.get(page.url.replace("/resultat/", "/protokoll/docx/"))
    assert (word.status, word.body()[:2]) == (200, b"PK")


def test_two_browsers_and_a_late_return_lose_nothing(sign_in: SignIn) -> None:
    page, other = sign_in("samordnare.utb"), sign_in("ciso")
    overview = started(page)
    page.goto(f"{overview}1/vad-kan-handa/")
    other.goto(f"{overview}1/vad-kan-handa/")
    page.locator("textarea[name=description]").fill("Det vi skrev.")
    expect(page.locator("#saved")).to_contain_text("Sparat")
    other.locator("textarea[name=description]").fill("Det hon skrev.")
    expect(other.locator("#saved")).to_contain_text("Inte sparat")
    other.locator("button[name=go]").click()
    expect(other.locator("main")).to_contain_text("Det vi skrev.")
    expect(other.locator("textarea[name=description]")).to_have_value("Det hon skrev.")
    page.goto(f"{overview}1/vad-kan-handa/")
    expect(page.locator("textarea[name=description]")).to_have_value("Det vi skrev.")


def test_every_step_is_readable_by_all(sign_in: SignIn) -> None:
    page = sign_in("samordnare.utb")
    overview = started(page, "avtal")
    broken = objections(page)
    for step in ("galler-oss", *STEPS):
        page.goto(f"{overview}1/{step}/")
        broken += [(step, *each) for each in objections(page)]
    for end in ("avsluta", "resultat"):
        page.goto(f"{overview}{end}/")
        broken += [(end, *each) for each in objections(page)]
    assert broken == [], "\n".join(map(str, broken))
