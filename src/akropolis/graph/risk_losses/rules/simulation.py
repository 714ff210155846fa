"""The Monte Carlo of a city's yearly losses. The only module that imports NumPy: it runs as a process of its
own.

    python -m akropolis.graph.risk_losses.rules.simulation < what.json > result.json

**Model.** Each block of years is one possible world: in it every risk has one frequency, drawn from its range,
and its events of the block are Poisson. An event costs the sum of a draw from each of its loss ranges. Risks
with the same cause strike together: the cause strikes as often as the most frequent of its risks, each event
has a size between 0 and 1, and a risk whose frequency is the share q of the cause's is hit by the events of a
size below q. So each risk keeps its own frequency and mean, and a rarer risk strikes only together with the
more frequent ones of its cause. Beside it the same risks are drawn with events of their own: the independent
sum. Both use the same losses, so that only the dependence differs.

**Same bytes.** A block has a random stream of its own (seed and block number), and blocks are put together in
their order: the number of threads changes nothing. Another version of NumPy, or another processor, may give
other last digits.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from akropolis.graph.risk_losses.rules.budget import MeasureOption, Reduction
from akropolis.graph.risk_losses.rules.losses import METHOD, LossKind, LossRange, QuantifiedRisk

YEARS: Final = 100_000
BATCHES: Final = 20
"""Parts of the years whose figures are compared for a standard error."""

CURVE: Final = 30
COMPARED: Final = 4_000
"""Worlds in which measures are compared."""

RAREST: Final = 50
"""Years that must lie beyond the last point of the curve."""

_DRAWS: Final = 2_500_000
"""Frequencies that are drawn at most, about: with fewer risks there are more blocks, down to `_SHORTEST` years.
"""

_SHORTEST: Final = 50
_LONGEST: Final = 500
_EVENTS: Final = 250_000
"""Expected events of a block at most."""

_ALL_EVENTS: Final = 150_000_000
"""Expected events of a simulation at most: with more frequent risks there are fewer years."""

_ALL_SUMS: Final = 12_000_000
"""Sums of a unit and a year that are held at most; with more units, no unit gets years of its own."""

type Floats = NDArray[np.float64]
type Singles = NDArray[np.float32]
type Whole = NDArray[np.int64]


@dataclass(frozen=True)
class _Part:
    """The losses of one kind of neighbouring risks, from `first` to before `last`."""

    first: int
    last: int
    mu: Singles
    sigma: Singles
    ceiling: Singles | None


@dataclass(frozen=True)
class _Model:
    """The risks as arrays: the first `own` have no shared cause, and neighbours have the same kinds of loss."""

    seed: int
    length: int
    blocks: int
    own: int
    mu: Floats
    sigma: Floats
    cause: Whole
    causes: int
    unit: Whole
    units: int
    parts: tuple[_Part, ...]


def _parts(risks: Sequence[QuantifiedRisk]) -> Iterator[_Part]:
    first = 0
    for kinds, same in groupby(risks, key=_signature):
        group = list(same)
        for kind in kinds[1]:
            ranges = [risk.losses[kind] for risk in group]
            ceilings = np.array([one.ceiling for one in ranges], np.float32)
            yield _Part(
                first,
                first + len(group),
                np.array([one.mu for one in ranges], np.float32),
                np.array([one.sigma for one in ranges], np.float32),
                ceilings if np.isfinite(ceilings).any() else None,
            )
        first += len(group)


def _signature(risk: QuantifiedRisk) -> tuple[bool, tuple[LossKind, ...]]:
    return bool(risk.cause), tuple(kind for kind in LossKind if kind in risk.losses)


def _model(risks: Iterable[QuantifiedRisk], seed: int, years: int) -> tuple[_Model, list[str]]:
    ordered = sorted(risks, key=lambda risk: (_signature(risk), risk.key))
    often = sum(risk.frequency.mean for risk in ordered)
    years = int(min(years, max(1_000, _ALL_EVENTS / often)))
    length = int(min(max(years * len(ordered) / _DRAWS, _SHORTEST), _LONGEST, max(1, _EVENTS / often)))
    own = sum(not risk.cause for risk in ordered)
    causes = sorted({risk.cause for risk in ordered[own:]})
    units = sorted({risk.unit for risk in ordered})
    held = units if len(units) * years <= _ALL_SUMS else [""]
    model = _Model(
        seed,
        length,
        -(-years // (length * BATCHES)) * BATCHES,
        own,
        np.array([risk.frequency.mu for risk in ordered]),
        np.array([risk.frequency.sigma for risk in ordered]),
        np.array([causes.index(risk.cause) for risk in ordered[own:]], np.int64),
        len(causes),
        np.array([held.index(risk.unit) if held is units else 0 for risk in ordered], np.int64),
        len(held),
        tuple(_parts(ordered)),
    )
    return model, held


def _block(model: _Model, number: int) -> tuple[Floats, Floats]:
    """Return the sums of a block's years: by unit with shared causes, and in all without."""
    draw = np.random.Generator(np.random.SFC64(np.random.SeedSequence(model.seed, spawn_key=(number,))))
    length, own, cells = model.length, model.own, model.units * model.length
    alone = draw.poisson(length * np.exp(model.mu + model.sigma * draw.standard_normal(len(model.mu))))
    together = alone.copy()
    rate = np.exp(model.mu[own:] + model.sigma[own:] * draw.standard_normal(model.causes)[model.cause])
    top = np.zeros(model.causes)
    np.maximum.at(top, model.cause, rate)
    strikes = draw.poisson(length * top)
    start = np.cumsum(strikes) - strikes
    sizes = np.sort(np.repeat(np.arange(model.causes), strikes) + draw.random(strikes.sum()))
    when = draw.integers(0, length, len(sizes))
    together[own:] = np.searchsorted(sizes, model.cause + rate / top[model.cause]) - start[model.cause]

    counts = np.maximum(alone, together)
    ends = np.concatenate(([0], np.cumsum(counts)))
    loss = _losses(model, counts, ends, draw)
    split, tied, place = ends[own], loss[ends[own] :], model.unit * length
    own_cells = np.repeat(place[:own], counts[:own]) + draw.integers(0, length, split)
    base = _sums(own_cells, loss[:split], cells)

    struck, single = together[own:], alone[own:]
    event = np.arange(struck.sum()) + np.repeat(start[model.cause] - np.cumsum(struck) + struck, struck)
    tied_cells = np.repeat(place[own:], struck) + when[event]
    shared = base + _sums(tied_cells, tied[_first(struck, counts[own:])], cells)
    independent = base.reshape(model.units, length).sum(0)
    independent += _sums(draw.integers(0, length, single.sum()), tied[_first(single, counts[own:])], length)
    return shared.reshape(model.units, length), independent


