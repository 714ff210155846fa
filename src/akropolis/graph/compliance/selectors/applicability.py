"""Statement of applicability: for each measure whether it applies in a unit, why, and its status.

It covers the unit and the units below it within the same legal entity. It counts the measures of these
units, the measures at services that they answer for, and the measures at other units' services that
their nodes depend on; the last are inherited from the operators.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q

from akropolis.base.kernel.access.errors import or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.access.models.units import LEGAL_ENTITY
from akropolis.graph.assets.models import Node
from akropolis.graph.assets.selectors.floods import downstream
from akropolis.graph.compliance.models import Control, Framework, Fulfilment, Requirement, ServiceState
from akropolis.graph.compliance.rules.demands import (
    FULFILLED,
    Because,
    Profile,
    Status,
    Sum,
    because,
    status_of,
    summed,
)
from akropolis.graph.compliance.rules.permissions import READ
from akropolis.graph.compliance.selectors.catalogue import (
    Areas,
    areas,
    controls,
    in_order,
    of_services,
    of_units,
    readable_units,
)
from akropolis.graph.compliance.selectors.inherited import objections_of
from akropolis.graph.compliance.selectors.requirements import answers, frameworks
from akropolis.graph.compliance.selectors.standing import PROVED, expired_evidence
from akropolis.shared.evidence.models import Evidence, Proof

GROUND = "which nodes stand on which is the graph's own; what is shown of a service is asked of the gate"


class MeasureSource(StrEnum):
    """Where a measure is carried out: in the unit, at its own service, or at another's service (inherited)."""

    UNIT = "unit"
    SERVICE = "service"
    INHERITED = "inherited"


@dataclass(frozen=True, slots=True)
class DemandedMeasure:
    """A measure demanded in a place, and its status there.

    `place` is the name of the service or unit; it is empty for the unit itself if the statement covers no
    other unit. `by` is the name of the unit that answers for the measure.
    """

    source: MeasureSource
    place: str
    by: str
    why: Because
    status: Status = Status.NOT_ASSESSED
    until: date | None = None
    reasons: str = ""
    proofs: Sequence[Evidence] = ()
    objected: bool = False

    @property
    def fulfilled(self) -> bool:
        """Return whether nothing more needs doing; a measure that the unit objects to is not inherited."""
        return self.counted in FULFILLED

    @property
    def counted(self) -> Status:
        """Return the status that counts for the unit: objected to, or else the status in the place."""
        return Status.OBJECTED if self.objected else self.status


@dataclass(frozen=True, slots=True)
class AppliedMeasure:
    """A measure with the requirements that it answers, and the places that demand it."""

    control: Control
    requirements: Sequence[Requirement]
    held: Sequence[DemandedMeasure]

    @property
    def applies(self) -> bool:
        """Return whether the measure is demanded in at least one place where it is not assessed as not applicable."""
        return any(each.status != Status.NOT_APPLICABLE for each in self.held)

    @property
    def own(self) -> list[DemandedMeasure]:
        """Return the measure in the units themselves, and at services that the units answer for."""
        return [each for each in self.held if each.source != MeasureSource.INHERITED]

    @property
    def sum(self) -> Sum:
        """Return the counts of the units' own measures, and of inherited ones objected to, which count as lacking."""
        return summed(
            each.counted for each in self.held if each.source != MeasureSource.INHERITED or each.objected
        )

    @property
    def inherited(self) -> list[DemandedMeasure]:
        """Return the measure at services of others that the units' nodes depend on."""
        return [each for each in self.held if each.source == MeasureSource.INHERITED]


@dataclass(frozen=True, slots=True)
class ApplicabilityStatement:
    """The statement on a day, with the measures by area. `units` are the covered units that the user may read.

    `unanswered` are the chosen framework's requirements that no measure answers.
    """

    unit: Unit
    units: Sequence[Unit]
    framework: Framework | None
    day: date
    areas: Areas
    sections: Sequence[tuple[int, Sequence[AppliedMeasure]]]
    unanswered: Sequence[Requirement]

    @property
    def rows(self) -> list[AppliedMeasure]:
        """Return the measures of all areas, in the order of the areas."""
        return [row for _area, rows in self.sections for row in rows]


def statement(access: Access, code: str, framework: Framework | None, day: date) -> ApplicabilityStatement:
    """Return the unit's statement, with every measure or with those that answer the framework.

    Raises Hidden without the right to read the unit's measures, and for a unit that does not answer for
    measures. The number of queries does not grow with units, services or measures.
    """
    readable = readable_units(access, day)
    unit = or_hidden(next((each for each in readable if each.code == code), None))
    within = _within(access, unit)
    units = [each for each in readable if within(each.path)]
    requirements, unanswered = _requirements(day, framework)
    held = _held(access, units, _states(access, unit, within, day), within, day)
    found, by_area = areas(day), dict[int, list[AppliedMeasure]]()
    for control in controls(day):
        if framework is None or control.pk in requirements:
            row = AppliedMeasure(control, requirements.get(control.pk, ()), held.get(control.pk, ()))
            by_area.setdefault(found.area(control.pk), []).append(row)
    sections = [(area, by_area[area]) for area in in_order(by_area)]
    return ApplicabilityStatement(unit, units, framework, day, found, sections, unanswered)


