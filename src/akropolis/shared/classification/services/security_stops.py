"""The border to protective security (säkerhetsskyddslagen): information that concerns Sweden's security is
not stored in the system.

Each form that takes in information asks whether it may concern Sweden's security. If yes, it stops: it
stores only a reference (`Stop`), and the heads of protective security are notified. Only they may settle
the stop.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Appointment, Unit, User
from akropolis.base.kernel.access.models.roles import IN_OFFICE
from akropolis.base.kernel.notify import outbox
from akropolis.base.kernel.records.references import Reference, refer
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.shared.classification.models import Stop, UnitStop
from akropolis.shared.classification.rules.permissions import INTAKE

SETTLE = f"{INTAKE}:settle"
ROLE = "sakerhetschef"
"""Key of the role whose holders take over a stopped intake."""


def heads_of_security(unit: Unit, now: datetime) -> list[User]:
    """List the holders of the role `ROLE` in the unit or above it, sorted by name."""
    today = timezone.localdate(now)
    holds = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    rows = Appointment.objects.unscoped(because="who takes over is told, whoever stopped it")
    rows = rows.filter(holds, IN_OFFICE, role__code=ROLE).select_related("unit", "user")
    found = {row.user_id: row.user for row in rows if _over(row.unit, unit)}
    return sorted(found.values(), key=lambda person: person.sort_key)


def _over(held: Unit | None, unit: Unit) -> bool:
    return held is None or unit.path.startswith(held.path)


def record_stop[S: UnitStop](
    w: Writer,
    model: type[S],
    unit: Unit,
    reference: str,
    *,
    words: Callable[[S], tuple[str, str]],
    page: str,
    permission: str,
) -> S:
    """Record only that an intake was stopped in the unit, notify those who take over, and return the record.

    `words` gives subject and text of the message, `page` is the URL name of the page on which it is settled.
    """
    people = heads_of_security(unit, w.at)
    values = {"stopped_at": w.at, "stopped_by": w.access.actor.name[:120], "notified": len(people)}
    made = w.create(model, {"unit": unit, "reference": reference, **values}, permission=permission)
    notify_receivers(w, made, people, lambda: words(made), reverse(page, args=[made.pk]), refer(made))
    return made


def notify_receivers(
    w: Writer,
    made: Stop,
    people: Iterable[User],
    words: Callable[[], tuple[str, str]],
    url: str,
    about: Reference,
) -> None:
    """Notify those who take over, at once, each in their own language; the message has nothing of the content."""
    outbox.post((_message(person, made, words, url, about) for person in people), w.at)


def _message(
    person: User, made: Stop, words: Callable[[], tuple[str, str]], url: str, about: Reference
) -> outbox.Draft:
    with override(person.language):
        subject, text = words()
        key = f"intake:{made.pk}:{person.pk}"
        return outbox.Draft(
            user=person, key=key, subject=subject, text=text, url=url, about=(about,), at_once=True
        )


def settle(w: Writer, made: Stop, note: str) -> None:
    """Record that the stop was taken care of. The note says how, without a word of the information itself.

    Raises Hidden without the right in the unit, Invalid without a note.
    """
    w.access.must(SETTLE, made.stopped_in)
    if not note.strip():
        raise Invalid({"note": [_("Write how it was taken care of, and nothing of the information itself.")]})
    w.update(made, {"settled_at": w.at, "settled_note": note.strip()}, permission=SETTLE)


def settle_stop(access: Access, made: UnitStop, note: str) -> None:
    """Record how the stop was taken care of, in a transaction of its own. Raises Hidden and Invalid as `settle`."""
    with writing(access) as w:
        settle(w, made, note)


def unsettled[S: Stop](access: Access, model: type[S], unit: str) -> Iterable[S]:
    """List the unsettled stops that the user may settle; `unit` is the lookup path from a stop to its unit."""
    rows = model.objects.visible(access).filter(access.units(SETTLE, unit), settled_at__isnull=True)
    found: Iterable[S] = rows.select_related(unit)
    return found