def _first(taken: Whole, counts: Whole) -> NDArray[np.bool_]:
    """Return for each draw whether it is among the first `taken` of its risk's."""
    both = np.column_stack((taken, counts - taken)).ravel()
    return np.repeat(np.tile([True, False], len(counts)), both)


def _sums(cells: Whole, loss: Singles, count: int) -> Floats:
    return np.bincount(cells, loss, count).astype(
        np.float64, copy=False
    )  # it counts in integers where there are none


def _losses(model: _Model, counts: Whole, ends: Whole, draw: np.random.Generator) -> Singles:
    loss = np.zeros(ends[-1], np.float32)
    for part in model.parts:
        times = counts[part.first : part.last]
        one = draw.standard_normal(ends[part.last] - ends[part.first], np.float32)
        one *= np.repeat(part.sigma, times)
        one += np.repeat(part.mu, times)
        np.exp(one, out=one)
        if part.ceiling is not None:
            np.minimum(one, np.repeat(part.ceiling, times), out=one)
        loss[ends[part.first] : ends[part.last]] += one
    return loss


def simulate(
    risks: Sequence[QuantifiedRisk], *, seed: int, years: int = YEARS, workers: int = 2
) -> Iterator[float | dict[str, object]]:
    """Yield how much is done as a share of 1, and last the result, in values that JSON has. There must be a
    risk.
    """
    model, units = _model(risks, seed, years)
    length, count = model.length, model.length * model.blocks
    by_unit, independent = np.empty((model.units, count)), np.empty(count)
    with ThreadPoolExecutor(workers) as pool:
        for number, (shared, single) in enumerate(
            pool.map(lambda one: _block(model, one), range(model.blocks))
        ):
            by_unit[:, number * length : (number + 1) * length] = shared
            independent[number * length : (number + 1) * length] = single
            if number * BATCHES % model.blocks < BATCHES:
                yield (number + 1) / model.blocks
    total = by_unit.sum(0)
    whole = [{"unit": unit, **_figures(sums)} for unit, sums in zip(units, by_unit, strict=True)]
    yield {
        "shared": _figures(total),
        "independent": _figures(independent),
        "curve": _curve(total, independent),
        "risks": _by_risk(risks),
        "units": whole if units != [""] else [],
        "years": count,
        "seed": seed,
        "numpy": np.__version__,
        "method": METHOD,
    }


def _figures(sums: Floats) -> dict[str, object]:
    """Return mean, 1-in-10 and 1-in-100 year, each with its standard error from batches of years."""
    batches = sums.reshape(BATCHES, -1)
    kinds: dict[str, Callable[[Floats], float]] = {
        "expected": lambda years: float(years.mean()),
        "one_in_10": _exceeded(0.1),
        "one_in_100": _exceeded(0.01),
    }
    return {
        name: {
            "value": work(sums),
            "error": float(np.std([work(batch) for batch in batches], ddof=1) / BATCHES**0.5),
        }
        for name, work in kinds.items()
    }


