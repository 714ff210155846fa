"""Figures: what is counted, how, and how it is worded.

Each figure is declared once, in `content/figures.yaml` of the domain whose rows it counts; review, läget
and start page read the same declaration. A figure counts the rows that its register's list shows for
`query`, so the condition is defined in one place: the register's own filters and rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from akropolis.base.lib.periods import Period
from akropolis.base.lib.registry import Registry
from akropolis.base.lib.swedish import number

Measure = Literal["count", "share", "days", "kr", "time"]
Polarity = Literal["up", "down", "context"]
Drawn = Literal["line", "columns", "grid"]
Letter = str
"""The key of an input of a kind of yearly report: of a review `a` to `g` of clause 9.3.2, `incidents` or `gdpr`."""


class FigureWords(NamedTuple):
    """A text in both languages: documents use Swedish, pages may use English."""

    sv: str
    en: str

    def told(self, language: str | None) -> str:
        """Return the text in that language; Swedish for any language but English."""
        return self.en if language == "en" else self.sv


NOTHING = FigureWords("", "")


class LackingWords(NamedTuple):
    """Wording for the figure's rows in which `field` is empty: `one` if there is one such row, `some` if several.

    `some` has the placeholders `{without}` and `{total}`. If `missing`, the sentence is listed among what
    the input lacks.
    """

    field: str
    one: FigureWords
    some: FigureWords
    missing: bool = False

    def told(self, without: int, total: int, language: str | None) -> str:
        """Return the sentence; empty if no row lacks the field."""
        if not without:
            return ""
        said = (self.one if total == 1 else self.some).told(language)
        return said.format(without=number(without), total=number(total))


class Detail(NamedTuple):
    """Text about one field in a row's line: its choice, after `before`, or else whether it is `filled` or `empty`."""

    field: str
    before: FigureWords = NOTHING
    filled: FigureWords = NOTHING
    empty: FigureWords = NOTHING

    @property
    def is_choice(self) -> bool:
        """Whether the text is the field's choice: neither `filled` nor `empty` is given."""
        return self.filled is NOTHING and self.empty is NOTHING


class FigureDisplay(NamedTuple):
    """How rows are listed beside the figure: heading, order, the field of their day, and further details."""

    title: FigureWords
    order: tuple[str, ...]
    day: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFigure:
    """One figure. Its rows fit the register's `rule` and `filters`, and their field `dated` lies in the period.

    `register` is the key of a register or of a computed list; a computed list has no `dated` or `lacking`.
    `within` is the register's or list's filter by unit. `key` is the key of the register or of the list's
    subject, a dot and a name. `letter` is the input of clause 9.3.2 that the figure belongs to in a review;
    without one it is in no review. `of` is the key of the figure that this one is a part of. `total` is the
    field, or the attribute of a list's rows, that is summed instead of counting rows. With `at`, the value
    is the number of minutes within which the rule's time span ended in that percentage of the rows: 50 is
    the median. `drawn` is the kind of chart: a line over the years; or, by month of the rows' day, columns
    or a grid divided by the choice in the field `spread`. The figures named in `beside` are drawn year by
    year in the same chart. A `shared` figure counts the whole city's rows, beside a unit's own. Without
    `register` there are no rows: the declaring domain computes the value. `noun` is what is counted, as it is
    written after "the number of" in a sentence; without it, the label.
    """

    key: str
    label: FigureWords
    meaning: FigureWords
    letter: Letter | None = None
    measure: Measure = "count"
    polarity: Polarity = "context"
    register: str = ""
    within: str = "owner_unit"
    rule: str = ""
    filters: Mapping[str, str] | None = None
    dated: str = ""
    of: str = ""
    total: str = ""
    at: int = 0
    lacking: LackingWords | None = None
    shown: FigureDisplay | None = None
    shared: bool = False
    drawn: Drawn = "line"
    spread: str = ""
    beside: tuple[str, ...] = ()
    noun: FigureWords = NOTHING

    def query(self, period: Period) -> dict[str, str]:
        """Return the filters (name → value) with which the register's list shows the figure's rows for the period."""
        found = {}
        if self.dated:
            found[f"{self.dated}_from"] = period.first.isoformat()
            found[f"{self.dated}_to"] = period.end.isoformat()
        found |= self.filters or {}
        if self.rule:
            days = (day.isoformat() for day in (period.first, period.last, period.cutoff))
            found["rule"] = ":".join((self.rule, *days))
        return found


