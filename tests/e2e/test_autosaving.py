"""Nothing that is written is lost: by a lost connection, a sign-in that ran out, another writer, or a closed page."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD, SignIn
from tests.e2e.test_writing import PAGE

pytestmark = pytest.mark.e2e

CHAPTER = "/genomgangar/2027/slk/kapitel/{}/"
LINE = "[data-autosave-line] [role=status]"
SAVE = "#chapter-form button[type=submit]:not([name])"


def stored(page: Page, key: str) -> str:
    """The chapter's text as another page shows it."""
    other = page.context.new_page()
    other.goto(CHAPTER.format(key))
    text = other.locator("textarea[name=text]").input_value()
    other.close()
    return text


def test_what_is_written_is_saved_by_itself(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto(CHAPTER.format("introduction"))
    page.locator(PAGE).fill("Det här sparas automatiskt.")
    expect(page.locator(LINE)).to_contain_text("Sparat ")
    assert stored(page, "introduction") == "Det här sparas automatiskt."
    # The next one knows of it: nobody has written in between.
    page.locator(PAGE).press("Control+End")
    page.locator(PAGE).press_sequentially(" Och mer.")
    page.locator(SAVE).first.click()
    page.wait_for_load_state()
    assert stored(page, "introduction") == "Det här sparas automatiskt. Och mer."


def test_a_lost_connection_loses_no_word(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto(CHAPTER.format("execution"))
    page.context.set_offline(True)
    page.locator(PAGE).fill("Skrivet utan nät.")
    expect(page.locator(LINE)).to_contain_text("servern kan inte nås")
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_contain_text("Sparat ")
    assert stored(page, "execution") == "Skrivet utan nät."


def test_a_sign_in_that_runs_out_in_mid_sentence(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto(CHAPTER.format("execution"))
    page.context.clear_cookies(name="sessionid")
    page.locator(PAGE).fill("Skrivet när inloggningen hade gått ut.")
    expect(page.locator(LINE)).to_contain_text("inloggningen har gått ut")
    other = page.context.new_page()
    other.goto("/logga-in/")
    other.locator("input[name=username]").fill("samordnare.slk")
    other.locator("input[name=password]").fill(PASSWORD)
    other.locator("main button[type=submit]").first.click()
    other.wait_for_url(lambda url: "/logga-in/" not in url)
    page.locator(PAGE).press("Control+End")
    page.locator(PAGE).press_sequentially(" Och vidare.")
    expect(page.locator(LINE)).to_contain_text("Sparat ")
    assert stored(page, "execution") == "Skrivet när inloggningen hade gått ut. Och vidare."


def test_a_page_that_is_left_before_it_was_saved_offers_the_text(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(CHAPTER.format("directions"))
    before = page.locator("textarea[name=text]").input_value()
    page.route("**/spara/", lambda route: route.abort())
    page.locator(PAGE).fill("Hann aldrig sparas.")
    expect(page.locator(LINE)).to_contain_text("servern kan inte nås")
    page.reload()
    assert page.locator("textarea[name=text]").input_value() == before
    page.unroute("**/spara/")
    page.get_by_role("button", name="Fortsätt med den").click()
    expect(page.locator(PAGE)).to_have_text("Hann aldrig sparas.")
    expect(page.locator(LINE)).to_contain_text("Sparat ")
    assert stored(page, "directions") == "Hann aldrig sparas."


def test_the_second_of_two_writers_is_told_and_both_texts_stand(sign_in: SignIn) -> None:
    first, second = sign_in("samordnare.slk"), sign_in("admin")
    for page in (first, second):
        page.goto(CHAPTER.format("state"))
    first.locator(PAGE).fill("Den första skrev så här.")
    expect(first.locator(LINE)).to_contain_text("Sparat ")
    second.locator(PAGE).fill("Den andra skrev något annat.")
    expect(second.locator(LINE)).to_contain_text("har sparat kapitlet sedan du öppnade det")
    assert stored(first, "state") == "Den första skrev så här."
    second.locator(SAVE).first.click()
    expect(second.locator("main")).to_contain_text("Den första skrev så här.")
    expect(second.locator(PAGE)).to_have_text("Den andra skrev något annat.")


def test_a_proposal_is_taken_into_the_text_and_can_be_undone(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto("/genomgangar/2027/slk/underlag/")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state()
    page.goto(CHAPTER.format("introduction") + "?forslag=1")
    before = page.locator("textarea[name=text]").input_value()
    page.locator("[data-proposal] button[formaction]").click()
    expect(page.locator("[data-proposal]")).to_have_count(0)
    expect(page.locator(LINE)).to_contain_text("Sparat ")
    taken = stored(page, "introduction")
    assert taken.startswith(before.rstrip())
    assert len(taken) > len(before) + 40
    page.locator(PAGE).press("Control+z")
    expect(page.locator("textarea[name=text]")).to_have_value(before)


def test_last_years_text_is_read_beside(sign_in: SignIn) -> None:
    page = sign_in("samordnare.slk")
    page.goto(CHAPTER.format("introduction"))
    page.get_by_text("Förra årets text").click()
    expect(page.locator("#last-year a").first).to_have_attribute("href", "/genomgangar/2026/slk/")
