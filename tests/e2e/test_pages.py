"""Every kind of page that links lead to: nothing that axe objects to, nothing that sticks out of a phone's width."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.behaviours import walk
from tests.e2e.conftest import SignIn

pytestmark = pytest.mark.e2e

WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WAYS = (
    ("light", 1440, WCAG),
    ("dark", 1440, {"type": "rule", "values": ["color-contrast"]}),
    ("dark", 320, {"type": "rule", "values": ["color-contrast", "target-size"]}),
)
"""Scheme, width, and the rules whose answer can be another there."""
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }"
    + ".ak-save-line { position: static !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""Colours that are still on their way from one scheme to the other would be measured half-way; and what sticks to the
edge covers a part of what the page scrolls to."""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
PIECES = """() => [...document.querySelectorAll("body, body *")].map(
  e => [e.tagName, e.getAttribute("role"), e.getAttribute("type"), ...[...e.classList].sort(), ...e.getAttributeNames()
    .filter(name => name.startsWith("aria-") || name.startsWith("data-"))].join(" "))"""
"""What a page is built of: a page of which all has stood on another has nothing new for axe."""
LINKS = "links => links.map(a => a.pathname + a.search)"
FILES = ("-export", "-file", "file", "-template", "-xlsx", "-graphml", "openapi-json")
MOST = {
    "incidents-detail": 8,
    "review": 4,
    "review-chapter": 4,
    "gap-list": 4,
    "information-detail": 3,
    "moments-detail": 2,
}
"""Of most kinds of page one is enough; the review's own differ with its state, and these with what they hold."""


def kind_of(path: str) -> str | None:
    """The name of the address, or None for what is no page."""
    try:
        name = resolve(path).url_name
    except Resolver404:
        return None
    return None if name is None or name.endswith(FILES) or path.startswith("/api/") else name


def objections(page: Page, ways: Any = WAYS) -> list[Any]:
    """What axe finds, in each scheme and width, and whether anything sticks out."""
    found: list[Any] = []
    page.evaluate(STILL)
    for scheme, width, rules in ways:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(DRAWN)
        result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        found += [
            (scheme, width, each["id"], [node["target"] for node in each["nodes"]][:3])
            for each in result.response["violations"]
        ]
    return found + sticking_out(page)


def sticking_out(page: Page) -> list[Any]:
    """Whether the page is wider than a phone."""
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [(320, "sticks out", wide)] if wide > 320 else []


@dataclass
class Seen:
    """What the walks have been through together."""

    kinds: Counter[str] = field(default_factory=Counter)
    pieces: set[str] = field(default_factory=set)
    broken: list[Any] = field(default_factory=list)


def go_through(page: Page, seen: Seen) -> None:
    """Follow every link to a kind of page that has not been seen, or not as often as it differs."""
    waiting, known = ["/"], {"/": "/"}
    counted: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path) or ""
        counted[kind] += 1
        if counted[kind] > MOST.get(kind, 1):
            continue
        seen.kinds[kind] += 1
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" in str(error) or "net::ERR_ABORTED" in str(
                error
            ):  # a file, soon or late
                continue
            raise
        assert answer is not None
        if answer.status >= 400:
            seen.broken.append((path, answer.status, f"linked from {known[path]}"))
        seen.broken += [(path, *each) for each in looked_at(page, seen)]
        for link in page.eval_on_selector_all("a[href]", LINKS):
            if link not in known and kind_of(urlsplit(link).path):
                known[link] = path
                waiting.append(link)


def looked_at(page: Page, seen: Seen) -> list[Any]:
    """Axe's objections where there is something new, else only the width."""
    pieces = set(page.evaluate(PIECES))
    if pieces <= seen.pieces:
        return sticking_out(page)
    seen.pieces |= pieces
    return objections(page)


def kinds_of_page() -> set[str]:
    """The names of all addresses that are pages, as far as names tell."""
    found = {(route, pattern.name or route) for route, pattern in walk.patterns()}
    return {name for route, name in found if not name.endswith(FILES) and not route.startswith("api/")}


