"""What answers a requirement: measures and governing documents; who has carried the measures out, what is missing."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.compliance.models import (
    STANDING,
    ChapterAnswer,
    Control,
    ControlMapping,
    Framework,
    Fulfilment,
    Objection,
    Requirement,
    ServiceState,
    Tally,
)
from akropolis.graph.compliance.models.tallies import COUNTED
from akropolis.graph.compliance.rules.demands import OUTCOMES, MeasureOutcome, Status, Sum, total
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.catalogue import (
    BECAUSE,
    bodies,
    controls,
    demanding_of,
    of_units,
    readable_units,
)
from akropolis.graph.compliance.selectors.standing import PROVED, place_url, statuses
from akropolis.people.organisation.selectors.tree import living
from akropolis.shared.documents.models import DocumentVersion, GoverningDocument
from akropolis.shared.documents.rules.states import APPROVED
from akropolis.shared.documents.selectors.versions import applied_of
from akropolis.shared.evidence.models import Proof

MOST = 50
"""Maximum number of pieces of evidence named on a requirement's page."""


class UnitMeasure(NamedTuple):
    """A measure in a unit, and its counts in the unit and at the unit's services."""

    unit: UUID
    control: UUID
    sum: Sum


def tallies(access: Access, day: date, controls: Iterable[UUID] | None = None) -> list[UnitMeasure]:
    """Return the tallies that the user may read, except those of units that have ended. One query."""
    rows = Tally.objects.filter(access.units(READ, "unit")).order_by()
    if controls is not None:
        rows = rows.filter(control__in=controls)
    values = rows.values_list(Cast("unit", TextField()), Cast("control", TextField()), *COUNTED)
    living = cached_graph(bodies, day)
    # Few keys stand on many rows: each is made once.
    found = (UnitMeasure(_key(unit), _key(control), Sum(*counts)) for unit, control, *counts in values)
    return [row for row in found if row.unit in living]


@lru_cache(maxsize=4096)
def _key(text: str) -> UUID:
    return UUID(text)


@dataclass(frozen=True, slots=True)
class Demanded:
    """A measure demanded in a unit or at a service, and its status for the unit that answers for it.

    If a unit objects to inheriting the measure from another's service, `unit` is the objecting unit. `area`
    and `said` (the assessment) are filled in only for rows that are shown.
    """

    place: Unit | Node
    unit: Unit
    control: Control
    status: Status
    area: str = ""
    said: Fulfilment | None = None

    @property
    def outcome(self) -> MeasureOutcome:
        """Return what the measure is counted as."""
        return OUTCOMES[self.status]

    @property
    def url(self) -> str:
        """Return the URL of the measure's page in the place."""
        return place_url(self.place, self.control)


def demanded(access: Access, day: date, body: str = "", *, services: bool = True) -> list[Demanded]:
    """Return the rows behind the tallies that the user may read: of the authority with the code `body`, or of all.

    First the units' own measures, then the measures at services, by the service's name, both in the order of
    the catalogue, and last those objected to. Without `services` only the units' own. Five queries.
    """
    every, home = controls(day), cached_graph(bodies, day)
    ours, may = {pk for pk, above in home.items() if body in ("", above.code)}, access.units(READ, "unit")
    units = [unit for unit in readable_units(access, day) if unit.pk in ours]
    refused = Objection.objects.visible(access).filter(STANDING, may, unit__in=ours if services else ())
    objections = list(refused.select_related("node", "unit", "control"))
    wanted = Q(may, unit__in=ours if services else ()) | Q(node__in=[row.node_id for row in objections])
    rows = (
        ServiceState.objects.filter(wanted).select_related("node", "unit").order_by("node__sort_key", "node")
    )
    demanding, states = demanding_of(every), list(rows)
    there = {row.node_id: demanding.by(row.demanded) for row in states}
    place = Q(unit__in=units) | Q(node__in=there)
    said = {(where, control): status for where, control, status in statuses(day, place)}
    own: list[tuple[Unit | Node, Unit, Control]] = [
        (unit, unit, each) for unit in units for each in of_units(every)
    ]
    mine = (row for row in states if row.unit_id in ours and access.may(READ, row.unit))
    others = [(row.node, row.unit, each) for row in mine for each in every if each.pk in there[row.node_id]]
    return [
        *(Demanded(*row, said.get((row[0].pk, row[2].pk), Status.NOT_ASSESSED)) for row in (*own, *others)),
        *(
            Demanded(row.node, row.unit, row.control, Status.OBJECTED)
            for row in objections
            if row.control_id in there.get(row.node_id, ())
        ),
    ]


