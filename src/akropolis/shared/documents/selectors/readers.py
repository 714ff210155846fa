"""The audience of a document: tested for one user from their access, and for all people from appointments."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.grants import appointments_in_force, gives
from akropolis.base.kernel.access.models import User
from akropolis.base.kernel.access.permissions import READ
from akropolis.shared.documents.models import (
    Acknowledgement,
    DocumentAudience,
    DocumentUnit,
    DocumentVersion,
    GoverningDocument,
)
from akropolis.shared.documents.rules.states import APPROVED
from akropolis.shared.documents.selectors.versions import applied_of

READS = f"{GoverningDocument.permission}:{READ}"
BECAUSE = "units are open, and who may read the document may know for whom it is"


def audience_paths(documents: Iterable[GoverningDocument]) -> dict[UUID, list[str]]:
    """Return, by document, the paths of the units it applies to and below; empty if none is named. One query."""
    documents = list(documents)
    named = [row.pk for row in documents if row.audience == DocumentAudience.NAMED]
    found = {
        row.pk: [row.owner_unit.path] if row.audience == DocumentAudience.BELOW else [] for row in documents
    }
    rows = DocumentUnit.objects.unscoped(because=BECAUSE).filter(document__in=named)
    for document, path in rows.order_by("unit__sort_key").values_list("document", "unit__path"):
        found[document].append(path)
    return found


def is_for(access: Access, document: GoverningDocument) -> bool:
    """Return whether the user has a role in a unit that the document applies to. A role above it does not count."""
    return _covers(access, audience_paths([document])[document.pk])


def _covers(access: Access, paths: Iterable[str]) -> bool:
    scopes = [scope.path for scope in access.scopes(READS)]
    return any(scope.startswith(path) for path in paths for scope in scopes)


def list_possible_readers(document: GoverningDocument, day: date) -> list[User]:
    """List by name the people who may be named as readers: those with a role that reads documents in the unit,
    above it or below it.
    """
    unit = document.owner_unit
    people = {
        each.user
        for each in appointments_in_force(day, BECAUSE)
        if each.unit
        and (
            gives(each, READS, unit)
            or (each.unit.path.startswith(unit.path) and gives(each, READS, each.unit))
        )
    }
    return sorted(people, key=lambda person: (person.sort_key, person.pk))


def list_documents_to_confirm(access: Access) -> QuerySet[GoverningDocument]:
    """List the decided, unarchived documents that require confirmation and that the user may read."""
    rows = GoverningDocument.objects.visible(access).filter(
        acknowledge=True, status=APPROVED, archived_at__isnull=True
    )
    return rows.select_related("owner_unit").order_by("sort_key", "id")


def to_acknowledge(access: Access, day: date) -> list[DocumentVersion]:
    """List the applicable versions for the user that they have not confirmed yet. A fixed number of queries."""
    documents = list(list_documents_to_confirm(access))
    paths = audience_paths(documents)
    hers = [row for row in documents if _covers(access, paths[row.pk])]
    held = applied_of(access, hers, day)
    confirmed = Acknowledgement.objects.visible(access).filter(person=access.actor.id)
    done = set(confirmed.order_by().values_list("of", flat=True))
    found = []
    for row in hers:
        if row.pk in held and (version := held[row.pk].version).pk not in done:
            version.document = row
            found.append(version)
    return found
