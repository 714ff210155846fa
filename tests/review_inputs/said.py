"""All that a function can say of a pack: it is asked with each value of each figure that it reads, one after another.

What a function reads decides what it is asked with, so that a sentence that comes to be is drawn without being listed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from akropolis.base.lib.document import Document, Value, own_inlines, plain_text, walk_blocks
from akropolis.base.lib.figures import DeclaredFigure, find
from akropolis.base.lib.markdown import parse
from akropolis.review.review_inputs.rules.display import text
from akropolis.review.review_inputs.rules.figures import (
    CoverageLine,
    FigureReading,
    PackContent,
    PackUnit,
    RowsRef,
    Standing,
)
from akropolis.review.review_inputs.rules.inputs import coverage_figures
from tests.review_inputs.pack_strategies import PERIOD

UNKNOWN = "?"
MOST = {"observations": 2}
"""Of what is divided in many."""
TOGETHER = (
    {"incidents.personal_data", "incidents.unknown_personal_data"},
    {f"observations.{theme}" for theme in ("law", "threats", "technology", "supply_chain")},
)
"""Figures of which no row is in two; they are known together."""
UNITS = {
    "staden": PackUnit("stad", "Mälarstad", "Mälarstad", "city"),
    "en nämnd": PackUnit("soc", "Socialnämnden", "Socialnämnden", "committee"),
}
NAMES = ("kulturnämnden", "Äldrenämnden", "Bostäder AB")
STANDINGS: Sequence[tuple[Standing, ...]] = (
    (),
    ("decided",),
    ("under_way",),
    ("not_begun",),
    ("decided", "decided"),
    ("decided", "under_way"),
    ("not_begun", "decided"),
    ("under_way", "not_begun"),
    ("decided", "decided", "not_begun"),
    ("decided", "under_way", "under_way"),
    ("not_begun", "not_begun", "not_begun"),
)

type Say = Callable[[PackContent], str]
type Case = tuple[tuple[str, tuple[str, ...]], ...]
"""The names of what was read, and which of its values."""
type Tree = str | tuple[str, tuple[tuple[tuple[str, ...], "Tree"], ...]]
"""What is said; or the name of what was read, and by its values what is said or read next."""


class Asked(Exception):
    """Something is read that nothing was chosen for."""


@dataclass(slots=True)
class Asking:
    """Stands in for a pack: what is read of it was chosen before, or is asked for."""

    chosen: Mapping[str, Any]
    year: int = 2027
    period: Any = PERIOD

    def _of(self, key: str, how: str) -> Any:
        if key not in self.chosen:
            raise Asked(key, how)
        return self.chosen[key]

    @property
    def unit(self) -> PackUnit:
        return cast(PackUnit, self._of("unit", "unit"))

    @property
    def coverage(self) -> tuple[CoverageLine, ...]:
        return cast(tuple[CoverageLine, ...], self._of("coverage", "coverage"))

    def figure(self, key: str, how: str = "figure") -> FigureReading | None:
        if key.startswith("coverage."):
            return next((each for each in coverage_figures(self.coverage) if each.key == key), None)
        return cast(FigureReading | None, self._of(key, how))

    def count(self, key: str) -> int | None:
        found = self.figure(key, "count")
        return None if found is None or found.value is None else int(found.value)


@dataclass(slots=True)
class Told:
    """What a function says: by its text with marks the first way in which it reads, and when it says it."""

    read: dict[str, str] = field(default_factory=dict)
    cases: dict[str, list[Case]] = field(default_factory=dict)


def told(say: Say) -> dict[str, list[str]]:
    """Each sentence as it reads, with the cases in which it is said. Those that differ in a number alone are one."""
    found = Told()
    for case, said in _cases(_tree(say, {}, found)):
        found.cases.setdefault(said, []).append(case)
    return {
        found.read[said]: [_named(case) for case in _merged(cases)] for said, cases in found.cases.items()
    }


def _tree(say: Say, chosen: Mapping[str, Any], found: Told) -> Tree:
    pack = cast(PackContent, Asking(chosen))
    try:
        said = say(pack)
        found.read.setdefault(said, as_read(said, pack))
    except Asked as asked:
        key, how = asked.args
        below: dict[Tree, list[str]] = {}
        for label, value in _choices(key, how, chosen):
            below.setdefault(_tree(say, {**chosen, key: value}, found), []).append(label)
        if len(below) == 1:
            return next(iter(below))
        return key, tuple((tuple(labels), tree) for tree, labels in below.items())
    return said


def _cases(tree: Tree, so_far: Case = ()) -> Iterator[tuple[Case, str]]:
    if isinstance(tree, str):
        yield so_far, tree
        return
    key, branches = tree
    for labels, below in branches:
        yield from _cases(below, (*so_far, (key, labels)))


def _merged(cases: Sequence[Case]) -> list[Case]:
    """Two that differ in one figure alone are one."""
    found: list[Case] = []
    for case in cases:
        other = next((each for each in found if len(_apart(each, case)) == 1), None)
        if other is None:
            found.append(case)
            continue
        (place,) = _apart(other, case)
        key, labels = other[place]
        both = (key, tuple(dict.fromkeys(labels + case[place][1])))
        found[found.index(other)] = (*other[:place], both, *other[place + 1 :])
    return found if len(found) == len(cases) else _merged(found)


def _apart(one: Case, other: Case) -> list[int]:
    """In which places they differ; none where they are not about the same figures."""
    if [key for key, _labels in one] != [key for key, _labels in other]:
        return []
    return [place for place, each in enumerate(one) if each != other[place]]


def _named(case: Case) -> str:
    return ", ".join(f"{key.rpartition('.')[2]} {'/'.join(labels)}" for key, labels in case)


def as_read(said: str, pack: PackContent) -> str:
    """The text with the figures in the place of their marks; what is written in the marks must say the same."""

    def resolve(key: str) -> Value | None:
        figure = pack.figure(key)
        return Value(key, text(figure)) if figure else None

    parsed = parse(said, resolve=resolve)
    assert parsed.problems == (), said
    values = [each for block in walk_blocks(parsed.blocks) for each in own_inlines(block)]
    assert not any(each.current for each in values if isinstance(each, Value)), (said, values)
    return " ".join(plain_text(Document("", parsed.blocks))).strip()


def _choices(key: str, how: str, chosen: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if how == "unit":
        yield from UNITS.items()
    elif how == "coverage":
        for standings in STANDINGS:
            yield " ".join(standings) or "none", lines(standings)
    else:
        figure = find(key)
        assert figure, key
        yield from (_counts if how == "count" else _readings)(figure, chosen)


def lines(standings: Sequence[Standing]) -> tuple[CoverageLine, ...]:
    """A unit for each."""
    named = zip(NAMES, standings, strict=False)
    return tuple(CoverageLine(f"n{n}", name, each) for n, (name, each) in enumerate(named))


def _counts(figure: DeclaredFigure, chosen: Mapping[str, Any]) -> Iterator[tuple[str, FigureReading]]:
    """No figure is more than what it is a part of, as far as that is known."""
    known = {key: each for key, each in chosen.items() if isinstance(each, FigureReading)}
    least, most = 0, MOST.get(figure.register, 3)
    for key, each in known.items():
        if each.value is not None and _part_of(figure.key, key):
            most = min(most, int(each.value))
        if each.value is not None and _part_of(key, figure.key):
            least = max(least, each.rows.count if each.rows else int(each.value))
            most = each.rows.count if each.rows else most
    others = [known[key] for group in TOGETHER if figure.key in group for key in group & known.keys()]
    most -= sum(int(each.value or 0) for each in others)
    if not others or others[0].value is not None:
        for value in range(least, most + 1):
            yield str(value), _reading(figure, value, denominator=_whole(figure, known))
    below = [key for key, each in known.items() if each.value is not None and _part_of(key, figure.key)]
    if all(each.value is None for each in others) and not below:
        yield UNKNOWN, _reading(figure, None)


def _part_of(key: str, whole: str) -> bool:
    figure = find(key)
    return key != whole and bool(figure and whole in (figure.of, f"{key.partition('.')[0]}.total"))


def _whole(figure: DeclaredFigure, known: Mapping[str, FigureReading]) -> int | None:
    whole = known.get(figure.of)
    return int(whole.value) if whole and whole.value is not None else None


def _reading(figure: DeclaredFigure, value: int | None, **more: Any) -> FigureReading:
    return FigureReading(figure.key, value, figure.measure, figure.polarity, **more)


def _readings(figure: DeclaredFigure, _chosen: Mapping[str, Any]) -> Iterator[tuple[str, FigureReading]]:
    """Figures as they are read whole: with last year's, with who is missing, with what they lack."""
    yield UNKNOWN, _reading(figure, None)
    if figure.measure == "kr":
        yield from (_kronor(figure, *each) for each in COSTS)
    elif figure.measure == "share":
        yield from (_share(figure, *each) for each in (SHARES if figure.register else ANSWERS))
    else:
        for value in (0, 1, 2):
            for before in (None, 0, 1, 2):
                label = f"{value} after {UNKNOWN if before is None else before}"
                yield label, _reading(figure, value, previous=before)


