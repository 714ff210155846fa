"""Assessments of security measures by units and operators of the demo city, and the evidence for them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import groupby, product
from random import Random

from akropolis.base.kernel.records.writer import Writer, kind_of
from akropolis.graph.assets.models import DeviceGroup, Node, Platform
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.graph.compliance.rules.demands import because
from akropolis.graph.compliance.selectors.catalogue import controls, of_services, of_units
from akropolis.graph.compliance.selectors.standing import profiles
from akropolis.graph.compliance.services.documents import evidence_values
from akropolis.graph.offers.models import Offer
from akropolis.shared.documents.models import DocumentKind, DocumentVersion, GoverningDocument
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.tools.demo.frame import TODAY, City, day_between
from akropolis.tools.demo.offers import OPERATOR
from akropolis.tools.demo.source import Row, read

EVERY = 3
PROVED = 3
"""Maximum number of assessed measures per unit or node that get evidence."""
BEGAN = date(2026, 2, 2)
WHY = "the demo city says how measures stand"
YEAR = timedelta(days=365)


def build(city: City) -> None:
    """Create the assessments of measures in each unit and node, and some evidence, in the week of the assessments."""
    chance, measures, proved = city.chance("fulfilments"), controls(TODAY), Counter[object]()
    rows = [*_of_units(city, chance, of_units(measures)), *_of_nodes(city, chance, of_services(measures))]
    rows.sort(key=lambda row: row["assessed_on"])
    for _week, said in groupby(rows, key=lambda row: row["assessed_on"].isocalendar()[:2]):
        told = list(said)
        city.later(told[-1]["assessed_on"], partial(_prove_fulfilments, city, told, chance, proved))


def _of_units(city: City, chance: Random, measures: list[Control]) -> Iterator[Row]:
    content = read("fulfilments")
    for code in city.reviewing():
        for control in measures:
            known = {"units": {}, "others": None} | content["known"].get(control.code, {})
            told = known["units"].get(code, known["others"])
            if state := told or _drawn(chance, control, content["units"]):
                yield _row(city, chance, control, state, f"samordnare.{code}", unit=city.units[code])


def _of_nodes(city: City, chance: Random, measures: list[Control]) -> Iterator[Row]:
    """Return fulfilments of shared services from the content, of services without levels, platforms and devices."""
    content, nodes = read("fulfilments"), {row.record: row for row in Node.objects.unscoped(because=WHY)}
    shared = {nodes[city.shared(key).pk]: told for key, told in content["shared"].items()}
    stated = set(Offer.objects.unscoped(because=WHY).values_list("node", flat=True))
    places = list(shared)
    for code in city.reviewing():
        own = [nodes[service.pk] for service in city.services.get(code, ()) if not service.shared]
        places += [node for node in own if node.pk not in stated][::EVERY]
    things = [*city.things[Platform], *city.things[DeviceGroup]]
    places += [nodes[thing.pk] for thing in things][::2]
    known = profiles([node.pk for node in places])
    for node, control in product(places, measures):
        if because(control.needs, known[node.pk]) is not None:
            parts = {"met": shared[node]["assessed"]} if node in shared else content["things"]
            told = [s for s in ("partly", "not_begun") if control.code in shared.get(node, {}).get(s, ())]
            if state := told[0] if told else _drawn(chance, control, parts):
                yield _row(city, chance, control, state, f"samordnare.{node.owner_unit.code}", node=node)


def _drawn(chance: Random, control: Control, parts: dict[str, int]) -> str:
    """Draw a state; empty if nobody has assessed it, met if the content has no reasons for the one drawn."""
    rest = 100 - sum(parts.values())
    state = chance.choices([*parts, ""], [*parts.values(), rest])[0]
    told = read("fulfilments")["measures"][control.code]
    return state if state in ("", "not_begun", *told) else "met"


def _row(city: City, chance: Random, control: Control, state: str, who: str, **place: object) -> Row:
    content = read("fulfilments")
    reasons = content["measures"][control.code] | {"not_begun": chance.choice(content["not_begun"])}
    assessed = day_between(chance, BEGAN, TODAY - timedelta(days=5))
    return {
        "control": control,
        **place,
        "state": state,
        "reasons": reasons[state],
        "ground": reasons["ground"] if state == "not_applicable" else "",
        "valid_to": assessed + YEAR if state == "met" and chance.random() < 0.3 else None,
        "assessed_on": assessed,
        "assessed_by": city.people.get(who, city.people[OPERATOR]).name,
    }


def _prove_fulfilments(
    city: City, rows: list[Row], chance: Random, proved: Counter[object], w: Writer
) -> None:
    """Add evidence for some of what is met, specific to the measure; some older evidence has expired since."""
    for row in city.add(w, Fulfilment, rows):
        place = row.node or row.unit
        if row.control.by_instruction:
            _prove_by_instruction(city, row, w)
        elif row.state == "met" and proved[place] < PROVED and chance.random() < 0.4:
            proved[place] += 1
            kind, name = read("fulfilments")["measures"][row.control.code]["evidence"]
            issued = day_between(chance, row.assessed_on - timedelta(days=120), row.assessed_on)
            values = {"name": f"{name}, {row.node}" if row.node else name, "kind": kind, "issued_on": issued}
            values |= {"owner_unit": row.gate_unit(), "valid_to": issued + YEAR}
            (made,) = city.add(w, Evidence, [values])
            city.add(w, Proof, [{"evidence": made, "kind": kind_of(Fulfilment), "object_id": row.pk}])


def _prove_by_instruction(city: City, row: Fulfilment, w: Writer) -> None:
    """Add the decision on the unit's local instruction as evidence, if it has one."""
    rows = DocumentVersion.everything.filter(
        document__owner_unit=row.unit, document__kind=DocumentKind.LOCAL, valid_from__lte=TODAY
    )
    version = rows.select_related("document").order_by("-number").first()
    if version is not None:
        (made,) = city.add(w, Evidence, [evidence_values(version) | {"owner_unit": row.unit}])
        proved = ((GoverningDocument, version.document_id), (Fulfilment, row.pk))
        city.add(
            w, Proof, [{"evidence": made, "kind": kind_of(model), "object_id": pk} for model, pk in proved]
        )
