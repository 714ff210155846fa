"""A measured figure: times, its baseline, its limits."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

MS, MB, RATE = "ms", "MB", "/s"


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure in `unit`. `baseline` is the lowest possible cost of the same work, measured in the same run."""

    name: str
    size: str
    median: float
    p95: float
    baseline: float | None = None
    limit: float | None = None
    limit_p95: float | None = None
    queries: int | None = None
    limit_queries: int | None = None
    unit: str = MS
    runs: int = 1

    @property
    def ratio(self) -> float | None:
        """Return the figure divided by the baseline; None without a baseline."""
        return self.median / self.baseline if self.baseline else None

    @property
    def met(self) -> bool:
        """Return whether the figure is within all its limits; True if it has none."""
        pairs = ((self.median, self.limit), (self.p95, self.limit_p95), (self.queries, self.limit_queries))
        return all(value is None or limit is None or value <= limit for value, limit in pairs)

    def plain(self) -> dict[str, object]:
        """Return the figure as plain values for JSON, with its ratio and whether its limits are met."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}


def timed(
    work: Callable[[], object], *, runs: int, warm: int = 1, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Return the time in milliseconds of each run of the work, after some warm-up runs."""
    for _each in range(warm):
        work()
    found = []
    for _each in range(runs):
        begun = clock()
        work()
        found.append((clock() - begun) * 1000)
    return found


def median(times: list[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """Return the 95th percentile; the highest time where there are few."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def figure(name: str, size: str, times: list[float], **rest: Any) -> Measurement:
    """Return a figure made from these times, with their median and 95th percentile."""
    return Measurement(name, size, median(times), p95(times), runs=len(times), **rest)
