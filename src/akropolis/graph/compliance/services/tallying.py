"""Updates the tallies: in the transaction that changes what they count, and in a job when assessments lapse.

A partial count runs the same code as a full count, so that an incrementally updated tally equals a
rebuilt one.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import batched, chain
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, Expression, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.base.kernel.history.log import invalidate_caches, lock_head
from akropolis.base.kernel.history.statements import bulk_update_rows, bulk_upsert_rows
from akropolis.base.kernel.records.derived import Difference
from akropolis.base.kernel.records.projections import BATCH, Projection, Touched, drop, rows_of
from akropolis.base.lib.calendar import DAY
from akropolis.graph.assets.models import Dependency, DependencyKind, GraphRecord, Node, NodeKind, Platform
from akropolis.graph.assets.models.services import PARTS
from akropolis.graph.assets.selectors.floods import in_force
from akropolis.graph.assets.selectors.kept import causes as graph_causes
from akropolis.graph.assets.selectors.kept import concerned as graph_concerned
from akropolis.graph.assets.services.graph import touched_edges
from akropolis.graph.compliance.models import (
    STANDING,
    Control,
    Fulfilment,
    Objection,
    ServiceState,
    Tally,
    TallyState,
)
from akropolis.graph.compliance.models.tallies import (
    COUNTED,
    DECIDING,
    DEMANDED,
    REACHED,
    UNKNOWN,
    profile_from,
)
from akropolis.graph.compliance.rules.demands import (
    KIND,
    MEASURED,
    MOST,
    OUTCOMES,
    Condition,
    Needs,
    Profile,
    Status,
    because,
    ceiling,
    proven_level,
)
from akropolis.graph.compliance.selectors.catalogue import (
    BECAUSE,
    EVERYBODY,
    asked_units,
    controls,
    demanding_of,
    needs_of,
    of_services,
    of_units,
)
from akropolis.graph.compliance.selectors.standing import PROVED, statuses
from akropolis.shared.classification.models import Scheme
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.classification.selectors.schemes import aspects_in_use
from akropolis.shared.evidence.models import Evidence, Proof

STATE = ("node_id", "unit_id", *DEMANDED, *REACHED)
ANSWERS = Coalesce("unit", "node__operator_unit", "node__owner_unit")

type Pair = tuple[UUID, UUID]
"""Unit and measure."""
type StateRow = tuple[int, UUID, *tuple[int, ...]]
"""Node, the unit that answers for it, then the values that decide its measures, in the order of DECIDING."""
type Counts = tuple[int, ...]
"""The counts of a tally, in the order of COUNTED."""
NOTHING = (UNKNOWN,) * len(REACHED)


def causes() -> tuple[type, ...]:
    """Return the models that `Tally` and `ServiceState` are derived from."""
    return (*graph_causes(), Fulfilment, Objection, Control, Scheme, Unit, Evidence, Proof)


def follow(touched: Touched) -> None:
    """Update the tallies after a transaction; all of them if measures, the scheme or the day have changed."""
    day = timezone.localdate()
    every = controls(day)
    if Control in touched or Scheme in touched or (every and stored_day() != day):
        _Whole(day).set_right()
    elif every:
        _bring(touched, day, every)


def _bring(touched: Touched, day: date, every: Sequence[Control]) -> None:
    """Recount only what the transaction affects. `every` is the measures in force."""
    rows = _touched_rows(touched)
    units, measures = {row[0] for row in rows}, {row[1] for row in rows}
    nodes = {row[2] for row in rows if row[2] is not None}
    if Unit in touched:
        units |= set(touched[Unit])
        measures |= {each.pk for each in of_units(every)}
    moved = _moved(touched, day) if graph_concerned(touched) else {}
    if moved and not rows and Unit not in touched and _add_new(moved, every):
        return
    nodes |= moved.keys()
    _bring_states(moved, every, units, measures)
    _put_tallies(day, units, [each for each in every if each.pk in measures])
    if nodes:
        own = Q(node__in=nodes)
        offers = _offers(day, every, own, _states(own))
        stored = ServiceState.objects.filter(own).values_list("node", *REACHED)
        right = {node: (there, offers.get(node, NOTHING)) for node, *there in stored}
        other = [(*offer, node) for node, (there, offer) in right.items() if tuple(there) != offer]
        bulk_update_rows(ServiceState, REACHED, other, key="node_id")


def differences() -> list[Difference]:
    """Return every tally and service state that differs from the one calculated from assessments and levels.

    Changes nothing. They are compared on the day of the tallies if that is yesterday, since the job may not
    have run yet; otherwise on today.
    """
    today, day = timezone.localdate(), stored_day()
    return _Whole(day if day == today - DAY else today).wrong()


def rebuild() -> list[Difference]:
    """Correct the tallies and service states that differ, under the lock on writing, and return the differences."""
    with transaction.atomic():
        lock_head()
        whole = _Whole(timezone.localdate())
        wrong = whole.wrong()
        whole.set_right()
        invalidate_caches()
        return wrong


def refresh(now: datetime) -> str:
    """Run the background job: met measures lapse by date. Takes the lock only when needed."""
    day = timezone.localdate(now)
    due = stored_day() != day or bool(_Whole(day).wrong())
    return f"{len(rebuild()) if due else 0} tallies"


PROJECTION = Projection(follow, differences, rebuild, (Tally, TallyState, ServiceState), causes)


def stored_day() -> date | None:
    """Return the day that the stored tallies were counted for; None before the first count."""
    return TallyState.objects.values_list("day", flat=True).first()


# What a transaction has touched


def _touched_rows(touched: Touched) -> list[tuple[UUID, UUID, int | None]]:
    """Return (unit that answers, measure, node) of each fulfilment that was written, or whose evidence was written.

    For an objection that was written: the unit that objects, the measure and None.
    """
    objected: list[tuple[UUID, UUID, int | None]] = [
        (row.unit_id, row.control_id, None) for row in rows_of(touched, Objection)
    ]
    keys = {
        *touched.get(Fulfilment, {}),
        *(row.object_id for row in rows_of(touched, Proof) if row.kind == PROVED),
    }
    if evidence := list(touched.get(Evidence, {})):
        found = Proof.objects.unscoped(because=BECAUSE).filter(kind=PROVED, evidence__in=evidence)
        keys |= set(found.order_by().values_list("object_id", flat=True))
    if not keys:
        return objected
    rows = Fulfilment.objects.unscoped(because=BECAUSE).filter(pk__in=keys).order_by()
    return [*objected, *rows.values_list(ANSWERS, "control", "node")]


def _moved(touched: Touched, day: date) -> dict[int, tuple[StateRow | None, StateRow | None]]:
    """Return node → (stored state, present state), for services whose levels, conditions or unit have changed.

    A state is None for a service that is new or gone. A written row can change its own node and the
    conditions of the nodes next to it. It can change levels further away only if dependencies lead to or
    from it, so for a new row without dependencies the other services are not read.
    """
    written = [pk for kind, rows in touched.items() if issubclass(kind, GraphRecord) for pk in rows]
    near: set[int] = set()
    for part in batched(written, BATCH):
        near |= set(
            Node.objects.unscoped(because=BECAUSE).filter(record__in=part).values_list("pk", flat=True)
        )
    ends = touched_edges(touched) | _edges_at(near)
    near.update(chain.from_iterable(ends))
    if ends or any(
        issubclass(kind, graph_causes()) and not issubclass(kind, GraphRecord) for kind in touched
    ):
        near |= _with_other_levels(day)
    of, at = (Q(pk__in=near), Q(node__in=near)) if len(near) <= BATCH else (Q(), Q())
    new, old = ({row[0]: row for row in rows} for rows in (_services(of, day), _states(at)))
    return {n: (old.get(n), new.get(n)) for n in new.keys() | old.keys() if old.get(n) != new.get(n)}


def _edges_at(nodes: Collection[int]) -> set[tuple[int, int]]:
    """Return (source, target) of every dependency from or to the nodes."""
    every = Dependency.objects.unscoped(because=BECAUSE).order_by()
    parts = (every.filter(Q(source__in=part) | Q(target__in=part)) for part in batched(nodes, BATCH))
    return {ends for part in parts for ends in part.values_list("source_id", "target_id")}


def _with_other_levels(day: date) -> set[int]:
    """Return the services whose stored levels differ from the levels that their nodes have now."""
    asked = cached(EVERYBODY, aspects_in_use, day)
    other = (~Q(**{f"demanded_{each}": Coalesce(f"node__{each}", UNKNOWN)}) for each in asked)
    rows = ServiceState.objects.filter(reduce(or_, other, Q(pk=None)))
    return set(rows.values_list("node", flat=True))


def _add_new(moved: Mapping[int, tuple[StateRow | None, StateRow | None]], every: Sequence[Control]) -> bool:
    """Add one new service, of which nobody has said anything, to the tallies of its unit; False for anything else."""
    (node, (old, new)), *more = moved.items()
    said = (Fulfilment.objects, Objection.objects)
    if (
        more
        or old
        or new is None
        or any(m.unscoped(because=BECAUSE).filter(node=node).exists() for m in said)
    ):
        return False
    demanded = demanding_of(every).by(profile_from(DECIDING, *new[2:]))
    tallies = Tally.objects.filter(unit=new[1], control__in=demanded).values_list("demanded", "pk")
    if len(tallies) != len(demanded):
        return False
    bulk_upsert_rows(ServiceState, ("node_id", "unit_id", *DEMANDED), [new], key=("node_id",))
    bulk_update_rows(Tally, ("demanded",), [(count + 1, pk) for count, pk in tallies], key="id")
    return True


def _bring_states(
    moved: Mapping[int, tuple[StateRow | None, StateRow | None]],
    every: Sequence[Control],
    units: set[UUID],
    measures: set[UUID],
) -> None:
    """Store the services as they are now. Adds the units and measures whose count changes to those given."""
    drop(ServiceState.objects.filter(node__in=[node for node, (_old, new) in moved.items() if new is None]))
    came = [new for _old, new in moved.values() if new]
    bulk_upsert_rows(ServiceState, ("node_id", "unit_id", *DEMANDED), came, key=("node_id",))
    objecting, demanding = _objecting(Q(node__in=moved)) if moved else {}, demanding_of(every)
    for node, (old, new) in moved.items():
        before, after = (
            demanding.by(profile_from(DECIDING, *row[2:])) if row else frozenset() for row in (old, new)
        )
        same_unit = old is not None and new is not None and old[1] == new[1]
        changed = before ^ after if same_unit else before | after
        if changed:
            measures |= changed
            units |= {row[1] for row in (old, new) if row} | {unit for unit, _c in objecting.get(node, ())}


# What is counted


def _measured() -> "QuerySet[Node]":
    """Return the nodes that measures are demanded of. Software parts are excluded: the whole product is measured."""
    parts = Platform.objects.unscoped(because=BECAUSE).filter(PARTS).order_by().values("pk")
    nodes = Node.objects.unscoped(because=BECAUSE).filter(kind__in=MEASURED, archived_at=None)
    return nodes.exclude(kind=NodeKind.PLATFORM, record__in=parts).order_by()


def _services(condition: Q, day: date) -> Iterator[StateRow]:
    """Yield the present state of the measured nodes: levels in the aspects in use, conditions and kind."""
    asked = cached(EVERYBODY, aspects_in_use, day)
    kinds = (When(kind=each, then=place) for place, each in enumerate(MEASURED))
    found: dict[str, Expression] = {
        each: Coalesce(each, UNKNOWN) if each in asked else Value(UNKNOWN) for each in ORDER
    }
    found |= _conditions(day) | {KIND: Case(*kinds)}
    columns = {f"is_{name}": found[each] for name, each in zip(DEMANDED, DECIDING, strict=True)}
    rows = _measured().annotate(answers=Coalesce("operator_unit", "owner_unit"), **columns).filter(condition)
    return rows.values_list("pk", "answers", *columns).iterator()


def _conditions(day: date) -> dict[str, Expression]:
    """Return condition → an expression that gives 1, 0 or UNKNOWN, to annotate a query of nodes.

    `PERSONAL_DATA` is 1 if information that depends on the node holds personal data. It is 0 if information
    depends on the node, all of which is known to hold none, and no service, platform, group of devices or AI
    system depends on it. `HOSTED` (run by a supplier) is 1 if the node runs on a supplier, or if a supplier
    delivers it and it runs on no other node.
    """
    every = Dependency.objects.unscoped(because=BECAUSE).filter(in_force(day)).order_by()
    above = every.filter(target=OuterRef("pk"), source__archived_at=None)
    below = every.filter(source=OuterRef("pk"), target__archived_at=None)
    sets, may = above.filter(source__kind=NodeKind.INFORMATION), (*MEASURED, NodeKind.AI_SYSTEM)
    open_ones = Q(source__kind=NodeKind.INFORMATION, source__personal_data=None) | Q(source__kind__in=may)
    runs, supplied = below.filter(kind=DependencyKind.RUNS_ON), below.filter(target__kind=NodeKind.SUPPLIER)
    holding, rented = sets.filter(source__personal_data=True), supplied.filter(kind=DependencyKind.RUNS_ON)
    personal_data = _first((holding, 1), (above.filter(open_ones), UNKNOWN), (sets, 0))
    hosted = _first((rented, 1), (runs, 0), (supplied, 1))
    return {
        Condition.PERSONAL_DATA: personal_data,
        Condition.HOSTED: hosted,
        Condition.INTERNET: Coalesce(Cast("internet", IntegerField()), UNKNOWN),
        Condition.OWN_DEVELOPMENT: Coalesce(Cast("own_development", IntegerField()), UNKNOWN),
    }


def _first(*steps: tuple[QuerySet[Dependency], int]) -> Case:
    """Return an expression with the value of the first query that has rows, UNKNOWN if none has."""
    return Case(*(When(Exists(rows), then=value) for rows, value in steps), default=UNKNOWN)


def _states(condition: Q) -> Iterator[StateRow]:
    """Yield the stored states, in the same form as `_services` yields the present ones."""
    return ServiceState.objects.filter(condition).values_list("node", "unit", *DEMANDED).iterator()


def _objecting(condition: Q) -> dict[int, list[Pair]]:
    """Return node → (unit, measure) of the objections to its measures that are not withdrawn."""
    rows = Objection.objects.unscoped(because=BECAUSE).filter(STANDING, condition).order_by()
    found: dict[int, list[Pair]] = {}
    for node, unit, control in rows.values_list("node", "unit", "control"):
        found.setdefault(node, []).append((unit, control))
    return found


def _tallies(
    day: date, measures: Sequence[Control], states: Iterable[StateRow], units: Collection[UUID] | None = None
) -> dict[Pair, Counts]:
    """Return (unit, measure) → counts, in the given units or in all that answer for measures.

    Few queries at all sizes. A measure that a unit objects to at another's service is counted as demanded
    and lacking in the unit.
    """
    states = list(states)
    mine = [row[0] for row in states if units is None or row[1] in units]
    # By their keys: the database then finds each by its own index, however many services others have.
    place = Q() if units is None else Q(unit__in=units) | Q(node__in=mine)
    condition = place & Q(control__in=[each.pk for each in measures])
    said = {(place, control): status for place, control, status in statuses(day, condition)}
    demanding, asked = demanding_of(measures), asked_units(day)
    own = [each.pk for each in of_units(measures)]
    places: list[tuple[UUID | int, UUID, Iterable[UUID]]] = [
        (unit, unit, own) for unit in (asked if units is None else asked & set(units))
    ]
    counts: dict[Pair, Counter[str]] = {}
    objecting = _objecting(Q() if units is None else Q(unit__in=units))
    for node, unit, *deciding in states:
        demanded_there = demanding.by(profile_from(DECIDING, *deciding))
        if units is None or unit in units:
            places.append((node, unit, demanded_there))
        for pair in objecting.get(node, ()):
            if pair[1] in demanded_there:
                counts.setdefault(pair, Counter()).update(("demanded", OUTCOMES[Status.OBJECTED]))
    for key, unit, demanded in places:
        for control in demanded:
            count = counts.setdefault((unit, control), Counter())
            count["demanded"] += 1
            if status := said.get((key, control)):
                count[OUTCOMES[status]] += 1
    return {pair: tuple(count[name] for name in COUNTED) for pair, count in counts.items()}


def _offers(
    day: date, every: Sequence[Control], condition: Q, states: Iterable[StateRow]
) -> dict[int, tuple[int, ...]]:
    """Return the levels that assessments of services' measures show and limit; services without any are left out."""
    found: dict[int, dict[UUID, Status]] = {}
    for node, control, status in statuses(day, condition & Q(node__isnull=False)):
        if isinstance(node, int):
            found.setdefault(node, {})[control] = status
    if not found:
        return {}
    measures = needs_of(of_services(every))
    top = dict.fromkeys(cached(EVERYBODY, aspects_in_use, day), MOST)
    return {
        node: _offer(measures, found[node], {**profile_from(DECIDING, *deciding), **top})
        for node, _unit, *deciding in states
        if node in found
    }


