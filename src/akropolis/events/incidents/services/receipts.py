"""Notify the units affected by an incident at once, let them acknowledge it, and remind those that have not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import access_for, covers, responsible_people
from akropolis.base.kernel.access.models import Unit, User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.notify.reminding import Matter
from akropolis.base.kernel.records.references import readable, refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.base.lib.swedish import number
from akropolis.base.ui.naming import first_named
from akropolis.base.ui.words import Phrase
from akropolis.events.incidents.models import (
    Incident,
    IncidentReceipt,
    IncidentSharing,
    IncidentUnit,
    PersonalData,
    Track,
    TrackRegime,
)
from akropolis.events.incidents.rules.permissions import EDIT_TRACKS, RECEIVE, RESOURCE
from akropolis.events.incidents.selectors.tracks import officers

BECAUSE = "whoever takes incidents in for an affected unit is told, whoever opened it"
NAMED = 3
TAKE_IN = gettext_lazy("Take it in, and say what it means there.")

type Text = Callable[[Incident, Sequence[Unit]], str]


def receive(access: Access, incident: Incident, unit: Unit, meaning: str) -> IncidentReceipt:
    """Acknowledge the incident in the unit, record what the incident means there, and return the
    receipt. What it means becomes the text of the unit's tracks that have none, if the person may write them.

    Raises Hidden without the right in the unit, and where the incident does not affect the unit; Invalid
    when somebody else in the unit was first.
    """
    with writing(access) as w:
        IncidentUnit.objects.visible(access).one(incident=incident, unit=unit)
        values = {"received_by": access.actor.name, "received_at": w.at, "meaning": meaning.strip()}
        receipt = w.create(IncidentReceipt, {"incident": incident, "unit": unit, **values})
        if receipt.meaning and access.may(EDIT_TRACKS, unit):
            rows = Track.objects.visible(access).filter(incident=incident, owner_unit=unit, text="")
            for track in rows.filter(archived_at=None).select_related("incident__owner_unit", "owner_unit"):
                w.update(track, {"text": receipt.meaning})
        return receipt


def notify_receivers(w: Writer, incident: Incident, units: Sequence[Unit]) -> None:
    """Send one message to each person who acknowledges incidents for these units, by the outbox.

    The person who opens the incident is not notified. Where only the leading unit may read the incident,
    the message contains only its number.
    """
    subject = gettext_lazy("Incident that affects you: %(title)s")
    post(_drafts(incident, _of_whom(w, units), w, subject, _affected), w.at)


def tell_leading(w: Writer, incident: Incident) -> None:
    """Notify the people of the incident's own unit, which leads the incident and is not itself affected."""
    subject = gettext_lazy("Incident that your unit leads: %(title)s")
    post(_drafts(incident, _of_whom(w, [incident.owner_unit]), w, subject, _opened), w.at)


def tell_reported(w: Writer, incident: Incident) -> None:
    """Notify the people of the unit in which somebody has reported the incident."""
    subject = gettext_lazy("Reported event: %(title)s")
    who = w.access.actor.name

    def text(incident: Incident, _units: Sequence[Unit]) -> str:
        words = {"who": who, "unit": incident.owner_unit.name}
        said = _("%(who)s has reported it in %(unit)s.") % words
        return f"{said} {TAKE_IN}"

    post(_drafts(incident, _of_whom(w, [incident.owner_unit]), w, subject, text), w.at)


def tell_added(w: Writer, incident: Incident) -> None:
    """Notify the people of the incident's unit when the reporter has added something."""
    subject = gettext_lazy("More is said of: %(title)s")
    who = w.access.actor.name

    def text(_incident: Incident, _units: Sequence[Unit]) -> str:
        return _("%(who)s has added something to the report. It stands in the log.") % {"who": who}

    post(_drafts(incident, _of_whom(w, [incident.owner_unit]), w, subject, text), w.at)