def _within(access: Access, unit: Unit) -> Callable[[str], bool]:
    """Return a test of a unit's path: is it the given unit, or below it in the same legal entity? One query."""
    below = Unit.objects.visible(access).filter(path__startswith=unit.path, kind__in=LEGAL_ENTITY)
    others = tuple(below.exclude(pk=unit.pk).order_by().values_list("path", flat=True))
    return lambda path: path.startswith(unit.path) and not path.startswith(others)


def _requirements(
    day: date, framework: Framework | None
) -> tuple[dict[UUID, list[Requirement]], list[Requirement]]:
    """Return the requirements each measure answers, of the framework or of all in use; and the unanswered ones."""
    found, unanswered = dict[UUID, list[Requirement]](), []
    for each in [framework] if framework else frameworks(day):
        for requirement, answering in answers(day, each).items():
            requirement.framework = each
            for control in answering:
                found.setdefault(control, []).append(requirement)
            if framework and not answering:
                unanswered.append(requirement)
    return found, unanswered


def _states(access: Access, unit: Unit, within: Callable[[str], bool], day: date) -> list[ServiceState]:
    """Return the services that the units answer for, and those of others that their nodes depend on, by name.

    Only services whose measures the user may read: through the owner's or the operator's unit, or because
    the service is shared.
    """
    owned = Node.objects.unscoped(because=GROUND).filter(
        owner_unit__path__startswith=unit.path, archived_at=None
    )
    starts = [pk for pk, path in owned.order_by().values_list("pk", "owner_unit__path") if within(path)]
    stands_on = downstream(starts, day)
    may = access.units(READ, "unit") | access.units(READ, "node__owner_unit")
    if access.anywhere(READ):
        may |= Q(node__shared=True)
    seen = Node.objects.visible(access).order_by().values("pk")
    rows = ServiceState.objects.filter(may, node__in=seen).select_related("node", "unit")
    return [
        state
        for state in rows.order_by("node__sort_key", "node")
        if within(state.unit.path) or state.node_id in stands_on
    ]


def _held(
    access: Access,
    units: Sequence[Unit],
    states: Sequence[ServiceState],
    within: Callable[[str], bool],
    day: date,
) -> dict[UUID, list[DemandedMeasure]]:
    """Return measure → the places that demand it: first units, then services."""
    said, every = _fulfilment_texts(access, units, states, day), controls(day)
    places: list[tuple[UUID | int, Profile, list[Control], tuple[MeasureSource, str, str]]] = [
        *(
            (u.pk, {}, of_units(every), (MeasureSource.UNIT, u.name if len(units) > 1 else "", u.name))
            for u in units
        ),
        *((state.node_id, state.demanded, of_services(every), _service(state, within)) for state in states),
    ]
    refused = {(row.node_id, row.control_id) for row in objections_of(access, units)}
    found: dict[UUID, list[DemandedMeasure]] = {}
    for place, profile, measures, named in places:
        for control, why in ((each, because(each.needs, profile)) for each in measures):
            if why is None:
                continue
            more = said.get((place, control.pk), {})
            objected = named[0] == MeasureSource.INHERITED and (place, control.pk) in refused
            found.setdefault(control.pk, []).append(DemandedMeasure(*named, why, **more, objected=objected))
    return found


def _service(state: ServiceState, within: Callable[[str], bool]) -> tuple[MeasureSource, str, str]:
    source = MeasureSource.SERVICE if within(state.unit.path) else MeasureSource.INHERITED
    return source, state.node.name, state.unit.name


def _fulfilment_texts(
    access: Access, units: Iterable[Unit], states: Iterable[ServiceState], day: date
) -> Mapping[tuple[UUID | int, UUID], dict[str, Any]]:
    """Return (place, measure) → the assessment's status, last day, reasons and evidence. Three queries."""
    place = Q(unit__in=[unit.pk for unit in units]) | Q(node__in=[state.node_id for state in states])
    rows = Fulfilment.objects.visible(access).filter(place).order_by()
    keys = rows.values_list("pk", flat=True)
    ends, proofs = expired_evidence(date.max, keys), _proofs(access, keys)
    found: dict[tuple[UUID | int, UUID], dict[str, Any]] = {}
    for pk, unit, node, control, state, valid_to, reasons in rows.values_list(
        *("pk", "unit", "node", "control", "state", "valid_to", "reasons")
    ).iterator():
        end = ends.get(pk)
        until = min((each for each in (valid_to, end) if each), default=None)
        status = status_of(state, valid_to, day, proved_to=end)
        words = {"status": status, "until": until, "reasons": reasons, "proofs": proofs.get(pk, ())}
        found[unit or node, control] = words
    return found


def _proofs(access: Access, rows: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    """Return fulfilment → its evidence, as far as the user may read the evidence. One query."""
    found: dict[UUID, list[Evidence]] = {}
    proofs = Proof.objects.visible(access).filter(kind=PROVED, object_id__in=rows, evidence__archived_at=None)
    for proof in proofs.select_related("evidence").order_by("-created_at", "pk"):
        found.setdefault(proof.object_id, []).append(proof.evidence)
    return found
