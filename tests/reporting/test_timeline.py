"""What happened when, drawn on a line."""

from datetime import UTC, datetime, timedelta

from lxml import etree

from akropolis.base.kernel.reporting.charts.timeline import TimelinePoint, timeline

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_named_moments_are_dots_and_the_others_ticks_in_their_places() -> None:
    drawn = timeline(
        [
            TimelinePoint(NOON, "hände"),
            TimelinePoint(NOON + timedelta(hours=1)),
            TimelinePoint(NOON + timedelta(hours=2), "slut"),
        ]
    )
    picture = etree.fromstring(drawn)
    assert [dot.get("cx") for dot in picture.iter("circle")] == ["20", "620"]
    assert [text.text for text in picture.iter("text")] == ["hände", "slut"]
    assert [path.get("d") for path in picture.iter("path")][1:] == ["M320 48v10"]


def test_labels_that_would_meet_stand_on_two_lines() -> None:
    near = NOON + timedelta(minutes=1)
    picture = etree.fromstring(
        timeline(
            [TimelinePoint(NOON, "hände"), TimelinePoint(near, "känt"), TimelinePoint(NOON + DAY, "slut")]
        )
    )
    assert len({text.get("y") for text in picture.iter("text")}) == 2


def test_what_is_of_one_moment_has_one_dot_and_one_label() -> None:
    picture = etree.fromstring(
        timeline(
            [TimelinePoint(NOON, "känt"), TimelinePoint(NOON, "upptäckt"), TimelinePoint(NOON + DAY, "slut")]
        )
    )
    assert [text.text for text in picture.iter("text")] == ["känt, upptäckt", "slut"]
    assert len(list(picture.iter("circle"))) == 2


def test_one_moment_is_no_line() -> None:
    assert timeline([TimelinePoint(NOON, "hände")]) == ""