def tell_advisers(keys: Iterable[UUID], at: datetime) -> None:
    """Notify each dataskyddsombud in whose units an open event concerns personal data: once per event,
    by the outbox, as soon as that is stated or the event has a track under the GDPR (articles 38.1 and
    39.1).

    Where the officer may not read the event, the message is only about their unit's track.
    """
    open_ones = Incident.everything.filter(pk__in=keys, closed_at=None, archived_at=None)
    rows = Track.everything.filter(incident__in=open_ones, regime=TrackRegime.PRIVACY, archived_at=None)
    tracks = list(rows.select_related("owner_unit", "incident"))
    for incident in open_ones.select_related("owner_unit"):
        mine = [track for track in tracks if track.incident_id == incident.pk]
        if mine or incident.personal_data == PersonalData.YES:
            post(_advising(incident, mine, timezone.localdate(at)), at)


def _advising(incident: Incident, tracks: Sequence[Track], day: date) -> Iterator[Draft]:
    affected = IncidentUnit.everything.filter(incident=incident).select_related("unit")
    units = [incident.owner_unit, *(tie.unit for tie in affected)]
    for each in officers():
        hers = [track for track in tracks if covers(each, track.owner_unit)]
        near = any(covers(each, unit) for unit in units)
        reads = near and readable(access_for(each.user, day), [refer(incident)])
        about = incident if reads else next(iter(hers), None)
        if about:
            with override(each.user.language):
                said = _("Tracks under the GDPR in the units that you advise: %(n)s.")
                yield Draft(
                    user=each.user,
                    key=f"advise:{incident.pk}:{each.user_id}",
                    subject=_("Personal data is concerned: %(title)s") % {"title": about},
                    text=said % {"n": number(len(hers))},
                    url=reverse(f"{'incidents' if reads else 'incident-tracks'}-detail", args=[about.pk]),
                    about=(refer(about),),
                    at_once=True,
                )


def matter_of(incident: Incident) -> Matter:
    """Return the text and page of the reminder sent to units that have not acknowledged the incident."""
    bare = incident.sharing == IncidentSharing.LEADING
    return Matter(
        incident,
        incident.owner_unit,
        lambda: _("Take in the incident “%(title)s”") % {"title": incident.number if bare else incident},
        lambda unit: reverse("incident-receive", args=[incident.pk, unit.code]),
        reminds=f"{RESOURCE}:edit",
        does=RECEIVE,
        bare=bare,
    )


def _of_whom(w: Writer, units: Sequence[Unit]) -> Mapping[User, list[Unit]]:
    people = responsible_people(RECEIVE, units, timezone.localdate(w.at), because=BECAUSE)
    found: dict[User, list[Unit]] = {}
    for unit in units:
        for person in people[unit.pk]:
            if person.pk != w.access.actor.id:
                found.setdefault(person, []).append(unit)
    return found


def _drafts(
    incident: Incident, told: Mapping[User, list[Unit]], w: Writer, subject: Phrase, text: Text
) -> Iterator[Draft]:
    url = reverse("incidents-detail", args=[incident.pk])
    bare = text is _affected and incident.sharing == IncidentSharing.LEADING
    for person, units in told.items():
        with override(person.language):
            yield Draft(
                user=person,
                key=f"incident:{incident.pk}:{person.pk}:{w.at.isoformat()}",
                subject=subject % {"title": incident.number if bare else incident},
                text=str(TAKE_IN) if bare else text(incident, units),
                url=matter_of(incident).url(units[0]) if bare else url,
                about=() if bare else (refer(incident),),
                at_once=True,
            )


def _opened(incident: Incident, _units: Sequence[Unit]) -> str:
    words = {"owner": incident.owner_unit.name, "severity": incident.get_severity_display()}
    return _("%(owner)s has opened it. Severity: %(severity)s.") % words


def _affected(incident: Incident, units: Sequence[Unit]) -> str:
    words = {"opened": _opened(incident, units), "units": first_named([unit.name for unit in units], NAMED)}
    said = _("%(opened)s Affected: %(units)s.") % words
    return f"{said} {TAKE_IN}"
