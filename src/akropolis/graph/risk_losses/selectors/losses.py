"""What a simulation of losses rests on, and the simulations that have been made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.selectors.floods import read_graph
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.risk.models import CostAnchor, Risk
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction, LossRun
from akropolis.graph.risk_losses.rules.budget import MeasureOption, Reduction
from akropolis.graph.risk_losses.rules.losses import (
    LossKind,
    LossRange,
    NotAssessable,
    QuantifiedRisk,
    shared_causes,
    why_not_assessable,
)


@dataclass(frozen=True)
class LossBasis:
    """The risks of a unit and those below it: what can be simulated, by which estimates, and what cannot and why."""

    risks: Sequence[QuantifiedRisk]
    estimates: Mapping[str, str]
    missing: Mapping[str, NotAssessable]
    measures: Sequence[MeasureOption]


def relevant_risks(access: Access, unit: Unit, day: date) -> Sequence[Risk]:
    """Return the risks of the unit and those below it that have not ended, in the order of their names."""
    rows = Risk.objects.visible(access).filter(
        Q(ended_on=None) | Q(ended_on__gt=day), owner_unit__path__startswith=unit.path, archived_at=None
    )
    return list(rows.select_related("owner_unit").order_by("sort_key", "pk"))


def latest_estimates(access: Access, risks: Iterable[Risk]) -> dict[UUID, LossEstimate]:
    """Return by risk its newest estimate."""
    rows = LossEstimate.objects.visible(access).filter(risk__in=list(risks)).order_by("created_at", "pk")
    return {row.risk_id: row for row in rows}


def quantified(risk: Risk, estimate: LossEstimate | None) -> QuantifiedRisk | NotAssessable:
    """Return the risk with its newest estimate as ranges in kr, or what is missing."""
    if estimate is None:
        return NotAssessable.NO_FREQUENCY
    frequency = LossRange(*estimate.frequency) if estimate.frequency else None
    losses = {LossKind(kind): LossRange(*ends) for kind, ends in estimate.losses.items()}
    missing = why_not_assessable(frequency, losses)
    if missing is not None or frequency is None:
        return missing or NotAssessable.NO_FREQUENCY
    if LossKind.HANDLING in losses:
        losses[LossKind.HANDLING] = losses[LossKind.HANDLING].times(estimate.hour_cost)
    if LossKind.FINES in losses and estimate.fine_ceiling is not None:
        fines = losses[LossKind.FINES]
        losses[LossKind.FINES] = LossRange(fines.low, fines.high, float(estimate.fine_ceiling))
    cause = str(estimate.cause_id or "")
    return QuantifiedRisk(str(risk.pk), frequency, losses, cause, risk.owner_unit.path)


def read_basis(access: Access, unit: Unit, day: date) -> LossBasis:
    """Return what a simulation of the unit and those below it would rest on today."""
    risks = relevant_risks(access, unit, day)
    estimates = latest_estimates(access, risks)
    found = {str(risk.pk): quantified(risk, estimates.get(risk.pk)) for risk in risks}
    assessed = [one for one in found.values() if isinstance(one, QuantifiedRisk)]
    roots = shared_causes(assessed, _above({one.cause for one in assessed if one.cause}, day))
    return LossBasis(
        [replace(one, cause=roots.get(one.cause, ""), unit=_part(unit, one.unit)) for one in assessed],
        {str(risk): str(row.pk) for risk, row in estimates.items()},
        {key: one for key, one in found.items() if isinstance(one, NotAssessable)},
        _measures(LossReduction.objects.visible(access).filter(risk__in=[one.key for one in assessed])),
    )


def _part(unit: Unit, path: str) -> str:
    """Return the code of the unit next below that the path leads through; the unit's own if the path ends there."""
    return path.removeprefix(unit.path).partition("/")[0] or unit.code


def _above(causes: Iterable[str], day: date) -> dict[str, list[str]]:
    """Return by cause every node that it depends on, directly or not."""
    leads = cached_graph(read_graph, day).downward
    result: dict[str, list[str]] = {}
    for cause in causes:
        reached, queue = set[int](), [int(cause)]
        while queue:
            new = set(leads.get(queue.pop(), ())) - reached
            reached |= new
            queue += sorted(new)
        result[cause] = [str(node) for node in sorted(reached)]
    return result


def _measures(rows: Iterable[LossReduction]) -> list[MeasureOption]:
    """Return the measures: reductions by the same action are one, bought once at the highest of their costs."""
    found: dict[str, list[LossReduction]] = {}
    for row in rows:
        found.setdefault(str(row.action_id or row.pk), []).append(row)
    return [
        MeasureOption(
            key,
            float(max(row.cost for row in same)),
            min(row.years for row in same),
            {str(row.risk_id): Reduction(tuple(row.frequency), tuple(row.loss)) for row in same},
        )
        for key, same in sorted(found.items())
    ]


def latest_run(access: Access, unit: Unit) -> LossRun | None:
    """Return the unit's newest simulation; None if there is none or the user may not read it."""
    return LossRun.objects.visible(access).filter(unit=unit).order_by("-created_at", "-pk").first()


def anchors(access: Access, day: date, entity: Unit | None) -> list[CostAnchor]:
    """Return the costs to compare with, of those that apply to some kind of unit only the legal entity's."""
    kinds = {"", entity.kind if entity else ""}
    return [row for row in CostAnchor.in_force(access, day) if row.applies_to in kinds]


def fine_ceiling(rows: Iterable[CostAnchor]) -> int | None:
    """Return the highest ceiling of fines among the costs; None if none is known."""
    return max((row.amount for row in rows if row.kind == LossKind.FINES and row.amount), default=None)
