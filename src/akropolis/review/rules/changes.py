"""What has changed between two gatherings, figure by figure. Nothing that a person wrote is touched by it."""

from __future__ import annotations

from dataclasses import dataclass

from akropolis.review.rules.display import part_text, text
from akropolis.review.rules.figures import Figure, Pack, Part


@dataclass(frozen=True, slots=True)
class PartChange:
    """A unit whose part is another than before. An empty text: the unit had no part then."""

    code: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another than before. An empty text: the figure was not in that pack."""

    key: str
    label: str
    before: str
    after: str
    parts: tuple[PartChange, ...] = ()


def changes(old: Pack | None, new: Pack) -> tuple[Change, ...]:
    """Every figure whose text, or a unit's part in it, differs, in the order of the new pack; then those gone."""
    found = [_change(figure, old.figure(figure.key) if old else None) for figure in new.figures()]
    gone = [
        Change(figure.key, figure.label, text(figure), "")
        for figure in (old.figures() if old else ())
        if new.figure(figure.key) is None
    ]
    return tuple(change for change in found if change.before != change.after or change.parts) + tuple(gone)


def _change(new: Figure, old: Figure | None) -> Change:
    before = text(old) if old else ""
    return Change(new.key, new.label, before, text(new), _parts(new, old) if old else ())


def _parts(new: Figure, old: Figure) -> tuple[PartChange, ...]:
    then = {part.code: part for part in old.parts}
    now = {part.code: part for part in new.parts}
    both = [*new.parts, *(part for part in old.parts if part.code not in now)]
    pairs = [(part, _said(then, part.code, old), _said(now, part.code, new)) for part in both]
    return tuple(PartChange(p.code, p.name, before, after) for p, before, after in pairs if before != after)


def _said(parts: dict[str, Part], code: str, figure: Figure) -> str:
    return part_text(parts[code], figure) if code in parts else ""
