"""Questions asked when an event is over: how long each phase took, and whether it has happened before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.managers import GatedQuerySet
from akropolis.base.kernel.registers.declaration import SelectionRule
from akropolis.base.lib.calendar import DAY, STOCKHOLM, midnight, months_on
from akropolis.base.lib.periods import Period
from akropolis.events.incidents.models import (
    Incident,
    IncidentKind,
    IncidentNode,
    IncidentThreat,
    RootCause,
    TrackStep,
)
from akropolis.events.incidents.rules.tracks import IMY, NOTIFICATION, TRUST
from akropolis.events.incidents.selectors.tracks import tracks_of_period

SHOWN = "which rows are meant; the register shows those that may be read"
MONTHS = 6
"""Months within which incidents of the same cause count as recurring (as the criterion words it, MCFFS 2026:8)."""


def _between(key: str, label: object, start: str, end: str) -> SelectionRule:
    known = Q(**{f"{start}__isnull": False, f"{end}__isnull": False})
    return SelectionRule(key, label, lambda _period: known, (F(start), F(end)))


def _filed() -> Subquery:
    """Return a subquery: when the track's notification was first submitted."""
    rows = _submitted().filter(track=OuterRef("pk"))
    return Subquery(rows.order_by("submitted_at").values("submitted_at")[:1])


def _submitted() -> GatedQuerySet[TrackStep]:
    rows = TrackStep.objects.unscoped(because=SHOWN)
    return rows.filter(clock__in=(NOTIFICATION, TRUST, IMY), submitted_at__isnull=False)


def _reported(period: Period) -> Q:
    known = Q(aware_at__isnull=False) | Q(incident__aware_at__isnull=False)
    return tracks_of_period(period) & known & Q(pk__in=_submitted().values("track"))


REPORTED = SelectionRule(
    "reported", _("notified"), _reported, (Coalesce(F("aware_at"), F("incident__aware_at")), _filed())
)
"""Tracks whose notification is submitted: time from the unit's knowledge to the first submission."""


def recurring(period: Period) -> Q:
    """Return the incidents of the period preceded by a similar one, led by the same unit, within six months."""
    rows = _judged(Incident.objects.unscoped(because=SHOWN))
    first = months_on(period.first, -MONTHS)
    rows = rows.filter(occurred_at__gte=midnight(first), occurred_at__lt=midnight(period.end + DAY))
    named, hit = IncidentThreat.objects.unscoped(because=SHOWN), IncidentNode.objects.unscoped(because=SHOWN)
    likes = _likes(rows, named, hit)
    return Q(pk__in=[like.pk for place, like in enumerate(likes) if any(map(like.follows, likes[:place]))])


RULES = (
    _between("discovered", _("it is known when it was detected"), "occurred_at", "detected_at"),
    _between("acknowledged", _("it is known when there was knowledge"), "detected_at", "aware_at"),
    _between("contained", _("it is known when it was contained"), "detected_at", "contained_at"),
    _between("restored", _("it is known when it had been handled"), "detected_at", "handled_at"),
    _between("decided", _("it is known when it was judged to be significant"), "aware_at", "assessed_at"),
    SelectionRule("recurring", _("recurring within six months"), recurring),
)
"""Selections by the durations of an incident's phases, and of incidents that recur."""


@dataclass(frozen=True, slots=True)
class Like:
    """The features by which an incident is compared: its root cause, and the threats and nodes it involves."""

    pk: UUID
    unit: UUID
    occurred_at: datetime
    root_cause: str
    threats: frozenset[str]
    hit: frozenset[int | UUID]

    def same_as(self, other: "Like") -> bool:
        """Return whether both have the same root cause and share at least one threat or one node that was hit."""
        return self.root_cause == other.root_cause and bool(
            self.threats & other.threats or self.hit & other.hit
        )

    def near(self, other: "Like") -> bool:
        """Return whether the two are at most six months apart."""
        moments = (self.occurred_at, other.occurred_at)
        first, last = sorted(moment.astimezone(STOCKHOLM).date() for moment in moments)
        return last <= months_on(first, MONTHS)

    def follows(self, earlier: "Like") -> bool:
        """Return whether this incident is a recurrence of the earlier one in the same unit."""
        return self.unit == earlier.unit and self.near(earlier) and self.same_as(earlier)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An incident that seems to have the same cause, and the reasons for thinking so."""

    incident: Incident
    threats: tuple[str, ...]
    hit: bool


def list_recurrences(access: Access, incident: Incident) -> list[Recurrence]:
    """Return the incidents of the same cause, within six months before or after, that the person may
    read.

    Returns an empty list while the root cause is not stated. Four queries.
    """
    if incident.root_cause == RootCause.UNKNOWN:
        return []
    reach = timedelta(days=31 * MONTHS)
    first, last = incident.occurred_at - reach, incident.occurred_at + reach
    rows = _judged(Incident.objects.visible(access)).filter(root_cause=incident.root_cause)
    rows = rows.filter(occurred_at__gte=first, occurred_at__lte=last).select_related("owner_unit")
    found = {row.pk: row for row in rows}
    found[incident.pk] = incident
    named, hit = IncidentThreat.objects.visible(access), IncidentNode.objects.visible(access)
    likes = {each.pk: each for each in _likes(found.values(), named, hit)}
    own = likes.pop(incident.pk)
    return [
        Recurrence(found[each.pk], tuple(sorted(own.threats & each.threats)), bool(own.hit & each.hit))
        for each in likes.values()
        if own.near(each) and own.same_as(each)
    ]


def _judged(rows: GatedQuerySet[Incident]) -> GatedQuerySet[Incident]:
    """Return those of the rows that are assessed to be incidents and have a root cause, without exercises."""
    return rows.filter(archived_at=None, kind=IncidentKind.INCIDENT, exercise=False).exclude(
        root_cause=RootCause.UNKNOWN
    )


def _likes(
    incidents: Iterable[Incident],
    named: GatedQuerySet[IncidentThreat],
    hit: GatedQuerySet[IncidentNode],
) -> list[Like]:
    """Return the features by which each incident is compared, the earliest incident first. Two queries."""
    rows = sorted(incidents, key=lambda row: (row.occurred_at, row.pk))
    pks = [row.pk for row in rows]
    threats = _by_incident(named.filter(incident__in=pks).values_list("incident_id", "threat__code"))
    nodes = _by_incident(hit.filter(incident__in=pks).values_list("incident_id", "node_id"))
    return [
        Like(
            row.pk,
            row.owner_unit_id,
            row.occurred_at,
            row.root_cause,
            frozenset(threats[row.pk]),
            frozenset[int | UUID]({*nodes[row.pk], *filter(None, [row.service_id])}),
        )
        for row in rows
    ]


def _by_incident[V](pairs: Iterable[tuple[UUID, V]]) -> dict[UUID, set[V]]:
    found = defaultdict[UUID, set[V]](set)
    for incident, value in pairs:
        found[incident].add(value)
    return found