COSTS = ((0, 0, 1), (0, 1, 1), (0, 2, 2), (0, 1, 2), (7, 0, 1), (7, 0, 2), (7, 1, 2))
"""How much in thousands, and of how many it is not estimated, of how many."""
ANSWERS = ((0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2))
NEW = ((0, 0), (0, 1), (1, 1), (5, 9), (50, 90))
MOVED = ((5, 9, 2), (5, 9, 4), (5, 9, 8), (5, 9, 5), (50, 90, 20), (50, 90, 80))
SHARES: Sequence[tuple[int, ...]] = (*NEW, *MOVED)
"""How many of how many, and how many of as many the year before."""


def _kronor(figure: DeclaredFigure, thousands: int, without: int, rows: int) -> tuple[str, FigureReading]:
    there = RowsRef(figure.register, "", rows)
    label = f"{thousands} tkr ({without} of {rows} without)"
    return label, _reading(figure, 1000 * thousands, without=without, rows=there)


def _share(
    figure: DeclaredFigure, value: int, of: int, before: int | None = None
) -> tuple[str, FigureReading]:
    missing = () if figure.register else NAMES[: of - value]
    more = {"previous": before, "previous_denominator": of} if before is not None else {}
    label = f"{value} of {of}" + (f" after {before}" if more else "")
    return label, _reading(figure, value, denominator=of, missing=missing, **more)
