"""The Monte Carlo of yearly losses at a city's size, beside the same draws in bare NumPy without causes, units
or curve.

Processor time is compared; the whole process, as the product starts it, is timed by the clock and its memory is
read.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from akropolis.graph.risk_losses.rules.losses import LossKind, LossRange, QuantifiedRisk
from akropolis.graph.risk_losses.rules.simulation import YEARS, simulate
from akropolis.tools.bench.measure import MB, Measurement, figure, median, timed

RISKS, OFTEN, UNITS, CAUSES, TIED = 5_000, 0.1, 42, 60, 0.3
"""Risks, their mean frequency, units, shared causes, and the share of the risks that has one."""

WALL, RATIO, MEMORY = 4_000.0, 1.5, 500.0
RUNS, LENGTH = 3, 200


def measured() -> Iterator[Measurement]:
    """Yield the simulation's processor time beside bare NumPy's, and time and memory of its process."""
    risks, size = _risks(), f"{RISKS} risks, {YEARS} years"
    base = median(timed(lambda: _bare(risks), runs=RUNS, warm=0, clock=time.process_time))
    work = timed(lambda: list(simulate(risks, seed=1, workers=1)), runs=RUNS, warm=0, clock=time.process_time)
    yield figure("losses simulated, processor time", size, work, baseline=base, limit=RATIO * base)
    asked = json.dumps(
        {"risks": [_plain(one) for one in risks], "measures": [], "seed": 1, "years": YEARS, "workers": 2}
    )
    took = timed(lambda: _process(asked), runs=RUNS, warm=0)
    yield figure("losses simulated, the whole process", size, took, limit=WALL)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Measurement("losses simulated, memory", size, memory, memory, limit=MEMORY, unit=MB)


def _process(asked: str) -> None:
    words = [sys.executable, "-m", "akropolis.graph.risk_losses.rules.simulation"]
    subprocess.run(words, input=asked, text=True, stdout=subprocess.DEVNULL, check=True)  # noqa: S603 # ourselves


def _plain(risk: QuantifiedRisk) -> dict[str, object]:
    losses = {kind: [one.low, one.high] for kind, one in risk.losses.items()}
    ends = [risk.frequency.low, risk.frequency.high]
    return {"key": risk.key, "frequency": ends, "losses": losses, "cause": risk.cause, "unit": risk.unit}


def _risks() -> list[QuantifiedRisk]:
    chance = random.Random(7)  # noqa: S311 # the same city each time
    middle = [10 ** chance.uniform(-2, -0.5) for _each in range(RISKS)]
    scale = OFTEN * RISKS / sum(LossRange(one / 3, one * 3).mean for one in middle)
    return [
        QuantifiedRisk(
            f"r{place}",
            LossRange(one * scale / 3, one * scale * 3),
            {kind: _loss(chance) for kind in chance.sample(list(LossKind), chance.choice((1, 2, 2, 3)))},
            f"c{chance.randrange(CAUSES)}" if chance.random() < TIED else "",
            f"u{place % UNITS}",
        )
        for place, one in enumerate(middle)
    ]


def _loss(chance: random.Random) -> LossRange:
    middle = 10 ** chance.uniform(4, 6)
    return LossRange(middle / 3, middle * 3)


def _bare(risks: list[QuantifiedRisk]) -> None:
    """Draw frequencies, events, losses and years, and add them up by year: what any program must do."""
    kinds = [
        (
            np.array([kind in one.losses for one in risks]).nonzero()[0],
            np.array([one.losses[kind].mu for one in risks if kind in one.losses], np.float32),
            np.array([one.losses[kind].sigma for one in risks if kind in one.losses], np.float32),
        )
        for kind in LossKind
    ]
    mu = np.array([one.frequency.mu for one in risks])
    sigma = np.array([one.frequency.sigma for one in risks])
    draw, years = np.random.Generator(np.random.SFC64(1)), np.zeros(YEARS)
    for first in range(0, YEARS, LENGTH):
        counts = draw.poisson(LENGTH * np.exp(mu + sigma * draw.standard_normal(RISKS)))
        when = draw.integers(0, LENGTH, counts.sum())
        ends = np.concatenate(([0], np.cumsum(counts)))
        loss = np.zeros(len(when), np.float32)
        for which, middle, spread in kinds:
            times = counts[which]
            one = draw.standard_normal(times.sum(), np.float32)
            one *= np.repeat(spread, times)
            one += np.repeat(middle, times)
            place = np.arange(len(one)) + np.repeat(ends[which] - (np.cumsum(times) - times), times)
            loss[place] += np.exp(one, out=one)
        years[first : first + LENGTH] = np.bincount(when, loss, LENGTH)
