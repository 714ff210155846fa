"""Move an event to another level of leadership, log the decision with its reasons, and notify its call list."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.notify.outbox import Draft, post
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.events.incidents.models import EntryKind, EntryMark, Incident
from akropolis.events.leadership.models import LeadershipLevel
from akropolis.events.leadership.selectors.levels import call_list
from akropolis.events.leadership.services import log


def escalate(
    access: Access, incident: Incident, level: LeadershipLevel, because: str, *, version: int | None = None
) -> Incident:
    """Lead the event on that level from now on, for the reasons given. Raises Hidden without the right
    to lead the event, Invalid without reasons or if it is on that level already, and Stale if somebody
    else has changed it.
    """
    if not because.strip():
        raise Invalid({"because": [_("Write why the event is to be led there.")]})
    if incident.level == level.code:
        raise Invalid({"level": [_("The event is led there already.")]})
    with writing(access, because=because) as w:
        w.update(incident, {"level": level.code}, version=version)
        with override(settings.LANGUAGE_CODE):
            text = _("Led on the level: %(level)s.") % {"level": level}
        log.note(w, incident, EntryKind.HANDOVER, text, basis=because, mark=EntryMark.AFFECTED)
        post(_drafts(w, incident, level, because), w.at)
        return incident


def _drafts(w: Writer, incident: Incident, level: LeadershipLevel, because: str) -> Iterator[Draft]:
    people: dict[object, User] = {}
    for entry in call_list(w.access, incident, level):
        people |= {person.pk: person for person, _number in entry.rung if isinstance(person, User)}
    for person in people.values():
        if person.pk == w.access.actor.id:
            continue
        with override(person.language):
            words = {"title": incident, "level": level, "who": w.access.actor.name}
            yield Draft(
                user=person,
                key=f"level:{incident.pk}:{level.code}:{person.pk}:{w.at.isoformat()}",
                subject=_("%(level)s: %(title)s") % words,
                text=_("%(who)s has decided that it is led on the level: %(level)s.") % words
                + ("" if incident.secret else f"\n\n{because.strip()}"),
                url=reverse("incidents-detail", args=[incident.pk]),
                about=(refer(incident),),
                at_once=True,
            )
