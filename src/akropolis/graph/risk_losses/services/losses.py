"""Estimate what a risk may cost and what would reduce it, and simulate a unit's years in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid, Refused
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.base.lib.plain import Plain
from akropolis.base.lib.progress import report_progress
from akropolis.graph.assets.models import Node
from akropolis.graph.risk.models import Risk
from akropolis.graph.risk.rules.permissions import EDIT
from akropolis.graph.risk_losses.models import LossEstimate, LossReduction, LossRun
from akropolis.graph.risk_losses.rules.budget import share_problem
from akropolis.graph.risk_losses.rules.losses import METHOD, LossKind, LossRange, RangeProblem, range_problem
from akropolis.graph.risk_losses.selectors.losses import LossBasis, latest_estimates, latest_run, read_basis
from akropolis.shared.actions.models import Action

SEED: Final = 20_261_201
"""Fixed, so that the same estimates give the same figures."""

YEARS: Final = 100_000
_PROCESS = (sys.executable, "-I", "-m", "akropolis.graph.risk_losses.rules.simulation")

type Ends = tuple[float | None, float | None]
"""The ends of a range as given: from, to."""


@dataclass(frozen=True)
class EstimateInput:
    """How often a risk strikes (a year) and what it then costs by kind (kr; person-hours for the handling)."""

    frequency: Ends
    losses: Mapping[LossKind, Ends]
    hour_cost: int = 0
    fine_ceiling: int | None = None
    cause: Node | None = None
    basis: str = ""


def describe_problem(problem: RangeProblem) -> str:
    """Return a sentence that says what is wrong with a range and what to write instead."""
    return {
        RangeProblem.ONE_END: _("Write both ends of the range, or none."),
        RangeProblem.NOT_A_NUMBER: _("Write a number, such as 25 000 or 1,5 Mkr."),
        RangeProblem.NEGATIVE: _("Write a number that is not below zero."),
        RangeProblem.REVERSED: _("The low end is above the high end. Let them change places."),
        RangeProblem.ZERO_LOW: _("Write a low end above zero, such as 0,1. What never happens is no risk."),
        RangeProblem.TOO_LARGE: _("The number is too large to be meant. Look at the unit."),
        RangeProblem.TOO_WIDE: _(
            "The range is so wide that it says nothing. Think of an ordinary case, and narrow it around that."
        ),
        RangeProblem.MIXED_UNITS: _("Write both ends in the same unit."),
    }[problem]


def estimate(access: Access, risk: Risk, given: EstimateInput, *, seen: str | None = None) -> LossEstimate:
    """Add an estimate, which replaces the risk's earlier one. `seen` is the id of the one that the user saw.

    Raises Invalid for a bad range at its end (`response_high`), Refused if the risk has ended or another estimate
    has been made meanwhile.
    """
    ranges: dict[str, Ends] = {
        "often": given.frequency,
        **{str(kind): ends for kind, ends in given.losses.items()},
    }
    _refuse(_problems(ranges, lambda name, ends: range_problem(*ends, frequency=name == "often")))
    losses = {str(kind): list(ends) for kind, ends in given.losses.items() if None not in ends}
    if LossKind.HANDLING in losses and not given.hour_cost:
        raise Invalid(
            {"hour_cost": [_("Write what an hour costs, so that the hours can be counted in kronor.")]}
        )
    with writing(access) as w:
        _refuse_ended(access, risk)
        newest = latest_estimates(access, [risk]).get(risk.pk)
        if seen is not None and seen != str(newest.pk if newest else ""):
            raise Refused(
                _("Somebody else has estimated the risk meanwhile. Open the page again and compare.")
            )
        return w.create(
            LossEstimate,
            {
                "risk": risk,
                "frequency": [] if None in given.frequency else list(given.frequency),
                "losses": losses,
                "hour_cost": given.hour_cost,
                "fine_ceiling": given.fine_ceiling,
                "cause": given.cause,
                "basis": given.basis,
                "estimated_on": timezone.localdate(w.at),
                "estimated_by": access.actor.name,
            },
        )


def reduce_loss(
    access: Access,
    risk: Risk,
    name: str,
    cost: int,
    years: int,
    less: Mapping[str, Ends],
    *,
    action: Action | None = None,
) -> LossReduction:
    """Add what a measure would take away of the risk: shares from 0 to 1 of `frequency` and `loss`.

    Raises Invalid for a bad share, a cost of nothing, or a measure that takes away nothing.
    """
    _refuse(_problems(less, lambda _name, ends: share_problem(*ends)))
    left = {name: [1 - (high or 0), 1 - (low or 0)] for name, (low, high) in less.items()}
    if all(ends == [1, 1] for ends in left.values()):
        raise Invalid(
            {"frequency_high": [_("Write what the measure takes away: of how often, or of the cost.")]}
        )
    if cost < 1 or years < 1:
        raise Invalid(
            {"cost" if cost < 1 else "years": [_("Write a number above zero. Count own time too.")]}
        )
    with writing(access) as w:
        _refuse_ended(access, risk)
        values: dict[str, object] = {
            "risk": risk,
            "name": name,
            "action": action,
            "cost": cost,
            "years": years,
        }
        return w.create(LossReduction, values | left)


def remove_reduction(access: Access, row: LossReduction) -> Risk:
    """Remove a measure that was weighed; the history keeps it. Returns its risk."""
    with writing(access) as w:
        w.remove(row)
    return row.risk


def run_losses(access: Access, unit: Unit) -> LossRun:
    """Simulate what the risks of the unit and those below it cost, and store the result for good.

    The simulation runs in a process of its own, which alone loads NumPy, and reports its progress. Raises Hidden
    without the right, Refused if nothing can be simulated or nothing has changed since the last time.
    """
    access.must(EDIT, unit)
    day = timezone.localdate()
    basis = read_basis(access, unit, day)
    if not basis.risks:
        raise Refused(_("No risk here has been estimated in kronor yet. Begin with one risk, on its page."))
    given = _given(basis)
    last = latest_run(access, unit)
    if last is not None and last.given == given:
        raise Refused(
            _("Nothing has changed since it was last worked out, so the figures would be the same.")
        )
    result = _simulate(given)
    with writing(access) as w:
        return w.create(LossRun, {"unit": unit, "as_of": day, "given": given, "result": result})


def _given(basis: LossBasis) -> Plain:
    """Return what the simulation is given and rests on, in values that JSON has."""
    return {
        "risks": [
            {
                "key": one.key,
                "frequency": [one.frequency.low, one.frequency.high],
                "losses": {str(kind): _ends(loss) for kind, loss in one.losses.items()},
                "cause": one.cause,
                "unit": one.unit,
                "estimate": basis.estimates[one.key],
            }
            for one in basis.risks
        ],
        "measures": [
            {
                "key": one.key,
                "cost": one.cost,
                "years": one.years,
                "effects": {
                    key: [list(both.frequency), list(both.loss)] for key, both in one.effects.items()
                },
            }
            for one in basis.measures
        ],
        "missing": {key: str(why) for key, why in basis.missing.items()},
        "seed": SEED,
        "years": YEARS,
        "method": METHOD,
    }


def _ends(loss: LossRange) -> list[float]:
    return [loss.low, loss.high, *([loss.ceiling] if isfinite(loss.ceiling) else [])]


def _simulate(given: Mapping[str, object]) -> Plain:
    answer: object = None
    with subprocess.Popen(_PROCESS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 # ourselves
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            json.dump({**given, "workers": 2}, process.stdin)
            process.stdin.close()
            for line in process.stdout:
                answer = json.loads(line)
                if isinstance(answer, float):
                    report_progress(_("Years are simulated"), int(answer * 100), 100)
        except BaseException:
            process.kill()
            raise
    if process.returncode or not isinstance(answer, dict):
        raise RuntimeError("the simulation of losses broke off")
    return answer


def _problems(
    ranges: Mapping[str, Ends], judge: Callable[[str, Ends], RangeProblem | None]
) -> Iterator[tuple[str, RangeProblem]]:
    for name, ends in ranges.items():
        problem = judge(name, ends)
        if problem is not None:
            end = "low" if problem is RangeProblem.ZERO_LOW or ends[0] is None else "high"
            yield f"{name}_{end}", problem


def _refuse(problems: Iterator[tuple[str, RangeProblem]]) -> None:
    errors = {name: [describe_problem(problem)] for name, problem in problems}
    if errors:
        raise Invalid(errors)


def _refuse_ended(access: Access, risk: Risk) -> None:
    now = Risk.objects.visible(access).one(pk=risk.pk)
    if now.ended_on or now.archived_at:
        raise Refused(_("The risk has ended. Take it up again before you write what it costs."))
