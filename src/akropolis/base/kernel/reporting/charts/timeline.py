"""A timeline of events: events with a label above the line, the others below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.utils.safestring import SafeString

from akropolis.base.kernel.reporting.charts.marks import LINE, WIDTH, dot, rule, words

_SIDE, _AXIS = 20, 46
_TICK = 10


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """An event. With a `label` it is shown as a dot above the line, otherwise as a tick below it."""

    at: datetime
    label: str = ""


def timeline(moments: Sequence[TimelinePoint]) -> SafeString:
    """Return the drawing as an SVG element in the page's colours; an empty string for fewer than two events.

    The page must say the same in words beside it, because the drawing is hidden from screen readers.
    """
    if len(moments) < 2:  # a line has two ends
        return SafeString("")
    first, last = min(m.at for m in moments), max(m.at for m in moments)
    whole = (last - first).total_seconds() or 1
    across = [round(_SIDE + (WIDTH - 2 * _SIDE) * (m.at - first).total_seconds() / whole, 1) for m in moments]
    named = sorted((x, m.label) for x, m in zip(across, moments, strict=True) if m.label)
    ticks = sorted({x for x, m in zip(across, moments, strict=True) if not m.label})
    body = rule(_AXIS, 0, WIDTH) + "".join(_named(named)) + _ticks(ticks)
    height = _AXIS + _TICK + 8
    return SafeString(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'aria-hidden="true" focusable="false" fill="currentColor" font-size="13">{body}</svg>'
    )


def _named(named: Sequence[tuple[float, str]]) -> list[str]:
    """Return the dots with labels; colliding labels go on another line, those of one moment share one."""
    drawn: list[str] = []
    last = [-100.0, -100.0]
    for x, alike in groupby(named, key=itemgetter(0)):
        label = ", ".join(each[1] for each in alike)
        line = 0 if x - last[0] >= _width(label) else 1
        last[line] = x
        side = "start" if x < _SIDE * 3 else "end" if x > WIDTH - _SIDE * 3 else "middle"
        drawn += [dot((x, _AXIS)), words(x, 14 + LINE * line, [label], side)]  # type: ignore[arg-type] # one of the three
    return drawn


def _width(label: str) -> int:
    return 10 + 8 * len(label)


def _ticks(across: Sequence[float]) -> str:
    """Return the SVG of all ticks, as one path."""
    if not across:
        return ""
    path = "".join(f"M{x:g} {_AXIS + 2}v{_TICK}" for x in across)
    return f'<path class="chart-rule" d="{path}" stroke="currentColor"/>'
