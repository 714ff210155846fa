"""Tallies kept up to date equal those that are worked out anew, whatever happened and in whatever order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akropolis.base.kernel.access.models import Unit
from akropolis.base.kernel.records.writer import writing
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import (
    STANDING,
    Control,
    Fulfilment,
    MeasureBearer,
    Objection,
    ServiceState,
    Tally,
    TallyState,
)
from akropolis.graph.compliance.models.tallies import COUNTED, UNKNOWN
from akropolis.graph.compliance.rules.demands import FULFILLED
from akropolis.graph.compliance.selectors.standing import of_service
from akropolis.graph.compliance.services import assessing, tallying
from akropolis.graph.compliance.services.assessing import AssessmentInput, assess
from akropolis.graph.suppliers.models import Supplier
from akropolis.shared.classification.rules.aspects import ORDER
from akropolis.shared.evidence.models import Evidence, Proof
from akropolis.shared.evidence.services import proofs
from tests.compliance.measures import measure
from tests.factories.graphs import decide, depend, information, node_of, service
from tests.world import SYSTEM, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Place:
    """Two services with information, and measures for them and for units."""

    def __init__(self, world: World) -> None:
        with writing(SYSTEM) as w:
            self.measures = {
                "basic": measure(w, "Grund"),
                "k2": measure(w, "K två", confidentiality=2),
                "t3": measure(w, "T tre", availability=3, integrity=3),
                "supplier": measure(w, "Leverantörens", MeasureBearer.SUPPLIER, confidentiality=3),
                "unit": measure(w, "Enhetens", MeasureBearer.UNIT),
            }
            self.sets = [information(w, world.units[code], code) for code in ("utb", "kul")]
            self.services = [
                service(w, world.units["utb"], "Journal", operator_unit=world.units["hamn"], shared=True),
                service(w, world.units["kulf"], "Bibliotek"),
            ]
            for one, other in zip(self.sets, self.services, strict=True):
                depend(w, one, other)

    def say(self, name: str, place: Unit | Node, state: str, valid_to: date | None = None) -> None:
        """Something is said of a measure."""
        word = AssessmentInput(self.measures[name], place, state, "Staden gör det åt oss", valid_to)
        assess(SYSTEM, [replace(word, ground="elsewhere")])


def counted(unit: Unit) -> dict[str, tuple[int, ...]]:
    """The unit's tallies by measure: demanded, fulfilled, lacking, not applicable."""
    rows = Tally.objects.filter(unit=unit).values_list("control__name", *COUNTED)
    return {name: tuple(numbers) for name, *numbers in rows}


def test_what_is_demanded_follows_the_levels_and_is_counted_where_it_is_answered_for(world: World) -> None:
    place = Place(world)
    hamn = world.units["hamn"]
    assert counted(hamn) == {"Grund": (1, 0, 0, 0), "Enhetens": (1, 0, 0, 0)}
    with writing(SYSTEM) as w:
        decide(w, place.sets[0], 2, 1, 3)
    place.say("basic", place.services[0], "met")
    place.say("k2", place.services[0], "partly")
    place.say("unit", hamn, "not_applicable")
    place.say("t3", place.services[0], "not_begun")
    assert counted(hamn) == {
        "Grund": (1, 1, 0, 0),
        "K två": (1, 0, 1, 0),
        "T tre": (1, 0, 1, 0),
        "Enhetens": (1, 0, 0, 1),
    }
    assert tallying.differences() == []


def test_what_measures_show_and_limit(world: World) -> None:
    place = Place(world)
    journal = place.services[0]

    def found(name: str) -> list[int | None]:
        return list(ServiceState.objects.get(node=journal).levels(name).values())

    assert (found("shown"), found("ceiling")) == ([None] * 5, [None] * 5)
    place.say("k2", journal, "met")
    assert (found("shown"), found("ceiling")) == ([None] * 5, [None] * 5)
    place.say("basic", journal, "met")
    assert (found("shown"), found("ceiling")) == ([2, 2, 2, 3, None], [None] * 5)
    place.say("supplier", journal, "not_applicable")
    assert (found("shown"), found("ceiling")) == ([3, 2, 2, 3, None], [None] * 5)
    place.say("k2", journal, "not_begun")
    assert (found("shown"), found("ceiling")) == ([1, 2, 2, 3, None], [1, None, None, None, None])
    place.say("basic", journal, "partly")
    assert (found("shown"), found("ceiling")) == ([None] * 5, [1, None, None, None, None])
    assert tallying.differences() == []


