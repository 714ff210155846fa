"""What comes near between two mornings is told at its minute, once, whoever looks and however often."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.deadlines.jobs import jobs
from akropolis.base.kernel.deadlines.models import ScheduledJob
from akropolis.base.kernel.deadlines.tasks import DueDate, PendingTask, feeds, fleeting, sources
from akropolis.base.kernel.notify.models import Message
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.people.organisation.services import people
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.services import actions
from akropolis.shared.clocks.reports.clock_words import explain
from akropolis.shared.clocks.rules.due import Clock, due
from akropolis.shell.home.services.reminders import find_done_reminders, remind, remind_of_due
from tests.organisation.cast import Cast, build

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
TOLD = "samordnare.utb"


@pytest.fixture
def cast() -> Cast:
    return build()


def _action(cast: Cast, due_on: date, who: str = TOLD) -> Action:
    values = {"title": "Öva återläsning", "owner_unit": cast.units["utb"], "responsible": cast.people[who]}
    more = {"due_on": due_on, "begun_on": date(2026, 9, 1), "status": "planned"}
    return actions.VERBS.create(system("Test"), Action, {**values, **more})


def _told() -> list[tuple[str, str]]:
    found = Message.objects.order_by("id").values_list("user__username", "subject")
    return [(user, subject.partition(":")[0]) for user, subject in found]


def test_what_is_made_at_noon_and_due_tomorrow_is_told_within_the_minute(cast: Cast) -> None:
    assert remind_of_due(NOON) == "0 new"
    _action(cast, date(2026, 11, 26))
    said = [remind_of_due(NOON + n * MINUTE) for n in (1, 2, 3)]
    assert (said, _told()) == (["1 new", "0 new", "0 new"], [(TOLD, "Snart dags")])
    remind(NOON + HOUR)
    assert _told() == [(TOLD, "Snart dags")]


def test_after_an_outage_what_was_missed_is_told_once_and_only_as_it_stands_now(cast: Cast) -> None:
    _action(cast, date(2026, 11, 26))
    later = NOON + 9 * DAY
    said = [remind_of_due(later), remind(later), remind_of_due(later + MINUTE)]
    assert (said, _told()) == (["1 new", "0 new", "0 new"], [(TOLD, "Försenat")])


def test_what_is_done_or_far_off_or_whose_reader_lost_her_role_is_told_to_nobody(cast: Cast) -> None:
    done = _action(cast, date(2026, 11, 26))
    actions.VERBS.update(system("Test"), done, {"status": "ongoing"}, version=1)
    finished = {"status": "done", "done_on": date(2026, 11, 20), "result": "Klart"}
    actions.VERBS.update(system("Test"), done, finished, version=2)
    _action(cast, date(2026, 12, 5))
    _action(cast, date(2026, 11, 26), who="outsider")
    gone = _action(cast, date(2026, 11, 26), who="ciso")
    people.change(system("Test"), cast.people["ciso"], {"is_active": False})
    assert (remind_of_due(NOON), _told()) == ("0 new", [])
    fed = {each.task for each in feeds.get("registers")(date(2026, 11, 30))}
    assert f"actions:{gone.pk}" in fed
    assert f"actions:{done.pk}" not in fed


def test_a_moved_day_is_told_anew(cast: Cast) -> None:
    row = _action(cast, date(2026, 11, 26))
    remind_of_due(NOON)
    actions.VERBS.update(system("Test"), row, {"due_on": date(2026, 11, 30)}, version=row.version)
    assert (remind_of_due(NOON + MINUTE), _told()) == ("1 new", [(TOLD, "Snart dags")] * 2)


def test_a_reminder_that_waited_for_the_mail_is_done_when_its_task_is(cast: Cast) -> None:
    rows = [_action(cast, date(2026, 11, 26)) for _each in range(2)]
    remind_of_due(NOON)
    post([Draft(cast.people[TOLD], "question", "En fråga", "Kom den fram?")], NOON)
    every = list(Message.objects.all())
    assert find_done_reminders(cast.people[TOLD], every, NOON) == set()
    actions.VERBS.update(system("Test"), rows[0], {"due_on": date(2026, 11, 30)}, version=rows[0].version)
    done = find_done_reminders(cast.people[TOLD], every, NOON + HOUR)
    assert {each.key.split(":")[1] for each in every if each.pk in done} == {str(rows[0].pk)}


class Breach:
    """A source of tasks where hours count, as a domain above would write it: the clock is the law's."""

    def __init__(self, cast: Cast, aware_at: datetime) -> None:
        self.person, self.aware_at = cast.people[TOLD], aware_at

    @property
    def ends(self) -> datetime:
        found = due(Clock(72, paragraph="Dataskyddsförordningen artikel 33.1"), self.aware_at).moment
        assert found is not None
        return found

    def tasks(self, access: Access, today: date) -> Iterator[PendingTask]:
        if access.actor.id == self.person.pk:
            day = timezone.localdate(self.ends)
            yield PendingTask("breach:1", "Anmäl till IMY", "/incidenter/", "Art. 33", due=day, at=self.ends)

    def feed(self, last: date) -> Iterator[DueDate]:
        yield DueDate("breach:1", self.person.pk, self.ends)

    def look(self, now: datetime) -> str:
        return remind_of_due(now, {"breach": self.feed}, {"breach": self.tasks})


