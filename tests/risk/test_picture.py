"""The picture of the risks: every number leads to exactly its risks, and two days are compared by one scale."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from akropolis.base.kernel.cache.results import clear_cache
from akropolis.base.kernel.records.writer import create, writing
from akropolis.graph.risk.models import Risk, RiskMatrix
from akropolis.graph.risk.rules.picture import JudgedLevel, Move, compare
from akropolis.graph.risk.selectors.picture import RiskPicture
from tests.risk.matrices import BODY, use_matrix
from tests.risk.pictured import ago, judged, new_risk
from tests.world import SYSTEM, World

SINCE = 60
"""How many days back the tests compare with."""


@pytest.fixture
def risks(world: World) -> Mapping[str, Risk]:
    """Risks of `utb` and `kul` that have moved in every way since `SINCE` days ago."""
    matrix = use_matrix()
    old = {"series": "gammal", "name": "Äldre matris", "body": BODY, "mark": "O", "valid_from": ago(900)}
    with writing(SYSTEM) as w:
        earlier = w.create(RiskMatrix, old)
        made = {
            name: new_risk(w, world, "utb", name)
            for name in ("raised", "lowered", "same", "rescaled", "ended")
        }
        made |= {name: new_risk(w, world, "utb", name) for name in ("judged", "unknown", "new")}
        made["kul"] = new_risk(w, world, "kul", "kul", owner=world.people["neighbour"])
        then = {"raised": (1, 0), "lowered": (4, 3), "same": (2, 2), "ended": (3, 3), "kul": (4, 3)}
        for name, cell in then.items():
            judged(w, made[name], matrix, *cell, ago(100))
        judged(w, made["rescaled"], earlier, 1, 0, ago(100))
        now = {
            "raised": (4, 3),
            "lowered": (1, 0),
            "same": (2, 2),
            "rescaled": (4, 3),
            "judged": (3, 2),
            "new": (1, 1),
        }
        for name, cell in now.items():
            judged(w, made[name], matrix, *cell, ago(5))
        w.update(made["ended"], {"ended_on": ago(20)})
        w.update(made["same"], {"accepted_until": timezone.localdate() + timedelta(days=30)})
    begun = [row.pk for name, row in made.items() if name != "new"]
    Risk.everything.filter(pk__in=begun).update(created_at=timezone.now() - timedelta(days=200))
    clear_cache()
    return made


def listed(client: Client, url: str) -> set[str]:
    """The titles in the list behind a link."""
    rows = re.findall(r'<a href="/risker/[0-9a-f-]{36}/[^"]*">([^<]+)</a>', client.get(url).content.decode())
    return set(rows)


def linked(client: Client, url: str) -> list[tuple[int, str]]:
    """Every number on the page that is a link, with the address that it leads to."""
    page = client.get(url).content.decode()
    links = re.findall(r'<a(?: class="ak-figure")? href="(/risker/[^"]*)"[^>]*>([\d\s]+)</a>', page)
    return [(int(text), unescape(href)) for href, text in links]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", f"?sedan={ago(SINCE)}", "?enhet=kul", f"?enhet=utb&sedan={ago(SINCE)}"]
)
def test_each_number_leads_to_exactly_its_risks(world: World, risks: Mapping[str, Risk], query: str) -> None:
    client = world.client("ciso")
    numbers = linked(client, f"/riskbild/{query}")
    assert len(numbers) > 3
    for count, url in numbers:
        assert len(listed(client, url)) == count, url


@pytest.mark.django_db
def test_what_is_not_judged_is_apart_and_in_no_cell(world: World, risks: Mapping[str, Risk]) -> None:
    picture = RiskPicture(world.access("ciso"), timezone.localdate())
    assert (picture.total, picture.count("not_judged")) == (8, 1)
    assert sum(picture.cells.values()) == 7
    assert picture.severities() == {"danger": 3, "warning": 1, "neutral": 1, "success": 2}
    assert [risk.title for risk in picture.top][:3] == ["kul", "raised", "rescaled"]


@pytest.mark.django_db
def test_a_unit_sees_its_own_alone(world: World, risks: Mapping[str, Risk]) -> None:
    own = RiskPicture(world.access("neighbour"), timezone.localdate())
    assert (own.total, [risk.title for risk in own.top]) == (1, ["kul"])
    page = world.client("neighbour").get("/riskbild/?enhet=utb").content.decode()
    assert "Enheten finns inte" in page
    assert "raised" not in page
    assert world.client("outsider").get("/riskbild/").status_code == 404


@pytest.mark.django_db
def test_two_days_are_compared_and_another_scale_is_named(world: World, risks: Mapping[str, Risk]) -> None:
    picture = RiskPicture(world.access("ciso"), timezone.localdate())
    names = {risk.pk: name for name, risk in risks.items()}
    moves = {move: sorted(names[pk] for pk in found) for move, found in picture.moves(ago(SINCE)).items()}
    assert moves == {
        Move.RAISED: ["raised"], Move.LOWERED: ["lowered"], Move.SAME: ["kul", "same"], Move.NEW: ["new"],
        Move.JUDGED: ["judged"], Move.ENDED: ["ended"], Move.RESCALED: ["rescaled"], Move.UNKNOWN: ["unknown"],
    }  # fmt: skip
    assert sum(picture.cells_on(ago(SINCE)).values()) == 6
    page = world.client("ciso").get(f"/riskbild/?sedan={ago(SINCE)}").content.decode()
    assert "har sedan dess bedömts med en annan matris" in page
    assert "Bedömda med Äldre matris" in page


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["igår", "2999-01-01", "0001-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_compared_with_is_said_to_be_so(world: World, day: str) -> None:
    use_matrix()
    answer = world.client("ciso").get("/riskbild/", {"sedan": day})
    assert answer.status_code == 200
    assert "Välj en tidigare dag" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["severity=lila", "moved=raised", "moved=lila:2026-01-01", "matrix=x", "shared=no"]
)
def test_a_filter_without_meaning_shows_nothing_and_says_so(world: World, query: str) -> None:
    create(SYSTEM, Risk, {"title": "Risk", "owner_unit": world.units["utb"]})
    page = world.client("ciso").get(f"/risker/?{query}").content.decode()
    assert "har ett värde som inte finns" in page


@pytest.mark.django_db
def test_without_a_matrix_the_page_says_what_is_needed(world: World) -> None:
    page = world.client("ciso").get("/riskbild/").content.decode()
    assert "Ingen aktuell risk är registrerad här" in page
    assert "Ingen riskmatris används" in page


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_risks(world: World, risks: Mapping[str, Risk]) -> None:
    def queries() -> int:
        clear_cache()
        with CaptureQueriesContext(
            connection,
        ) as found:
            world.client("ciso").get(f"/riskbild/?sedan={ago(SINCE)}")
        return len(found)

    queries()  # what is read once in a process is read
    before = queries()
    with writing(SYSTEM) as w:
        matrix = RiskMatrix.everything.get(series="test-4")
        for n in range(12):
            judged(w, new_risk(w, world, "hamn", f"Risk {n}"), matrix, 1 + n % 4, n % 4, ago(3))
    assert queries() == before


@pytest.mark.django_db
def test_the_file_has_the_numbers_and_a_masked_copy_names_no_one(
    world: World, risks: Mapping[str, Risk]
) -> None:
    with writing(SYSTEM) as w:
        w.update(
            risks["raised"], {"secrecy": "OSL 18:8", "owner": world.people["chef"], "weakness": "Kanarie"}
        )
    client = world.client("ciso")

    def sheets(query: str) -> dict[str, list[tuple[Any, ...]]]:
        book = load_workbook(BytesIO(client.get(f"/riskbild/riskbild.xlsx{query}").content))
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}

    whole, masked = sheets(f"?sedan={ago(SINCE)}"), sheets("?maskad=1")
    assert [row[4] for row in whole["Matris"][1:]].count(None) == 0
    assert sum(row[4] for row in whole["Matris"][1:]) == 8
    titles = {row[1] for row in whole["Risker"][1:]}
    assert titles == {name for name in risks if name != "ended"}
    assert "Åke Ström" in str(whole)
    hidden = {row[1] for row in masked["Risker"][1:]}
    assert hidden == titles - {"raised"} | {"Sekretessmarkerad"}
    assert "Åke Ström" not in str(masked)
    assert "Kanarie" not in str(whole)
    lines = client.get("/riskbild/riskbild.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 9
    assert client.get("/riskbild/riskbild.pdf").status_code == 409


LEVEL = st.none() | st.builds(
    JudgedLevel, st.sampled_from([UUID(int=1), UUID(int=2)]), *[st.integers(1, 4)] * 3
)
LEVELS = st.dictionaries(st.integers(1, 9).map(lambda n: UUID(int=n)), LEVEL)


@given(LEVELS, LEVELS)
def test_each_risk_has_moved_in_one_way_and_back_is_the_opposite(
    then: dict[UUID, JudgedLevel | None], now: dict[UUID, JudgedLevel | None]
) -> None:
    moves, back = compare(then, now), compare(now, then)
    every = [risk for risks in moves.values() for risk in risks]
    assert sorted(every) == sorted(then.keys() | now.keys())
    for one, other in ((Move.RAISED, Move.LOWERED), (Move.NEW, Move.ENDED), (Move.RESCALED, Move.RESCALED)):
        assert moves.get(one, []) == back.get(other, [])
    for risk in moves.get(Move.RAISED, ()):
        before, after = then[risk], now[risk]
        assert before
        assert after
        assert before.matrix == after.matrix
        assert before.level < after.level


def test_today_is_compared_with_today() -> None:
    levels = {UUID(int=1): JudgedLevel(UUID(int=1), 1, 1, 1)}
    assert compare(levels, levels) == {Move.SAME: [UUID(int=1)]}
    assert compare({}, {}) == {}
