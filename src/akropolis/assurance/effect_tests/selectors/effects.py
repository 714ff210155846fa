"""Whether measures work: presence and effect of each measure in each place, as one user may see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from akropolis.assurance.effect_tests.models import EffectTest
from akropolis.assurance.effect_tests.rules.effect import EffectState, effect_of
from akropolis.base.kernel.access.gate import Access
from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.cache.results import cached
from akropolis.graph.assets.models import Node
from akropolis.graph.compliance.models import Control
from akropolis.graph.compliance.rules.demands import Status
from akropolis.graph.compliance.selectors.requirements import demanded
from akropolis.graph.compliance.selectors.standing import MeasureScope, place_url

READ, EDIT = f"{EffectTest.permission}:read", f"{EffectTest.permission}:edit"
BECAUSE = "whether a later test replaces it, or that a shared service is tested and when; no result is shown"
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure in a place: how it is assessed (`status`), whether it works (`state`), and the test behind that."""

    place: Unit | Node
    unit: Unit
    control: Control
    status: Status
    state: EffectState
    test: EffectTest | None
    area: str = ""

    @property
    def url(self) -> str:
        """Return the URL of the measure's assessment in the place."""
        return place_url(self.place, self.control)


def is_latest() -> Q:
    """Return the condition for the tests that no later one replaces: the latest per measure and place."""
    every = EffectTest.objects.unscoped(because=BECAUSE).filter(archived_at=None, control=OuterRef("control"))
    # Two conditions, since the index finds a later day at once, but not a later day or moment.
    day = Q(tested_on__gt=OuterRef("tested_on"))
    moment = Q(created_at__gt=OuterRef("created_at")) | Q(
        created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")
    )
    moment &= Q(tested_on=OuterRef("tested_on"))
    node, unit = (
        every.filter(node=OuterRef("node")),
        every.filter(node=None, owner_unit=OuterRef("owner_unit")),
    )
    at_node = Q(node__isnull=False) & ~Exists(node.filter(day)) & ~Exists(node.filter(moment))
    in_unit = Q(node=None) & ~Exists(unit.filter(day)) & ~Exists(unit.filter(moment))
    return Q(archived_at=None) & (at_node | in_unit)


def latest_tests(rows: QuerySet[EffectTest]) -> dict[tuple[object, UUID], EffectTest]:
    """Return (unit or node, measure) → the latest of the tests. One query."""
    return {(row.node_id or row.owner_unit_id, row.control_id): row for row in rows.filter(is_latest())}


def list_effects(access: Access, day: date, body: str = "") -> list[Effect]:
    """Return the demanded measures that are assessed as met or tested, in places whose tests the user may read.

    Tests of what is not demanded in their place come last. `body` is the code of an authority; empty for all.
    """
    tests = EffectTest.objects.visible(access).select_related("control", "owner_unit", "node")
    left = latest_tests(tests)
    found = []
    # Most of the work, and a new test changes none of it.
    for row in cached(access, demanded, day, body):
        if row.status is Status.OBJECTED or not access.may(READ, row.unit):
            continue
        test = left.pop((row.place.pk, row.control.pk), None)
        latest = test.as_tested if test else None
        state = effect_of(present=row.status is Status.MET, latest=latest, day=day)
        if state:
            found.append(Effect(row.place, row.unit, row.control, row.status, state, test))
    for test in left.values() if not body else ():
        place: Unit | Node = test.node or test.owner_unit
        missing = (Status.NOT_ASSESSED, EffectState.NOT_COUNTED)
        found.append(Effect(place, test.owner_unit, test.control, *missing, test))
    return found


def effects_at(access: Access, place: MeasureScope, day: date) -> tuple[list[Effect], bool]:
    """Return the effects of the measures in the place, and whether the user may read the tests themselves.

    Others, who share the service, are told the state and the day alone: the caller shows no more.
    """
    node = place.at if isinstance(place.at, Node) else None
    units = {place.unit, node.owner_unit} if node else {place.unit}
    full = any(access.may(READ, unit) for unit in units)
    rows = EffectTest.objects.unscoped(because=BECAUSE).select_related("kind")
    rows = rows.filter(node=node) if node else rows.filter(node=None, owner_unit=place.unit)
    tests = latest_tests(rows)
    found = []
    for line in place.lines:
        test = tests.get((place.at.pk, line.control.pk))
        present = line.why is not None and line.status is Status.MET
        state = effect_of(present=present, latest=test.as_tested if test else None, day=day)
        if state:
            found.append(Effect(place.at, place.unit, line.control, line.status, state, test))
    return found, full


def nearly_due(access: Access, day: date) -> QuerySet[EffectTest]:
    """Return the latest tests whose next day nears or has passed, in units whose people are asked."""
    rows = EffectTest.objects.visible(access).filter(access.asked(EDIT, "owner_unit"), is_latest())
    rows = rows.filter(next_on__lte=day + SOON)
    return rows.select_related("owner_unit", "control").order_by("next_on", "sort_key", "id")