def test_seventy_two_hours_are_told_at_their_minutes_and_in_no_other(cast: Cast) -> None:
    breach = Breach(cast, NOON)
    minutes = [NOON + n * MINUTE for n in range(0, 73 * 60, 1)]
    tried = {at for at in minutes if (at - NOON) % HOUR in (timedelta(0), 59 * MINUTE)}
    told = [at for at in sorted(tried) if breach.look(at) == "1 new"]
    assert [at - NOON for at in told] == [48 * HOUR, 68 * HOUR, 71 * HOUR, 72 * HOUR]
    assert [kind for _who, kind in _told()] == ["Snart dags"] * 3 + ["Försenat"]
    first = Message.objects.earliest("id")
    assert "28 november 2026 kl. 12.00" in first.text
    assert first.until == NOON + 68 * HOUR


def test_a_corrected_moment_moves_the_reminders_with_it(cast: Cast) -> None:
    breach = Breach(cast, NOON)
    assert breach.look(NOON + 48 * HOUR) == "1 new"
    breach.aware_at = NOON - 21 * HOUR
    said = [breach.look(NOON + 48 * HOUR + n * MINUTE) for n in (1, 2)]
    assert said == ["1 new", "0 new"]
    assert "27 november 2026 kl. 15.00" in Message.objects.latest("id").text


def test_each_source_of_what_is_due_is_one_of_tasks() -> None:
    assert set(feeds.entries) <= {*sources.entries, *fleeting.entries}


def test_the_morning_is_seven_in_sweden_and_what_is_due_is_looked_at_each_minute(cast: Cast) -> None:
    morning, due_job = jobs.get("reminders"), jobs.get("due")
    before = datetime(2026, 10, 24, 5, 30, tzinfo=UTC)  # the night after, the clock is moved back
    after = [morning.after(at) for at in (before - HOUR, before, before + 23 * HOUR)]
    assert [at.astimezone(UTC) for at in after] == [
        datetime(2026, 10, 24, 5, tzinfo=UTC),
        datetime(2026, 10, 25, 6, tzinfo=UTC),
        datetime(2026, 10, 25, 6, tzinfo=UTC),
    ]
    assert due_job.after(before) == before + MINUTE


def test_reasons_stand_in_the_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    breach = Breach(cast, NOON)
    rule: Any = type("Rule", (), {"said": lambda self, name: "vetskap"})()
    found = due(Clock(72, paragraph="Artikel 33.1"), NOON)
    told = PendingTask("b", "Anmäl", "/", "Art. 33", at=found.moment, reasons=tuple(explain(rule, found)))
    remind_of_due(NOON + 60 * HOUR, {"b": breach.feed}, {"b": lambda access, today: [told]})
    text = Message.objects.get().text
    assert text.endswith("72 timmar senare är 28 november 2026 kl. 12.00. Artikel 33.1")
    assert ScheduledJob.objects.count() == 0
