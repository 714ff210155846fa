"""What units and operators of the demo city say of security measures: of their own, and of every third service."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random

from akropolis.assets.models import Node
from akropolis.compliance.models import Control, Fulfilment
from akropolis.compliance.rules.demands import because
from akropolis.compliance.selectors.catalogue import controls, of_services, of_units
from akropolis.compliance.selectors.standing import profiles
from akropolis.demo.frame import TODAY, City, day_between
from akropolis.demo.source import Row, read
from akropolis.evidence.models import Evidence, Proof
from akropolis.kernel.access.models import Unit
from akropolis.kernel.records.writer import Writer, kind_of
from akropolis.offers.models import Offer

EVERY = 3
WHY = "the demo city says how measures stand"
YEAR = timedelta(days=365)


def build(city: City) -> None:
    """Fulfilments of units and services, and for each unit a few pieces of evidence."""
    chance, measures = city.chance("fulfilments"), controls(TODAY)
    with city.writing() as w:
        of_unit = city.add(w, Fulfilment, list(_of_units(city, chance, of_units(measures))))
        city.add(w, Fulfilment, list(_of_services(city, chance, of_services(measures))))
        _prove(city, w, chance, of_unit)


def _of_units(city: City, chance: Random, measures: list[Control]) -> Iterator[Row]:
    for code in city.reviewing():
        said = city.people[f"samordnare.{code}"].name
        yield from (_row(chance, control, said, unit=city.units[code]) for control in measures)


def _of_services(city: City, chance: Random, measures: list[Control]) -> Iterator[Row]:
    """Of services whose levels nobody has stated: what is demanded of them, and how it stands."""
    stated = set(Offer.objects.unscoped(because=WHY).values_list("node", flat=True))
    nodes = {node.record: node for node in Node.objects.unscoped(because=WHY)}
    for code in city.reviewing():
        own = [nodes[service.pk] for service in city.services.get(code, ()) if not service.shared]
        said = city.people[f"samordnare.{code}"].name
        known = profiles([node.pk for node in own])
        for node in [node for node in own if node.pk not in stated][::EVERY]:
            demanded = (c for c in measures if because(c.needs, known[node.pk]) is not None)
            yield from (_row(chance, control, said, node=node) for control in demanded)


def _row(chance: Random, control: Control, name: str, **place: object) -> Row:
    content = read("fulfilments")
    parts = content["parts"]
    state = chance.choices(list(parts), list(parts.values()))[0]
    assessed = day_between(chance, TODAY - timedelta(days=320), TODAY - timedelta(days=5))
    valid_to = assessed + YEAR if state == "met" and chance.random() < 0.3 else None
    reasons = chance.choice(content[state])
    return {
        "control": control,
        **place,
        "state": state,
        "reasons": reasons,
        "valid_to": valid_to,
        "assessed_on": assessed,
        "assessed_by": name,
    }


def _prove(city: City, w: Writer, chance: Random, rows: Iterable[Fulfilment]) -> None:
    """The first few measures that a unit meets are proved, one of them by what has run out."""
    met: dict[Unit | None, list[Fulfilment]] = {}
    for row in rows:
        if row.state == "met":
            met.setdefault(row.unit, []).append(row)
    evidence, proofs = [], []
    kinds = read("fulfilments")["evidence"]
    for unit, found in met.items():
        for row, (kind, name) in zip(found, kinds, strict=False):
            issued = day_between(chance, TODAY - 2 * YEAR, TODAY - timedelta(days=30))
            evidence.append({"name": name, "kind": kind, "owner_unit": unit, "issued_on": issued})
            evidence[-1]["valid_to"] = issued + timedelta(days=540)
            proofs.append(row)
    made = city.add(w, Evidence, evidence)
    kind = kind_of(Fulfilment)
    pairs = zip(made, proofs, strict=True)
    city.add(w, Proof, [{"evidence": one, "kind": kind, "object_id": row.pk} for one, row in pairs])
