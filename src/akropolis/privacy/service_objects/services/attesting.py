"""Attest a controller's record of processing, or an object's card; and say what belongs to an object."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from akropolis.base.kernel.access.errors import Refused
from akropolis.base.kernel.access.gate import Access, system
from akropolis.base.kernel.access.grants import appointments_held, gives
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import Writer, writing
from akropolis.graph.assets.models import Node
from akropolis.privacy.processing.selectors.article_30 import find_lacking
from akropolis.privacy.service_objects.models import (
    ObjectAttestation,
    ObjectDocument,
    ObjectService,
    RecordAttestation,
    ServiceObject,
)
from akropolis.privacy.service_objects.selectors.attesting import (
    ATTEST,
    OBJECT_EDIT,
    digest_of_rows,
    objects_lacking,
    record_of,
)
from akropolis.shared.documents.models import GoverningDocument


def attest_record(access: Access, unit: Unit, *, seen: str) -> RecordAttestation:
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
        lacking = find_lacking(access, [row.pk for row in rows])
        w.update_many(rows, [{"attested_on": today}] * len(rows), permission=ATTEST)
        frozen = [
            {
                "id": str(row.pk),
                "number": row.number,
                "version": row.version,
                "lacking": [field.key for field in lacking[row.pk]],
            }
            for row in rows
        ]
        values = {
            "unit": unit,
            "rows": frozen,
            "count": len(rows),
            "incomplete": sum(map(bool, lacking.values())),
        }
        return w.create(RecordAttestation, values | _attester(w, ATTEST, unit))


def attest_object(access: Access, row: ServiceObject, *, version: int | None = None) -> ObjectAttestation:
    """Attest that the object's card is reviewed and still true. Raises Hidden, and Stale after another's change."""
    with writing(access) as w:
        today = timezone.localdate(w.at)
        w.update(row, {"attested_on": today}, version=version)
        links = ObjectService.objects.visible(access).filter(service_object=row)
        services = [str(record) for record in links.values_list("node__record", flat=True)]
        values = {
            "service_object": row,
            "object_version": row.version,
            "services": services,
            "lacking": objects_lacking([row], {row.pk: len(services)}, today)[row.pk],
        }
        return w.create(ObjectAttestation, values | _attester(w, OBJECT_EDIT, row.owner_unit))


def _attester(w: Writer, permission: str, unit: Unit) -> dict[str, object]:
    today = timezone.localdate(w.at)
    held = (each.role for each in appointments_held(w.access, today) if gives(each, permission, unit))
    role = str(next(held, ""))
    return {"attested_on": today, "attested_by": w.access.actor.name, "attested_role": role[:120]}


def add_service(access: Access, row: ServiceObject, node: Node) -> ObjectService:
    """Add a service to the object. Raises Hidden without the right, Invalid if it is there already."""
    with writing(access) as w:
        return w.create(ObjectService, {"service_object": row, "node": node})


def remove_service(access: Access, link: ObjectService) -> ObjectService:
    """Remove a service from the object; the history keeps it. Raises Hidden without the right."""
    with writing(access) as w:
        w.remove(link)
        return link


def set_documents(
    access: Access, row: ServiceObject, given: Mapping[str, GoverningDocument | None]
) -> ServiceObject:
    """Set the object's instruction and routine; None removes one. Raises Hidden without the right."""
    with writing(access) as w:
        links = {
            link.kind: link for link in ObjectDocument.objects.visible(access).filter(service_object=row)
        }
        for kind, document in given.items():
            link = links.get(kind)
            if link and document is None:
                w.remove(link)
            elif link and document:
                w.update(link, {"document": document})
            elif document:
                w.create(ObjectDocument, {"service_object": row, "kind": kind, "document": document})
        return row
