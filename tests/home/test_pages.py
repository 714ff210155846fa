"""The start page, the situation and the search: right figures with links to the very rows, and nothing of others."""

import html
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akropolis.base.kernel.access.gate import EVERYWHERE, Access, Actor, system
from akropolis.base.kernel.cache import results
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import Incident
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import actions
from akropolis.shell.home.selectors.deadlines import UnitScope
from akropolis.shell.home.selectors.situation import describe_situation
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
SECRET = "Havsörnsprojektet"
LINK = re.compile(r'<a class="ak-figure" href="([^"]+)">([^<]+)</a>')
WORDS = {"en": 1, "ett": 1, "två": 2, "tre": 3}


@pytest.fixture
def cast() -> Cast:
    cast = build()
    today = timezone.localdate()
    for unit, title in (("utb", "Öva återläsning"), ("utb", "Byt nycklar"), ("ald", SECRET)):
        values = {
            "title": title,
            "owner_unit": cast.units[unit],
            "status": "planned",
            "begun_on": date(2026, 1, 1),
        }
        owner = cast.people[f"samordnare.{unit}"]
        actions.VERBS.create(
            system("Test"), Action, {**values, "responsible": owner, "due_on": date(2026, 2, 1)}
        )
    with writing(system("Test")) as w:
        for unit, title in (("utb", "Fel mottagare"), ("ald", SECRET)):
            at = datetime.combine(today, datetime.min.time(), tzinfo=UTC)
            w.create(
                Incident, {"title": title, "owner_unit": cast.units[unit], "occurred_at": at, "severity": 3}
            )
    return cast


def test_the_start_page_says_what_waits_for_the_person(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["samordnare.utb"])
    page = client.get("/")
    assert [(str(title), [t.title for t in items]) for title, items in page.context["groups"]] == [
        ("Försenat", ["Genomför: Öva återläsning", "Genomför: Byt nycklar"])
    ]
    assert page.context["lead"] == "Två saker väntar på dig. Alla är försenade."


def test_nothing_to_do_is_said_in_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["medarbetare.utb"])
    assert client.get("/").context["lead"] == "Inget väntar på dig just nu."


def test_a_side_of_which_a_person_may_read_nothing_is_left_out(cast: Cast) -> None:
    of = Actor(cast.people["medarbetare.utb"].pk, "Medarbetare")
    reads = Access(of, {"incidents:incident:read": frozenset({EVERYWHERE})})
    found = describe_situation(reads, UnitScope(), timezone.localdate())
    assert [str(part.title) for part in (*found.parts, *found.folded)] == ["Incidenter och incidentspår"]
    assert (found.deadlines, found.map, found.measures, found.charts) == ([], None, None, [])


@pytest.mark.parametrize("page", ["/", "/laget/"])
@pytest.mark.parametrize("username", ["samordnare.utb", "ciso", "revisor"])
def test_each_figure_is_the_number_of_rows_behind_its_link(
    client: Client, cast: Cast, page: str, username: str
) -> None:
    client.force_login(cast.people[username])
    found = [(html.unescape(url), words) for url, words in LINK.findall(client.get(page).text)]
    assert len(found) > 2
    for url, words in found:
        count = WORDS.get(words.lower()) or int(words)
        assert rows_behind(client, url) == count, (url, words)


def rows_behind(client: Client, url: str) -> int:
    """How many rows the list at the address has, of a register or computed."""
    context = client.get(url).context
    return context["listing"].total if "listing" in context else len(context["list"].ordered)


@pytest.mark.parametrize("page", ["/", "/laget/", "/sok/?q=Havsörn", "/sok/?q=ÖRNSPROJ"])
@pytest.mark.parametrize("username", ["samordnare.utb", "medarbetare.utb", "outsider"])
def test_nothing_of_another_unit_is_shown_or_counted(
    client: Client, cast: Cast, page: str, username: str
) -> None:
    client.force_login(cast.people[username])
    answer = client.get(page)
    assert (SECRET in answer.text, answer.status_code in (200, 404)) == (False, True)


def test_the_search_finds_what_may_be_read(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["samordnare.ald"])
    places = client.get("/sok/?q=havsörn").context["places"]
    assert [(str(p.title), p.total, [hit.title for hit in p.hits]) for p in places] == [
        ("Incidenter", 1, [SECRET]),
        ("Åtgärder", 1, [SECRET]),
    ]


def test_the_search_finds_units_and_people(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["ciso"])
    found = {str(p.title): [h.title for h in p.hits] for p in client.get("/sok/?q=perić").context["places"]}
    assert found == {"Personer": ["Nadja Perić"]}
    found = {str(p.title): [h.title for h in p.hits] for p in client.get("/sok/?q=äldre").context["places"]}
    assert found["Organisation"] == ["Äldrenämnden"]


@pytest.mark.parametrize(
    "words", ["", "a", "%", "\0\0\0", "x" * 5000, "'; DROP TABLE", "<script>alert(1)</script>"]
)
def test_odd_searches_find_nothing_and_break_nothing(client: Client, cast: Cast, words: Any) -> None:
    client.force_login(cast.people["ciso"])
    answer = client.get("/sok/", {"q": words})
    assert (answer.status_code, answer.context["places"], "<script>alert" in answer.text) == (200, [], False)


def test_an_outsider_is_not_told_how_the_city_stands(client: Client, cast: Cast) -> None:
    client.force_login(cast.people["outsider"])
    assert client.get("/laget/").status_code == 404


def test_the_frame_costs_few_queries(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    client.force_login(cast.people["ciso"])
    client.get("/roller/")
    with django_assert_max_num_queries(6):  # session, person, appointments, city; roles and their holders
        client.get("/roller/")


@pytest.mark.parametrize(
    ("page", "first", "again"), [("/", 35, 4), ("/laget/", 42, 5)]
)  # with the unit's pictures and its draft
def test_what_stands_on_it_costs_as_many_queries_however_much_it_is(
    client: Client, cast: Cast, page: str, first: int, again: int
) -> None:
    client.force_login(cast.people["samordnare.utb"])
    counts = []
    for more in (0, 2):
        with writing(system("Test")) as w:
            for number in range(more):
                values = {"title": f"Fel {number}", "owner_unit": cast.units["utb"], "severity": 3}
                w.create(Incident, {**values, "occurred_at": timezone.now()})
        client.get(page)
        results.clear_cache()
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            counts.append(len(captured))
    assert counts == [first, again] * 2


@pytest.mark.parametrize("page", ["/", "/laget/", "/incidenter/", "/konto/", "/nope/"])
def test_a_page_of_a_signed_in_person_is_kept_by_nobody(client: Client, cast: Cast, page: str) -> None:
    client.force_login(cast.people["ciso"])
    assert client.get(page).headers["Cache-Control"] == "private, no-store"
