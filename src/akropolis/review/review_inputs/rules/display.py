"""Figures as text. This is the only place that chooses the words for a trend.

Documents and packs are in Swedish; pages in English ask for English words. Numbers keep their Swedish
form in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from akropolis.base.lib.document import Value
from akropolis.base.lib.swedish import HARD_SPACE, number, percent
from akropolis.review.review_inputs.rules.figures import FigurePart, FigureReading, Number, PackContent
from akropolis.shared.yearly_reports.rules.kinds import kinds

NO_DATA = "underlag saknas"
HOUR, DAY = 60, 24 * 60
"""Lengths in minutes."""
FEWEST = 5
"""A base smaller than this may differ by chance: a trend is then stated with the note that the basis is small."""
LEAST_CHANGE = Decimal("0.1")
LEAST_POINTS = Decimal("0.02")
LEAST_ROWS = 2
"""If a share changes by fewer rows than this, a single row could have caused the change."""
UNFINISHED = frozenset({"coverage.due", "coverage.decided", "coverage.missing"})
"""Keys of figures not compared with last year's value, since the reviews they count are still being decided."""

Direction = Literal["better", "worse", "more", "fewer", "level"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words written around numbers, in one language."""

    language: str
    no_data: str
    of: str
    day: str
    days: str
    lengths: tuple[tuple[int, int, str, str], ...]
    """Units of time: minutes per unit, the length from which it is used, and its singular and plural."""
    better: str
    worse: str
    more: str
    fewer: str
    level: str
    unmoved: str
    few: str
    since: str


SWEDISH = Wording(
    language="sv",
    no_data=NO_DATA,
    of="av",
    day="dag",
    days="dagar",
    lengths=((DAY, 3 * DAY, "dygn", "dygn"), (HOUR, 2 * HOUR, "timme", "timmar"), (1, 0, "minut", "minuter")),
    better="förbättring",
    worse="försämring",
    more="ökning",
    fewer="minskning",
    level="i nivå med föregående år",
    unmoved="oförändrat",
    few="litet underlag",
    since="från",
)
ENGLISH = Wording(
    language="en",
    no_data="no data",
    of="of",
    day="day",
    days="days",
    lengths=((DAY, 3 * DAY, "day", "days"), (HOUR, 2 * HOUR, "hour", "hours"), (1, 0, "minute", "minutes")),
    better="better",
    worse="worse",
    more="more",
    fewer="fewer",
    level="about the same as last year",
    unmoved="unchanged",
    few="few rows",
    since="than",
)


def wording(language: str | None) -> Wording:
    """Return the words of the language; the Swedish words for every language except English."""
    return ENGLISH if language == "en" else SWEDISH


def text(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the figure as written in prose: "23", "23 av 31", "1 250 000 kr", or "underlag saknas"."""
    return _text(figure.value, figure.denominator, figure.measure, words)


def part_text(part: FigurePart, figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the text of one unit's part of the figure, written in the same form as the figure."""
    return _text(part.value, part.denominator, figure.measure, words)


def whole_text(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the figure for a table, with what it is a part of: "23 av 31 (74 %)", "14 timmar (9 av 12)"."""
    if figure.measure == "time" and figure.rows and figure.denominator:
        known = number(_rows_with_known_time(figure))
        return f"{text(figure, words)} ({known} {words.of} {number(figure.denominator)})"
    return _whole(figure.value, figure.denominator, figure.measure, words)


def short_text(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the figure's text for narrow spaces: a share with a large enough base as a percentage alone."""
    share = _share(figure.value, figure.denominator) if figure.measure == "share" else None
    enough = share is not None and (figure.denominator or 0) >= FEWEST
    return percent(share) if share is not None and enough else text(figure, words)


def previous_text(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the text of last year's value, with its denominator if it has one; empty if there is no value."""
    if figure.previous is None:
        return ""
    return _whole(figure.previous, figure.previous_denominator, figure.measure, words)


def trend(figure: FigureReading) -> Direction | None:
    """Return how the figure has moved since last year, or None if there is nothing to compare.

    The movement is judged as better or worse only if the figure's polarity says which direction is better,
    and the number has moved in the same direction as its share. More reported incidents are not worse (IMY:
    many are never reported), so figures of incidents are context and get no judgement.
    """
    if figure.key in UNFINISHED or figure.value is None or figure.previous is None:
        return None
    number_alone = _count_change(figure.value, figure.previous)
    change = _change(figure, number_alone)
    if change is None:
        return None
    judged = figure.polarity != "context"
    if figure.measure == "count" and (change > 0) != (number_alone > 0):
        change, judged = number_alone, False
    if change == 0:
        return "level"
    if judged:
        return "better" if (change > 0) == (figure.polarity == "up") else "worse"
    return "more" if change > 0 else "fewer"


def stands_on_few(figure: FigureReading) -> bool:
    """Whether the comparison is based on so few that one or two could have tipped it."""
    if figure.measure == "time":
        return _rows_with_known_time(figure) < FEWEST
    change, bases = _share_change(figure), (figure.denominator or 0, figure.previous_denominator or 0)
    if change is None:
        return min(figure.value or 0, figure.previous or 0) < FEWEST
    return min(bases) < FEWEST or 0 < abs(change) * min(bases) < LEAST_ROWS


def trend_with_last_value(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the trend with last year's value: "ökning från 12"; an empty string if there is nothing to compare."""
    found = trend(figure)
    if found is None:
        return ""
    if found == "level":
        return words.level
    said: str = getattr(words, found)
    return f"{said} {words.since} {previous_text(figure, words)}"


def trend_words(figure: FigureReading, words: Wording = SWEDISH) -> str:
    """Return the trend, with a note if its basis is small: "försämring från 0, litet underlag"."""
    said = trend_with_last_value(figure, words)
    return f"{said}, {words.few}" if said and said != words.level and stands_on_few(figure) else said


def movement_word(first: FigureReading, last: FigureReading, words: Wording = SWEDISH) -> str:
    """Return in one word how the figure moved between the two: "förbättring"; empty as for a trend."""
    found = trend(replace(last, previous=first.value, previous_denominator=first.denominator))
    if found is None or first.measure != last.measure:
        return ""
    said: str = words.unmoved if found == "level" else getattr(words, found)
    return said


def figure_path(pack: PackContent, key: str) -> str:
    """Return the URL of the figure's own page."""
    return f"/{kinds.get(pack.kind).slug}/{pack.year}/{pack.unit.code}/underlag/{key}/"


def resolve(
    pack: PackContent | None, saved: Mapping[str, str] | None = None
) -> Callable[[str], Value | None]:
    """Return a function that resolves a figure's key to its value in the pack, its page, and the saved text if
    that differs.

    The function returns None for a figure that the pack lacks. `saved` holds the texts of the figures, by
    key, as they were when the chapter was last saved.
    """

    def value(key: str) -> Value | None:
        figure = pack.figure(key) if pack else None
        if pack is None or figure is None:
            return None
        now, before = text(figure), (saved or {}).get(key)
        changed = before if before is not None and before != now else None
        return Value(key, now, changed_from=changed, href=figure_path(pack, key))

    return value


def texts(pack: PackContent) -> dict[str, str]:
    """Return the texts of all figures in the pack, by key. They are stored when a chapter is saved."""
    return {figure.key: text(figure) for figure in pack.figures()}


def _text(value: Number | None, denominator: int | None, measure: str, words: Wording) -> str:
    if value is None:
        return words.no_data
    if measure == "share":
        return f"{number(value)} {words.of} {number(denominator or 0)}"
    if measure == "kr":
        return f"{number(value)}{HARD_SPACE}kr"
    if measure == "days":
        return f"{number(value)}{HARD_SPACE}{words.day if value == 1 else words.days}"
    return _length(int(value), words) if measure == "time" else number(value)


def _length(minutes: int, words: Wording) -> str:
    """Format in the largest unit that gives at least two or three, rounded: "90 minuter", "14 timmar", "5 dygn"."""
    unit, _least, one, several = next(each for each in words.lengths if minutes >= each[1])
    count = (minutes + unit // 2) // unit
    return f"{number(count)}{HARD_SPACE}{one if count == 1 else several}"


def _rows_with_known_time(figure: FigureReading) -> int:
    """Return the number of rows whose length of time is known."""
    return figure.rows.count if figure.rows else 0


def _whole(value: Number | None, denominator: int | None, measure: str, words: Wording) -> str:
    if value is None or denominator is None or measure == "time" or (not denominator and measure == "count"):
        return _text(value, denominator, measure, words)
    base = f"{number(value)} {words.of} {number(denominator)}"
    share = _share(value, denominator)
    return f"{base} ({percent(share)})" if share is not None and denominator >= FEWEST else base


def _share(value: Number | None, denominator: int | None) -> Decimal | None:
    return None if value is None or not denominator else Decimal(value) / denominator


def _change(figure: FigureReading, number_alone: Decimal) -> Decimal | None:
    """Return how much it has moved, for shares as a share; 0 if too little to count as a change."""
    if figure.measure == "time" or figure.denominator is None or figure.previous_denominator is None:
        return number_alone
    change = _share_change(figure)
    return Decimal(0) if change is not None and abs(change) < LEAST_POINTS else change


def _share_change(figure: FigureReading) -> Decimal | None:
    now = _share(figure.value, figure.denominator)
    before = _share(figure.previous, figure.previous_denominator)
    return None if now is None or before is None else now - before


def _count_change(value: Number, previous: Number) -> Decimal:
    change = Decimal(value) - Decimal(previous)
    level = min(value, previous) >= FEWEST and abs(change) < LEAST_CHANGE * Decimal(previous)
    return Decimal(0) if level else change


@dataclass(frozen=True, slots=True)
class Cut:
    """How many items of a list are shown, out of how many."""

    shown: int
    total: int

    def words(self, words: Wording = SWEDISH) -> str:
        """Return the text "10 av 235" if the list is cut, else an empty string."""
        return f"{number(self.shown)} {words.of} {number(self.total)}" if self.total > self.shown else ""
