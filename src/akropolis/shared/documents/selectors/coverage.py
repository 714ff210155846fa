"""Which units have a local instruction in force, one that is out of date or not decided yet, or none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import UnitKind
from akropolis.people.organisation.selectors.tree import living
from akropolis.shared.documents.models import (
    DocumentAudience,
    DocumentKind,
    DocumentUnit,
    DocumentVersion,
    GoverningDocument,
)
from akropolis.shared.documents.rules.standing import RequiredDocumentStatus, better
from akropolis.shared.documents.rules.states import REPEALED
from akropolis.shared.documents.selectors.readers import BECAUSE, READS
from akropolis.shared.documents.selectors.versions import AppliedVersion, applied_of


@dataclass(frozen=True, slots=True)
class CoveredUnit:
    """A unit and its local instruction with the best status, if it has one."""

    unit: Unit
    standing: RequiredDocumentStatus
    document: GoverningDocument | None = None
    version: DocumentVersion | None = None

    @property
    def valid_to(self) -> date | None:
        """The last day of the version that applies; None without a version or a last day."""
        return self.version.valid_to if self.version else None


def units_with_duty(access: Access, day: date) -> list[Unit]:
    """List the units required to have a local instruction: those that make their own review, except the city
    itself.

    Only units whose documents the user may read.
    """
    rows = Unit.objects.visible(access).filter(living(day), access.units(READS), reviews=True)
    return list(rows.exclude(kind=UnitKind.CITY).order_by("sort_key"))


def coverage(access: Access, day: date) -> list[CoveredUnit]:
    """Return the status of each of those units, by name. A fixed number of queries."""
    units = units_with_duty(access, day)
    rows = GoverningDocument.objects.visible(access).filter(kind=DocumentKind.LOCAL, archived_at__isnull=True)
    documents = list(rows.exclude(status=REPEALED).select_related("owner_unit"))
    held = applied_of(access, documents, day)
    of_unit: dict[UUID, list[GoverningDocument]] = defaultdict(list)
    for document, unit in _pairs(documents, units):
        of_unit[unit].append(document)
    return [_best(unit, of_unit[unit.pk], held) for unit in units]


def _pairs(
    documents: Iterable[GoverningDocument], units: Iterable[Unit]
) -> Iterator[tuple[GoverningDocument, UUID]]:
    """Yield each document with the nearest of the units at or above its own, or with the units that it names."""
    named = defaultdict(set)
    links = DocumentUnit.objects.unscoped(because=BECAUSE).filter(document__in=list(documents))
    for pk, unit in links.order_by().values_list("document", "unit"):
        named[pk].add(unit)
    for document in documents:
        if document.audience == DocumentAudience.NAMED:
            yield from ((document, unit.pk) for unit in units if unit.pk in named[document.pk])
        else:
            above = [unit for unit in units if document.owner_unit.path.startswith(unit.path)]
            if above:
                yield document, max(above, key=lambda unit: len(unit.path)).pk


def _best(
    unit: Unit, documents: Iterable[GoverningDocument], held: Mapping[UUID, AppliedVersion]
) -> CoveredUnit:
    found = CoveredUnit(unit, RequiredDocumentStatus.MISSING)
    for document in documents:
        applies = held.get(document.pk)
        standing = applies.standing if applies else RequiredDocumentStatus.BEGUN
        if better(standing, found.standing):
            found = CoveredUnit(unit, standing, document, applies.version if applies else None)
    return found
