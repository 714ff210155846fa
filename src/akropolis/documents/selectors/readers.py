"""For whom a document is: by her own access, and by everybody's appointments when it is counted."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from akropolis.documents.models import (
    Acknowledgement,
    Audience,
    DocumentUnit,
    DocumentVersion,
    GoverningDocument,
)
from akropolis.documents.rules.states import APPROVED
from akropolis.documents.selectors.versions import applied_of
from akropolis.kernel.access.gate import Access
from akropolis.kernel.access.permissions import READ

READS = f"{GoverningDocument.permission}:{READ}"
BECAUSE = "units are open, and who may read the document may know for whom it is"


def roots(documents: Iterable[GoverningDocument]) -> dict[UUID, list[str]]:
    """By document the paths of the units that it is for: those and all below them. One query."""
    documents = list(documents)
    named = [row.pk for row in documents if row.audience == Audience.NAMED]
    found = {row.pk: [row.owner_unit.path] for row in documents if row.audience == Audience.BELOW}
    rows = DocumentUnit.objects.unscoped(because=BECAUSE).filter(document__in=named)
    for document, path in rows.order_by("unit__sort_key").values_list("document", "unit__path"):
        found.setdefault(document, []).append(path)
    return found


def is_for(access: Access, document: GoverningDocument) -> bool:
    """Whether the person has a role in a unit that the document is for. One over more than that is no role there."""
    return _covers(access, roots([document]).get(document.pk, []))


def _covers(access: Access, paths: Iterable[str]) -> bool:
    scopes = [scope.path for scope in access.scopes(READS)]
    return any(scope.startswith(path) for path in paths for scope in scopes)


def to_acknowledge(access: Access, day: date) -> list[DocumentVersion]:
    """The versions that apply, are for the person, and that she has not confirmed yet. A fixed number of queries."""
    rows = GoverningDocument.objects.visible(access).filter(
        acknowledge=True, status=APPROVED, archived_at__isnull=True
    )
    documents = list(rows.select_related("owner_unit"))
    paths = roots(documents)
    hers = [row for row in documents if _covers(access, paths.get(row.pk, []))]
    held = applied_of(access, hers, day)
    done = set(
        Acknowledgement.objects.visible(access)
        .filter(person=access.actor.id)
        .order_by()
        .values_list("of", flat=True)
    )
    by_id = {row.pk: row for row in hers}
    found = []
    for each in held.values():
        if each.version.pk not in done:
            each.version.document = by_id[each.version.document_id]
            found.append(each.version)
    return sorted(found, key=lambda version: version.document.sort_key)
