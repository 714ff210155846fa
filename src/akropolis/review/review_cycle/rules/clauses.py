"""What clauses 9.3.2 and 9.3.3 of ISO/IEC 27001 ask of a management review, and where in the review it is.

The table is ours, in our own words. `assess_clauses` says of each row whether the review meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from akropolis.base.lib.figures import FigureWords
from akropolis.review.review_inputs.rules.figures import FigureReading, PackContent

ClauseStatus = Literal["met", "unknown", "missing"]
ClauseReason = Literal[
    "figures",
    "written",
    "rows",
    "said",
    "no_pack",
    "left_out",
    "empty",
    "unsaid",
    "no_directions",
    "undecided",
]
ClauseResult = Literal["improvements", "changes", "evidence"]
SAID = "underlag saknas"
"""The words by which a text says that an input is unknown, as the drafts do."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a review must hold: the chapters where it is, the first being its usual place.

    `letter` is the input that the figures come from, and `domains` narrows them to keys that begin so, `without` to
    those that do not. `lacks` are the keys by which the input says that it lacks it. Of what has rows of its own, the
    figure `needs` counts them: none is not known. `result` says which result of 9.3.3 it is, if it is not an input.
    """

    number: str
    asks: FigureWords
    chapters: tuple[str, ...] = ()
    letter: str = ""
    domains: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    needs: str = ""
    result: ClauseResult | None = None

    def counts(self, figure: FigureReading) -> bool:
        """Whether the figure, of the clause's input, is about what the clause asks for."""
        domain = figure.key.partition(".")[0]
        return (not self.domains or domain in self.domains) and domain not in self.without


AUDITED = ("audits", "deviations")
OBJECTIVES = "objectives"
RESULTS = "9.3.3"
CLAUSES: tuple[Clause, ...] = (
    Clause(
        "9.3.2 a",
        FigureWords(
            "Hur det gått med det som förra genomgången bestämde", "What came of the last review's decisions"
        ),
        ("followup",),
        "a",
    ),
    Clause(
        "9.3.2 b",
        FigureWords(
            "Vad som förändrats utanför och inom verksamheten", "What has changed outside and within"
        ),
        ("horizon", "state"),
        "b",
    ),
    Clause(
        "9.3.2 c",
        FigureWords(
            "Vad intressenterna nu kräver och väntar sig", "What interested parties now need and expect"
        ),
        ("horizon", "indicators"),
        "c",
    ),
    Clause(
        "9.3.2 d 1",
        FigureWords("Avvikelser och vad som gjorts åt dem", "Nonconformities and what was done about them"),
        ("audits",),
        "d",
        ("deviations",),
    ),
    Clause(
        "9.3.2 d 2",
        FigureWords("Vad mätning och övervakning visar", "What monitoring and measurement show"),
        ("indicators", "state"),
        "d",
        without=(*AUDITED, OBJECTIVES),
    ),
    Clause(
        "9.3.2 d 3",
        FigureWords("Vad revisioner visar", "What audits show"),
        ("audits",),
        "d",
        ("audits",),
    ),
    Clause(
        "9.3.2 d 4",
        FigureWords(
            "Hur målen för informationssäkerheten har nåtts", "How far the security objectives are reached"
        ),
        ("indicators", "state"),
        "d",
        (OBJECTIVES,),
        lacks=(OBJECTIVES, "no_objectives"),
        needs="objectives.total",
    ),
    Clause(
        "9.3.2 e",
        FigureWords("Vad intressenterna har haft för synpunkter", "What interested parties have said"),
        ("audits", "remarks"),
        "e",
        lacks=("feedback",),
    ),
    Clause(
        "9.3.2 f",
        FigureWords(
            "Riskerna, och hur långt behandlingen kommit", "The risks, and how far their treatment has come"
        ),
        ("risks", "state"),
        "f",
    ),
    Clause(
        "9.3.2 g",
        FigureWords("Vad som kan bli bättre", "What can become better"),
        ("directions",),
        "g",
    ),
    Clause(
        RESULTS,
        FigureWords("Beslut om förbättringar", "Decisions on improvements"),
        ("directions",),
        result="improvements",
    ),
    Clause(
        RESULTS,
        FigureWords("Behov av ändringar i ledningssystemet", "Changes that the management system needs"),
        ("changes",),
        result="changes",
    ),
    Clause(
        RESULTS,
        FigureWords("Resultatet finns dokumenterat", "The results are kept as documented information"),
        result="evidence",
    ),
)
"""One row for each of 9.3.2 a–g, with the four parts of d, and for each result that 9.3.3 asks for."""


