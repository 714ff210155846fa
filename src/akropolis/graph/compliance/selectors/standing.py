"""Status of measures in a unit or at a service: what is demanded and why, and how it has been assessed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby, islice
from uuid import UUID

from django.db.models import Count, DateField, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Least, TruncDate
from django.urls import reverse

from akropolis.base.kernel.access.authorities import Units, units
from akropolis.base.kernel.access.errors import Hidden, or_hidden
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import kind_of
from akropolis.graph.assets.models import Node, NodeKind
from akropolis.graph.assets.selectors.kept import cached_graph
from akropolis.graph.assets.selectors.nodes import node_of
from akropolis.graph.compliance.models import Control, Fulfilment, MeasureAction, ServiceState
from akropolis.graph.compliance.models.fulfilments import answering_unit
from akropolis.graph.compliance.rules.demands import (
    FULFILLED,
    OUTCOMES,
    Because,
    MeasureOutcome,
    Profile,
    Status,
    Sum,
    because,
    lapsed_on,
    status_of,
    summed,
)
from akropolis.graph.compliance.rules.permissions import EDIT, READ
from akropolis.graph.compliance.selectors.catalogue import (
    ASKED,
    BECAUSE,
    asked_units,
    bodies,
    controls,
    demanding_of,
    of_services,
    of_units,
)
from akropolis.shared.actions.models import Action
from akropolis.shared.actions.models.actions import OPEN
from akropolis.shared.actions.selectors.causes import EDIT as RAISE
from akropolis.shared.evidence.models import Proof

PROVED = kind_of(Fulfilment)
NEVER = date(9999, 12, 31)
WORDS = (Status.NOT_BEGUN, Status.PARTLY, Status.LAPSED, Status.MET, Status.NOT_APPLICABLE)
"""Statuses from lowest to highest. Not applicable is highest: what one unit does without, another may need."""
FEW = 1000
"""Maximum number of keys passed to the database as a list; above that, a subquery is used."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in a place. `why` is None for a measure that has been assessed there but is not demanded.

    `held_to` is the last day that a lapsed assessment was valid, else None.
    """

    control: Control
    why: Because | None
    said: Fulfilment | None
    status: Status
    held_to: date | None = None

    @property
    def lacking(self) -> bool:
        """Return whether the measure is demanded, assessed and not met: a brist."""
        return self.why is not None and OUTCOMES[self.status] is MeasureOutcome.LACKING

    @property
    def left(self) -> bool:
        """Return whether the measure needs work: it is demanded, and either a brist or not assessed."""
        return self.why is not None and self.status not in FULFILLED

    @property
    def to_assess(self) -> bool:
        """Return whether the measure needs work, or was assessed as not applicable without a ground."""
        return self.left or (self.said is not None and self.said.groundless)


@dataclass(frozen=True, slots=True)
class MeasureScope:
    """A unit or a service (`at`) with its measures, as one user sees them. `writes`: the user may assess them."""

    at: Unit | Node
    unit: Unit
    lines: Sequence[MeasureLine]
    writes: bool

    @property
    def sum(self) -> Sum:
        """Return the sum of the demanded measures."""
        return summed(line.status for line in self.lines if line.why is not None)

    @property
    def where(self) -> dict[str, Unit | Node]:
        """Return the unit or service, keyed by the name of the model field that points at it: `unit` or `node`."""
        return {"unit" if isinstance(self.at, Unit) else "node": self.at}

    @property
    def service(self) -> Node:
        """Return the service. Only for the scope of a service, not of a unit."""
        assert isinstance(self.at, Node)
        return self.at

    def line(self, code: str) -> MeasureLine:
        """Return the measure with that key. Raises Hidden if it is not among the measures of the place."""
        return or_hidden(next((line for line in self.lines if line.control.code == code), None))


def of_unit(access: Access, code: str, day: date) -> MeasureScope:
    """Return the unit's own measures. Raises Hidden if the user may not read them, or the unit has none of its own."""
    unit = Unit.objects.visible(access).one(code=code)
    if not access.may(READ, unit) or unit.pk not in asked_units(day):
        raise Hidden
    said = list(Fulfilment.objects.visible(access).filter(unit=unit))
    found = lines(said, expired_evidence_of(said, day), of_units(controls(day)), {}, day)
    return MeasureScope(unit, unit, found, access.may(EDIT, unit))


