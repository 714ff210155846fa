"""Yearly attestations: each controller and object that a reader follows, and what is missing by name."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from akropolis.base.kernel.access.authorities import Units
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import OWN_AUTHORITY
from akropolis.base.ui.words import Phrase
from akropolis.privacy.processing.models import Processing
from akropolis.privacy.processing.selectors.article_30 import incomplete
from akropolis.privacy.processing.selectors.current import going_on
from akropolis.privacy.service_objects.models import (
    ObjectAttestation,
    ObjectDocument,
    ObjectDocumentKind,
    ObjectService,
    RecordAttestation,
    ServiceObject,
)
from akropolis.privacy.service_objects.models.attestations import Attestation
from akropolis.privacy.service_objects.rules.attesting import AttestState, attest_state, is_awaited
from akropolis.shared.clocks.selectors import ClockRuleBook
from akropolis.shared.documents.models import DocumentStatus

READ, ATTEST = f"{RecordAttestation.permission}:read", f"{RecordAttestation.permission}:edit"
FOLLOW = f"{RecordAttestation.permission}:follow"
"""The right of the head, to whom a late attestation climbs."""
OBJECT_READ, OBJECT_EDIT = f"{ServiceObject.permission}:read", f"{ServiceObject.permission}:edit"
CLOCK = "record-attestation"
YEAR = timedelta(days=365)
"""The time allowed where the city has no clock of that name."""
BECAUSE = "whether an object's documents are in force; nothing of them is shown"
LACKS: Mapping[str, Phrase] = {
    "owner": _("object owner"),
    "lead": _("maintenance lead"),
    "contact": _("contact"),
    "services": _("IT services"),
    ObjectDocumentKind.INSTRUCTION.value: _("instruction in force"),
    ObjectDocumentKind.ROUTINE.value: _("routine in force"),
}
"""What an object may lack, by key."""


@dataclass(frozen=True, slots=True)
class AttestationRow:
    """A controller, or an object of a unit, with its latest attestation, its last day and what is missing.

    `count` is the number of processings, or of the object's services; `incomplete` is the number of processings with
    something missing, of an object 1 if it lacks anything, named in `lacking`.
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
    """List the controllers and objects whose attestations the user may read. A fixed number of queries."""
    book = ClockRuleBook()
    return [*_controllers(access, book, today), *_objects(access, book, today)]


def _controllers(access: Access, book: ClockRuleBook, today: date) -> list[AttestationRow]:
    if not access.anywhere(READ):
        return []
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
    made = RecordAttestation.objects.visible(access).defer("rows").order_by("attested_on", "created_at")
    latest = {row.unit_id: row for row in made}
    mine = Unit.objects.visible(access).filter(access.units(READ), kind__in=OWN_AUTHORITY)
    return [
        _row(book, today, unit, latest.get(unit.pk), begun.get(unit.pk, today))(
            count=whole[unit.pk], incomplete=lacking[unit.pk]
        )
        for unit in mine.order_by("sort_key", "code")
        if unit.valid_on(today) and (unit.reviews or whole[unit.pk])
    ]


def _objects(access: Access, book: ClockRuleBook, today: date) -> list[AttestationRow]:
    rows = ServiceObject.objects.visible(access).filter(
        access.units(OBJECT_READ, "owner_unit"), archived_at=None
    )
    objects = list(rows.select_related("owner_unit", "owner", "lead").order_by("sort_key", "id"))
    made = ObjectAttestation.objects.visible(access).order_by("attested_on", "created_at")
    latest = {row.service_object_id: row for row in made}
    services = Counter(
        ObjectService.objects.visible(access)
        .filter(service_object__in=objects)
        .order_by()
        .values_list("service_object", flat=True)
    )
    lacking = objects_lacking(objects, services, today)
    return [
        _row(book, today, row.owner_unit, latest.get(row.pk), timezone.localdate(row.created_at))(
            service_object=row,
            count=services[row.pk],
            incomplete=int(bool(lacking[row.pk])),
            lacking=lacking[row.pk],
        )
        for row in objects
    ]


def _row(
    book: ClockRuleBook, today: date, unit: Unit, made: Attestation | None, begun: date
) -> Callable[..., AttestationRow]:
    """Return the row of a unit with its latest attestation, to be completed by what is counted."""
    attested_on = made.attested_on if made else None
    found = book.due(CLOCK, attested_on or begun)
    last_on = (found[1].last_day if found else None) or (attested_on or begun) + YEAR
    by = made.attested_by if made else ""
    state = attest_state(attested_on, last_on, today)
    return partial(AttestationRow, unit, attested_on, by, last_on, state)


def objects_lacking(
    objects: Iterable[ServiceObject], services: Mapping[UUID, int], today: date
) -> dict[UUID, list[str]]:
    """Return the keys in `LACKS` of what each object lacks. `services` is how many services each has. One query."""
    objects = list(objects)
    links = ObjectDocument.objects.unscoped(because=BECAUSE).filter(
        in_force(today), service_object__in=objects
    )
    held = set(links.values_list("service_object", "kind"))
    return {
        row.pk: [
            key
            for key in LACKS
            if not (
                (row.pk, key) in held
                or (key == "services" and services.get(row.pk))
                or getattr(row, key, None)
            )
        ]
        for row in objects
    }


def in_force(today: date) -> Q:
    """Return the condition for documents of objects that are decided and not out of date on the day."""
    valid = Q(document__valid_to=None) | Q(document__valid_to__gte=today)
    return valid & Q(document__status=DocumentStatus.APPROVED, document__archived_at=None)


def record_of(access: Access, unit: Unit, today: date) -> QuerySet[Processing]:
    """Return the controller's processings that are going on, with those of its parts."""
    units = Units()
    own = [each.pk for each in units if each.path.startswith(unit.path) and units.controller(each.pk) == unit]
    rows = Processing.objects.visible(access).filter(going_on(today), owner_unit__in=own)
    return rows.order_by("sort_key", "id")


def digest_of_rows(rows: Iterable[Processing]) -> str:
    """Return a digest of which rows there are, in which versions: it changes when anything in the record does."""
    return sha256("".join(f"{row.pk}{row.version}" for row in rows).encode()).hexdigest()