def _offer(
    measures: Iterable[tuple[UUID, Needs]], said: Mapping[UUID, Status], profile: Profile
) -> tuple[int, ...]:
    """Compute them from the measures that the profile demands, with the highest level in each aspect in use."""
    every = [(needs.levels, said.get(pk)) for pk, needs in measures if because(needs, profile)]
    asked = {aspect for aspect in ORDER if profile.get(aspect) is not None}
    found = [level(a, every) if a in asked else None for level in (proven_level, ceiling) for a in ORDER]
    return tuple(UNKNOWN if level is None else level for level in found)


# What is stored


def _put_tallies(day: date, units: Collection[UUID], measures: Sequence[Control]) -> None:
    """Recount the measures in the units, and store the result."""
    if units and measures:
        objected = Objection.objects.unscoped(because=BECAUSE).filter(STANDING, unit__in=units).order_by()
        states = _states(Q(unit__in=units) | Q(node__in=objected.values("node")))
        right = _tallies(day, measures, states, units)
        _store(right, Tally.objects.filter(unit__in=units, control__in=[each.pk for each in measures]))


def _store(right: Mapping[Pair, Counts], stored: "QuerySet[Tally]") -> None:
    """Store the recomputed values that differ from the stored ones."""
    there = {(u, c): (pk, tuple(n)) for pk, u, c, *n in stored.values_list("pk", "unit", "control", *COUNTED)}
    gone = there.keys() - right.keys()
    drop(Tally.objects.filter(pk__in=[there[pair][0] for pair in gone]))
    other = {pair: n for pair, n in right.items() if pair not in there or there[pair][1] != n}
    rows = [(*pair, *n) for pair, n in other.items()]
    bulk_upsert_rows(Tally, ("unit_id", "control_id", *COUNTED), rows, key=("unit_id", "control_id"))


