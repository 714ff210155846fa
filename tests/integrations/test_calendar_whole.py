"""A calendar as it is sent, line by line, and what of a task becomes an event in it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from akropolis.base.kernel.deadlines.tasks import PendingTask
from akropolis.base.kernel.records.references import refer
from akropolis.people.integrations.reports.due import CalendarDue, _due, calendar, due_to, entity_tag
from tests.world import SYSTEM, World

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = CalendarDue(
    "a@akropolis", date(2026, 12, 1), "att göra: Åtgärd ÅTG-2026-0001", "https://lis.example/atgarder/1/"
)
MOMENT = CalendarDue(
    "b@akropolis", datetime(2026, 12, 2, 7, 30, tzinfo=UTC), "Att göra: Incident", "https://lis.example/i/"
)


def lines(*due: CalendarDue, title: str = "Min kalender") -> list[str]:
    with translation.override("sv"):
        whole = calendar(due, title, NOW).decode()
    return whole.replace("\r\n ", "").split("\r\n")


def test_a_calendar_says_what_it_is_and_when_to_look_again() -> None:
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//akropoLIS//Due//EN",
        "NAME:Min kalender",
        "X-WR-CALNAME:Min kalender",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
        "",
    ]
    assert lines() == head


def test_each_that_is_due_is_an_event_of_its_own() -> None:
    found = lines(DAY, MOMENT)
    events = "\n".join(found[found.index("BEGIN:VEVENT") : found.index("END:VCALENDAR")])
    assert events.split("\nEND:VEVENT") == [
        "\n".join(
            [
                "BEGIN:VEVENT",
                "SUMMARY:Att göra: Åtgärd ÅTG-2026-0001",
                "DTSTART;VALUE=DATE:20261201",
                "DTSTAMP:20261125T090000Z",
                "UID:a@akropolis",
                "CLASS:PRIVATE",
                "DESCRIPTION:Vad det handlar om står i akropoLIS: https://lis.example/atgarder/1/",
                "TRANSP:TRANSPARENT",
                "URL:https://lis.example/atgarder/1/",
            ]
        ),
        "\n".join(
            [
                "\nBEGIN:VEVENT",
                "SUMMARY:Att göra: Incident",
                "DTSTART:20261202T073000Z",
                "DTSTAMP:20261125T090000Z",
                "UID:b@akropolis",
                "CLASS:PRIVATE",
                "DESCRIPTION:Vad det handlar om står i akropoLIS: https://lis.example/i/",
                "TRANSP:TRANSPARENT",
                "URL:https://lis.example/i/",
            ]
        ),
        "",
    ]


def test_a_mark_is_weak_and_another_for_anything_else() -> None:
    found = [
        entity_tag(*each)
        for each in (([DAY], "a"), ([DAY], "a"), ([DAY], "b"), ([], "a"), ([DAY, MOMENT], "a"))
    ]
    assert (found[0] == found[1], len({*found}), found[0][:3], len(found[0])) == (True, 4, 'W/"', 36)


@pytest.mark.django_db
def test_a_task_leaves_by_its_kind_its_number_and_its_moment_in_utc(world: World) -> None:
    unit = world.units["utb"]
    at = datetime(2026, 12, 2, 8, 30).astimezone()
    made: dict[str, Any] = {
        "key": "k",
        "title": "Hemligt",
        "url": "/x/",
        "why": "Därför",
        "about": refer(unit),
    }
    by_day = _due(PendingTask(**made, due=date(2026, 12, 1)), "E-1", lambda url: f"https://lis{url}")
    assert (by_day.by, by_day.url, by_day.uid[32:]) == (date(2026, 12, 1), "https://lis/x/", "@akropolis")
    assert by_day.summary.endswith(" E-1")
    assert "Hemligt" not in repr(by_day)
    by_moment = _due(PendingTask(**made, due=at.date(), at=at), "", lambda url: url)
    assert (by_moment.by, str(by_moment.by.tzinfo) if isinstance(by_moment.by, datetime) else "") == (
        at,
        "UTC",
    )
    assert (by_moment.uid, by_moment.summary == by_moment.summary.strip()) == (by_day.uid, True)
    assert due_to(SYSTEM, date(2026, 11, 25), str) == []
