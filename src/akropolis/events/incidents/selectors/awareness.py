"""When units gained knowledge of an event, which starts the law's hours (CSL 2 kap. 5 and 6 §§, GDPR art. 33.1)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.authorities import units
from akropolis.events.incidents.models import Incident, IncidentReceipt, IncidentUnit, Track, TrackRegime
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.shared.clocks.reports.clock_words import format_moment

BECAUSE = "from when the law's hours run, whoever opens the track"


class KnowledgeRule(TextChoices):
    """The rule that gives a time of knowledge. The time when the event occurred is never such a time. A
    unit informed by another party, such as a processor, knows from then (GDPR art. 33.2, EDPB guidelines
    9/2022).
    """

    SAID = "said", _("as is said of the event")
    DETECTED = "detected", _("when the event was detected")
    REPORTED = "reported", _("when the event was first reported")
    PART = "part", _("when it was first known in some part of the organisation, by its tracks")
    TOLD = "told", _("when the unit was told, and whoever is told by another knows from then")


class Knowledge(NamedTuple):
    """A time of knowledge and the rule that gives it."""

    at: datetime
    ground: KnowledgeRule

    def __str__(self) -> str:
        return f"{format_moment(self.at)}: {self.ground.label}."


@dataclass(frozen=True, slots=True)
class Awareness:
    """When each unit gained knowledge of an event, keyed by unit path. `led` is the path of the leading
    unit and `said` the knowledge that a person stated for the event as a whole. `bodies` has the paths
    of the legal entities (value True) and of other units that are authorities (False).
    """

    led: str
    said: Knowledge | None
    known: Sequence[tuple[str, Knowledge]]
    bodies: Mapping[str, bool]

    def of_event(self) -> Knowledge | None:
        """Return the stated knowledge, else the earliest detection or report; None when neither is known."""
        grounds = (KnowledgeRule.DETECTED, KnowledgeRule.REPORTED)
        return self.said or min((each for _path, each in self.known if each.ground in grounds), default=None)

    def of_unit(self, path: str, regime: str, now: datetime) -> Knowledge | None:
        """Return the earliest knowledge in the unit: under CSL within the whole legal entity, under
        other rules within the authority.

        When no part of it knew, knowledge is gained now, as the unit is informed. None when the unit
        leads the event itself and nothing is known.
        """
        inner = [each for each, entity in self.bodies.items() if entity or regime != TrackRegime.CYBER]
        others = tuple(each for each in inner if each.startswith(path) and each != path)
        known = [
            each for place, each in self.known if place.startswith(path) and not place.startswith(others)
        ]
        if self.said:
            known = [self.said, *(each for each in known if each.ground == KnowledgeRule.PART)]
        leads = self.led.startswith(path) and not self.led.startswith(others)
        told = regime == TrackRegime.CONTRACT or not leads  # an agreed duty is known when it is found
        return min(known, default=Knowledge(now, KnowledgeRule.TOLD) if told else None)


def awareness_of(incident: Incident) -> Awareness:
    """Return the knowledge of the event and of those merged into it, taken from their rows, receipts and tracks."""
    events = [incident]
    for event in events:  # follows chains of merged incidents
        events += (
            Incident.objects.unscoped(because=BECAUSE).filter(same_as=event).select_related("owner_unit")
        )
    known = [(event.owner_unit.path, each) for event in events for each in _known_moments(event)]
    aware, by_rule = incident.aware_at, {each.at for _path, each in known}
    said = Knowledge(aware, KnowledgeRule.SAID) if aware and aware not in by_rule else None
    for model, path, at, ground in (
        (IncidentUnit, "unit__path", "created_at", KnowledgeRule.TOLD),
        (IncidentReceipt, "unit__path", "received_at", KnowledgeRule.TOLD),
        (Track, "owner_unit__path", "aware_at", KnowledgeRule.PART),
    ):
        rows = model.objects.unscoped(because=BECAUSE).filter(incident=incident).values_list(path, at)
        known += [(place, Knowledge(moment, ground)) for place, moment in rows if moment]
    every = cached_graph(units, timezone.localdate())
    bodies = {unit.path: unit.legal_entity for unit in every if unit.legal_entity or unit.own_authority}
    return Awareness(incident.owner_unit.path, said, known, bodies)


def _known_moments(event: Incident) -> Iterator[Knowledge]:
    """Yield when it was detected, reported (if known as it was written), or stated for a merged event."""
    if event.detected_at:
        yield Knowledge(event.detected_at, KnowledgeRule.DETECTED)
    if event.aware_at == event.created_at:
        yield Knowledge(event.created_at, KnowledgeRule.REPORTED)
    elif event.same_as_id and event.aware_at:
        yield Knowledge(event.aware_at, KnowledgeRule.SAID)
