"""Kinds of yearly report: each is declared once by its domain; the wing `review` writes, sends out and decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from akropolis.base.lib.figures import NOTHING, DeclaredFigure, FigureWords
from akropolis.base.lib.registry import Registry

WRAPPER = "wrapper"
BUILT = "built"


@dataclass(frozen=True, slots=True)
class ChapterKind:
    """A kind of chapter. `kind` is `prose`, `built` (made from the registers, after an optional text), or
    `wrapper` (part of the official report).

    `of_city` is the heading in the city's report, where it is another. `default` says whether a report includes the
    chapter from the start; the city's leaves it out if `city_default` is False. `letters` are the inputs that the
    chapter draws on. `figures` are letters too: a report that is begun includes the chapter if there are figures
    for one of them. `guide` is what its writer should think of. Equal keys mean equal chapters: kinds may share one.
    """

    key: str
    title: str
    of_city: str | None = None
    letters: str | tuple[str, ...] = ()
    default: bool = True
    kind: str = "prose"
    city_default: bool = True
    figures: str | tuple[str, ...] = ()
    guide: FigureWords = NOTHING

    @property
    def city_title(self) -> str:
        """Return the heading in the city's report; empty for a chapter that continues under the one before."""
        return self.title if self.of_city is None else self.of_city

    def usual(self, *, city: bool) -> bool:
        """Whether a report includes it from the start."""
        return self.default and (self.city_default or not city)


@dataclass(frozen=True, slots=True)
class ReportInput:
    """An input of a kind of report: its title, and the keys of its figures in order.

    Without `figures` it has those that name its letter in their own declaration. `lacks` are keys of the sentences
    that say what no register holds yet, and `empty` of those that say it when the figure beside it counts no rows.
    """

    title: FigureWords
    figures: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    empty: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyReportKind:
    """A kind of yearly report. A new kind is this declaration, and words where the review's do not fit.

    `key` is stored in every report, and `slug` begins its addresses. `title` and `titles` name it in full; `noun` is
    the Swedish word in sentences, singular and plural, of the common gender, and `english` the English one.
    `unit_kinds` are the kinds of unit that are due, besides the city; when empty, the units that make reviews.
    `period` gives the period of a year, `year_on` the year that is written on a day. `inputs` are by letter.
    `questions` are the keys of the judgements made, and `directions` whether it sets directions that units answer.
    `basis` is the law or standard that demands it. `resource` holds its permissions, with the actions of
    `review:review`. `wrapper` is whether new ones stand in an official's report, and `appendices` the chapters that
    are enclosures. `letter` is proposed to those who are to write when a year is opened. `cited_in` maps the key of
    another kind to the letter of the input in which that kind cites this one.
    """

    key: str
    slug: str
    number_prefix: str
    title: FigureWords
    titles: FigureWords
    noun: tuple[str, str]
    english: str
    basis: str
    period: Callable[[int], tuple[date, date]]
    year_on: Callable[[date], int]
    chapters: tuple[ChapterKind, ...]
    inputs: Mapping[str, ReportInput]
    resource: str
    unit_kinds: frozenset[str] = frozenset()
    questions: tuple[str, ...] = ()
    directions: bool = False
    wrapper: bool = False
    appendices: frozenset[str] = frozenset({"remarks", "coverage"})
    letter: FigureWords = NOTHING
    cited_in: Mapping[str, str] = field(default_factory=dict)

    def declare(self) -> None:
        """Register the kind. Raises ValueError if another has its key."""
        kinds.add(self.key, self)

    def right(self, permission: str) -> str:
        """Return the permission to do the same thing with reports of this kind."""
        domain, _colon, rest = permission.partition(":")
        resource, _colon, action = rest.partition(":")
        return f"{self.resource}:{action}" if f"{domain}:{resource}" == "review:review" else permission

    def letter_of(self, figure: DeclaredFigure) -> str:
        """Return the letter of the input that the figure belongs to; empty if the kind does not use it."""
        for letter, each in self.inputs.items():
            if figure.key in each.figures or (not each.figures and figure.letter == letter):
                return letter
        return ""

    def chapter(self, key: str) -> ChapterKind | None:
        """Return the kind's chapter with that key; None if it has none."""
        return next((chapter for chapter in self.chapters if chapter.key == key), None)

    def chapters_for(self, *, city: bool) -> list[ChapterKind]:
        """Return the chapters of the city's report or of another unit's, in order."""
        return [chapter for chapter in self.chapters if city or chapter.key not in CITY_ONLY]


CITY_ONLY = frozenset({"coverage"})
"""Only reports of units with units below them have coverage to show."""
kinds: Registry[str, YearlyReportKind] = Registry("yearly report")
"""Every kind of yearly report, the review first."""


def chapters_by_key() -> dict[str, ChapterKind]:
    """Return the chapters of all kinds of report, by key."""
    return {chapter.key: chapter for kind in kinds for chapter in kind.chapters}


def chapter_kind(key: str) -> ChapterKind:
    """Return the chapter with that key, whichever kind of report has it. Raises KeyError if none has."""
    return chapters_by_key()[key]


def calendar_year(year: int) -> tuple[date, date]:
    """Return the period of a report on a calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def year_to_report(today: date) -> int:
    """Return the calendar year that is reported on now: this one from November on, else the one before."""
    return today.year if today.month >= 11 else today.year - 1
