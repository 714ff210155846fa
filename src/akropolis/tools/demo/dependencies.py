"""Dependencies in the demo city: from processes and information down to suppliers, with a few cycles."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from random import Random
from typing import Any

from akropolis.base.kernel.records.writer import Writer
from akropolis.graph.ai.models import AiSystem
from akropolis.graph.assets.models import (
    Dependency,
    DependencyKind,
    DeviceGroup,
    Location,
    Node,
    Platform,
    Process,
    Service,
)
from akropolis.graph.crypto.models import CryptoAsset
from akropolis.tools.demo.frame import BEGINNING, City
from akropolis.tools.demo.source import Row, read
from akropolis.tools.demo.suppliers import supplier_name
from akropolis.tools.demo.surroundings import build_newest, processes_of, protected

Pair = tuple[Any, DependencyKind, Any]

K = DependencyKind
NEWEST = date(2025, 2, 3)
"""The day on which the city began to register AI systems and cryptographic assets."""


def build(city: City) -> None:
    """Create the register of dependencies, and later the newest rows with theirs."""
    chance = city.chance("dependencies")
    with city.writing() as w:
        _tie(city, chance, _pairs(city, chance), w)
    city.later(NEWEST, partial(build_newest, city))
    city.later(NEWEST, lambda w: _tie(city, chance, [*_of_crypto(city), *_of_ai(city)], w))


def _tie(city: City, chance: Random, pairs: Iterable[Pair], w: Writer) -> None:
    """Create dependencies for the pairs; a pair given several times gets one dependency."""
    nodes = {
        node.record: node for node in Node.objects.unscoped(because="the demo city ties its rows together")
    }
    rows: dict[tuple[int, str, int], Row] = {}
    for source, kind, target in pairs:
        if target is not None and source.pk != target.pk:
            ends = nodes[source.pk], nodes[target.pk]
            rows.setdefault((ends[0].pk, str(kind), ends[1].pk), _row(chance, *ends, kind))
    city.add(w, Dependency, list(rows.values()))


def _row(chance: Random, source: Node, target: Node, kind: DependencyKind) -> Row:
    row: Row = {"source": source, "kind": kind, "target": target, "valid_from": BEGINNING}
    if target.name in ("Stadens datanät", "Stadens datanät, kärna", "Brandväggar") or kind == K.LOCATED_IN:
        row |= {"confidentiality": False, "traceability": False, "authenticity": False}
    if kind == K.PROTECTED_BY:
        row |= {"availability": False}
    if target.name.startswith("Övervakning"):
        row |= {"confidentiality": False, "integrity": False}
    if kind == K.RUNS_ON and target.name.startswith("Virtualisering"):
        row |= {"alternative": True, "alternative_note": "Den andra hallen tar över inom en timme."}
    elif kind == K.DELIVERED_BY and chance.random() < 0.06:
        row |= {"alternative": True, "alternative_note": "Ramavtal med en leverantör till."}
    return row


def _pairs(city: City, chance: Random) -> Iterator[Pair]:
    yield from _of_information(city, chance)
    yield from _of_processes(city)
    yield from _of_shared(city)
    yield from _of_platforms(city)
    yield from _of_own_services(city, chance)
    yield from _of_suppliers(city, chance)
    yield from _of_the_rest(city)


def _of_information(city: City, chance: Random) -> Iterator[Pair]:
    for information, planned in city.information:
        yield information, K.HANDLED_BY, planned.service
        if not planned.service.shared and chance.random() < 0.35:
            key = chance.choice(("diarium", "e-arkiv", "integration", "e-tjanster"))
            yield information, K.HANDLED_BY, city.shared(key)
        if planned.service.name.startswith(("Planering av besök", "Vårdjournalen", "Hemtjänst")):
            yield information, K.HANDLED_BY, _thing(city, DeviceGroup, "Surfplattor i hemtjänsten")


def _of_processes(city: City) -> Iterator[Pair]:
    made = iter(city.things[Process])
    for code in city.reviewing():
        own = city.services.get(code, ())
        for row in processes_of(city, code):
            process = next(made)
            needed = row.get("own", ())
            names = [s for s in own if any(s.name == n or s.name.startswith(f"{n} ") for n in needed)]
            for service in [*names, *map(city.shared, row["uses"])]:
                yield process, K.USES, service
            for information, planned in city.information:
                if planned.service in names and not planned.place and planned.unit.code == code:
                    yield process, K.USES, information


def _of_shared(city: City) -> Iterator[Pair]:
    content = read("surroundings")
    for row in read("services")["shared"]:
        service = city.shared(row["key"])
        yield service, K.DELIVERED_BY, city.suppliers.get(supplier_name(row.get("supplier")))
        for name in content["runs_on"].get(row["key"], ()):
            yield service, K.RUNS_ON, _thing(city, Platform, name)
        for key in content["uses"].get(row["key"], ()):
            yield service, K.USES, city.shared(key)


def _of_platforms(city: City) -> Iterator[Pair]:
    for row in read("surroundings")["platforms"]:
        platform = _thing(city, Platform, row["name"])
        for name in row["stands_on"]:
            yield platform, K.RUNS_ON, _thing(city, Platform, name)
        yield platform, K.LOCATED_IN, _thing(city, Location, row["in"])
        yield platform, K.DELIVERED_BY, city.suppliers.get(supplier_name(row["supplier"]))


def _of_own_services(city: City, chance: Random) -> Iterator[Pair]:
    """Yield dependencies of units' own services on their own servers, on the city's halls, or on their supplier."""
    others = [s for name, s in city.suppliers.items() if name not in _all_told()]
    shared = [_thing(city, Platform, f"Virtualisering, hall {side}") for side in ("norr", "söder")]
    for code in city.reviewing():
        mine = [p for p in city.things[Platform] if p.owner_unit_id == city.units[code].pk and not p.shared]
        for service in city.services.get(code, ()):
            if service.shared:
                continue
            yield service, K.DELIVERED_BY, _supplier(city, chance, service, others)
            place = chance.random()
            if place < 0.45:
                yield service, K.RUNS_ON, chance.choice(shared)
            elif place < 0.65 and mine:
                yield service, K.RUNS_ON, mine[0]
            yield service, K.USES, city.shared("katalog")
            if chance.random() < 0.3:
                yield service, K.USES, city.shared("nat")
            if chance.random() < 0.2:
                yield service, K.USES, city.shared("integration")


def _all_told() -> set[str]:
    return {str(row["name"]) for row in read("services")["suppliers"]}


def _supplier(city: City, chance: Random, service: Service, others: Sequence[object]) -> object:
    for rows in read("services")["areas"].values():
        for row in rows:
            if row.get("supplier") and service.name.startswith(row["name"]):
                return city.suppliers[supplier_name(row["supplier"])]
    return chance.choice(others) if others and chance.random() < 0.8 else None


def _of_suppliers(city: City, chance: Random) -> Iterator[Pair]:
    """Yield dependencies between suppliers, two of which depend on each other."""
    names = list(city.suppliers)
    operator = city.suppliers[supplier_name("savlund")]
    for place, name in enumerate(names):
        if name in _all_told() and name != operator.name and chance.random() < 0.6:
            yield city.suppliers[name], K.DELIVERED_BY, operator
        elif place > len(names) // 2 and chance.random() < 0.3:
            yield city.suppliers[name], K.DELIVERED_BY, city.suppliers[names[place // 2]]
    yield city.suppliers[supplier_name("savlund")], K.DELIVERED_BY, city.suppliers[supplier_name("norrfyr")]
    yield city.suppliers[supplier_name("norrfyr")], K.RUNS_ON, city.suppliers[supplier_name("savlund")]


def _of_the_rest(city: City) -> Iterator[Pair]:
    content = read("surroundings")
    for row in content["devices"]:
        yield _thing(city, DeviceGroup, row["name"]), K.USES, city.shared(row["uses"])
    for platform in city.things[Platform]:
        room = next((r for r in city.things[Location] if r.owner_unit_id == platform.owner_unit_id), None)
        if not platform.shared:
            yield platform, K.LOCATED_IN, room


def _of_crypto(city: City) -> Iterator[Pair]:
    content = read("surroundings")
    for row in content["crypto"]:
        yield city.shared(row["protects"]), K.PROTECTED_BY, _thing(city, CryptoAsset, row["name"])
    for service, asset in zip(
        protected(city), city.things[CryptoAsset][len(content["crypto"]) :], strict=True
    ):
        yield service, K.PROTECTED_BY, asset


def _of_ai(city: City) -> Iterator[Pair]:
    for row in read("surroundings")["ai"]:
        if row["unit"] in city.units and row["unit"] in city.reviewing():
            system = _thing(city, AiSystem, row["name"])
            service = _named(city, row["unit"], row["service"])
            if service is not None:
                yield service, K.USES, system
            yield system, K.DELIVERED_BY, city.suppliers.get(supplier_name(row["supplier"]))


def _named(city: City, code: str, name: str) -> object:
    """Return the unit's service of that name, or None: nothing depends on a system that has nothing to do with it."""
    return next((s for s in city.services.get(code, ()) if s.name.startswith(name)), None)


def _thing(city: City, model: type, name: str | None) -> Any:
    return next((row for row in city.things[model] if row.name == name), None)