@dataclass(frozen=True, slots=True)
class ReviewHoldings:
    """What a review holds, as the clauses ask for it.

    `texts` are the written texts of the chapters in the document, by chapter key, and `filled` the keys of those that
    have a text or print something by themselves.
    """

    texts: Mapping[str, str]
    filled: frozenset[str]
    pack: PackContent | None
    directions: int
    decided: bool


@dataclass(frozen=True, slots=True)
class AssessedClause:
    """How a review stands against one clause. `chapter` is the key of where it is, or where it is to be written."""

    clause: Clause
    status: ClauseStatus
    reason: ClauseReason
    chapter: str = ""


def assess_clauses(state: ReviewHoldings) -> tuple[AssessedClause, ...]:
    """Return how the review stands against each clause, in the order of the table."""
    return tuple(
        (_RESULTS[clause.result] if clause.result else _assess_input)(clause, state) for clause in CLAUSES
    )


def _assess_input(clause: Clause, state: ReviewHoldings) -> AssessedClause:
    """Assess an input: first that a chapter has it, then that its figures are known or said to be unknown."""
    included = [key for key in clause.chapters if key in state.texts]
    place = next((key for key in included if key in state.filled), "")
    if not place:
        reason: ClauseReason = "empty" if included else "left_out"
        return AssessedClause(clause, "missing", reason, (included or clause.chapters)[0])
    if state.pack is None:
        return AssessedClause(clause, "missing", "no_pack", place)
    if clause.chapters == ("directions",) and state.directions:
        return AssessedClause(clause, "met", "rows", place)
    if _known(clause, state.pack):
        return AssessedClause(clause, "met", "figures", place)
    texts = [state.texts[key] for key in (*included, "introduction") if key in state.texts]
    if any(SAID in text.lower() for text in texts):
        return AssessedClause(clause, "unknown", "said", place)
    lacking = any(key in part.missing for part in state.pack.inputs for key in clause.lacks)
    if not lacking and any(state.texts[key].strip() for key in included):
        return AssessedClause(clause, "met", "written", place)
    return AssessedClause(clause, "missing", "unsaid", place)


def _known(clause: Clause, pack: PackContent) -> bool:
    if clause.needs and not pack.count(clause.needs):
        return False
    parts = [part for part in pack.inputs if part.letter == clause.letter]
    figures = (figure for part in parts for figure in part.figures)
    return any(clause.counts(figure) and figure.value is not None for figure in figures)


def _assess_improvements(clause: Clause, state: ReviewHoldings) -> AssessedClause:
    if not state.directions:
        return AssessedClause(clause, "missing", "no_directions", "directions")
    if "directions" not in state.texts:
        return AssessedClause(clause, "missing", "left_out", "directions")
    return AssessedClause(clause, "met", "rows", "directions")


def _assess_changes(clause: Clause, state: ReviewHoldings) -> AssessedClause:
    if "changes" not in state.texts:
        return AssessedClause(clause, "missing", "left_out", "changes")
    if not state.texts["changes"].strip():
        return AssessedClause(clause, "missing", "empty", "changes")
    return AssessedClause(clause, "met", "written", "changes")


def _assess_evidence(clause: Clause, state: ReviewHoldings) -> AssessedClause:
    if state.decided:
        return AssessedClause(clause, "met", "rows")
    return AssessedClause(clause, "missing", "undecided")


_RESULTS: Mapping[ClauseResult, Callable[[Clause, ReviewHoldings], AssessedClause]] = {
    "improvements": _assess_improvements,
    "changes": _assess_changes,
    "evidence": _assess_evidence,
}