def test_what_was_met_lapses_with_its_evidence_and_comes_back_with_new(world: World) -> None:
    place, today = Place(world), timezone.localdate()
    journal, hamn = place.services[0], world.units["hamn"]
    [row] = assess(SYSTEM, [AssessmentInput(place.measures["basic"], journal, "met")])
    values = {"name": "Intyg", "owner_unit": hamn, "valid_to": today + DAY}
    evidence = proofs.add(SYSTEM, row, values)
    assert counted(hamn)["Grund"] == (1, 1, 0, 0)
    with writing(SYSTEM) as w:
        w.update(evidence, {"valid_to": today - DAY})
    assert counted(hamn)["Grund"] == (1, 0, 0, 0)
    assert ServiceState.objects.get(node=journal).levels("shown") == dict.fromkeys(ORDER)
    with writing(SYSTEM) as w:
        w.update(Evidence.everything.get(pk=evidence.pk), {"valid_to": None})
    assert counted(hamn)["Grund"] == (1, 1, 0, 0)
    assert tallying.differences() == []


def test_a_new_service_is_added_and_one_taken_back_into_use_counts_what_was_said_of_it(world: World) -> None:
    place, hamn, kulf = Place(world), world.units["hamn"], world.units["kulf"]
    before = counted(kulf)["Grund"]
    with writing(SYSTEM) as w:
        service(w, kulf, "Ny")
    assert counted(kulf)["Grund"] == (before[0] + 1, *before[1:])
    assert tallying.differences() == []
    place.say("basic", place.services[0], "met")
    row = Service.everything.get(pk=place.services[0].record)
    for step in ("archive", "restore"):
        with writing(SYSTEM) as w:
            getattr(w, step)(Service.everything.get(pk=row.pk))
        assert tallying.differences() == [], step
    assert counted(hamn)["Grund"] == (1, 1, 0, 0)


def test_what_is_next_to_a_service_decides_whether_a_supplier_runs_it(world: World) -> None:
    place = Place(world)
    with writing(SYSTEM) as w:
        supplier = w.create(Supplier, {"name": "Driftbolaget", "owner_unit": world.units["kul"]})
        depend(w, place.services[1], node_of(w, supplier))
    assert ServiceState.objects.get(node=place.services[1]).hosted == 1
    assert tallying.differences() == []
    with writing(SYSTEM) as w:
        w.archive(Supplier.everything.get(pk=supplier.pk))
    assert ServiceState.objects.get(node=place.services[1]).hosted == UNKNOWN
    assert tallying.differences() == []


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("say"),
            st.sampled_from(["basic", "k2", "t3", "supplier"]),
            st.integers(0, 1),
            st.sampled_from(["met", "partly", "not_applicable", "not_begun"]),
        ),
        st.tuples(
            st.just("unit"), st.sampled_from(["hamn", "utb", "stad"]), st.sampled_from(["met", "partly"])
        ),
        st.tuples(st.just("levels"), st.integers(0, 1), st.lists(st.integers(0, 3), min_size=3, max_size=3)),
        st.tuples(st.just("move"), st.integers(0, 1), st.sampled_from(["hamn", "utb", "kul"])),
        st.tuples(st.just("archive"), st.integers(0, 1)),
        st.tuples(st.just("threshold"), st.sampled_from(["k2", "t3"]), st.integers(1, 3)),
        st.tuples(st.just("reviews"), st.sampled_from(["utbf", "kulf"])),
        st.tuples(st.just("object"), st.sampled_from(["basic", "k2", "t3"])),
        st.tuples(st.just("withdraw")),
        st.tuples(st.just("evidence"), st.sampled_from(["basic", "k2"]), st.booleans()),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_kept_up_to_date_they_equal_those_worked_out_anew(
    world: World, steps: list[tuple[object, ...]]
) -> None:
    with transaction.atomic():
        place = Place(world)
        for step in steps:
            _take(world, place, step)
            assert tallying.differences() == [], step
        transaction.set_rollback(True)


def _take(world: World, place: Place, step: tuple[object, ...]) -> None:
    verb, *given = step
    VERBS[str(verb)](world, place, *given)


def _say(_world: World, place: Place, name: str, n: int, state: str) -> None:
    node = Node.everything.get(pk=place.services[n].pk)
    if node.archived_at is None:
        place.say(name, node, state)


