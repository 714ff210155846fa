"""What an event's rows answer to each question of a situation report (lägesbild), in Swedish, for its
leading unit.

What an affected unit may not know of the other units is put between secrecy marks: which other units are
affected, whose the tracks are, and entries made for the leading unit alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.lib.swedish import listing
from akropolis.events.incidents.models import (
    TIMES,
    EntryKind,
    EntryMark,
    Incident,
    IncidentReceipt,
    LogEntry,
    Track,
    TrackRegime,
    TrackState,
)
from akropolis.events.incidents.selectors.incidents import affected_units, hit_by
from akropolis.events.situation_reports.rules.drafting import KnownFacts
from akropolis.graph.assets.selectors.sight import Sight
from akropolis.shared.clocks.reports.clock_words import format_moment

PROVISION = "18 kap. 8 b § OSL"
"""Provision proposed for what is secret about an event; a person decides."""
BREAK = "  \n"
"""Line break within one paragraph, so that the paragraph has a single secrecy mark."""


def provision(incident: Incident) -> str:
    """Return the event's own secrecy provision, else the one that is proposed."""
    return " ".join(incident.secrecy.translate(str.maketrans("{}|", "   ")).split()) or PROVISION


def known_of(access: Access, incident: Incident, since: datetime | None) -> Mapping[str, KnownFacts]:
    """Return what the event's rows say now, and what has been entered in its log since."""
    law = provision(incident)
    entries = _entries(access, incident, since)
    told = [entry for entry in entries if entry.kind == EntryKind.MESSAGE]
    rest = [entry for entry in entries if entry.kind != EntryKind.MESSAGE]
    return {
        "handelsen": KnownFacts(incident.description or incident.title, _log(rest, law)),
        "plats": KnownFacts(_secret(law, _hit(access, incident))),
        "tid": KnownFacts(_bullets(_times(incident))),
        "omfattning": KnownFacts(_joined(_severity(incident), _secret(law, _tracks(access, incident)))),
        "berorda": KnownFacts(_secret(law, _affected(access, incident))),
        "konsekvenser": KnownFacts(_secret(law, _consequences(access, incident))),
        "kommunikation": KnownFacts("", _log(told, law)),
        "resurser": KnownFacts(_led(incident)),
    }


def _entries(access: Access, incident: Incident, since: datetime | None) -> list[LogEntry]:
    """Return the log entries made after `since`, except those that another unit made for itself alone."""
    rows = LogEntry.objects.visible(access).filter(incident=incident)
    rows = rows.filter(Q(unit=incident.owner_unit_id) | ~Q(mark=EntryMark.UNIT))
    return list(rows.filter(created_at__gt=since) if since else rows)


def _log(entries: Iterable[LogEntry], law: str) -> str:
    """Format the entries in order of events, with secrecy marks around those not open to all readers."""
    lines: dict[bool, list[str]] = {False: [], True: []}
    for entry in entries:
        said = " ".join(entry.text.split())
        if entry.basis.strip():
            said += f" Underlag: {' '.join(entry.basis.split())}"
        word = "Beslut: " if entry.kind == EntryKind.DECISION else ""
        lines[entry.mark != EntryMark.AFFECTED].append(f"{format_moment(entry.happened_at)}: {word}{said}")
    return _joined(_bullets(lines[False]), _secret(law, BREAK.join(lines[True])))


def _hit(access: Access, incident: Incident) -> str:
    nodes = hit_by(access, incident)
    return BREAK.join(str(seen.label) for seen in Sight(access).of(nodes).values()) if nodes else ""


def _times(incident: Incident) -> list[str]:
    found = ((Incident._meta.get_field(name), getattr(incident, name)) for name in TIMES)
    return [f"{str(field.verbose_name).capitalize()}: {format_moment(at)}" for field, at in found if at]  # type: ignore[union-attr]


def _severity(incident: Incident) -> str:
    severity, personal = incident.get_severity_display(), incident.get_personal_data_display()
    return _bullets([f"Allvarlighetsgrad: {severity.lower()}", f"Personuppgifter: {personal.lower()}"])


def _tracks(access: Access, incident: Incident) -> str:
    """Return as text, for each set of rules, how many tracks are in each state, and to which units they belong."""
    rows = (
        Track.objects.visible(access).filter(incident=incident, archived_at=None).select_related("owner_unit")
    )
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for track in rows.order_by("owner_unit__sort_key"):
        found[track.regime, track.state].append(track.owner_unit.name)
    return BREAK.join(
        f"{TrackRegime(regime).label}: {len(units)} {str(TrackState(state).label).lower()} ({listing(units, 'och')})"
        for regime in TrackRegime.values
        for state in TrackState.values
        if (units := found.get((regime, state)))
    )


def _consequences(access: Access, incident: Incident) -> str:
    """Return what each unit says that the event means there: in its tracks, else in its receipt."""
    receipts = IncidentReceipt.objects.visible(access).filter(incident=incident).exclude(meaning="")
    said = {row.unit: {row.meaning: None} for row in receipts.select_related("unit")}
    tracks = Track.objects.visible(access).filter(incident=incident, archived_at=None).exclude(text="")
    written: defaultdict[Unit, dict[str, None]] = defaultdict(dict)
    for track in tracks.select_related("owner_unit"):
        written[track.owner_unit][track.text] = None
    return BREAK.join(
        f"{unit.name}: {' '.join(' '.join(texts).split())}"
        for unit, texts in sorted((said | written).items(), key=lambda each: each[0].sort_key)
    )


def _affected(access: Access, incident: Incident) -> str:
    names = [unit.name for unit in affected_units(access, incident)]
    return f"Direkt: {listing(names, 'och')}." if names else ""


def _led(incident: Incident) -> str:
    who = f", {incident.lead.name}" if incident.lead else ""
    return f"Händelsen leds av {incident.owner_unit.name}{who}."


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _secret(law: str, text: str) -> str:
    return f"{{secret {law}}}\n\n{text}\n\n{{/secret}}" if text else ""


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
