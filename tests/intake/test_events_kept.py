"""What is kept of an event that a monitor tells: when it happened, what it says, and whom it is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.errors import Hidden
from akropolis.base.kernel.access.open_forms import digest_of_reference, reference_for
from akropolis.base.kernel.notify.models import Message
from akropolis.base.ui.fields import FAST
from akropolis.events.incidents.models import ExternalEvent, Incident
from akropolis.events.intake.services import QUIET, find_own_report, report_from_monitor
from tests.intake.test_events_told import tell
from tests.world import SYSTEM, World

SECOND = timedelta(seconds=1)


def happened(world: World, at: datetime | None) -> datetime | None:
    """What the one event says of when it happened, told with that moment."""
    given = {} if at is None else {"occurred_at": at.isoformat()}
    assert tell(world, **given).status_code == 201
    return Incident.everything.get().occurred_at


def test_an_event_happened_when_it_is_said_to_have(world: World) -> None:
    at = timezone.now() - timedelta(hours=3)
    assert happened(world, at) == at


@pytest.mark.parametrize("ahead", [None, FAST - 20 * SECOND])
def test_without_a_moment_or_by_a_clock_that_is_a_little_fast_it_happened_now(
    world: World, ahead: timedelta | None
) -> None:
    before = timezone.now()
    at = happened(world, None if ahead is None else before + ahead)
    assert at is not None
    assert before <= at <= timezone.now()


def test_a_clock_that_is_more_than_a_little_fast_is_refused(world: World) -> None:
    answer = tell(world, occurred_at=(timezone.now() + FAST + 20 * SECOND).isoformat())
    assert (answer.status_code, Incident.everything.count()) == (422, 0)


def test_all_that_is_said_is_kept_and_what_is_not_said_is_usual(world: World) -> None:
    tell(world, description="Många försök", severity=3, personal_data="yes")
    tell(world, external_id="larm-2")
    rows = Incident.everything.order_by("created_at")
    kept = [
        (row.title, row.description, row.severity, row.personal_data, row.kind, row.status) for row in rows
    ]
    assert kept == [
        ("Ovanlig trafik", "Många försök", 3, "yes", "event", "reported"),
        ("Ovanlig trafik", "", 0, "unknown", "event", "reported"),
    ]
    events = ExternalEvent.everything.order_by("created_at")
    assert [(row.external_id, row.person_id, row.incident) for row in events] == [
        (name, world.people["colleague"].pk, row)
        for name, row in zip(("larm-1", "larm-2"), rows, strict=True)
    ]


def say(world: World, who: str, key: str, unit: str = "utb") -> ExternalEvent:
    values: dict[str, Any] = {"title": key, "description": "", "severity": 1, "personal_data": "unknown"}
    values["occurred_at"] = timezone.now()
    return report_from_monitor(world.access(who, timezone.localdate()), world.units[unit], key, values)


def test_each_monitor_is_told_of_anew_an_hour_after_its_last_event(world: World) -> None:
    say(world, "colleague", "a")
    told = Message.objects.count()
    say(world, "colleague", "b")
    assert Message.objects.count() == told > 0
    say(world, "owner", "a")
    assert Message.objects.count() > told, "another monitor"
    told = Message.objects.count()
    ExternalEvent.everything.update(created_at=timezone.now() - QUIET + 30 * SECOND)
    say(world, "colleague", "c")
    assert Message.objects.count() == told
    ExternalEvent.everything.update(created_at=timezone.now() - QUIET - SECOND)
    say(world, "colleague", "d")
    assert Message.objects.count() > told


def test_the_same_event_told_again_is_what_came_first(world: World) -> None:
    first, again = say(world, "colleague", "a"), say(world, "colleague", "a")
    assert (first, Incident.everything.count()) == (again, 1)
    with pytest.raises(Hidden):
        say(world, "colleague", "b", "kul")


def test_who_reported_finds_her_own_and_nobody_else_does(world: World) -> None:
    made = say(world, "colleague", "a").incident
    found = {who: find_own_report(world.access(who), made.pk) for who in ("colleague", "owner", "neighbour")}
    assert found == {"colleague": made, "owner": None, "neighbour": None}
    assert find_own_report(SYSTEM, made.pk) is None


@pytest.mark.parametrize(
    "written", ["abcd-ef01-2345", "ABCD-EF01-2345", "abcdef012345", " abcd ef01 2345 ", "abcd–ef01.2345"]
)
def test_a_reference_is_the_same_however_it_is_written(written: str) -> None:
    assert digest_of_reference(written) == digest_of_reference("abcdef012345")
    assert digest_of_reference("abcdef012346") != digest_of_reference("abcdef012345")


def test_a_reference_is_eight_groups_of_four_and_the_same_for_the_same_form_alone() -> None:
    found = [reference_for("incidents.report", key) for key in ("a", "a", "b", "", "")]
    assert [len(group) for group in found[0].split("-")] == [4] * 8
    assert (found[0] == found[1], len({*found})) == (True, 4)
