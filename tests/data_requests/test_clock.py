"""The last day of an answer (GDPR article 12.3–12.6), and what figures count by it."""

from datetime import date
from typing import Any

import pytest

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.lib.document import plain_text
from akropolis.base.lib.periods import Period
from akropolis.privacy.data_requests import services
from akropolis.privacy.data_requests.models import DataRequest, RequestAnswer
from akropolis.privacy.data_requests.selectors import requests as selectors
from tests.data_requests.cases import CANARY, asked, staff
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def staffed(world: World) -> None:
    staff(world)


@pytest.mark.parametrize(
    ("received", "last", "allowed"),
    [
        (date(2025, 11, 3), date(2025, 12, 3), date(2025, 12, 3)),
        (date(2025, 1, 31), date(2025, 2, 28), date(2025, 2, 28)),  # no such day: 1182/71 article 3
        (date(2025, 11, 20), date(2025, 12, 20), date(2025, 12, 22)),  # a Saturday: 1182/71 article 3.4
    ],
)
def test_an_answer_is_due_in_a_month_article_12_3(
    world: World, received: date, last: date, allowed: date
) -> None:
    made = asked(world, received_on=received)
    assert (made.last_on, made.allowed_on) == (last, allowed)


def test_without_a_rule_the_last_day_is_unknown(world: World) -> None:
    made = asked(world, received_on=date(2017, 1, 2))  # before the regulation: no rule held then
    assert (made.last_on, made.allowed_on) == (None, None)


def test_asking_for_proof_of_identity_does_not_stop_the_time_article_12_6(world: World) -> None:
    made = asked(world, identity="asked", identity_on=date(2025, 11, 10))
    assert made.last_on == date(2025, 12, 3)
    with pytest.raises(Refused, match="styrkt"):
        services.save_answer(world.access("coordinator"), made, {"answer": "Här."}, date(2025, 11, 20))
    assert (DataRequest.everything.get().state, RequestAnswer.everything.count()) == ("received", 0)


@pytest.mark.parametrize(
    ("told_on", "last"),
    [(date(2025, 12, 3), date(2026, 2, 3)), (date(2025, 12, 4), None), (date(2025, 11, 2), None)],
)
def test_it_is_extended_by_two_months_told_within_the_first_article_12_3(
    world: World, told_on: date, last: date | None
) -> None:
    made, access = asked(world), world.access("coordinator")
    if last is None:
        with pytest.raises(Invalid) as refused:
            services.extend(access, made, told_on, "Många system.")
        assert set(refused.value.errors) == {"extended_on"}
    else:
        services.extend(access, made, told_on, "Många system.", version=made.version)
    found = DataRequest.everything.get()
    assert (found.last_on, found.extended_on) == (last or date(2025, 12, 3), told_on if last else None)


def test_a_refusal_says_why_and_where_to_complain_article_12_4(world: World) -> None:
    made = asked(world)
    texts = {"answer": "Begäran är uppenbart orimlig."}
    services.save_answer(world.access("coordinator"), made, texts, date(2025, 11, 20), refused=True)
    sent = RequestAnswer.everything.get()
    assert (DataRequest.everything.get().state, sent.refused) == ("refused", True)
    text = " ".join(plain_text(sent.tree))
    for words in ("uppenbart orimlig", "Integritetsskyddsmyndigheten", "förvaltningsrätten", "tre veckor"):
        assert words in text
    assert CANARY not in text


def test_late_is_counted_by_the_day_that_the_law_accepts(world: World) -> None:
    def answered(day: date) -> Any:
        return asked(world, received_on=date(2025, 11, 20), state="answered", answered_on=day)

    in_time, late, waits = answered(date(2025, 12, 22)), answered(date(2025, 12, 23)), asked(world)
    new = asked(world, received_on=date(2025, 12, 1))
    period = Period(date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31))
    rows = DataRequest.everything.order_by("number")
    assert list(rows.filter(selectors.answered_in_time(period))) == [in_time]
    assert list(rows.filter(selectors.late(period))) == [late, waits]
    assert new.allowed_on == date(2026, 1, 2)  # the first of January is free
