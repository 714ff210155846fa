"""Proposals of whom an event reaches and what duties it may give them, derived from what was hit, with the paths."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.registers.declaration import Narrowing
from akropolis.base.ui.naming import first_named
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentUnit,
    PersonalData,
    Severity,
    Track,
    TrackRegime,
)
from akropolis.events.incidents.rules.permissions import READ
from akropolis.events.incidents.selectors.awareness import awareness_of
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.blast_radius.reports.radius_words import kinds_in_words
from akropolis.graph.blast_radius.rules.radius import RadiusEvent, ReachedRow
from akropolis.graph.blast_radius.selectors.radius import Radius, RadiusLine, radius
from akropolis.graph.compliance.rules.entities import COVERED
from akropolis.graph.entities.selectors import decided_profiles, entities_of
from akropolis.graph.information.models import InformationSet

NAMED = 3
ARROW = " → "


@dataclass(frozen=True, slots=True)
class ProposedUnit:
    """A reached unit, what is reached there, and a shortest path. `stated`: it states that it is controller."""

    unit: Unit
    what: str
    way: str
    stated: bool = False


@dataclass(slots=True)
class AffectedProposal:
    """The affected units, the controllers of the personal data they hold, and the legal entities covered
    by the Cybersecurity Act. `undecided` holds the entities of which nobody has decided whether the act
    covers them.
    """

    units: dict[Unit, ProposedUnit] = field(default_factory=dict)
    controllers: dict[Unit, ProposedUnit] = field(default_factory=dict)
    entities: dict[Unit, ProposedUnit] = field(default_factory=dict)
    undecided: list[Unit] = field(default_factory=list)
    complete: bool = True

    def tracks(self) -> Iterator[tuple[TrackRegime, ProposedUnit]]:
        """Return who may have to report what: controllers by GDPR art. 33, entities by CSL 2 kap. 5 §."""
        for regime, found in ((TrackRegime.PRIVACY, self.controllers), (TrackRegime.CYBER, self.entities)):
            for reached in sorted(found.values(), key=lambda each: each.unit.sort_key):
                yield regime, reached

    def usual(self, event: str, personal_data: str, severity: int) -> set[TrackRegime]:
        """Return the rules to preselect. The kind of event is ignored where no unit is reached."""
        private = personal_data != PersonalData.NO and (event == RadiusEvent.BREACH or not self.units)
        found = {TrackRegime.PRIVACY: private, TrackRegime.CYBER: severity >= Severity.SERIOUS}
        return {regime for regime, there in found.items() if there}


def propose(access: Access, nodes: Iterable[Node], event: RadiusEvent, *own: Unit) -> AffectedProposal:
    """Return the proposal for the nodes that were hit, limited to what the person may see. The caller
    has got the nodes through the gate.

    The legal entity of the event's `own` unit is always included. The authority to which that unit
    belongs is the controller where nothing that was hit says who is (GDPR art. 4.7): a mail to the wrong
    person hits no service.
    """
    proposal = AffectedProposal()
    for node in nodes:
        found = radius(access, node, event)
        proposal.complete &= found.complete
        _take(access, proposal, found)
    known = Units()
    for unit in () if proposal.controllers else own:
        if (controller := known.controller(unit.pk)) and controller.valid_to is None:
            why = gettext("The event belongs to %(unit)s") % {"unit": unit.name}
            proposal.controllers.setdefault(controller, ProposedUnit(controller, why, ""))
    around = dict.fromkeys([*proposal.units, *own])
    entities = entities_of(around)
    below: dict[Unit, list[str]] = {}
    for unit in around:
        if (entity := entities.get(unit.pk)) and entity.valid_to is None:
            below.setdefault(entity, []).extend([unit.name] if unit != entity else [])
    classes = {pk: profile.entity_class for pk, profile in decided_profiles(below).items()}
    proposal.undecided = [unit for unit in below if unit.pk not in classes]
    covered = [unit for unit in below if classes.get(unit.pk) in COVERED]
    proposal.entities = {unit: ProposedUnit(unit, first_named(below[unit], NAMED), "") for unit in covered}
    return proposal


def _take(access: Access, proposal: AffectedProposal, found: Radius) -> None:
    living = [hit for hit in found.hit if not hit.ended and hit.unit.valid_to is None]
    nearest: dict[str, ReachedRow] = {}
    for row in found.rows:
        nearest.setdefault(row.unit, row)
    held = [row for row in found.rows if row.kind == NodeKind.INFORMATION]
    shown = {each.row.node: each for each in found.shown([*nearest.values(), *held])}
    for hit in living:
        first = shown.get(nearest[hit.unit.code].node)
        what, way = kinds_in_words(hit.totals.kinds), _way(first) if first else ""
        proposal.units.setdefault(hit.unit, ProposedUnit(hit.unit, what, way))
    sets = [shown[row.node] for row in held if row.node in shown]
    without = _without_people(access, sets)
    for each in sets:
        controller = each.controller
        if controller and each.seen.record not in without and controller.unit.valid_to is None:
            reached = ProposedUnit(controller.unit, each.seen.label, _way(each), controller.stated)
            proposal.controllers.setdefault(controller.unit, reached)


def _without_people(access: Access, sets: Iterable[RadiusLine]) -> set[UUID]:
    """Return the sets stated to hold no personal data. Sets without a statement may hold some."""
    records = [each.seen.record for each in sets if each.seen.record]
    rows = InformationSet.objects.visible(access).filter(personal_data=False, pk__in=records)
    return set(rows.values_list("pk", flat=True))


def _way(shown: RadiusLine) -> str:
    return ARROW.join(step.label for step in shown.steps)


def existing_tracks(access: Access, incident: Incident) -> set[tuple[UUID, str]]:
    """Return the existing tracks of the event that the person may read, as pairs of unit and set of rules."""
    rows = Track.objects.visible(access).filter(incident=incident).order_by()
    return set(rows.values_list("owner_unit_id", "regime"))


# Unclaimed events

REAL = Q(archived_at=None, exercise=False) & ~Q(kind__in=(IncidentKind.NONE, IncidentKind.DUPLICATE))


def known_since(incident: Incident) -> datetime:
    """Return when the event was known before any track of it (`Awareness.of_event`), else when it was created."""
    known = awareness_of(incident).of_event()
    return known.at if known else incident.created_at


def untracked(access: Access) -> Q:
    """Return a condition on events with personal data that lack a GDPR track of a controller (reported,
    or decided not to be).

    Only for events whose leading unit the person may read: nobody else can tell whether a track exists.
    """
    because = "whether an event has any such track; nothing of the track is shown"
    tracks = Track.objects.unscoped(because=because).filter(regime=TrackRegime.PRIVACY, archived_at=None)
    led = access.units(READ, "owner_unit")
    return led & REAL & Q(personal_data=PersonalData.YES) & ~Q(pk__in=tracks.values("incident"))


def without_class(access: Access, rows: GatedQuerySet[Incident]) -> Iterator[tuple[Incident, Unit, bool]]:
    """Yield each serious event among the rows with each legal entity it affects whose class is not
    decided, and False.

    An entity decided to be covered only after the event was known is yielded with True, until it has its
    track.
    """
    events = rows.filter(REAL, severity__gte=Severity.SERIOUS).exclude(kind=IncidentKind.EVENT)
    found = {event.pk: event for event in events.select_related("owner_unit")}
    ties = IncidentUnit.objects.visible(access).filter(incident__in=found).select_related("unit")
    pairs = [(event.pk, event.owner_unit) for event in found.values()]
    pairs += [(tie.incident_id, tie.unit) for tie in ties]
    entities = entities_of(unit for _event, unit in pairs)
    profiles = decided_profiles(entities.values())
    tracks = Track.objects.visible(access).filter(incident__in=found, regime=TrackRegime.CYBER)
    held = set(tracks.values_list("incident_id", "owner_unit_id"))
    for event, entity in dict.fromkeys((pk, entities[unit.pk]) for pk, unit in pairs if unit.pk in entities):
        row, profile = found[event], profiles.get(entity.pk)
        if entity.valid_to is not None or (event, entity.pk) in held:
            continue
        if profile is None or (profile.entity_class in COVERED and _known_before(row, profile.decided_on)):
            yield row, entity, profile is not None


def _known_before(row: Incident, day: date | None) -> bool:
    """Return whether the event was known before `day`; an event is never known before it has occurred."""
    if day is None or timezone.localdate(row.occurred_at) >= day:
        return False
    return timezone.localdate(known_since(row)) < day


def _find(access: Access, value: str) -> tuple[str, Q] | None:
    if value == "untracked":
        return gettext("personal data without a track"), untracked(access)
    every = without_class(access, Incident.objects.visible(access))
    missing = Q(pk__in=[row.pk for row, _entity, decided in every if not decided])
    return (gettext("a legal entity without a class"), missing) if value == "unclassed" else None


BY_DUTY = Narrowing("duty", _("not taken up yet"), _find, hint="`untracked` or `unclassed`")
"""The list filter for events whose duties nobody has taken up."""