def of_service(access: Access, record: UUID, day: date) -> MeasureScope:
    """Return measures of a service, platform or group of devices. Raises Hidden if not in use or not readable."""
    node = node_of(access, record)
    profile = profiles([node.pk]).get(node.pk)
    if profile is None or node.archived_at:
        raise Hidden
    unit = answering_unit(node)
    may = any(access.may(READ, each) for each in (node.owner_unit, unit))
    if not (may or (node.shared and access.anywhere(READ))):
        raise Hidden
    said = list(Fulfilment.objects.visible(access).filter(node=node))
    found = lines(said, expired_evidence_of(said, day), of_services(controls(day)), profile, day)
    return MeasureScope(node, unit, found, access.may(EDIT, unit))


def profiles(nodes: Collection[int]) -> dict[int, Profile]:
    """Return node → profile, for those of the nodes that measures are demanded of. One query."""
    return {state.node_id: state.demanded for state in ServiceState.objects.filter(node__in=nodes)}


def place_url(place: Unit | Node, control: Control | None = None) -> str:
    """Return the URL of the measures of a unit or service, or of one measure there."""
    name, key = ("unit", place.code) if isinstance(place, Unit) else ("service", place.record)
    if control is None:
        return reverse(f"compliance-{name}", args=[key])
    return reverse(f"compliance-{name}-control", args=[key, control.code])


def raised_at(access: Access, where: Mapping[str, object]) -> dict[UUID, list[Action]]:
    """Return the actions raised by measures in the place, latest first, that the user may read. Two queries."""
    links = MeasureAction.objects.visible(access).filter(**where).order_by("-created_at", "pk")
    pairs = list(links.values_list("control", "action"))
    rows = Action.objects.visible(access).filter(archived_at=None).in_bulk([action for _c, action in pairs])
    found: dict[UUID, list[Action]] = {}
    for control, action in pairs:
        if action in rows:
            found.setdefault(control, []).append(rows[action])
    return found


def measures_with_open_action(where: Mapping[str, object]) -> set[UUID]:
    """Return the measures that have an open action in the place, also one the user may not read. One query."""
    links = MeasureAction.objects.unscoped(because="that one is there is told to who answers for the place")
    links = links.filter(action__in=Action.everything.filter(OPEN).order_by().values("pk"), **where)
    return set(links.order_by().values_list("control", flat=True))


@dataclass(frozen=True, slots=True)
class MeasureActions:
    """The actions for measures in a place: `raised` by measure, and the measures with an `open` one.

    `may` says whether the user may raise actions there.
    """

    raised: Mapping[UUID, Sequence[Action]]
    open: Collection[UUID]
    may: bool

    def free(self, line: MeasureLine) -> bool:
        """Return whether the user may raise an action for the measure: it needs work and has no open action."""
        return self.may and line.left and line.control.pk not in self.open


def work_at(access: Access, place: MeasureScope) -> MeasureActions:
    """Return the actions in the place as one user sees them. At most three queries.

    Users who may assess measures in the place are told that an open action exists, even if they may not read
    it.
    """
    taken = measures_with_open_action(place.where) if place.writes else set()
    return MeasureActions(raised_at(access, place.where), taken, place.writes and access.anywhere(RAISE))


def lines(
    said: Iterable[Fulfilment],
    ends: Mapping[UUID, date],
    measures: Sequence[Control],
    profile: Profile,
    day: date,
) -> list[MeasureLine]:
    """Return the measures that the profile demands in a place, and those only assessed there.

    `ends` is what `expired_evidence` returns.
    """
    rows = {row.control_id: row for row in said}
    found = []
    for control in measures:
        row, why = rows.get(control.pk), because(control.needs, profile)
        if row is not None:
            status = status_of(row.state, row.valid_to, day, proved_to=ends.get(row.pk))
            held_to = lapsed_on(row.valid_to, day, proved_to=ends.get(row.pk))
            found.append(MeasureLine(control, why, row, status, held_to if status is Status.LAPSED else None))
        elif why is not None:
            found.append(MeasureLine(control, why, None, Status.NOT_ASSESSED))
    return found


def expired_evidence_of(rows: Iterable[Fulfilment], day: date) -> dict[UUID, date]:
    """Return `expired_evidence` for fulfilments that are already read. No query if there are none."""
    keys = [row.pk for row in rows]
    return _past(_ends(day, keys), day) if keys else {}


def statuses_of(rows: Iterable[Fulfilment], day: date) -> dict[UUID, Status]:
    """Return fulfilment → its status on the day. One query, and none without rows."""
    rows = list(rows)
    ends = expired_evidence_of(rows, day)
    return {row.pk: status_of(row.state, row.valid_to, day, proved_to=ends.get(row.pk)) for row in rows}


