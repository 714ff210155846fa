"""Set and correct the times of an event; a correction needs a reason, and the log records what it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.records.writer import writing
from akropolis.events.incidents.models import TIMES, EntryKind, Incident, TrackStep
from akropolis.events.incidents.models.incidents import ask_why
from akropolis.events.incidents.selectors.clocks import LIVING, clocks_of
from akropolis.events.leadership.rules.times import AFTER, TimeFault, faults
from akropolis.events.leadership.services import log
from akropolis.shared.clocks.reports.clock_words import format_moment


@dataclass(frozen=True, slots=True)
class MovedTime:
    """A step whose due time has moved: from when, and to when; None where there was or is none."""

    step: TrackStep
    name: str
    before: datetime | None
    after: datetime | None


def set_times(
    access: Access,
    incident: Incident,
    times: Mapping[str, datetime | None],
    because: str = "",
    *,
    version: int | None = None,
) -> list[MovedTime]:
    """Set the times (keyed by the names in `TIMES`) to what is now known. Returns the steps of active
    tracks whose due time has moved.

    Raises Hidden without the right to lead the event; Invalid for an impossible time, and without a
    reason where a time already set is changed or knowledge is later than the detection; Stale if
    somebody else has changed the event.
    """
    with writing(access, because=because) as w:
        w.require(incident)
        known = {name: getattr(incident, name) for name in TIMES}
        changed = {name: at for name, at in times.items() if known[name] != at}
        _refuse(known | changed, w.at)
        corrected = [name for name in changed if known[name] is not None]
        if corrected and not because.strip():
            raise Invalid({"because": [_("A time that was said before is changed. Write why.")]})
        why = ask_why(*({**known, **changed}[name] for name in ("detected_at", "aware_at")))
        if why and {"detected_at", "aware_at"} & changed.keys() and not because.strip():
            raise Invalid({"because": [why]})
        before = _moments(incident)
        w.update(incident, changed, version=version)
        moved = _moved(before, _moments(incident))
        if corrected:
            log.note(
                w, incident, EntryKind.CORRECTION, _time_log_text(incident, known, corrected, because, moved)
            )
        return moved


def _refuse(times: Mapping[str, datetime | None], now: datetime) -> None:
    found = faults(times, now)
    if found:
        raise Invalid({name: [_sentence(name, fault)] for name, fault in found.items()})


def _sentence(name: str, fault: TimeFault) -> str:
    if fault is TimeFault.AHEAD:
        return _("The time lies ahead. Write when it happened.")
    if fault is TimeFault.MISSING:
        return _("Write when it happened, at least about when.")
    return _("It cannot come before: %(time)s.") % {"time": label_of(AFTER[name])}


def label_of(name: str) -> str:
    """Return the label of a time."""
    return str(Incident._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _moments(incident: Incident) -> dict[TrackStep, tuple[str, datetime | None]]:
    every = TrackStep.objects.unscoped(because="which clocks a correction moves, whoever sees them")
    steps = every.filter(LIVING, track__incident=incident).select_related("track__owner_unit")
    rows = list(steps)
    for step in rows:
        step.track.incident = incident
    return {clock.step: (clock.name, clock.moment) for clock in clocks_of(rows) if clock.waits}


def _moved(
    before: Mapping[TrackStep, tuple[str, datetime | None]],
    after: Mapping[TrackStep, tuple[str, datetime | None]],
) -> list[MovedTime]:
    return [
        MovedTime(step, name, before[step][1], at)
        for step, (name, at) in after.items()
        if step in before and before[step][1] != at
    ]


def _time_log_text(
    incident: Incident,
    known: Mapping[str, datetime | None],
    corrected: Sequence[str],
    because: str,
    moved: Sequence[MovedTime],
) -> str:
    with override(settings.LANGUAGE_CODE):
        lines = [_corrected(name, known[name], getattr(incident, name)) for name in corrected]
        return "\n".join([*lines, because.strip(), *map(in_words, moved)])[:4000]


def _corrected(name: str, before: datetime | None, after: datetime | None) -> str:
    words = {"time": label_of(name), "before": _when(before), "after": _when(after)}
    return _("Corrected, %(time)s: %(before)s → %(after)s.") % words


def in_words(moved: MovedTime) -> str:
    """Return a sentence that says which step's due time has moved, from when and to when."""
    words = {
        "step": moved.name,
        "unit": moved.step.track.owner_unit.name,
        "before": _when(moved.before),
        "after": _when(moved.after),
    }
    return _("%(step)s for %(unit)s: %(before)s → %(after)s.") % words


def _when(at: datetime | None) -> str:
    return format_moment(at) if at else _("no time")
