"""An incident is closed by its status and by its time alike: page, import and database see to it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone, translation

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import Incident
from akropolis.events.incidents.register import REGISTER
from akropolis.events.incidents.selectors.incidents import open_at_cutoff
from tests.world import SYSTEM, World

HAPPENED = datetime(2026, 3, 10, 11, tzinfo=UTC)
CLOSED = datetime(2026, 3, 20, 11, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def incident(world: World, **values: Any) -> Incident:
    usual = {"title": "Strömavbrott", "owner_unit": world.units["utb"], "occurred_at": HAPPENED}
    return create(SYSTEM, Incident, {**usual, **values})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"status": "closed"}, "Skriv när incidenten avslutades."),
        (
            {"status": "handling", "closed_at": CLOSED},
            "Incidenten är inte avslutad. Ändra statusen, eller ta bort den här tiden.",
        ),
    ],
)
def test_status_and_time_that_disagree_are_refused_at_the_time(
    world: World, values: dict[str, Any], sentence: str
) -> None:
    before = Incident.everything.count()
    with translation.override("sv"), pytest.raises(Invalid) as refusal:
        incident(world, **values)
    assert refusal.value.errors == {"closed_at": [sentence]}
    assert Incident.everything.count() == before


def test_one_that_is_opened_again_loses_its_time(world: World) -> None:
    row = incident(world, status="closed", closed_at=CLOSED)
    with pytest.raises(Invalid):
        update(SYSTEM, row, {"status": "handling"})
    row.refresh_from_db()
    assert REGISTER.verbs.step(SYSTEM, row, "reopen", {}, because="Den fortsätter").closed_at is None


@pytest.mark.parametrize("change", ["status = 'closed'", "closed_at = '2026-03-20 11:00:00+00:00'"])
def test_the_database_refuses_what_goes_past_the_writer(world: World, change: str) -> None:
    row = incident(world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE incidents_incident SET {change} WHERE number = %s", [row.number])


def test_open_now_is_what_is_not_closed(world: World) -> None:
    rows = [incident(world), incident(world, status="closed", closed_at=CLOSED)]
    today = timezone.localdate()
    found = Incident.everything.filter(pk__in=[row.pk for row in rows])
    assert list(found.filter(open_at_cutoff(Period(today, today, today)))) == rows[:1]
    then = Period(date(2026, 3, 1), date(2026, 3, 19), date(2026, 3, 19))
    assert set(found.filter(open_at_cutoff(then))) == set(rows)
