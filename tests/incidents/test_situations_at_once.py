"""A series has each number once and no gap, however many begin and issue at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import create
from akropolis.events.incidents.models import Incident
from akropolis.events.situation_reports.models import Situation, SituationDraft
from akropolis.events.situation_reports.register.questions import QUESTIONS
from akropolis.events.situation_reports.services import drafts
from akropolis.events.situation_reports.services.issuing import Issue, issue
from tests.world import SYSTEM

ROUNDS = 3


def prepare() -> None:
    """An event, and the questions."""
    city = {"code": "stad", "name": "Stad", "kind": "city", "valid_from": timezone.localdate()}
    unit = create(SYSTEM, Unit, city)
    QUESTIONS.load(SYSTEM)
    create(SYSTEM, Incident, {"title": "Intrång", "owner_unit": unit, "occurred_at": timezone.now()})


def take_part(_number: int) -> int:
    """How many one thread issued: the other may have issued the draft that it had begun."""
    made, incident = 0, Incident.everything.select_related("owner_unit").get()
    try:
        for _round in range(ROUNDS):
            draft = drafts.begin(SYSTEM, incident)
            try:
                issue(SYSTEM, draft, Issue(as_of=timezone.now(), mark="leading"))
                made += 1
            except Refused:
                continue
        return made
    finally:
        connection.close()


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory is one connection, and has one writer"
)
@pytest.mark.django_db(transaction=True)
def test_threads_on_a_server() -> None:
    prepare()
    with ThreadPoolExecutor(2) as pool:
        made = sum(pool.map(take_part, range(2)))
    assert made >= ROUNDS
    numbers = Situation.everything.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, made + 1))
    assert not SituationDraft.everything.exists()
