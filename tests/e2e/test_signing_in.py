"""The sign-in form where there are scripts: a wrong password, a server that is too busy, and the way on."""

import pytest
from playwright.sync_api import Browser, Route, expect

from akropolis.tools.demo.build import PASSWORD

pytestmark = pytest.mark.e2e


def test_a_form_that_the_server_is_too_busy_for_is_sent_again_by_itself(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(base_url=server, locale="sv-SE")
    page, sent = context.new_page(), []

    def door(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
        if len(sent) == 2 and route.request.method == "POST":
            route.fulfill(status=429, headers={"Retry-After": "1", "HX-Trigger": "busy"}, body="upptaget")
        else:
            route.continue_()

    page.route("**/logga-in/", door)
    page.goto("/logga-in/?next=/incidenter/")
    name, password = page.locator("input[name=username]"), page.locator("input[name=password]")
    name.fill("ciso")
    password.fill("fel lösenord")
    password.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(name).to_have_value("ciso")
    expect(password).to_have_value("")

    password.fill(PASSWORD)
    password.press("Enter")
    expect(page.locator("[data-again-said]")).to_contain_text("försöker den igen automatiskt")
    expect(password).to_have_value(PASSWORD)
    page.wait_for_url(lambda url: url == f"{server}/incidenter/")
    assert (len(sent), sent[1]) == (3, sent[2])
    context.close()
