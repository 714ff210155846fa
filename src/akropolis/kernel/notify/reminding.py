"""Reminding: from where one sees who has not done it yet, in one act, with a text, logged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.kernel.access.models import Unit, User
from akropolis.kernel.notify.models import Reminder
from akropolis.kernel.notify.outbox import Draft, known, post
from akropolis.kernel.records.models import Record
from akropolis.kernel.records.writer import Writer, kind_of


@dataclass(frozen=True, slots=True)
class Matter:
    """What is reminded of: the row, how it is called in the reader's language, and where it is done."""

    row: Record
    title: Callable[[], str]
    url: str

    def key(self, person: User, day: date) -> str:
        """Names the message, so that nobody is reminded of one matter twice in a day."""
        return f"reminder:{self.row.pk}:{person.pk}:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Reminded:
    """The units whose people are reminded now, those whose people were so today already, and those without any."""

    now: list[Unit]
    before: list[Unit]
    nobody: list[Unit]


def remind(
    w: Writer, matter: Matter, people: Mapping[Unit, Sequence[User]], text: str, *, permission: str
) -> Reminded:
    """Put a message in the outbox of each person, and note which units were reminded.

    Whoever reminds needs `permission` in the unit of the matter: Hidden without it. She is not reminded herself.
    """
    w.require(matter.row, permission)
    day = timezone.localdate(w.at)
    told = known(matter.key(person, day) for those in people.values() for person in those)
    found = Reminded([], [], [])
    for unit, those in people.items():
        new = [person for person in those if matter.key(person, day) not in told]
        (found.now if new else found.before if those else found.nobody).append(unit)
    post(_drafts(w, matter, people, text, day), w.at)
    shared = {
        "kind": kind_of(type(matter.row)),
        "object_id": matter.row.pk,
        "owner_unit": matter.row.owner_unit,
    }
    said = {"text": text.strip(), "reminded_by": w.access.actor.name}
    w.create_many(Reminder, [{**shared, **said, "unit": unit} for unit in found.now], permission=permission)
    return found


def _drafts(
    w: Writer, matter: Matter, people: Mapping[Unit, Sequence[User]], text: str, day: date
) -> Iterator[Draft]:
    for person in {person.pk: person for those in people.values() for person in those}.values():
        with override(person.language):
            subject = _("Reminder: %(title)s") % {"title": matter.title()}
            said = _("%(who)s reminds you.") % {"who": w.access.actor.name}
            yield Draft(
                person, matter.key(person, day), subject, f"{said}\n\n{text.strip()}".strip(), matter.url
            )


def last_reminded(row: Record) -> Mapping[UUID, date]:
    """When each unit was last reminded of the row, by its id, for who may remind of it."""
    rows = Reminder.objects.unscoped(because="who may write the row sees who was reminded of it")
    found = rows.filter(object_id=row.pk).order_by().values_list("unit_id").annotate(at=Max("created_at"))
    return {unit: timezone.localdate(at) for unit, at in found}
