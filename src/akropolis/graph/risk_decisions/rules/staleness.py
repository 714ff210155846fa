"""What an accepted risk was accepted as, and what has changed since: what asks for a new decision and what does not.

An acceptance is stale when its level, its consequence or the mandate for it would now be another, or when something
that it rests on is worse than what is frozen: a higher classification, another supplier, a measure that protects
less, another unit, owner or object. Everything else is noted and asks nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from akropolis.base.lib.plain import Plain

PROTECTION = {
    "not_begun": 0,
    "objected": 0,
    "not_assessed": 1,
    "partly": 2,
    "lapsed": 3,
    "met": 4,
    "not_applicable": 4,
}
"""Status of a measure → how much it protects. That a measure is lacking is worse to know than not to know."""
PROTECTS = PROTECTION["partly"]
"""From here on a measure is part of what the acceptance rests on."""
TEXTS = ("title", "description", "weakness", "treatment", "treatment_plan")


@dataclass(frozen=True, slots=True)
class MandateFact:
    """The mandate that a risk was accepted by: a role in a kind of unit, and up to what it goes; `level` 0 is none."""

    role: str = ""
    unit_kind: str = ""
    level: int = 0
    consequence: int | None = None

    def covers(self, level: int, consequence: int) -> bool:
        """Whether the mandate goes up to the cell."""
        return level <= self.level and (self.consequence is None or consequence <= self.consequence)


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What an acceptance rests on, as plain values: ids as text, statuses and levels.

    `levels` is the node's level per aspect (None: unknown), `suppliers` the ids of the suppliers behind the node,
    `measures` the status of each measure that protects. `level` is the cell's level by the matrix in use.
    """

    likelihood: int
    consequence: int
    level: int
    matrix: str = ""
    mandate: MandateFact = MandateFact()
    unit: str = ""
    owner: str = ""
    node: str = ""
    levels: Mapping[str, int | None] = field(default_factory=dict)
    suppliers: tuple[str, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


class FactChange(NamedTuple):
    """A fact that is not as it was frozen, and whether it asks for a new decision."""

    key: str
    asks: bool
    was: object
    now: object


def write_facts(facts: RiskFacts) -> dict[str, object]:
    """Return the facts as plain values to freeze, which `read_facts` parses back unchanged."""
    return {**asdict(facts), "suppliers": list(facts.suppliers)}


def read_facts(raw: Plain) -> RiskFacts:
    """Parse frozen facts. Raises KeyError or TypeError for anything else."""
    return RiskFacts(
        **{**raw, "mandate": MandateFact(**raw["mandate"]), "suppliers": tuple(raw["suppliers"])}
    )


def list_changes(frozen: RiskFacts, now: RiskFacts) -> list[FactChange]:
    """Return what differs from what is frozen, what asks first. The acceptance is stale if any of it asks."""
    return sorted(_changes(frozen, now), key=lambda change: (not change.asks, change.key))


def is_stale(frozen: RiskFacts, now: RiskFacts) -> bool:
    """Whether what has changed asks for a new decision."""
    return any(change.asks for change in _changes(frozen, now))


def _changes(frozen: RiskFacts, now: RiskFacts) -> Iterator[FactChange]:
    for key in ("level", "consequence", "unit", "owner", "node"):
        yield from _if_other(key, getattr(frozen, key), getattr(now, key), asks=True)
    for key in ("likelihood", "matrix"):
        yield from _if_other(key, getattr(frozen, key), getattr(now, key), asks=False)
    limits = [[m.level, m.consequence] for m in (frozen.mandate, now.mandate)]
    asks = not now.mandate.covers(frozen.level, frozen.consequence)
    yield from _if_other("mandate", *limits, asks=asks)
    if frozen.node == now.node:
        yield from _levels(frozen.levels, now.levels)
        yield from _suppliers(frozen.suppliers, now.suppliers)
    yield from _measures(frozen.measures, now.measures)
    for name in TEXTS:
        yield from _if_other(f"text:{name}", frozen.texts.get(name, ""), now.texts.get(name, ""), asks=False)


def _if_other(key: str, was: object, now: object, *, asks: bool) -> Iterator[FactChange]:
    if was != now:
        yield FactChange(key, asks, was, now)


def _levels(was: Mapping[str, int | None], now: Mapping[str, int | None]) -> Iterator[FactChange]:
    """A level that becomes known is higher than none: nobody knew of it when the risk was accepted."""
    for aspect in sorted(was.keys() | now.keys()):
        old, new = was.get(aspect), now.get(aspect)
        yield from _if_other(f"levels:{aspect}", old, new, asks=new is not None and new > (old or 0))


def _suppliers(was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[FactChange]:
    for supplier in sorted(set(was) ^ set(now)):
        added = supplier in now
        yield FactChange(f"supplier:{supplier}", added, not added, added)


def _measures(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[FactChange]:
    for code in sorted(was.keys() | now.keys()):
        old, new = was.get(code), now.get(code)
        if old is None:
            worse = False
        elif new is None:
            worse = PROTECTION[old] >= PROTECTS
        else:
            worse = PROTECTION[new] < PROTECTION[old]
        yield from _if_other(f"measure:{code}", old, new, asks=worse)