# All of it


class _Whole:
    """All tallies and service states recomputed for a day, to be compared with the stored ones."""

    def __init__(self, day: date) -> None:
        self.day, every = day, controls(day)
        states = list(_services(Q(), day)) if every else []
        offers = _offers(day, every, Q(), states)
        self.states = {row[0]: (*row, *offers.get(row[0], NOTHING)) for row in states}
        self.tallies = _tallies(day, every, states)

    def wrong(self) -> list[Difference]:
        """Return the differences between recomputed and stored: one per service and one per unit."""
        stored = {(u, c): tuple(n) for u, c, *n in Tally.objects.values_list("unit", "control", *COUNTED)}
        pairs = stored.keys() | self.tallies.keys()
        units = {pair[0] for pair in pairs if stored.get(pair) != self.tallies.get(pair)}
        nodes = [Difference(ServiceState._meta.label_lower, node, ["state"]) for node in self._other_states()]
        return nodes + [Difference(Tally._meta.label_lower, unit, ["count"]) for unit in sorted(units)]

    def set_right(self) -> None:
        """Store the recomputed values that differ from the stored ones."""
        other = self._other_states()
        drop(ServiceState.objects.filter(node__in=[node for node in other if node not in self.states]))
        bulk_upsert_rows(
            ServiceState, STATE, [self.states[n] for n in other if n in self.states], key=("node_id",)
        )
        _store(self.tallies, Tally.objects.all())
        bulk_upsert_rows(TallyState, ("id", "day"), [(1, self.day)], key=("id",))

    def _other_states(self) -> list[int]:
        stored = {row[0]: row for row in ServiceState.objects.values_list(*STATE)}
        every = stored.keys() | self.states.keys()
        return sorted(node for node in every if stored.get(node) != self.states.get(node))
