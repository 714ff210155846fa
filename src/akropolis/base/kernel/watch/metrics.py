"""Request metrics for Prometheus, labelled with the route name; no user is identifiable.

Each server process counts in its own files in a shared folder, and a scrape adds them up. Without the shared
folder nothing is counted, and the Prometheus library is never loaded.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from akropolis.base.kernel.watch.asked import CurrentRequest
from akropolis.base.lib.shared_folder import shared_folder

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable that tells the Prometheus library where the shared folder is."""
PREFIX = "akropolis-metrics-"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Limits of the histogram buckets, in seconds."""
_GUARD = Lock()

type Counters = tuple[Any, Any, Any]
"""The Prometheus counters of requests, seconds and database queries."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its name, its description, and its values with labels."""

    name: str
    words: str
    values: tuple[tuple[dict[str, str], float], ...]


def share_counts() -> AbstractContextManager[None]:
    """Let processes started inside count together. The folder is deleted afterwards, or by the next server."""
    return shared_folder(FOLDER, PREFIX)


def is_counting() -> bool:
    """Return whether this process counts requests."""
    return FOLDER in os.environ


def observe(now: CurrentRequest, status: int) -> None:
    """Count a request that has been answered, with its status."""
    if is_counting():
        requests, seconds, queries = _counters()
        requests.labels(now.route, now.method, str(status)).inc()
        seconds.labels(now.route).observe(now.seconds)
        queries.labels(now.route).observe(now.queries)


def _counters() -> Counters:
    """Return the counters, created once. Two threads racing would each create their own, and lose one's counts."""
    with _GUARD:
        return _made_once()


@cache
def _made_once() -> Counters:
    # Imported only if metrics are on, since importing it reads the folder.
    from prometheus_client import CollectorRegistry, Counter, Histogram, Summary  # noqa: PLC0415

    own = CollectorRegistry()
    requests = Counter(
        "akropolis_requests", "Requests answered.", ("route", "method", "status"), registry=own
    )
    seconds = Histogram(
        "akropolis_request_seconds", "Seconds to an answer.", ("route",), registry=own, buckets=BUCKETS
    )
    queries = Summary(
        "akropolis_request_queries", "Database queries for an answer.", ("route",), registry=own
    )
    return requests, seconds, queries


def export_metrics(readings: Iterable[Metric]) -> bytes:
    """Return the request counts of all processes together with `readings`, in the Prometheus text format."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415
    from prometheus_client.registry import Collector  # noqa: PLC0415

    class Gauges(Collector):
        """The readings as the library takes them."""

        def collect(self) -> Iterator[GaugeMetricFamily]:
            for each in readings:
                names = list(each.values[0][0]) if each.values else []
                family = GaugeMetricFamily(f"akropolis_{each.name}", each.words, labels=names)
                for labels, value in each.values:
                    family.add_metric(list(labels.values()), value)
                yield family

    whole = CollectorRegistry()
    if is_counting():
        MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
    whole.register(Gauges())
    return bytes(generate_latest(whole))
