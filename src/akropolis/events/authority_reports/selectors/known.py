"""What is known of an event for a unit's report, limited to what the unit itself may read."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import covers
from akropolis.base.kernel.access.models import Unit, User
from akropolis.events.authority_reports.models import Assessment
from akropolis.events.authority_reports.rules.questions import questions_of
from akropolis.events.authority_reports.rules.reports import FieldOrigin
from akropolis.events.authority_reports.selectors.registered import (
    data_in_words,
    groups_in_words,
    people_in_words,
)
from akropolis.events.incidents.models import (
    EntryKind,
    EntryMark,
    IncidentReceipt,
    IncidentUnit,
    LogEntry,
    RootCause,
    StepState,
    Track,
    TrackRegime,
    TrackState,
    TrackStep,
)
from akropolis.events.incidents.selectors.tracks import officers
from akropolis.people.organisation.selectors.tree import legal_entity
from akropolis.shared.clocks.reports.clock_words import format_moment

type Told = Callable[[Access, Track], str]


def known_in_words(access: Access, track: Track, source: str) -> str:
    """Return what is known from that source, in words; empty where nothing is known."""
    return TOLD[FieldOrigin(source)](access, track) if source else ""


def _moment(at: datetime | None) -> str:
    return format_moment(at) if at else ""


def _description(_access: Access, track: Track) -> str:
    return str(track.incident.description or track.incident.title)


def _consequences(access: Access, track: Track) -> str:
    """Return what the event means in the unit: the track's text, else what the unit wrote in its receipt."""
    if track.text:
        return str(track.text)
    rows = IncidentReceipt.objects.visible(access).filter(incident=track.incident, unit=track.owner_unit)
    receipt = rows.first()
    return receipt.meaning if receipt else ""


def _ongoing(_access: Access, track: Track) -> str:
    ended = track.incident.ended_at or track.incident.handled_at
    return _("No, it ended on %(at)s.") % {"at": format_moment(ended)} if ended else _("Yes")


def _entity(access: Access, track: Track) -> str:
    found = legal_entity(access, track.owner_unit)
    return found.name if found else track.owner_unit.name


def _number(access: Access, track: Track) -> str:
    found = legal_entity(access, track.owner_unit)
    return found.organisation_number if found else ""


def officers_of(unit: Unit) -> list[User]:
    """Return the nearest data protection officers whose appointment covers the unit, by name."""
    rows = [each for each in officers() if covers(each, unit)]
    nearest = max((each.unit.path for each in rows if each.unit), key=len, default="")
    found = {each.user for each in rows if each.unit and each.unit.path == nearest}
    return sorted(found, key=lambda user: user.sort_key)


def _contact(_access: Access, track: Track) -> str:
    """Return the officer for personal data (GDPR art. 33.3 b), else who answers for the track."""
    if track.regime in (TrackRegime.PRIVACY, TrackRegime.REGISTERED) and (
        found := officers_of(track.owner_unit)
    ):
        return "; ".join(", ".join(filter(None, (each.name, each.email))) for each in found)
    own = track.owner_unit_id == track.incident.owner_unit_id
    person = track.responsible or (track.incident.lead if own else None)
    return ", ".join(filter(None, (person.name, person.title, person.email))) if person else ""


def _affected(access: Access, track: Track) -> str:
    """Return how many units it affects; known only in the unit that leads it."""
    if track.owner_unit_id != track.incident.owner_unit_id:
        return ""
    return str(IncidentUnit.objects.visible(access).filter(incident=track.incident).count() or "")


def _entries(kind: EntryKind) -> Told:
    def told(access: Access, track: Track) -> str:
        rows = LogEntry.objects.visible(access).filter(_of_unit(track), incident=track.incident, kind=kind)
        return "\n".join(f"{format_moment(row.happened_at)}: {row.text}" for row in rows)

    return told


def _of_unit(track: Track) -> Q:
    """Return what the unit itself may read: text written by somebody who reads more will be read by the unit."""
    own = Q(unit=track.owner_unit_id) | Q(mark=EntryMark.AFFECTED)
    leads = track.owner_unit_id == track.incident.owner_unit_id
    return own | Q(mark=EntryMark.LEADING) if leads else own


def _cause(_access: Access, track: Track) -> str:
    incident = track.incident
    known = incident.root_cause != RootCause.UNKNOWN
    return ": ".join(filter(None, (incident.get_root_cause_display() if known else "", incident.cause)))


def _assessment(access: Access, track: Track) -> str:
    rows = Assessment.objects.visible(access).filter(track=track, question__in=questions_of(track.regime)[:1])
    latest = rows.first()
    return latest.reasons if latest else ""


def _informed(access: Access, track: Track) -> str:
    """Return whether the unit has informed the data subjects, by its own track for that."""
    rows = Track.objects.visible(access).filter(incident=track.incident, owner_unit=track.owner_unit)
    told = rows.filter(regime=TrackRegime.REGISTERED).first()
    if told is None:
        return ""
    done = TrackStep.objects.visible(access).filter(track=told, state__in=(StepState.SENT, StepState.DONE))
    if (step := done.first()) is not None:
        return _("Yes, on %(at)s.") % {"at": _moment(step.submitted_at)}
    return _("No") if told.state == TrackState.NOT_REPORTED else _("Not yet")


TOLD: dict[FieldOrigin, Told] = {
    FieldOrigin.TITLE: lambda _access, track: str(track.incident.title),
    FieldOrigin.DESCRIPTION: _description,
    FieldOrigin.TRACK: _consequences,
    FieldOrigin.OCCURRED: lambda _access, track: _moment(track.incident.occurred_at),
    FieldOrigin.DETECTED: lambda _access, track: _moment(track.incident.detected_at),
    FieldOrigin.AWARE: lambda _access, track: _moment(track.knowledge),
    FieldOrigin.CONTAINED: lambda _access, track: _moment(track.incident.contained_at),
    FieldOrigin.ENDED: lambda _access, track: _moment(track.incident.ended_at),
    FieldOrigin.ONGOING: _ongoing,
    FieldOrigin.UNIT: lambda _access, track: str(track.owner_unit.name),
    FieldOrigin.ENTITY: _entity,
    FieldOrigin.NUMBER: _number,
    FieldOrigin.CONTACT: _contact,
    FieldOrigin.REFERENCE: lambda _access, track: f"{track.number} ({track.incident.number})",
    FieldOrigin.SEVERITY: lambda _access, track: (
        str(track.incident.get_severity_display()) if track.incident.severity else ""
    ),
    FieldOrigin.AFFECTED: _affected,
    FieldOrigin.CAUSE: _cause,
    FieldOrigin.LOG: _entries(EntryKind.FACT),
    FieldOrigin.ACTIONS: _entries(EntryKind.DECISION),
    FieldOrigin.ASSESSMENT: _assessment,
    FieldOrigin.INFORMED: _informed,
    FieldOrigin.PEOPLE: people_in_words,
    FieldOrigin.GROUPS: groups_in_words,
    FieldOrigin.DATA: data_in_words,
}