def _exceeded(share: float) -> Callable[[Floats], float]:
    """Return a function that finds the smallest sum that at most this share of the years exceed."""

    def quantile(sums: Floats) -> float:
        rank = len(sums) - 1 - int(len(sums) * share + 1e-9)
        return float(np.partition(sums, rank)[rank])

    return quantile


def _curve(shared: Floats, independent: Floats) -> list[dict[str, float]]:
    """Return how often a year costs more than what: shares of years evenly apart in logarithm, from 9 in 10."""
    shares = np.geomspace(0.9, RAREST / len(shared), CURVE)
    both = [np.sort(sums) for sums in (shared, independent)]
    ranks = [len(shared) - 1 - int(len(shared) * share + 1e-9) for share in shares]
    return [
        {"share": float(share), "shared": float(both[0][rank]), "independent": float(both[1][rank])}
        for share, rank in zip(shares, ranks, strict=True)
    ]


def _by_risk(risks: Sequence[QuantifiedRisk]) -> list[dict[str, object]]:
    """Return expected losses in closed form, which have no error of the draws, and their shares of the sum."""
    whole = sum(risk.expected for risk in risks)
    return [
        {"risk": risk.key, "expected": risk.expected, "share": risk.expected / whole if whole else 0.0}
        for risk in risks
    ]


def compare(
    risks: Sequence[QuantifiedRisk], measures: Sequence[MeasureOption], seed: int
) -> list[dict[str, object]]:
    """Return the measures by expected loss reduced per krona, best first, with how sure the order is.

    In each of many worlds the frequencies and the effects are drawn from their ranges. `first` is the share of
    worlds in which the measure is the best of all, `before_next` the share in which it is better than the next;
    None for the last.
    """
    draw = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(0, 1))))
    touched = {key for one in measures for key in one.effects}
    normal = {
        cause: draw.standard_normal(COMPARED) for cause in sorted({one.cause for one in risks if one.cause})
    }
    losses = {
        one.key: one.event_loss
        * np.exp(
            one.frequency.mu + one.frequency.sigma * normal.get(one.cause, draw.standard_normal(COMPARED))
        )
        for one in sorted(risks, key=lambda one: one.key)
        if one.key in touched
    }
    reduced: dict[str, Floats] = {}
    for measure in sorted(measures, key=lambda one: one.key):
        rarer, cheaper = draw.random(COMPARED), draw.random(COMPARED)
        reduced[measure.key] = np.zeros(COMPARED)
        for key, effect in sorted(measure.effects.items()):
            if key in losses:
                left = _between(effect.frequency, rarer) * _between(effect.loss, cheaper)
                reduced[measure.key] += losses[key] * (1 - left) * measure.years
    cost = {one.key: one.cost for one in measures}
    per_krona = {key: sums / cost[key] for key, sums in reduced.items()}
    order = sorted(per_krona, key=lambda key: (-per_krona[key].mean(), key))
    best = np.max(list(per_krona.values()), axis=0) if order else np.zeros(COMPARED)
    return [
        {
            "measure": key,
            "reduced": float(reduced[key].mean()),
            "low": float(np.quantile(reduced[key], 0.05)),
            "high": float(np.quantile(reduced[key], 0.95)),
            "per_krona": float(per_krona[key].mean()),
            "first": float((per_krona[key] >= best).mean()),
            "before_next": float((per_krona[key] >= per_krona[after]).mean()) if after else None,
        }
        for key, after in zip(order, [*order[1:], None], strict=False)
    ]


def _between(ends: tuple[float, float], place: Floats) -> Floats:
    return ends[0] + (ends[1] - ends[0]) * place


def main() -> None:
    """Read what is to be simulated from standard input; write lines of progress, and last the result."""
    asked = json.load(sys.stdin)
    measures = [
        MeasureOption(
            one["key"],
            one["cost"],
            one["years"],
            {key: Reduction(*both) for key, both in one["effects"].items()},
        )
        for one in asked["measures"]
    ]
    risks = [
        QuantifiedRisk(
            one["key"],
            LossRange(*one["frequency"]),
            {LossKind(kind): LossRange(*ends) for kind, ends in one["losses"].items()},
            one["cause"],
            one["unit"],
        )
        for one in asked["risks"]
    ]
    for done in simulate(risks, seed=asked["seed"], years=asked["years"], workers=asked["workers"]):
        if isinstance(done, dict):
            done["measures"] = compare(risks, measures, asked["seed"])
        print(json.dumps(done), flush=True)  # noqa: T201 - the answer of the process


if __name__ == "__main__":
    main()
