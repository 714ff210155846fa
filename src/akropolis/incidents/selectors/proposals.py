"""Whom an event reaches and what that may oblige them to, proposed from what was hit, each with its way."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from akropolis.assets.models import Node, NodeKind
from akropolis.incidents.models import Incident, PersonalData, Regime, Severity, Track
from akropolis.information.models import InformationSet
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.models import Unit
from akropolis.lib.swedish import sort_key
from akropolis.reach.reports.radius_words import kinds_in_words
from akropolis.reach.rules.radius import Event, Row
from akropolis.reach.selectors.radius import Radius, Shown, radius
from akropolis.ui.naming import first_named

NAMED = 3
ARROW = " → "


@dataclass(frozen=True, slots=True)
class Reached:
    """A unit and why: what is reached there, and a shortest way to it. `stated`: it says itself that it controls."""

    unit: Unit
    what: str
    way: str
    stated: bool = False


@dataclass(slots=True)
class Proposal:
    """The units that are affected, the controllers of what they hold of people, and the legal entities."""

    units: dict[Unit, Reached] = field(default_factory=dict)
    controllers: dict[Unit, Reached] = field(default_factory=dict)
    entities: dict[Unit, Reached] = field(default_factory=dict)
    complete: bool = True

    def tracks(self) -> Iterator[tuple[Regime, Reached]]:
        """What may have to be told of, by whom: GDPR art. 33 by each controller, CSL 2 kap. 5 § by each entity."""
        for regime, found in ((Regime.PRIVACY, self.controllers), (Regime.CYBER, self.entities)):
            for reached in sorted(found.values(), key=lambda each: each.unit.sort_key):
                yield regime, reached

    def usual(self, event: str, personal_data: str, severity: int) -> set[Regime]:
        """The sets of rules that are ticked before anybody has judged."""
        private = event == Event.BREACH and personal_data != PersonalData.NO
        found = {Regime.PRIVACY: private, Regime.CYBER: severity >= Severity.SERIOUS}
        return {regime for regime, there in found.items() if there}


def propose(access: Access, nodes: Iterable[Node], event: Event, own: Unit | None = None) -> Proposal:
    """The proposal for all that was hit, as far as the person sees what it reaches. The nodes have passed her gate.

    The legal entity of the event's `own` unit is there whatever was hit.
    """
    proposal, places = Proposal(), dict[str, Unit]()
    for node in nodes:
        found = radius(access, node, event)
        proposal.complete &= found.complete
        _take(access, proposal, found)
    for unit in Unit.objects.unscoped(because="names of units are no secret").filter(valid_to=None):
        places[unit.path] = unit
    below: dict[Unit, list[str]] = {}
    for unit in dict.fromkeys([*proposal.units, *([own] if own else [])]):
        entity = _entity(unit, places)
        if entity is not None:
            below.setdefault(entity, []).extend([unit.name] if unit != entity else [])
    proposal.entities = {unit: Reached(unit, first_named(names, NAMED), "") for unit, names in below.items()}
    return proposal


def _take(access: Access, proposal: Proposal, found: Radius) -> None:
    living = [hit for hit in found.hit if not hit.ended and hit.unit.valid_to is None]
    nearest: dict[str, Row] = {}
    for row in found.rows:
        nearest.setdefault(row.unit, row)
    held = [row for row in found.rows if row.kind == NodeKind.INFORMATION]
    shown = {each.row.node: each for each in found.shown([*nearest.values(), *held])}
    for hit in living:
        first = shown.get(nearest[hit.unit.code].node)
        what, way = kinds_in_words(hit.totals.kinds), _way(first) if first else ""
        proposal.units.setdefault(hit.unit, Reached(hit.unit, what, way))
    sets = [shown[row.node] for row in held if row.node in shown]
    without = _without_people(access, sets)
    for each in sets:
        controller = each.controller
        if controller and each.seen.record not in without and controller.unit.valid_to is None:
            reached = Reached(controller.unit, each.seen.label, _way(each), controller.stated)
            proposal.controllers.setdefault(controller.unit, reached)


def _without_people(access: Access, sets: Iterable[Shown]) -> set[UUID]:
    """Those of the sets that are said to hold no personal data. What nobody has said may."""
    records = [each.seen.record for each in sets if each.seen.record]
    rows = InformationSet.objects.visible(access).filter(personal_data=False, pk__in=records)
    return set(rows.values_list("pk", flat=True))


def _way(shown: Shown) -> str:
    return ARROW.join(step.label for step in shown.steps)


def _entity(unit: Unit, places: dict[str, Unit]) -> Unit | None:
    """The legal entity that the unit is or belongs to: a bolag itself, of a nämnd the municipality."""
    parts = unit.path.strip("/").split("/")
    above = (places.get(f"/{'/'.join(parts[:count])}/") for count in range(len(parts), 0, -1))
    return next((each for each in above if each and each.legal_entity), None)


def held_by(access: Access, incident: Incident) -> set[tuple[UUID, str]]:
    """The tracks that there are of the event, as far as the person reads them: unit and set of rules."""
    rows = Track.objects.visible(access).filter(incident=incident).order_by()
    return set(rows.values_list("owner_unit_id", "regime"))


def in_order(units: Collection[Unit]) -> list[Unit]:
    """The units in Swedish order."""
    return sorted(units, key=lambda unit: sort_key(unit.name))
