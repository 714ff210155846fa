"""The picture of the risks: how many there are in each cell, how they are handled, and what has changed since a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils import timezone

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.cache.results import cached
from akropolis.base.lib.calendar import DAY, midnight
from akropolis.graph.risk.models import JudgementKind, Risk, RiskJudgement
from akropolis.graph.risk.rules.matrix import KINDS
from akropolis.graph.risk.rules.picture import JudgedLevel, Levels, Move, compare
from akropolis.graph.risk.selectors import risks
from akropolis.graph.risk.selectors.matrices import matrix_bodies
from akropolis.graph.risk.selectors.shared_risks import at_house

TOP = 10
"""Number of risks in the top list."""
JUDGED = ("matrix_id", "likelihood", "consequence", "level")
COUNTED = {
    "not_judged": risks.not_judged,
    "over_acceptance": risks.over_acceptance,
    "no_owner": risks.without_owner,
    "late_actions": risks.with_late_actions,
    "late_treatment": risks.treated_too_late,
    "awaiting": risks.awaiting_decision,
    "accepted": risks.accepted,
    "running_out": risks.running_out,
    "stale": risks.stale,
}
"""What is counted of the risks, by the key of the register's rule that shows the same rows."""


class CellKey(NamedTuple):
    """A cell of an edition of a matrix, and the level that the edition gives it."""

    matrix: UUID
    likelihood: int
    consequence: int
    level: int


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """The current risks of one unit in one cell, or not judged (`cell` is None): their number, and how many of each."""

    unit: UUID
    cell: CellKey | None
    total: int
    counts: Mapping[str, int]


class RiskPicture:
    """The risks that a user may read in the unit with the path and below it, on a day. Reads lazily, and once."""

    def __init__(self, access: Access, day: date, path: str = "") -> None:
        self.access, self.day, self.path = access, day, path

    @cached_property
    def groups(self) -> list[RiskGroup]:
        """Return the number of current risks by unit and cell. One query."""
        return cached(self.access.rights, _groups, self.day, self.path)

    @cached_property
    def total(self) -> int:
        """Return the number of current risks."""
        return sum(group.total for group in self.groups)

    def count(self, key: str) -> int:
        """Return the number of the risks that the rule with the key selects."""
        return sum(group.counts[key] for group in self.groups)

    @cached_property
    def cells(self) -> dict[CellKey, int]:
        """Return the number of risks in each cell that has any."""
        found: dict[CellKey, int] = {}
        for group in self.groups:
            if group.cell:
                found[group.cell] = found.get(group.cell, 0) + group.total
        return found

    def severities(self, groups: Iterable[RiskGroup] | None = None) -> dict[str, int]:
        """Return the number of risks of each severity from the worst, of all or some groups, zeros left out."""
        bodies, found = matrix_bodies(), dict.fromkeys(reversed(KINDS), 0)
        for group in self.groups if groups is None else groups:
            level = bodies[group.cell.matrix].level(group.cell.level) if group.cell else None
            if level:
                found[level.kind] += group.total
        return {kind: count for kind, count in found.items() if count}

    @cached_property
    def top(self) -> list[Risk]:
        """Return the worst of the judged risks. One query."""
        rows = ranked(
            self.access, current_risks(self.access, self.day, self.path).filter(level__isnull=False)
        )
        return list(rows.select_related("node", "owner_unit", "owner")[:TOP])

    @cached_property
    def shared(self) -> int:
        """Return how many of the risks are about shared nodes, which others than their owner use."""
        rows = current_risks(self.access, self.day, self.path)
        return int(rows.filter(at_house()).count())

    def moves(self, since: date) -> dict[Move, list[UUID]]:
        """Return what has become of the risks since the day."""
        return moved_since(self.access, since, self.path)

    def cells_on(self, since: date) -> dict[CellKey, int]:
        """Return the number of risks in each cell on the earlier day."""
        found: dict[CellKey, int] = {}
        for judged in cached(self.access.rights, _levels_on, since, self.path).values():
            if judged:
                key = CellKey(*judged)
                found[key] = found.get(key, 0) + 1
        return found


def current_risks(access: Access, day: date, path: str = "") -> GatedQuerySet[Risk]:
    """Return the risks that are current on the day in the unit with the path and below it, unordered."""
    rows = Risk.objects.visible(access).filter(risks.on(risks.open_risks, day), archived_at__isnull=True)
    return rows.filter(owner_unit__path__startswith=path).order_by() if path else rows.order_by()


def ranked(access: Access, rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """Return the judged risks with the worst first: by severity, which editions share, then level and cell."""
    whens = [
        When(matrix=pk, level=level.value, then=Value(KINDS.index(level.kind)))
        for pk, body in matrix_bodies().items()
        for level in body.levels
    ]
    rank = Case(*whens, default=Value(-1), output_field=IntegerField())
    return rows.alias(rank=rank).order_by("-rank", "-level", "-consequence", "-likelihood", "sort_key", "pk")


def moved_since(access: Access, since: date, path: str = "") -> dict[Move, list[UUID]]:
    """Return what has become of the risks that the user may read, since the day."""
    return cached(access.rights, _moved_since, since, path)


def _groups(access: Access, day: date, path: str) -> list[RiskGroup]:
    asked = {key: Count("pk", filter=risks.on(condition, day)) for key, condition in COUNTED.items()}
    found = current_risks(access, day, path).values("owner_unit_id", *JUDGED)
    counted = found.annotate(total=Count("pk"), **asked)
    return [
        RiskGroup(
            row["owner_unit_id"],
            None if row["level"] is None else CellKey(*(row[name] for name in JUDGED)),
            row["total"],
            {key: row[key] for key in asked},
        )
        for row in counted
    ]


def _moved_since(access: Access, since: date, path: str) -> dict[Move, list[UUID]]:
    now = current_risks(access, timezone.localdate(), path).values_list("pk", *JUDGED)
    levels = {pk: None if judged[-1] is None else JudgedLevel(*judged) for pk, *judged in now}
    return compare(cached(access, _levels_on, since, path), levels)


def _levels_on(access: Access, day: date, path: str) -> Levels:
    """Return each risk that was current at the end of the day, with its judgement then. Archived ones are left out."""
    judged, end = _judged_on(access, day), midnight(day + DAY)
    known = current_risks(access, day, path).values_list("pk", "created_at")
    return {pk: judged.get(pk) for pk, created in known if created < end or pk in judged}


def _judged_on(access: Access, day: date) -> dict[UUID, JudgedLevel]:
    rows = RiskJudgement.objects.visible(access).filter(kind=JudgementKind.CURRENT, judged_on__lte=day)
    found = rows.order_by("judged_on", "created_at", "pk").values_list("risk_id", *JUDGED)
    return {risk: JudgedLevel(*judged) for risk, *judged in found}