class FigureTally(NamedTuple):
    """A counted figure: its value, its rows, the rows without the field in `lacking`, and each row's minutes."""

    value: int = 0
    rows: int = 0
    without: int = 0
    took: tuple[int, ...] = ()


def sum_tallies(tallies: Iterable[FigureTally]) -> FigureTally:
    """Return the sum of the tallies."""
    values, rows, without, took = zip(*tallies, strict=True)
    return FigureTally(sum(values), sum(rows), sum(without), tuple(chain.from_iterable(took)))


def value_of(figure: DeclaredFigure, tally: FigureTally) -> int | None:
    """Return the figure's value from the tally; None if it is a percentile of times and the tally has no times."""
    return percentile_of(tally.took, figure.at) if figure.at else tally.value


def percentile_of(took: Sequence[int], at: int) -> int | None:
    """Return the time within which `at` per cent (1–100) of the rows ended: the smallest of their times that
    reaches that share.

    The result is always one of the times (nearest rank, no interpolation), so it can be traced to a row.
    None if `took` is empty.
    """
    return sorted(took)[-(-len(took) * at // 100) - 1] if took else None


_declared: Registry[str, tuple[DeclaredFigure, ...]] = Registry("figures of")


def declare(domain: str, app: str) -> None:
    """Register the figures of a domain, from the content beside its `app` file. Lower domains are declared first.

    Raises TypeError for an unknown attribute.
    """
    text = (Path(app).parent / "content" / "figures.yaml").read_text(encoding="utf-8")
    read = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506, both are safe
    _declared.add(domain, tuple(DeclaredFigure(key=key, **_read(said)) for key, said in read.items()))


def _read(said: Mapping[str, object]) -> dict[str, Any]:
    return {name: _PLACES.get(name, _same)(value) for name, value in said.items()}


def _same(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _words(value: Mapping[str, str]) -> FigureWords:
    return FigureWords(**value)


_PLACES: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("label", "noun", "meaning", "title", "one", "some", "before", "filled", "empty"), _words
    ),
    "lacking": lambda said: LackingWords(**_read(said)),
    "shown": lambda said: FigureDisplay(**_read(said)),
    "details": lambda said: tuple(Detail(field, **_read(words)) for field, words in said.items()),
}
"""Parser of each attribute of a figure that is not a plain value, keyed by the attribute."""


def all_figures() -> tuple[DeclaredFigure, ...]:
    """Return every declared figure, those of the highest domain first."""
    return tuple(figure for own in reversed(list(_declared)) for figure in own)


def countable_choices(language: str | None, *measures: Measure) -> list[tuple[str, str]]:
    """Return the figures of those measures that count rows, as choices in the language."""
    counted = (each for each in all_figures() if each.register and each.measure in measures)
    return [(each.key, f"{each.label.told(language)} ({each.key})") for each in counted]


def find(key: str) -> DeclaredFigure | None:
    """Return the figure with that key; None if it is no longer declared, which an old review may refer to."""
    return next((figure for figure in all_figures() if figure.key == key), None)


def get(key: str) -> DeclaredFigure:
    """Return the figure with that key. Raises KeyError if there is none."""
    found = find(key)
    if found is None:
        raise KeyError(key)
    return found


def name(key: str, language: str | None = "sv") -> str:
    """Return the figure's label; its key if it is no longer declared."""
    found = find(key)
    return found.label.told(language) if found else key
