"""All that is said of a review's pack reads as it stands in `sentences.txt`, which is there to be read and mended.

`make answers` writes it anew. Each line is who says it, in which cases, and how it reads; `?` is what nobody knows,
`2/3` any of the two, and a dash that nothing is said.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from inspect import getmembers, isfunction, signature
from operator import itemgetter
from pathlib import Path
from types import ModuleType

from akropolis.base.lib.document import Block, Document, plain_text
from akropolis.base.lib.figures import FigureTally, all_figures
from akropolis.review.review_inputs.rules import (
    drafts,
    effect_sentences,
    foundations,
    risk_sentences,
    sentences,
    standings,
    tables,
    telling,
)
from akropolis.review.review_inputs.rules.appendix import UnitAppendix
from akropolis.review.review_inputs.rules.figures import (
    AnswerLine,
    Course,
    FigureReading,
    FollowedDirection,
    Input,
    PackContent,
    PackUnit,
    RowsRef,
    Standing,
)
from akropolis.review.review_inputs.rules.inputs import Gathered, assemble, coverage_figures
from akropolis.review.review_inputs.rules.tally import TallyBasis
from tests.review_inputs.pack_strategies import PERIOD
from tests.review_inputs.said import NAMES, STANDINGS, UNITS, Say, as_read, lines, told

KEPT = Path(__file__).with_name("sentences.txt")
WRITE = bool(os.environ.get("ANSWERS"))
SAID_BY = (sentences, standings, foundations, risk_sentences, effect_sentences)
NOUGHT = ("unknown_personal_data", "threats", "technology", "supply_chain", "unassessed", "unsafe", "begun")
"""In a whole pack, where all others are all that there is."""

CITY: Sequence[Course] = ("done", "unanswered", "declined")
"""How the units of the city have answered."""
COVERED: Sequence[Standing] = ("decided", "decided", "not_begun")

MOST = 3
MANY = {"?": None, "0": 0, "1": 1, "3": MOST}
"""Of how many of everything a whole pack tells."""

type Line = tuple[str, str, str]
"""Who says it, when, and what."""


def test_all_that_is_said_of_a_pack_reads_as_before() -> None:
    found = [f"{who} [{when}]: {said.replace(chr(10), ' / ') or '–'}" for who, when, said in everything()]
    if WRITE:
        KEPT.write_text("\n".join([*found, ""]), "utf-8")
    assert KEPT.read_text("utf-8").splitlines() == found, "If that is meant: make answers"


def everything() -> Iterator[Line]:
    """Sentence by sentence, then whole drafts, and what the document prints by itself."""
    for who, say in sorted(every_sentence(), key=itemgetter(0)):
        for said, cases in told(say).items():
            yield who, " | ".join(cases), said
    yield from _merged(_drafts())
    yield from _merged(_printed())
    yield from _merged(_lacking())


def every_sentence() -> Iterator[tuple[str, Say]]:
    """Each function that says something of a pack, by its name."""
    for module in SAID_BY:
        yield from (
            (name, _of_a_pack(say)) for name, say in getmembers(module, isfunction) if _own(module, say)
        )


def _own(module: ModuleType, say: Callable[..., str]) -> bool:
    return say.__module__ == module.__name__ and not say.__name__.startswith("_")


def _of_a_pack(say: Callable[..., str]) -> Say:
    (parameter,) = signature(say).parameters
    return say if parameter == "pack" else lambda pack: say(pack.coverage)


def _merged(found: Iterator[Line]) -> Iterator[Line]:
    """The same said by the same in several cases is one line."""
    cases: dict[tuple[str, str], list[str]] = {}
    for who, when, said in found:
        cases.setdefault((who, said), []).append(when)
    yield from ((who, " | ".join(dict.fromkeys(when)), said) for (who, said), when in cases.items())


def _drafts() -> Iterator[Line]:
    """The draft of each chapter, where nothing may be read, and where there are none, one and three of everything."""
    packs = [
        (f"{name}, {case}", whole(unit, many)) for name, unit in UNITS.items() for case, many in MANY.items()
    ]
    for key in sorted(drafts.drafts(packs[0][1])):
        for case, pack in packs:
            yield f"draft {key}", case, as_read(drafts.draft(key, pack), pack)


def whole(unit: PackUnit, many: int | None) -> PackContent:
    """A pack with so many of everything; where there are three there was one the year before."""
    registers = {figure.register for figure in all_figures() if figure.register}
    ground = TallyBasis(unit.code, PERIOD, all_figures(), {each: _numbers(each, many) for each in registers})
    coverage = lines(COVERED[:many] if unit.is_city and many else ())
    directions = [followed(CITY if unit.is_city else CITY[:1], 2)] * (many or 0)
    asked = None if many is None else directions
    shared = () if unit.is_city else (FigureReading("observations.shared", many),)
    inputs = assemble(
        Gathered(ground, unit.is_city, {}, coverage, asked, shared), whole(unit, 1) if many == MOST else None
    )
    return PackContent(unit, 2027, PERIOD, NOW, inputs, coverage, tuple(directions))


NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def _numbers(register: str, many: int | None) -> dict[str, dict[str, FigureTally]] | None:
    if many is None:
        return None
    row = {}
    for figure in all_figures():
        if figure.register == register:
            n = 0 if figure.key.endswith(NOUGHT) else many
            value = 1000 * n if figure.measure == "kr" else n
            row[figure.key] = FigureTally(value, n, n // 2, (90,) * n)
    return {"/stad/": row}


def followed(courses: Sequence[Course], survived: int) -> FollowedDirection:
    """A direction that each unit has answered so."""
    answers = [AnswerLine(f"n{n}", NAMES[n % 3], course) for n, course in enumerate(courses)]
    return FollowedDirection("d", "Öva oftare", "Mälarstad 2026", survived, tuple(answers))


def _printed() -> Iterator[Line]:
    """What stands in the document besides drafts: how far the units have come, and what came of the directions."""
    city = UNITS["staden"]
    for standing in STANDINGS:
        yield "printed coverage", " ".join(standing) or "none", _coverage(standing)
    for courses in COURSES:
        pack = PackContent(city, 2027, PERIOD, NOW, directions=(followed(courses, len(courses)),))
        yield (
            "printed followup",
            " ".join(courses) or "nobody",
            _plain(tables.built(pack)["followup"][-1:]).split(" ¶ ")[-1],
        )
    for case, many in MANY.items():
        yield "printed indicators", case, _plain(tables.built(whole(city, many))["indicators"][1:])
    told_of = {"n0": UnitAppendix(date(2026, 11, 20), ("Ja", "Delvis", "Nej"), {"incidents.total": "3"})}
    for line in _plain(tables.built(whole(city, MOST), told_of)["coverage"][1:]).split(" ¶ "):
        yield "printed table of units", "3", line
    for line in _plain(tables.built(whole(city, MOST))["followup"]).split(" ¶ "):
        yield "printed table of directions", "3", line
    yield "printed table of directions", "none", _plain(tables.built(whole(city, 0))["followup"])
    yield "printed indicators", "nothing gathered", _plain(tables.built_without()["indicators"])


COURSES: Sequence[tuple[Course, ...]] = (
    (),
    ("done",),
    ("ongoing", "not_begun"),
    ("declined", "unanswered", "done"),
    ("done", "done", "done", "done"),
    ("done", "done", "done", "done", "done"),
    ("ongoing", "ongoing", "ongoing", "ongoing", "ongoing", "ongoing"),
    ("unanswered", "unanswered", "unanswered", "unanswered", "unanswered"),
)


def _coverage(standing: Sequence[Standing]) -> str:
    units = lines(standing)
    pack = PackContent(UNITS["staden"], 2027, PERIOD, NOW, (Input("a", coverage_figures(units)),), units)
    return _plain(tables.built(pack)["coverage"][:1])


def _plain(blocks: Sequence[Block]) -> str:
    said = plain_text(Document("", tuple(blocks)))
    return " ¶ ".join(" ; ".join(line.split("\t")) for line in said if line)


def _lacking() -> Iterator[Line]:
    """Why a figure has no value, and how many of its rows lack what it stands on."""
    nothing = RowsRef("incidents", "", 0)
    yield "note", "may not be read", telling.note(FigureReading("incidents.total", None))
    yield "note", "of no row", telling.note(FigureReading("incidents.discovery", None, "time", rows=nothing))
    yield "note", "answers may not be read", telling.note(FigureReading("directions.total", None))
    for figure in all_figures():
        for rows, without in ((1, 0), (1, 1), (2, 0), (2, 1), (2, 2)) if figure.lacking else ():
            there = RowsRef(figure.register, "", rows)
            found = FigureReading(figure.key, rows, figure.measure, without=without, rows=there)
            said = [telling.note(found), *telling.missing(Input("a", (found,)))]
            yield f"note {figure.key}", f"{without} of {rows} without", " ¶ ".join(filter(None, said))
