"""Reminds those who have not yet done something: all in one go, with a text, and logged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import responsible_people
from akropolis.base.kernel.access.models import Tracked, Unit, User
from akropolis.base.kernel.notify.models import Reminder
from akropolis.base.kernel.notify.outbox import Draft, existing_keys, post
from akropolis.base.kernel.records.references import refer
from akropolis.base.kernel.records.writer import Writer, kind_of, writing

BECAUSE = "those of whom something is asked are reminded of it, whoever reminds"


@dataclass(frozen=True, slots=True)
class Matter:
    """What to remind people of: a row, its unit, a title in the recipient's language, and the page where the
    task is done.

    A user who has the permission `reminds` in the unit may remind those who have the permission `does`.
    `whom` returns the recipients keyed by unit id, if they are not all who have that permission. Only users
    who may read the row are reminded, unless title and address reveal nothing of the row (`bare`).
    """

    row: Tracked
    unit: Unit
    title: Callable[[], str]
    url: Callable[[Unit], str]
    reminds: str
    does: str
    whom: Callable[[Sequence[Unit], date], Mapping[UUID, list[User]]] | None = None
    bare: bool = False

    def key(self, person: User, day: date) -> str:
        """Return the key of the day's message to the person: nobody is reminded of the same matter twice in a day."""
        return f"reminder:{self.row.pk}:{person.pk}:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Reminded:
    """Outcome of a reminder: units reminded now, units already reminded today, and units with nobody to remind."""

    now: list[Unit]
    before: list[Unit]
    nobody: list[Unit]


def remind(access: Access, matter: Matter, units: Sequence[Unit], text: str) -> Reminded:
    """Remind the people in these units who are to act on the matter, record it, and return which units were
    reminded.

    The sender is not reminded. Raises Hidden without the right to remind in the matter's unit.
    """
    with writing(access) as w:
        access.must(matter.reminds, matter.unit)
        day = timezone.localdate(w.at)
        find = matter.whom or partial(responsible_people, matter.does, because=BECAUSE)
        found = find(units, day)
        people = {unit: [one for one in found[unit.pk] if one.pk != access.actor.id] for unit in units}
        told = _sorted(matter, people, day)
        post(_drafts(w, matter, people, text, day), w.at)
        _note(w, matter, told.now, text)
        return told


def _sorted(matter: Matter, people: Mapping[Unit, Sequence[User]], day: date) -> Reminded:
    told = existing_keys(matter.key(person, day) for those in people.values() for person in those)
    found = Reminded([], [], [])
    for unit, those in people.items():
        new = any(matter.key(person, day) not in told for person in those)
        (found.now if new else found.before if those else found.nobody).append(unit)
    return found


def _drafts(
    w: Writer, matter: Matter, people: Mapping[Unit, Sequence[User]], text: str, day: date
) -> Iterator[Draft]:
    where = {person.pk: (person, unit) for unit, those in people.items() for person in those}
    for person, unit in where.values():
        with override(person.language):
            subject = _("Reminder: %(title)s") % {"title": matter.title()}
            said = _("%(who)s reminds you.") % {"who": w.access.actor.name}
        whole, about = f"{said}\n\n{text.strip()}".strip(), () if matter.bare else (refer(matter.row),)
        yield Draft(person, matter.key(person, day), subject, whole, matter.url(unit), about=about)


def _note(w: Writer, matter: Matter, units: Sequence[Unit], text: str) -> None:
    about = {"kind": kind_of(type(matter.row)), "object_id": matter.row.pk, "owner_unit": matter.unit}
    said = {"text": text.strip(), "reminded_by": w.access.actor.name}
    w.create_many(Reminder, [{**about, **said, "unit": unit} for unit in units], permission=matter.reminds)


def last_reminded(row: Tracked) -> Mapping[UUID, date]:
    """Return when each unit was last reminded of the row, by unit id. The caller must check the right to remind."""
    rows = Reminder.objects.unscoped(because="who may remind of the row sees who was reminded")
    found = rows.filter(object_id=row.pk).order_by().values_list("unit_id").annotate(at=Max("created_at"))
    return {unit: timezone.localdate(at) for unit, at in found}
