"""Plan and frame of a year's actions: money and hours, planned and done, per unit and per row that raised them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.registers.filters import units_by_code
from akropolis.base.lib.calendar import months_on
from akropolis.shared.actions.models import Action, ActionStatus
from akropolis.shared.actions.selectors.causes import KINDS, CauseKind

MONTHS = 12


@dataclass(slots=True)
class ActionFrame:
    """Sums of the actions of a unit or a cause. An estimate that is missing is counted in `unknown`, not as zero."""

    name: str
    query: dict[str, str]
    kind: str = ""
    actions: int = 0
    done: int = 0
    unknown: int = 0
    cost: int | None = None
    cost_done: int | None = None
    hours: int | None = None
    hours_done: int | None = None

    def add(self, row: "FramedAction") -> None:
        """Add an action to the sums."""
        self.actions += 1
        self.done += row.done_on is not None
        self.unknown += row.cost is None and row.hours is None
        for name, value in (("cost", row.cost), ("hours", row.hours)):
            if value is not None:
                setattr(self, name, (getattr(self, name) or 0) + value)
                if row.done_on:
                    setattr(self, f"{name}_done", (getattr(self, f"{name}_done") or 0) + value)


class FramedAction(NamedTuple):
    """What the sums need to know of an action."""

    pk: UUID
    path: str
    cost: int | None
    hours: int | None
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class YearFrame:
    """The sums of a year: per unit with those below it, per row that raised actions, and the actions themselves."""

    units: Sequence[ActionFrame]
    raised: Sequence[ActionFrame]
    actions: Sequence[FramedAction]


def year_query(year: int) -> dict[str, str]:
    """Return the filters with which the list of actions shows the year's."""
    status = ",".join((ActionStatus.PLANNED, ActionStatus.ONGOING, ActionStatus.DONE))
    return {"status": status, "due_on_from": f"{year}-01-01", "due_on_to": f"{year}-12-31"}


def frame_of(access: Access, year: int) -> YearFrame:
    """Return the sums of the actions due in the year that the reader may read. Cancelled ones never count."""
    asked = Q(due_on__year=year, archived_at__isnull=True) & ~Q(status=ActionStatus.CANCELLED)
    rows = Action.objects.visible(access).filter(asked).order_by()
    names = ("pk", "owner_unit__path", "cost", "hours", "due_on", "done_on")
    actions = [FramedAction(*values) for values in rows.values_list(*names)]
    return YearFrame(_per_unit(access, actions, year), _per_cause(access, rows, actions, year), actions)


def _per_unit(access: Access, actions: Iterable[FramedAction], year: int) -> list[ActionFrame]:
    units = units_by_code(access)
    found: dict[str, ActionFrame] = {}
    for row in actions:
        for code in filter(None, row.path.split("/")):
            if code in units:
                query = {"owner_unit": code, **year_query(year)}
                found.setdefault(code, ActionFrame(units[code].name, query)).add(row)
    return [found[code] for code in units if code in found]


def _per_cause(
    access: Access, rows: QuerySet[Action], actions: Iterable[FramedAction], year: int
) -> list[ActionFrame]:
    """Sum the kinds that say for all actions at once what raised them; directions are one of these."""
    by_key = {row.pk: row for row in actions}
    found: list[ActionFrame] = []
    for kind in KINDS:
        if type(kind).told_by_action is CauseKind.told_by_action:
            continue
        frames: dict[str, ActionFrame] = {}
        links = kind.links().visible(access).filter(action__in=rows.values("pk"))
        for action, lines in kind.told_by_action(access, links).items():
            for line in {line.key: line for line in lines}.values():
                query = {"raised_by": f"{kind.key}:{line.key}", **year_query(year)}
                frames.setdefault(line.key, ActionFrame(line.name, query, str(kind.label))).add(
                    by_key[action]
                )
        found += sorted(frames.values(), key=lambda frame: frame.name)
    return found


def progress_by_month(actions: Sequence[FramedAction], year: int) -> list[tuple[date, int, int]]:
    """Return for each month of the year its first day, and how many actions were due and done by its end."""
    found, first = [], date(year, 1, 1)
    for month in range(MONTHS):
        end = months_on(first, month + 1)
        due = sum(row.due_on < end for row in actions)
        done = sum(row.done_on is not None and row.done_on < end for row in actions)
        found.append((months_on(first, month), due, done))
    return found
