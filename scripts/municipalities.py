"""What 290 municipalities ask of machines, by four ways to share them: `python scripts/municipalities.py [--seed N]`.

Sizes are drawn by the shape that Sweden's municipalities have, and a working hour is played minute by minute: who
works, what that costs, how many connections and how much memory it takes. What was measured stands in `MEASURED`,
what is a judgement in `JUDGED`. docs/scale.md holds the tables, and a test compares them.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

COUNT, MINUTES = 290, 60
SHARES = (0.5, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one installation on 29 November 2026: PostgreSQL 15, two cores that others used too.

    Processor time in ms for a request of `bench.crowd.mix`, at two numbers of nodes in the graph; what a process takes
    and uses that nobody asks anything; a new database and a large one.
    """

    nodes: tuple[int, int]
    web_ms: tuple[float, float]
    database_ms: tuple[float, float]
    worker_mb: tuple[float, float]
    idle_mb: float
    idle_seconds_a_minute: float
    idle_connections: int
    empty_bytes: int
    large_bytes: int
    large_backup_bytes: int
    large_backup_seconds: float
    init_seconds: float
    upgrade_seconds: float
    tables: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What no measurement of ours says. Change it, and see what follows."""

    inhabitants: float = 16_000  # of the middle municipality
    spread: float = 1.35  # of the logarithm
    least: int = 2_400
    most: int = 1_000_000
    accounts_a_thousand: float = 2.0  # accounts for a thousand inhabitants: 300 in a city of 150,000
    least_accounts: int = 8
    nodes_an_inhabitant: float = 0.05
    at_work: float = 0.15  # of the accounts, in the busiest hour of the autumn
    requests_a_second: float = 0.2  # by whoever is at work, as in the mix
    writes: float = 0.08  # of the requests
    held_ms: float = 15.0  # for which a write holds the chain's lock
    busy: float = 0.6  # how much of a core is used before people wait
    threads: int = 10  # connections that a process may have
    peak: float = 3.0  # a minute's requests come in bursts: so many times the mean


@dataclass(frozen=True, slots=True)
class City:
    """One of them."""

    inhabitants: int
    accounts: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Hour:
    """The busiest minute of the hour: requests a second in all, and cores for web and database, of all cities."""

    working: int
    rate: float
    web: float
    database: float
    busiest: float
    writes: float


def cities(judged: Judged, chance: random.Random) -> list[City]:
    """As many as Sweden has, the largest first."""
    drawn = (judged.inhabitants * math.exp(chance.gauss(0, judged.spread)) for _each in range(COUNT))
    sizes = sorted((round(min(judged.most, max(judged.least, size))) for size in drawn), reverse=True)
    return [_city(judged, size) for size in sizes]


def _city(judged: Judged, inhabitants: int) -> City:
    accounts = max(judged.least_accounts, round(inhabitants * judged.accounts_a_thousand / 1000))
    return City(inhabitants, accounts, round(inhabitants * judged.nodes_an_inhabitant))


def between(ends: tuple[float, float], nodes: tuple[int, int], at: int) -> float:
    """A cost at that number of nodes, on the line between two measured ones, and not below the first."""
    (low, high), (few, many) = ends, nodes
    return max(low, low + (high - low) * (at - few) / (many - few))


def hour(every: list[City], measured: Measured, judged: Judged, chance: random.Random) -> Hour:
    """The minute in which most is asked."""
    return max(
        (_minute(every, measured, judged, chance) for _each in range(MINUTES)), key=lambda one: one.web
    )


def _minute(every: list[City], measured: Measured, judged: Judged, chance: random.Random) -> Hour:
    working = [sum(chance.random() < judged.at_work for _one in range(city.accounts)) for city in every]
    rates = [count * judged.requests_a_second for count in working]
    costs = list(zip(rates, every, strict=True))
    web = [rate * between(measured.web_ms, measured.nodes, city.nodes) / 1000 for rate, city in costs]
    data = [rate * between(measured.database_ms, measured.nodes, city.nodes) / 1000 for rate, city in costs]
    return Hour(sum(working), sum(rates), sum(web), sum(data), max(web), sum(rates) * judged.writes)


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """As Markdown."""
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _each in headings)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def sizes(every: list[City]) -> Iterator[str]:
    """Who they are."""
    rows: list[tuple[str, ...]] = []
    for share in SHARES:
        city = every[max(0, COUNT - math.ceil(COUNT * share))]
        words = f"{share:.0%} are no larger" if share < 1 else "the largest"
        rows.append((words, n(city.inhabitants), n(city.accounts), n(city.nodes)))
    rows.append(("all", *(n(sum(getattr(city, name) for city in every)) for name in City.__slots__)))
    return table(("municipalities", "inhabitants", "accounts", "nodes"), rows)


def demand(found: Hour, judged: Judged) -> Iterator[str]:
    """What the busiest minute asks."""
    rows = [
        ("people at work", n(found.working)),
        ("requests a second", n(found.rate)),
        ("cores for the web", n(found.web / judged.busy)),
        ("cores for PostgreSQL", n(found.database / judged.busy)),
        ("cores for the web of the largest alone", f"{found.busiest / judged.busy:.1f}"),
        ("writes a second", n(found.writes)),
        ("of one lock, if all shared one chain", f"{found.writes * judged.held_ms / 1000:.0%}"),
    ]
    return table(("in the busiest minute", ""), rows)


def ways(every: list[City], found: Hour, measured: Measured, judged: Judged) -> Iterator[str]:
    """What each way to share the machines takes."""
    apart = _apart(every, found, measured, judged)
    shared = math.ceil(found.web / judged.busy)
    kept = sum(
        between(measured.worker_mb, measured.nodes, city.nodes) - measured.worker_mb[0] for city in every
    )
    one = shared * (measured.worker_mb[0] + kept)
    rows = [
        ("memory of the web, GB", n(apart["memory"] / 1024), n(one / 1024), n(one / 1024)),
        ("idle processor load, cores", f"{apart['idle']:.1f}", "0.1", "0.1"),
        ("connections, nobody at work", n(apart["idle_connections"]), n(2 * shared), n(2 * shared)),
        ("connections, at most", n(apart["most"]), n(judged.threads * shared), n(judged.threads * shared)),
        ("tables in a database", n(measured.tables), n(measured.tables * COUNT), n(measured.tables)),
        ("upgrade, minutes, four at a time", *_upgrades(measured)),
        ("a backup of the largest, minutes", *_backups(every, measured)),
        ("affected by a bug in the gate", "one", "one", "all"),
    ]
    return table(("", "an installation for each", "a schema for each", "a column in each row"), rows)


def _apart(every: list[City], found: Hour, measured: Measured, judged: Judged) -> dict[str, float]:
    workers = sum(max(1, math.ceil(_alone(city, measured, judged))) for city in every)
    extra = sum(
        between(measured.worker_mb, measured.nodes, city.nodes) - measured.worker_mb[0] for city in every
    )
    return {
        "memory": COUNT * measured.idle_mb + extra + (workers - COUNT) * measured.worker_mb[0],
        "idle": COUNT * measured.idle_seconds_a_minute / 60,
        "idle_connections": COUNT * measured.idle_connections,
        "most": judged.threads * (workers + COUNT),
    }


def _alone(city: City, measured: Measured, judged: Judged) -> float:
    """Cores for the web of a city in a burst of its own busiest minute."""
    rate = city.accounts * judged.at_work * judged.requests_a_second * judged.peak
    return rate * between(measured.web_ms, measured.nodes, city.nodes) / 1000 / judged.busy


def _upgrades(measured: Measured) -> tuple[str, str, str]:
    each = n(COUNT * measured.upgrade_seconds / 4 / 60)
    return each, each, f"{measured.upgrade_seconds / 60:.1f}"


def _backups(every: list[City], measured: Measured) -> tuple[str, str, str]:
    """By the time that a node takes."""
    a_node = measured.large_backup_seconds / measured.nodes[1] / 60
    largest, total = every[0].nodes * a_node, sum(city.nodes for city in every) * a_node
    return f"{largest:.1f}", f"{largest:.1f}", f"{total:.0f}, of all"


def stored(every: list[City], measured: Measured) -> Iterator[str]:
    """What lies on disk, without records' files."""
    a_node = (measured.large_bytes - measured.empty_bytes) / measured.nodes[1]
    database = COUNT * measured.empty_bytes + a_node * sum(city.nodes for city in every)
    backup = sum(city.nodes for city in every) * measured.large_backup_bytes / measured.nodes[1]
    rows = [("databases, GB", n(database / 1e9)), ("a night's backups, GB", n(backup / 1e9))]
    rows.append(("thirty nights, GB", n(30 * backup / 1e9)))
    rows.append(("new installations, hours, one at a time", f"{COUNT * measured.init_seconds / 3600:.1f}"))
    return table(("of all 290", ""), rows)


def n(value: float) -> str:
    """A whole number with a space between thousands."""
    return f"{value:,.0f}".replace(",", " ")


def report(seed: int, measured: Measured, judged: Judged) -> str:
    """All tables. The same for the same seed, on every machine."""
    chance = random.Random(seed)
    every = cities(judged, chance)
    found = hour(every, measured, judged, chance)
    parts = (
        sizes(every),
        demand(found, judged),
        ways(every, found, measured, judged),
        stored(every, measured),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


SEED = 2026
JUDGED = Judged()
MEASURED = Measured(
    nodes=(360, 24_643),
    web_ms=(71.0, 77.0),
    database_ms=(17.5, 33.0),
    worker_mb=(209.0, 368.0),
    idle_mb=265.0,
    idle_seconds_a_minute=0.35,
    idle_connections=2,
    empty_bytes=24_608_103,
    large_bytes=564_788_583,
    large_backup_bytes=145_994_889,
    large_backup_seconds=32.0,
    init_seconds=35.2,
    upgrade_seconds=10.6,
    tables=160,
)


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=SEED)
    print(report(asked.parse_args().seed, MEASURED, JUDGED))


if __name__ == "__main__":
    main()
