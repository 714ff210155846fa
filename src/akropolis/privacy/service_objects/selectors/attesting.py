"""Yearly attestations: each controller and object that a reader follows, and what is missing by name."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.article_30 import incomplete
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.service_objects.models import Attestation, ObjectService, ServiceObject
from akropolis.privacy.service_objects.rules.attesting import AttestState, attest_state, is_awaited
from akropolis.shared.clocks.selectors import ClockRuleBook
from akropolis.shared.documents.models import DocumentStatus, GoverningDocument
from akropolis.shared.year_wheel.models.evidence import DutyDone

READ, ATTEST = f"{Attestation.permission}:read", f"{Attestation.permission}:edit"
FOLLOW = f"{Attestation.permission}:follow"
"""The right of the head, to whom a late attestation climbs."""
OBJECT_EDIT = f"{ServiceObject.permission}:edit"
CLOCK = "record-attestation"
YEAR = timedelta(days=365)
"""The time allowed where the city has no clock of that name."""
LACKS: Mapping[str, Phrase] = {
    "owner": _("object owner"),
    "lead": _("maintenance lead"),
    "contact": _("contact"),
    "services": _("IT services"),
    "instruction": _("instruction in force"),
    "routine": _("routine in force"),
}
"""What an object may lack, by key."""

type Build = Callable[[UUID, Unit, date], Callable[..., AttestationRow]]


@dataclass(frozen=True, slots=True)
class AttestationRow:
    """A controller, or an object, with its latest attestation, the last day of the next one, and what is missing.

    `count` is the number of processings, or of the object's services. `incomplete` is the number of processings with
    something missing; of an object it is 1 if it lacks anything, named in `lacking`.
    """

    unit: Unit
    attested_on: date | None
    attested_by: str
    last_on: date
    state: AttestState
    count: int
    incomplete: int
    lacking: Sequence[str] = ()
    service_object: ServiceObject | None = None

    def awaited(self, today: date, *, by_head: bool) -> bool:
        """Return whether somebody, or with `by_head` the head, is asked to attest."""
        return is_awaited(self.attested_on, self.last_on, today, by_head=by_head)


def list_attestations(access: Access, today: date) -> list[AttestationRow]:
    """List the controllers and objects whose attestations the user may read. A fixed number of queries.

    A controller without a record is listed too, from the day when it began here (GDPR article 30).
    """
    if not access.anywhere(READ):
        return []
    made = Attestation.objects.visible(access).defer("rows").order_by("attested_on", "created_at")
    latest = {row.service_object_id or row.unit_id: row for row in made}
    row = partial(_row, ClockRuleBook(), today, latest)
    return [*_controllers(access, today, row), *_objects(access, today, row)]


def _row(
    book: ClockRuleBook, today: date, latest: Mapping[UUID, Attestation], key: UUID, unit: Unit, begun: date
) -> Callable[..., AttestationRow]:
    made = latest.get(key)
    start = made.attested_on if made else begun
    found = book.due(CLOCK, start)
    last_on = (found[1].last_day if found else None) or start + YEAR
    attested_on, by = (made.attested_on, made.attested_by) if made else (None, "")
    return partial(AttestationRow, unit, attested_on, by, last_on, attest_state(attested_on, last_on, today))


def _controllers(
    access: Access, today: date, row: Callable[..., Callable[..., AttestationRow]]
) -> list[AttestationRow]:
    units, whole, lacking = Units(), Counter[UUID](), Counter[UUID]()
    begun: dict[UUID, date] = {}
    rows = Processing.objects.visible(access).filter(going_on(today)).order_by().values_list("owner_unit")
    for unit, first, count in rows.annotate(first=Min("created_at"), count=Count("pk")):
        if (controller := units.controller(unit)) is not None:
            whole[controller.pk] += count
            day = timezone.localdate(first)
            begun[controller.pk] = min(begun.get(controller.pk, day), day)
    for unit, count in rows.filter(incomplete()).annotate(count=Count("pk")):
        if (controller := units.controller(unit)) is not None:
            lacking[controller.pk] += count
    mine = Unit.objects.visible(access).filter(access.units(READ), kind__in=OWN_AUTHORITY)
    return [
        row(unit.pk, unit, begun.get(unit.pk) or max(unit.valid_from, timezone.localdate(unit.created_at)))(
            count=whole[unit.pk], incomplete=lacking[unit.pk]
        )
        for unit in mine.order_by("sort_key", "code")
        if unit.valid_on(today)
    ]


def _objects(
    access: Access, today: date, row: Callable[..., Callable[..., AttestationRow]]
) -> list[AttestationRow]:
    mine = ServiceObject.objects.visible(access).filter(access.units(READ, "owner_unit"), archived_at=None)
    objects = list(mine.select_related("owner_unit").order_by("owner_unit__sort_key", "sort_key", "id"))
    links = ObjectService.objects.visible(access).filter(service_object__in=objects).order_by()
    services = Counter(links.values_list("service_object", flat=True))
    lacking = objects_lacking(objects, services, today)
    return [
        row(each.pk, each.owner_unit, timezone.localdate(each.created_at))(
            count=services[each.pk],
            incomplete=int(bool(lacking[each.pk])),
            lacking=lacking[each.pk],
            service_object=each,
        )
        for each in objects
    ]


def objects_lacking(
    objects: Sequence[ServiceObject], services: Mapping[UUID, int], today: date
) -> dict[UUID, list[str]]:
    """Return the keys in `LACKS` of what each object lacks; `services` is how many services each has. One query."""
    keys = {key for row in objects for key in (row.instruction_id, row.routine_id) if key}
    documents = GoverningDocument.objects.unscoped(because="whether an object's documents are in force")
    held = {row.pk for row in documents.filter(pk__in=keys) if is_in_force(row, today)}
    found = {}
    for row in objects:
        has: dict[str, object] = {
            "instruction": row.instruction_id in held,
            "routine": row.routine_id in held,
        }
        has |= {
            "owner": row.owner_id,
            "lead": row.lead_id,
            "contact": row.contact,
            "services": services.get(row.pk),
        }
        found[row.pk] = [key for key in LACKS if not has[key]]
    return found


def is_in_force(document: GoverningDocument, today: date) -> bool:
    """Return whether the document is decided and its last day has not passed."""
    decided = document.status == DocumentStatus.APPROVED and document.archived_at is None
    return decided and (document.valid_to is None or document.valid_to >= today)


def record_of(access: Access, unit: Unit, today: date) -> QuerySet[Processing]:
    """Return the controller's processings that are going on, with those of its parts."""
    units = Units()
    own = [each.pk for each in units if each.path.startswith(unit.path) and units.controller(each.pk) == unit]
    rows = Processing.objects.visible(access).filter(going_on(today), owner_unit__in=own)
    return rows.order_by("sort_key", "id")


def digest_of_rows(rows: Iterable[Processing]) -> str:
    """Return a digest of which rows there are, in which versions: it changes when anything in the record does."""
    return sha256("".join(f"{row.pk}{row.version}" for row in rows).encode()).hexdigest()


def confirmed_between(access: Access, first: date, last: date) -> Iterator[DutyDone]:
    """Yield the confirmations of whole records that the user may read, for the year wheel."""
    rows = Attestation.objects.visible(access).filter(service_object=None, attested_on__range=(first, last))
    for row in rows:
        words = gettext("Confirmed by %(who)s") % {"who": row.attested_by}
        yield DutyDone(row.unit_id, row.attested_on, words)
