"""Differences between two packs, figure by figure. The comparison never touches texts written by people."""

from __future__ import annotations

from dataclasses import dataclass

from akropolis.base.lib.figures import name
from akropolis.review.review_inputs.rules.display import Wording, part_text, text, wording
from akropolis.review.review_inputs.rules.figures import FigurePart, FigureReading, PackContent
from akropolis.review.review_inputs.rules.telling import part_name


@dataclass(frozen=True, slots=True)
class PartChange:
    """A unit whose part differs from before. An empty text: the unit had no part then."""

    code: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs between two packs. An empty text means that the figure was missing in that pack."""

    key: str
    label: str
    before: str
    after: str
    parts: tuple[PartChange, ...] = ()


def changes(
    old: PackContent | None, new: PackContent, language: str | None = "sv"
) -> tuple[FigureChange, ...]:
    """List every figure whose text, or a unit's part in it, differs, in the new pack's order; then removed ones."""
    words = wording(language)
    found = [_change(figure, old.figure(figure.key) if old else None, words) for figure in new.figures()]
    gone = [
        FigureChange(figure.key, name(figure.key, language), text(figure, words), "")
        for figure in (old.figures() if old else ())
        if new.figure(figure.key) is None
    ]
    return tuple(change for change in found if change.before != change.after or change.parts) + tuple(gone)


def _change(new: FigureReading, old: FigureReading | None, words: Wording) -> FigureChange:
    before = text(old, words) if old else ""
    parts = _parts(new, old, words) if old else ()
    return FigureChange(new.key, name(new.key, words.language), before, text(new, words), parts)


def _parts(new: FigureReading, old: FigureReading, words: Wording) -> tuple[PartChange, ...]:
    then = {part.code: part for part in old.parts}
    now = {part.code: part for part in new.parts}
    both = [*new.parts, *(part for part in old.parts if part.code not in now)]
    pairs = [
        (part, _figure_text(then.get(part.code), old, words), _figure_text(now.get(part.code), new, words))
        for part in both
    ]
    return tuple(
        PartChange(part.code, part_name(part, words.language), before, after)
        for part, before, after in pairs
        if before != after
    )


def _figure_text(part: FigurePart | None, figure: FigureReading, words: Wording) -> str:
    return part_text(part, figure, words) if part else ""