def _say_in_unit(world: World, place: Place, code: str, state: str) -> None:
    place.say("unit", world.units[code], state)


def _classify(_world: World, place: Place, n: int, levels: list[int]) -> None:
    with writing(SYSTEM) as w:
        decide(w, place.sets[n], *levels)


def _move(world: World, place: Place, n: int, code: str) -> None:
    with writing(SYSTEM) as w:
        w.update(Service.everything.get(pk=place.services[n].record), {"operator_unit": world.units[code]})


def _archive(_world: World, place: Place, n: int) -> None:
    with writing(SYSTEM) as w:
        row = Service.everything.get(pk=place.services[n].record)
        (w.restore if row.archived_at else w.archive)(row)


def _threshold(_world: World, place: Place, name: str, level: int) -> None:
    with writing(SYSTEM) as w:
        w.update(Control.everything.get(pk=place.measures[name].pk), {ORDER[0]: level})


def _reviews(_world: World, _place: Place, code: str) -> None:
    with writing(SYSTEM) as w:
        unit = Unit.everything.get(code=code)
        w.update(unit, {"reviews": not unit.reviews})


def _object(world: World, place: Place, name: str) -> None:
    """What `utb` inherits of Journal is objected to, whatever becomes of it afterwards."""
    node, control, utb = (
        Node.everything.get(pk=place.services[0].pk),
        place.measures[name],
        world.units["utb"],
    )
    if node.archived_at is not None or node.operator_unit_id == utb.pk:
        return
    lines = {line.control.pk: line for line in of_service(SYSTEM, node.record, timezone.localdate()).lines}
    line = lines.get(control.pk)
    inherits = line is not None and line.why is not None and line.status in FULFILLED
    if inherits and not Objection.everything.filter(STANDING, control=control).exists():
        assessing.object_to(SYSTEM, node, control, utb, "Vi litar inte på det")


def _withdraw(_world: World, _place: Place) -> None:
    for row in Objection.everything.filter(STANDING).select_related("node", "unit")[:1]:
        assessing.withdraw(SYSTEM, row)


def _prove(world: World, place: Place, name: str, withdrawn: bool) -> None:
    """Evidence of what is met at Journal, which is then withdrawn or holds: what it covered lapses with it."""
    node = Node.everything.get(pk=place.services[0].pk)
    if node.archived_at is not None:
        return
    place.say(name, node, "met")
    row = Fulfilment.everything.get(node=node, control=place.measures[name])
    evidence = proofs.add(SYSTEM, row, {"name": "Intyg", "owner_unit": world.units["hamn"]})
    if withdrawn:
        with writing(SYSTEM) as w:
            w.archive(evidence)
    lines = {line.control.pk: line for line in of_service(SYSTEM, node.record, timezone.localdate()).lines}
    lapsed = not Proof.everything.filter(object_id=row.pk, evidence__archived_at=None).exists()
    assert (lines[row.control_id].status == "lapsed") is lapsed


VERBS: dict[str, Callable[..., None]] = {
    "say": _say,
    "unit": _say_in_unit,
    "levels": _classify,
    "move": _move,
    "archive": _archive,
    "threshold": _threshold,
    "reviews": _reviews,
    "object": _object,
    "withdraw": _withdraw,
    "evidence": _prove,
}


def test_what_stands_otherwise_is_found_and_set_right(world: World) -> None:
    Place(world)
    hamn = world.units["hamn"]
    Tally.objects.filter(unit=hamn, control__name="Grund").update(fulfilled=1)
    found = [(each.kind, each.row) for each in tallying.differences()]
    assert found == [("compliance.tally", hamn.pk)]
    assert [(each.kind, each.row) for each in tallying.rebuild()] == found
    assert tallying.differences() == []


def test_tallies_of_yesterday_are_held_to_yesterday_until_the_job_has_run_and_older_ones_to_today(
    world: World,
) -> None:
    place = Place(world)
    today = timezone.localdate()
    place.say("basic", place.services[0], "met", valid_to=today)
    stands = Tally.objects.filter(unit=world.units["hamn"], control__name="Grund")
    assert list(stands.values_list("fulfilled", "lacking")) == [(1, 0)]
    Fulfilment.everything.update(valid_to=today - DAY)
    found = []
    for days in range(3):
        TallyState.objects.update(day=today - days * DAY)
        found.append([each.row for each in tallying.differences()])
    lapsed = [place.services[0].pk, world.units["hamn"].pk]
    assert found == [lapsed, [], lapsed]