def by_control(counted: Iterable[UnitMeasure]) -> dict[UUID, Sum]:
    """Return measure → the sum of its counts over all units."""
    found: dict[UUID, list[Sum]] = {}
    for row in counted:
        found.setdefault(row.control, []).append(row.sum)
    return {control: total(sums) for control, sums in found.items()}


def measures_answering(requirement: Requirement, day: date) -> list[Control]:
    """Return the measures that answer the requirement. One query."""
    links = ControlMapping.objects.unscoped(because=BECAUSE).filter(living(day), requirement=requirement)
    rows = Control.objects.unscoped(because=BECAUSE).filter(
        living(day), pk__in=links.order_by().values("control")
    )
    return list(rows)


def units_of(access: Access, keys: Iterable[UUID]) -> Sequence[Unit]:
    """Return the units with these keys that the user may read, in Swedish order."""
    return list(Unit.objects.visible(access).filter(pk__in=list(keys)).order_by("sort_key"))


def frameworks(day: date) -> list[Framework]:
    """Return the frameworks in use. One query."""
    return list(Framework.objects.unscoped(because=BECAUSE).filter(living(day), active=True))


def answers(day: date, framework: Framework | None) -> dict[Requirement, frozenset[UUID]]:
    """Return the framework's requirements, or none, each with the measures that answer it. Two queries."""
    if framework is None:
        return {}
    rows = list(Requirement.objects.unscoped(because=BECAUSE).filter(living(day), framework=framework))
    links = (
        ControlMapping.objects.unscoped(because=BECAUSE).filter(living(day), requirement__in=rows).order_by()
    )
    found: dict[UUID, set[UUID]] = {}
    for requirement, control in links.values_list("requirement", "control"):
        found.setdefault(requirement, set()).add(control)
    return {row: frozenset(found.get(row.pk, ())) for row in rows}


def proofs(access: Access, controls: Collection[UUID]) -> list[Proof]:
    """Return the newest MOST pieces of evidence for the measures that the user may read, newest first. Two queries."""
    rows = Fulfilment.objects.visible(access).filter(control__in=controls).order_by().values("pk")
    found = Proof.objects.visible(access).filter(kind=PROVED, object_id__in=rows, evidence__archived_at=None)
    return list(found.select_related("evidence").order_by("-created_at", "pk")[:MOST])


# Where a requirement is answered


class DocumentChapter(NamedTuple):
    """A chapter, of a governing document's version in force, that answers a requirement."""

    version: DocumentVersion
    title: str
    answer: ChapterAnswer


def chapters(access: Access, rows: Iterable[ChapterAnswer], day: date) -> list[DocumentChapter]:
    """Return the links of chapters to requirements that apply to the document versions in force on the day.

    Each with the chapter that it points at. Documents that are repealed or not yet approved are left out.
    Two queries.
    """
    rows = [row for row in rows if row.document.status == APPROVED and row.document.archived_at is None]
    held = applied_of(access, {row.document for row in rows}, day)
    versions = DocumentVersion.objects.visible(access).filter(
        pk__in=[each.version.pk for each in held.values()]
    )
    of_document = {each.document_id: (each, {c.key: c.title for c in each.chapters}) for each in versions}
    found = []
    for row in rows:
        version, titles = of_document.get(row.document_id, (None, {}))
        if version and row.stands_in(version.number) and row.key in titles:
            found.append(DocumentChapter(version, titles[row.key], row))
    return found


def answered_in(access: Access, requirement: Requirement, day: date) -> list[DocumentChapter]:
    """Return the chapters of governing documents that answer the requirement, in documents that the user may read."""
    rows = ChapterAnswer.objects.visible(access).filter(requirement=requirement)
    return chapters(access, rows.select_related("document").order_by("document__sort_key", "pk"), day)


def answers_of(access: Access, document: GoverningDocument) -> list[ChapterAnswer]:
    """Return the links of the document's chapters to requirements, in the order of the requirements. One query."""
    rows = ChapterAnswer.objects.visible(access).filter(document=document)
    return list(rows.select_related("requirement__framework", "document__owner_unit"))


def count_governing_documents(
    access: Access, requirements: Iterable[Requirement], day: date
) -> dict[UUID, int]:
    """Return requirement → number of governing documents that answer it and that the user may read. Three queries."""
    rows = ChapterAnswer.objects.visible(access).filter(requirement__in=list(requirements))
    pairs = {
        (each.answer.requirement_id, each.answer.document_id)
        for each in chapters(access, rows.select_related("document"), day)
    }
    return Counter(requirement for requirement, _document in pairs)
