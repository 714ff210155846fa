"""The log of an event. Entries are never changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident, LogEntry
from akropolis.events.incidents.rules.permissions import LEADS


def enter(
    access: Access,
    incident: Incident,
    unit: Unit,
    *,
    kind: EntryKind,
    text: str,
    happened_at: datetime | None = None,
    basis: str = "",
    mark: EntryMark = EntryMark.LEADING,
) -> LogEntry:
    """Enter in the unit's name what happened or was decided. Raises Hidden without the right, Invalid on
    bad values.

    A decision must state its basis. The caller has found the incident through the gate.
    """
    with writing(access) as w:
        if happened_at and happened_at > w.at:
            raise Invalid({"happened_at": [_("The time lies ahead. Write when it happened.")]})
        if kind == EntryKind.DECISION and not basis.strip():
            raise Invalid({"basis": [_("Write on what basis it was decided.")]})
        return note(w, incident, kind, text, unit=unit, happened_at=happened_at, basis=basis, mark=mark)


def note(
    w: Writer,
    incident: Incident,
    kind: EntryKind,
    text: str,
    *,
    unit: Unit | None = None,
    happened_at: datetime | None = None,
    basis: str = "",
    mark: EntryMark = EntryMark.LEADING,
) -> LogEntry:
    """Add an entry to the log within a transaction, in the name of the leading unit unless another is given."""
    values = {
        "incident": incident,
        "unit": unit or incident.owner_unit,
        "kind": kind,
        "happened_at": happened_at or w.at,
        "text": text.strip(),
        "basis": basis.strip(),
        "mark": mark,
        "written_by": w.access.actor.name,
    }
    return w.create(LogEntry, values)


def units_to_write_in(access: Access, incident: Incident, affected: list[Unit]) -> list[Unit]:
    """Return the units in whose name the person may write in the event's log, the leading unit first."""
    return [unit for unit in (incident.owner_unit, *affected) if access.may(LEADS, unit)]
