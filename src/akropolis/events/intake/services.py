"""Report an event. The event is an incident from the first moment: those who handle incidents are
notified, and the reporter can follow it.

Reporting requires no right to read or handle incidents. What the reporter adds is written in the
reporter's name (`reporting_as`).
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from akropolis.base.kernel.access import open_forms
from akropolis.base.kernel.access.gate import EVERYWHERE, Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.open_forms import derive_secret, digest_of_reference
from akropolis.base.kernel.files.evidence import attach
from akropolis.base.kernel.files.models import StoredFile
from akropolis.base.kernel.files.photos import cleaned_photo
from akropolis.base.kernel.history.log import made_by
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import (
    EntryMark,
    ExternalEvent,
    Incident,
    IncidentKind,
    IncidentUnit,
    LogEntry,
    OpenReport,
    ReportStop,
)
from akropolis.events.incidents.rules.permissions import REPORTS
from akropolis.events.incidents.services import receipts
from akropolis.shared.classification.services import security_stops

QUIET = timedelta(hours=1)
"""How long a monitor must have reported nothing before those who handle incidents are notified of its next event."""

type File = tuple[str, bytes]


def report(access: Access, unit: Unit, values: Mapping[str, object], photo: File | None = None) -> Incident:
    """Create the event as an incident of the unit, which is to acknowledge it and assess its severity,
    and return it. The photo, without the data of where it was taken, is one of its files.

    The incident is an "event" until it has been assessed. Knowledge is gained now, when somebody in the
    city's organisation reports it, by a strict reading (CSL 2 kap. 5 §). Raises Hidden without the right
    to report in the unit, Invalid on bad values, Refused for a photo that is not accepted.
    """
    photo = cleaned_photo(*photo) if photo else None
    with writing(access) as w:
        return _reported(w, access, unit, values, photo)


def _reported(
    w: Writer, access: Access, unit: Unit, values: Mapping[str, object], photo: File | None
) -> Incident:
    incident = _event(w, unit, values)
    w.create(IncidentUnit, {"incident": incident, "unit": unit}, permission=REPORTS)
    if photo:
        name, data = photo
        attach(reporting_as(access), incident, name=name, data=data, permission=REPORTS)
    receipts.tell_reported(w, incident)
    return incident


def _event(w: Writer, unit: Unit, values: Mapping[str, object]) -> Incident:
    """Create the event, not assessed yet, and known from now."""
    whole = {**values, "owner_unit": unit, "kind": IncidentKind.EVENT, "aware_at": w.at}
    return w.create(Incident, whole, permission=REPORTS)


def report_from_monitor(
    access: Access, unit: Unit, external_id: str, values: Mapping[str, object]
) -> ExternalEvent:
    """Record an event from a monitor. The monitor's own id makes it idempotent: a repeat returns the
    first event unchanged.

    Those who handle incidents in the unit are notified of a monitor's first event after a pause
    (`QUIET`), at most once an hour; each event is to be assessed. Raises Hidden without the right to
    report in the unit, Invalid on bad values.
    """
    told = ExternalEvent.everything.filter(person_id=access.actor.id)
    with writing(access) as w:
        if made := told.filter(external_id=external_id).first():
            return made
        incident = _event(w, unit, values)
        if not told.filter(created_at__gt=w.at - QUIET).exists():
            receipts.tell_reported(w, incident)
        said = {"person_id": access.actor.id, "external_id": external_id, "incident": incident}
        return w.create(ExternalEvent, said, permission=REPORTS)


def record_stopped_report(access: Access, unit: Unit, key: str) -> ReportStop:
    """Record only that there was a report, without its contents, and notify those who take over stopped
    reports.

    The same key gives the same record. Raises Hidden without the right to report in the unit.
    """
    reference = derive_secret("incidents.stop", key)[:12]
    with writing(access) as w:
        access.must(REPORTS, unit)
        if made := ReportStop.everything.filter(reference=reference).first():
            return made
        return security_stops.record_stop(
            w, ReportStop, unit, reference, words=_words, page="report-stop", permission=REPORTS
        )


def _words(stopped: ReportStop) -> tuple[str, str]:
    words = {"who": stopped.stopped_by, "unit": stopped.unit.name, "reference": stopped.reference}
    text = _(
        "%(who)s was about to report something in %(unit)s that may concern Sweden's security (%(reference)s). "
        "Nothing of what was written is left here. Get in touch in a way that is meant for such information, and "
        "then say here how it was taken care of."
    )
    return _("A report in %(unit)s may concern Sweden's security") % words, text % words


# Without an account


def without_account() -> Access:
    """Return the access of an anonymous person, who may report in any unit and do nothing else."""
    return reporting_as(open_forms.without_account())


def reporting_as(access: Access) -> Access:
    """Return an access for the same person with nothing but the right to report, in every unit."""
    return Access(access.actor, {REPORTS: frozenset({EVERYWHERE})})


def report_openly(
    unit: Unit, values: Mapping[str, object], contact: str, reference: str, *, photo: File | None = None
) -> Incident:
    """Report an event as `report` does, for somebody without an account. The same reference gives the same event."""
    photo = cleaned_photo(*photo) if photo else None
    with writing(without_account()) as w:
        digest = digest_of_reference(reference)
        if made := OpenReport.everything.filter(digest=digest).select_related("incident").first():
            return made.incident
        incident = _reported(w, without_account(), unit, values, photo)
        said = {"incident": incident, "digest": digest, "contact": contact.strip()}
        w.create(OpenReport, said, permission=REPORTS)
        return incident


def event_by_reference(reference: str) -> Incident | None:
    """Return the event that was reported under the reference; having the reference is the only right needed."""
    rows = OpenReport.objects.unscoped(because="the reference itself is the right to follow the event")
    found = rows.filter(digest=digest_of_reference(reference)).select_related("incident__owner_unit").first()
    return found.incident if found else None


def find_own_report(access: Access, incident: UUID) -> Incident | None:
    """Return the event with that key if the person has reported it; else None."""
    if access.actor.id is None:
        return None
    rows = Incident.objects.unscoped(because="who reported an event may follow it")
    rows = rows.filter(pk__in=made_by(access.actor.id, [incident]))
    found: Incident | None = rows.select_related("owner_unit").first()
    return found


def add(access: Access, incident: Incident, text: str, file: File | None = None) -> LogEntry:
    """Add the reporter's text and file to the log of the event, or of the event into which it was
    merged. All or nothing.

    Idempotent: the same text and file are added once. The caller has verified that this is the reporter.
    A photo loses the data of where it was taken. Raises Refused for a file that is not accepted.
    """
    file = cleaned_photo(*file) if file else None
    kept, writer = incident.standing, reporting_as(access)
    with writing(writer) as w:
        said = text.strip() or _("A file: %(name)s") % {"name": file[0] if file else ""}
        if made := _added(kept, access.actor.name, said, file):
            return made
        if file:
            attach(writer, kept, name=file[0], data=file[1], permission=REPORTS)
        values = {"incident": kept, "unit": kept.owner_unit, "text": said, "happened_at": w.at}
        values |= {"mark": EntryMark.LEADING, "written_by": access.actor.name}
        entry = w.create(LogEntry, values, permission=REPORTS)
        receipts.tell_added(w, kept)
        return entry


def _added(kept: Incident, who: str, said: str, file: File | None) -> LogEntry | None:
    """Return the entry if the same person has already added the same text with the same file; else None."""
    files = StoredFile.objects.unscoped(because="what she sends a second time is not kept a second time")
    same = files.filter(object_id=kept.pk, sha256=sha256(file[1]).hexdigest()) if file else None
    if same is not None and not same.exists():
        return None
    return LogEntry.everything.filter(incident=kept, written_by=who, text=said).first()
