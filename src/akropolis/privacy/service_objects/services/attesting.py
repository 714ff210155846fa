"""Attest a controller's record of processing, or an object's card."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import appointments_held, gives
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.models import Record
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.privacy.processing.selectors.article_30 import find_lacking
from akropolis.privacy.service_objects.models import Attestation, ObjectService, ServiceObject
from akropolis.privacy.service_objects.selectors.attesting import (
    ATTEST,
    OBJECT_EDIT,
    digest_of_rows,
    objects_lacking,
    record_of,
)


def attest_record(access: Access, unit: Unit, *, seen: str) -> Attestation:
    """Attest that the controller's record is reviewed and still true, with what is missing (GDPR articles 5.2, 30).

    Freezes which rows there are, in which versions, and what each lacks, and sets their `attested_on`. `seen` is
    `digest_of_rows` of what the user saw. Raises Hidden without the right in the unit, Refused if a row has changed
    since, if there is none, or if the user may not read all.
    """
    with writing(access) as w:
        access.must(ATTEST, unit)
        today = timezone.localdate(w.at)
        rows = list(record_of(access, unit, today).select_related("owner_unit"))
        if not rows:
            raise Refused(_("There is nothing in the record to confirm. Write in a processing first."))
        if len(rows) != record_of(system("attestation"), unit, today).count():
            raise Refused(_("You may not read the whole record, so you cannot confirm it."))
        if digest_of_rows(rows) != seen:
            raise Refused(
                _("The record has changed since you opened the page. Look through it, and confirm again.")
            )
        found = find_lacking(access, [row.pk for row in rows])
        lacking = {pk: [field.key for field in fields] for pk, fields in found.items()}
        w.update_many(rows, [{"attested_on": today}] * len(rows), permission=ATTEST)
        return _freeze(w, ATTEST, unit, rows, lacking, {"count": len(rows)})


def attest_object(access: Access, row: ServiceObject, *, version: int | None = None) -> Attestation:
    """Attest that the object's card is reviewed and still true. Raises Hidden, and Stale after another's change."""
    with writing(access) as w:
        today = timezone.localdate(w.at)
        w.update(row, {"attested_on": today}, version=version)
        count = ObjectService.objects.visible(access).filter(service_object=row).count()
        lacking = objects_lacking([row], {row.pk: count}, today)
        return _freeze(
            w, OBJECT_EDIT, row.owner_unit, [row], lacking, {"count": count, "service_object": row}
        )


def _freeze(
    w: Writer,
    permission: str,
    unit: Unit,
    rows: Sequence[Record],
    lacking: Mapping[UUID, Sequence[str]],
    more: Mapping[str, object],
) -> Attestation:
    today = timezone.localdate(w.at)
    held = (each.role for each in appointments_held(w.access, today) if gives(each, permission, unit))
    values = {
        "unit": unit,
        "attested_on": today,
        "attested_by": w.access.actor.name,
        "attested_role": str(next(held, ""))[:120],
        "incomplete": sum(map(bool, lacking.values())),
        "rows": frozen_rows(rows, lacking),
    }
    return w.create(Attestation, values | dict(more), permission=permission)


def frozen_rows(rows: Sequence[Record], lacking: Mapping[UUID, Sequence[str]]) -> list[dict[str, object]]:
    """Return what an attestation stores of each row: its id, number and version, and the keys of what it lacks."""
    return [
        {"id": str(row.pk), "number": row.number, "version": row.version, "lacking": [*lacking[row.pk]]}
        for row in rows
    ]
