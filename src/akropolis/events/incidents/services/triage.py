"""Assess a report in one act: what it is, how serious, what was hit, who is affected and has duties."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.files.evidence import files_of
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.records.ties import set_links
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import (
    EntryMark,
    Incident,
    IncidentAction,
    IncidentKind,
    IncidentNode,
    IncidentReceipt,
    IncidentStatus,
    IncidentThreat,
    IncidentUnit,
    LogEntry,
    Track,
)
from akropolis.events.incidents.rules.permissions import RECEIVE
from akropolis.events.incidents.services import receipts
from akropolis.events.incidents.services.incidents import link, set_affected_units, unlink
from akropolis.events.incidents.services.tracks import Said, Wanted, by_agreements, open_tracks
from akropolis.graph.assets.models import Node
from akropolis.shared.threats.models import Threat

TIES = (IncidentUnit, IncidentThreat, IncidentNode, IncidentAction)
"""Links that move along when an event is merged into another: units, threats, nodes and actions."""
STEPS = (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class TriageJudgement:
    """The result of an assessment. `missed` are nodes not hit after all; `leader` takes over the lead."""

    kind: IncidentKind
    severity: int
    personal_data: str
    threats: Collection[Threat] = ()
    hit: Collection[Node] = ()
    missed: Collection[int] = ()
    units: Collection[Unit] = ()
    tracks: Sequence[Wanted] = ()
    same_as: Incident | None = None
    leader: Unit | None = None
    said: Said = (None, "")


def judge(
    access: Access, incident: Incident, found: TriageJudgement, *, version: int | None = None
) -> list[Track]:
    """Record the assessment, all or nothing. Returns the tracks that were opened.

    The assessment counts as an acknowledgement in the unit where the event was reported, if the person
    belongs to that unit. Otherwise the unit's people are notified of the severity and are to acknowledge
    the event themselves. If another unit takes over as `leader`, the reporting unit's people can still
    read the event and their own tracks, but no others. An event found to be no incident is closed.
    Raises Hidden without the right to lead the event, Stale when somebody else was first, Invalid for a
    unit that has ended, and for a target event with which it cannot be merged.
    """
    with writing(access) as w:
        w.require(incident)
        values = {"kind": found.kind, "severity": found.severity, "personal_data": found.personal_data}
        reported = incident.owner_unit
        leader = found.leader if found.kind not in (IncidentKind.NONE, IncidentKind.DUPLICATE) else None
        if leader:
            values["owner_unit"] = leader
        w.update(incident, {**values, "same_as": None}, version=version)
        _receive(w, incident, reported)
        if found.kind == IncidentKind.DUPLICATE:
            merge(w, incident, found.same_as)
            return []
        set_links(w, IncidentThreat, {"incident": incident}, "threat", list(found.threats))
        link(w, incident, found.hit)
        unlink(w, incident, found.missed)
        new = set_affected_units(w, incident, found.units)
        receipts.notify_receivers(w, incident, [*new, *_reporting_units_left(incident, reported, new)])
        if leader:
            receipts.tell_leading(w, incident)
        made = open_tracks(access, incident, found.tracks, found.said) if found.tracks else []
        if found.kind == IncidentKind.NONE:
            with override(settings.LANGUAGE_CODE):
                close(w, incident, _("Judged to be no incident."))
        else:
            by_agreements(w, incident)
        return made


def _reporting_units_left(incident: Incident, unit: Unit, new: Collection[Unit]) -> list[Unit]:
    """Return the reporting unit if it was affected already and nobody there has acknowledged the event."""
    asked = IncidentUnit.everything.filter(incident=incident, unit=unit)
    taken = IncidentReceipt.everything.filter(incident=incident, unit=unit)
    return [unit] if unit not in new and asked.exists() and not taken.exists() else []


def _receive(w: Writer, incident: Incident, unit: Unit) -> None:
    """Acknowledge it for the unit where it was reported, if the person who assesses it belongs there."""
    if w.access.is_asked(RECEIVE, unit) and _reporting_units_left(incident, unit, ()):
        said = {"received_by": w.access.actor.name, "received_at": w.at}
        w.create(IncidentReceipt, {"incident": incident, "unit": unit, **said})


def merge(w: Writer, incident: Incident, kept: Incident | None) -> None:
    """Merge the event into `kept` and move its related rows there: the units, threats, nodes and
    actions, the facts and log as entries in the log of `kept`, and the files. The event is closed, with
    a reference to `kept`.

    Raises Invalid if `kept` is the event itself, is merged or archived, or may not be written, and when
    the event has tracks.
    """
    if kept is None or kept == incident or kept.same_as_id or kept.archived_at:
        raise Invalid({"same_as": [_("Choose another event, one that is not merged into a third.")]})
    if not kept.writable_by(w.access):
        raise Invalid({"same_as": [_("You may not change that one. Ask those who lead it.")]})
    if kept.exercise != incident.exercise:
        raise Invalid({"same_as": [_("One of them is an exercise, and an exercise is no event.")]})
    if Track.everything.filter(incident=incident).exists():
        sentence = _("It has tracks of its own. Let the other one be the same as this one instead.")
        raise Invalid({"same_as": [sentence]})
    before = set(IncidentUnit.everything.filter(incident=kept).values_list("unit_id", flat=True))
    for tie in TIES:
        rows = tie.everything.filter(Q(incident=incident))
        w.carry(rows.select_related("incident__owner_unit"), "incident", kept)
    _let_read(w, incident, kept)
    _carry_words(w, incident, kept)
    w.update(incident, {"same_as": kept, "kind": IncidentKind.DUPLICATE})
    close(w, incident, _("The same as %(number)s.") % {"number": kept.number})
    ties = IncidentUnit.everything.filter(incident=kept).exclude(unit__in=before).select_related("unit")
    receipts.notify_receivers(w, kept, [tie.unit for tie in ties])


def _let_read(w: Writer, incident: Incident, kept: Incident) -> None:
    """Mark the unit that led the merged event as affected by the remaining one."""
    unit = incident.owner_unit
    there = IncidentUnit.everything.filter(incident=kept, unit=unit).exists()
    if unit != kept.owner_unit and not there:
        w.create(IncidentUnit, {"incident": kept, "unit": unit})


def _carry_words(w: Writer, incident: Incident, kept: Incident) -> None:
    said = f"{incident.label()}\n{incident.description}".strip()[:4000]
    common = {"incident": kept, "unit": incident.owner_unit, "mark": EntryMark.LEADING}
    first = {"happened_at": incident.occurred_at, "text": said, "written_by": w.access.actor.name}
    w.create(LogEntry, {**common, **first})
    for entry in LogEntry.everything.filter(incident=incident, unit=incident.owner_unit):
        same = {name: getattr(entry, name) for name in ("kind", "happened_at", "text", "basis", "mark")}
        w.create(LogEntry, {**common, **same, "written_by": entry.written_by})
    there = StoredFile.everything.filter(object_id=kept.pk, archived_at=None)
    for file in files_of(w.access, incident):
        if not there.filter(sha256=file.sha256).exists():
            names = ("kind", "name", "note", "size", "media_type", "sha256")
            w.create(StoredFile, {name: getattr(file, name) for name in names} | {"object_id": kept.pk})


def close(w: Writer, incident: Incident, cause: str) -> None:
    """Close the event within a transaction, by taking it through each state of its life cycle."""
    for step in STEPS:
        if incident.status not in (step, IncidentStatus.CLOSED):
            over = {"closed_at": w.at, "cause": cause} if step == IncidentStatus.CLOSED else {}
            w.update(incident, {"status": step, **over})