def test_every_page_that_links_lead_to(sign_in: SignIn) -> None:
    seen = Seen()
    for username in ("ciso", "admin", "samordnare.utb"):
        go_through(sign_in(username), seen)
    assert seen.broken == [], "\n".join(map(str, seen.broken))
    unlinked = {kind for kind in kinds_of_page() - set(seen.kinds) if not kind.endswith(ACTS)}
    assert (sorted(unlinked - NOT_LINKED), sorted(NOT_LINKED - unlinked)) == ([], [])


ACTS = ("-act", "-archive", "-cell", "-columns", "-past", "-remove-view", "-rename-view", "-save-view")
"""Forms' own addresses, which every register has, and the past of rows that have moved."""
NOT_LINKED = {
    # addresses that forms are sent to
    *("classification-decide", "classification-discard", "classification-renew", "classification-settle"),
    *("classification-scheme-criteria", "classification-scheme-discard", "classification-scheme-names"),
    *("classification-scheme-part", "classification-scheme-publish", "classification-scheme-renew"),
    *(
        "campaigns-step",
        "end-sessions",
        "my-calendar-end",
        "token-revoke",
        "person-end-sign-ins",
        "graph-ask",
        "lowering-end",
        "person-reset",
        "question-answer",
    ),
    *("question-withdraw", "review-direction-order"),
    *("review-open", "review-proposal", "sign-out", "switch-unit"),
    *("risk-losses-run", "risk-matrix-use", "risk-reduction-remove", "risk-take-up", "risk-workshop-add"),
    *("unit-end", "unit-merge", "unit-move", "unit-split"),
    *(
        "campaign-sign",
        "classification-from",
        "classification-send",
        "messages-read",
        "review-comment",
        "review-comment-add",
    ),
    # there is no draft: looked at in test_asking.py
    "campaign-choose",
    # there is none before a reorganisation: looked at in test_merging.py
    "handover",
    # what a form leads to, and a document that is for all: looked at in tests of their own domains
    *("documents-units", "entity-class"),
    # nothing is sent for decision there, and of one document only: looked at in test_documents.py
    *("documents-decide-remind", "documents-send-back", "documents-take-back"),
    # nobody who walks has it to decide, and no event there is answered yet: looked at in test_risk_decisions.py
    *("incident-risk", "incident-risk-answer", "risk-send-back", "risk-send-up", "risk-withdraw"),
    # no workshop is open there: looked at in test_workshop.py
    *("risk-workshop", "risk-workshop-close", "risk-workshop-outcome", "risk-workshop-step"),
    # a shorter way to a new risk stands before the register's own
    "risks-create",
    # no scenario has changed there, and no risk was stopped: looked at by hand
    *("risk-scenario", "risk-stop"),
    # no answer there may be asked again, and nobody who walks measures by hand: looked at by their own domains
    "ask-again",
    # of suppliers that none of those who walk keeps, and the page of somebody outside
    *("sub-processor-edit", "sub-supplier-claim-remove", "supplier-certificate-edit"),
    *("supplier-certificate-remove", "supplier-contact-remove", "supplier-contact-verify"),
    *("supplier-inquiries-suggest", "supplier-judge", "supplier-promise", "supplier-reply"),
    # parts of pages, and what machines read
    *(
        "actions-suggest",
        "control-activities-suggest",
        "risks-suggest",
        "dependencies-suggest",
        "exercises-suggest",
        "incident-tracks-suggest",
        "incidents-suggest",
        "documents-arrange",
        "documents-autosave",
        "graph-picture-data",
        "health",
        "ready",
        "security-txt",
    ),
    *("review-autosave", "unit-arms"),
    *("situation-autosave", "situation-renew"),
    # no event of the demo city has a lägesbild: looked at in test_situations.py
    *(
        "situation-discard",
        "situation-draft",
        "situation-draft-answer",
        "situation-issue",
    ),
    # nothing waits for them in the demo city: looked at in test_reaching.py and test_deciding.py
    *("incident-receive", "review-consider"),
    # no review is decided there, and no provider is connected: tests of their own
    *("provider-setup", "review-minutes", "review-registration"),
    # it only redirects, for links in older mails: followed in test_room.py
    "incident-room",
    # no track is open there: walked in test_tracks.py
    *(
        "incident-entry",
        "incident-room-part",
        "track-ask",
        "track-step",
        "track-step-drop",
        "track-step-instead",
    ),
    # no track that is open there has an assessment that says yes: looked at by hand
    "track-follow",
    # the exercise that is met first is planned: played and reported in tests/exercises
    *("exercise-observation", "exercise-observation-new", "exercise-played"),
    # what the city's provider and directory ask for: tried in tests/federation
    *("city-sign-out", "saml-answer", "saml-metadata", "saml-onward", "scim"),
    # what proves who one is asks for the password, and is set up, used and removed in test_factors.py
    *("factor-codes", "factor-passkey-options", "factor-remove"),
    *("passkey-options", "passkey-sign-in", "person-factors-remove", "prove", "second-step"),
    *("emergency", "emergency-acknowledge"),
    # one's own report, and what is off until the city turns it on: looked at in test_reporting.py
    *("report-follow", "report-open", "report-open-follow", "report-stop"),
    # nobody is named without the right to it, and no unit of theirs waits for an answer: tests of their own
    *("question-remind", "right-answer", "right-ask", "right-hand-over"),
    # no program has an account there: looked at in test_tokens.py
    *("service-account-edit", "service-account-token", "token", "webhook", "webhook-edit"),
    # no unit objects to what it inherits there: looked at by hand
    *("objection", "objection-settle"),
    # no report on data protection is out for comment there, and those who walk write none: walked in
    # tests/privacy_report, and above as the review's, whose pages they are
    *(
        f"privacy.{name}"
        for name in (
            *("remarks-remind", "review-autosave", "review-chapter", "review-circulate", "review-comment"),
            *("review-comment-add", "review-consider", "review-decide", "review-last", "review-layout"),
            *("review-minutes", "review-proposal", "review-recipients", "review-registration"),
            *("review-settings", "review-step"),
        )
    ),
    # the public form is off until the city turns it on, and no request is stopped or answered: tests/data_requests
    *(
        "data-request-erase",
        "data-request-follow",
        "data-request-open",
        "data-request-paper",
        "data-request-stop",
    ),
    # named people alone, and those who advise them: tests/impact_assessments
    *("documents-readers", "impact-assessment-advise", "impact-assessment-ask"),
    *("impact-assessment-begin", "impact-assessment-details"),
    # what is sent or suggested, and what rows with parts of their own have: tests of their own domains
    *("deviations-suggest", "effect-tests-suggest", "objects-suggest", "processor-agreements-suggest"),
    *("supplier-agreements-suggest", "supplier-agreement-buyer-remove", "supplier-agreement-call-off"),
    *("object-remove-service", "processing-party", "processing-party-add", "processing-party-remove"),
    *("processing-recipient-remove", "screening-tie", "sub-processor-answer", "sub-processor-remove"),
    *("moment-task-reopen", "moments-suggest", "pattern-begin", "pattern-measure-remove", "pattern-stop"),
    # who walks follows no pattern herself: both looked at in test_following.py
    *("pattern-deviate", "pattern-review"),
    # no template has changed there: looked at in tests/processing
    "processing-offer",
    # the unit that is walked is asked, not those above it: test_tracks.py, test_writing.py
    *("incident-remind", "incidents-attach", "review-direction", "review-direction-remove"),
    "track-step-report",
    # no review is out for comment there: looked at in test_circulating.py
    *("remarks-remind", "review-recipients", "review-step"),
    # looked at by tests of their own: sign-in and search here, a classification in test_classifying.py
    *("classification-step", "search", "sign-in"),
    # no identity provider is connected there: signed in at in tests/federation
    *("city-sign-in", "city-sign-in-answer", "group-rules", "group-rule-remove"),
    *("city-tie", "group-rules-import", "provider-page", "provider-page-done"),
    # a large file's work, looked at by hand: it is there while a process does it
    *("work-again", "work-cancel"),
}
"""What no link leads to. Everything else is visited, whoever adds it."""


def test_what_is_found(sign_in: SignIn) -> None:
    page = sign_in("ciso")
    page.goto("/sok/?q=skola")
    assert objections(page) == []


def test_the_sign_in_page_and_what_is_not_there(browser: Any, server: str) -> None:
    page = browser.new_page(base_url=server, locale="sv-SE")
    for path, status in (("/logga-in/", 200), ("/finns-inte/", 404)):
        answer = page.goto(path)
        assert (answer.status, objections(page)) == (status, [])
    page.close()