def partial_words(units: Sequence[Unit], day: date) -> dict[UUID, str]:
    """Return fulfilment → text, for assessments of merged units that hold only for a part of the new unit.

    That is the case when another of the merged units has a lower status, or has not assessed a measure that
    the unit has fulfilled: a brist in one part is a brist in the whole. Of two equal statuses the one that
    ends first counts as lower. Three queries.
    """
    rows = list(Fulfilment.objects.unscoped(because=BECAUSE).filter(unit__in=units))
    asked = Unit.objects.unscoped(because=BECAUSE).filter(ASKED, pk__in=[unit.pk for unit in units])
    every, status = {unit.pk for unit in asked}, statuses_of(rows, day)
    found = {}
    for _control, same in groupby(
        sorted(rows, key=lambda row: row.control_id), key=lambda row: row.control_id
    ):
        words = {row: (WORDS.index(status[row.pk]), row.valid_to or NEVER) for row in same}
        silent = every - {row.unit_id for row in words}
        for row, word in words.items():
            if word > min(words.values()) or (silent and status[row.pk] in FULFILLED):
                found[row.pk] = f"{row.control.title}: {row.get_state_display()}"
    return found


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service, the sum of the measures demanded of it, and the levels that its measures show."""

    name: str
    record: UUID
    unit: Unit
    demanded: Mapping[str, int | None]
    shown: Mapping[str, int | None]
    sum: Sum

    @property
    def url(self) -> str:
        """Return the URL of the service's measures."""
        return reverse("compliance-service", args=[self.record])


def services_of(access: Access, path: str, day: date) -> list[ServiceLine]:
    """Return the services, and other measured nodes, that units at the path and below answer for. Four queries.

    Only those of units that have not ended and whose measures the user may read. Sorted by most brister,
    then by most not assessed.
    """
    tree: Units = cached_graph(units, day)
    living = cached_graph(bodies, day)
    states = ServiceState.objects.filter(access.units(READ, "unit"), unit__path__startswith=path)
    rows = {row.node_id: row for row in states.select_related("node") if row.unit_id in living}
    demanding = demanding_of(controls(day))
    said = {(at, control): status for at, control, status in statuses(day, Q(node__in=rows))}
    found = []
    for pk, state in rows.items():
        node, unit, demanded = state.node, tree[state.unit_id], state.demanded
        sums = summed(said.get((pk, each), Status.NOT_ASSESSED) for each in demanding.by(demanded))
        if sums.demanded or node.kind == NodeKind.SERVICE:
            line = ServiceLine(node.name, node.record, unit, demanded, state.levels("shown"), sums)
            found.append((-sums.lacking, -sums.not_assessed, node.sort_key, line))
    return [line for *_order, line in sorted(found, key=lambda row: row[:3])]


def statuses(day: date, condition: Q) -> Iterator[tuple[UUID | int, UUID, Status]]:
    """Yield unit or node, measure and status of the fulfilments; the caller checks who may read them. Two queries."""
    rows = Fulfilment.objects.unscoped(because=BECAUSE).filter(condition).order_by()
    values = rows.values_list("pk", "unit", "node", "control", "state", "valid_to").iterator()
    first = list(islice(values, FEW + 1))
    # A few are asked for by their keys: the database would begin with all the evidence there is.
    ends = expired_evidence(
        day, [row[0] for row in first] if len(first) <= FEW else rows.values_list("pk", flat=True)
    )
    for pk, unit, node, control, state, valid_to in chain(first, values):
        yield unit or node, control, status_of(state, valid_to, day, proved_to=ends.get(pk))


def expired_evidence(day: date, rows: Iterable[UUID]) -> dict[UUID, date]:
    """Return fulfilment → last day proved, for those whose evidence has all expired or been withdrawn.

    `rows` are the keys of fulfilments, or a query for keys. Evidence proves nothing from the day it is
    archived. One query.
    """
    return _past(_ends(day, rows), day)


def _ends(day: date, rows: Iterable[UUID]) -> QuerySet[Proof, tuple[UUID, date, int]]:
    """Return (fulfilment, the last day that its evidence proves, number of pieces of evidence valid on the day)."""
    proofs = Proof.objects.unscoped(because=BECAUSE).filter(kind=PROVED, object_id__in=rows).order_by()
    own = Coalesce("evidence__valid_to", NEVER, output_field=DateField())
    end = Least(own, Coalesce(TruncDate("evidence__archived_at"), NEVER, output_field=DateField()))
    holds = Q(evidence__archived_at=None) & (Q(evidence__valid_to=None) | Q(evidence__valid_to__gte=day))
    return proofs.values_list("object_id").annotate(last=Max(end), standing=Count("pk", filter=holds))


def _past(ends: Iterable[tuple[UUID, date, int]], day: date) -> dict[UUID, date]:
    yesterday = day - timedelta(days=1)
    return {row: min(last, yesterday) for row, last, standing in ends if not standing}
