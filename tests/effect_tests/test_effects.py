"""Registering tests: what follows from the kind, what is refused at its place, who is told what."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from akropolis.assurance.effect_tests.models import EffectAction, EffectTest, EffectTestKind
from akropolis.assurance.effect_tests.register.effects import EffectList
from akropolis.assurance.effect_tests.register.tests import EFFECT_TESTS
from akropolis.assurance.effect_tests.rules.effect import EffectState
from akropolis.assurance.effect_tests.selectors.effects import list_effects
from akropolis.assurance.effect_tests.web.effects import pending_tests
from akropolis.base.kernel.access.errors import Invalid
from akropolis.base.kernel.deadlines.tasks import tasks_for
from akropolis.base.kernel.history.models import Change
from akropolis.base.kernel.kept.declaration import registry as tables
from akropolis.base.kernel.records.writer import create, update
from akropolis.base.kernel.registers.forms import form_class
from akropolis.base.lib.calendar import months_on
from akropolis.graph.assets.models import Node, Service
from akropolis.graph.compliance.models import Control, Fulfilment
from akropolis.review.review_inputs.rules.figures import RowsRef
from akropolis.review.review_inputs.rules.frozen import FrozenRow, RegisterRows
from akropolis.review.review_inputs.selectors.listed import listed_rows_page
from tests.behaviours.tokens import bearer
from tests.world import SYSTEM, TODAY, WORD, World

pytestmark = pytest.mark.django_db
type Tester = Callable[..., EffectTest]
NOW = timezone.localdate()
MET = {"state": "met", "reasons": f"{WORD}: finns.", "assessed_on": TODAY, "assessed_by": "Nadja Perić"}


@pytest.fixture
def place(world: World) -> dict[str, Any]:
    """`unit_measure` is met in `utb`; `node_measure` is met at the shared `service` that `utb` owns."""
    for key in ("effect-test-kinds", "controls"):
        tables.get(key).load(SYSTEM)
    measures = {row.code: row for row in Control.everything.all()}
    values = {"name": f"{WORD} post", "owner_unit": world.units["utb"], "shared": True}
    service = create(SYSTEM, Service, values)
    node = Node.everything.get(record=service.pk)
    met = {"unit_measure": measures["awareness"], "node_measure": measures["security-updates"]}
    create(SYSTEM, Fulfilment, {"unit": world.units["utb"], "control": met["unit_measure"], **MET})
    create(SYSTEM, Fulfilment, {"node": node, "control": met["node_measure"], **MET})
    return {**met, "service": service, "node": node, "unmet": measures["leavers"]}


@pytest.fixture
def kinds(place: dict[str, Any]) -> dict[str, EffectTestKind]:
    """The kinds of tests that come with the system, by key."""
    return {row.code: row for row in EffectTestKind.everything.all()}


@pytest.fixture
def tested(world: World, place: dict[str, Any], kinds: dict[str, EffectTestKind]) -> Tester:
    """Make a phishing test of the measure of `utb`, with what is given instead."""

    def make(day: date = TODAY, held: int = 95, **given: Any) -> EffectTest:
        of = {"kind": kinds["phishing"], "control": place["unit_measure"], "owner_unit": world.units["utb"]}
        numbers = {"population": 400, "tested": 100, "held": held}
        return create(
            SYSTEM, EffectTest, {**of, **numbers, "tested_on": day, "tester": "Nadja Perić", **given}
        )

    return make


def states(world: World, who: str, day: date = NOW) -> dict[tuple[str, str], EffectState]:
    """Place and measure → the effect, as the person sees it."""
    found = list_effects(world.access(who), day)
    return {(row.place.name, row.control.code): row.state for row in found}


def test_outcome_name_and_next_day_follow_from_the_kind(tested: Tester) -> None:
    made = tested(date(2026, 3, 10), held=80)
    found = (made.title, made.outcome, made.next_on, made.source)
    assert found == ("Nätfiskeprov: Utbildningsnämnden", "partly", date(2027, 3, 10), "form")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held": 101}, "held"),
        ({"tested": 401}, "tested"),
        ({"sample": 99}, "tested"),
        ({"sample": 401}, "sample"),
        ({"tested": 0, "held": 0}, "tested"),
        ({"day": NOW + timedelta(days=1)}, "tested_on"),
        ({"next_on": NOW, "day": NOW}, "next_on"),
        ({"held": 10, "outcome": "works"}, "reasons"),
        ({"method": "Gick på det: 19121212-1212"}, "method"),
        ({"reasons": "kalle@example.se klickade"}, "reasons"),
        ({"title": "Prov av kalle@example.se"}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_saved(
    tested: Tester, given: dict[str, Any], field: str
) -> None:
    count = Change.objects.count()
    with pytest.raises(Invalid) as refused:
        tested(**given)
    assert list(refused.value.errors) == [field]
    assert (EffectTest.everything.count(), Change.objects.count()) == (0, count)


def test_a_kind_without_a_threshold_is_judged_by_the_tester(
    tested: Tester, kinds: dict[str, EffectTestKind]
) -> None:
    with pytest.raises(Invalid) as refused:
        tested(kind=kinds["exercise"])
    assert list(refused.value.errors) == ["outcome"]
    assert (
        tested(kind=kinds["exercise"], outcome="partly", method="kalle@example.se övade").outcome == "partly"
    )


def test_the_tester_may_say_another_result_with_reasons(tested: Tester) -> None:
    made = tested(held=10, outcome="works", reasons="Brevet såg ut som ett internt brev.")
    assert made.outcome == "works"


def test_a_service_is_tested_by_its_own_unit_while_it_is_in_use(
    world: World, tested: Tester, place: dict[str, Any]
) -> None:
    at = {"node": place["node"], "control": place["node_measure"]}
    with pytest.raises(Invalid) as refused:
        tested(owner_unit=world.units["kul"], **at)
    assert list(refused.value.errors) == ["node"]
    update(SYSTEM, place["service"], {"description": "I bruk"})
    assert tested(**at).node == place["node"]
    type(place["node"]).everything.filter(pk=place["node"].pk).update(archived_at=timezone.now())
    place["node"].refresh_from_db()
    with pytest.raises(Invalid) as refused:
        tested(**at)
    assert list(refused.value.errors) == ["node"]


def test_the_latest_test_wins_and_lapses_after_its_interval(world: World, tested: Tester) -> None:
    mine = (world.units["utb"].name, "awareness")
    assert states(world, "owner")[mine] is EffectState.UNTESTED
    tested(NOW - timedelta(days=30), held=10)
    assert states(world, "owner")[mine] is EffectState.FAILS
    tested(NOW - timedelta(days=60), held=99)
    assert states(world, "owner")[mine] is EffectState.FAILS
    last = tested(NOW, held=99)
    assert states(world, "owner")[mine] is EffectState.WORKS
    assert last.next_on == months_on(NOW, 12)
    assert states(world, "owner", last.next_on)[mine] is EffectState.WORKS
    assert states(world, "owner", last.next_on + timedelta(days=1))[mine] is EffectState.UNTESTED


def test_what_is_tested_but_not_assessed_as_met_does_not_count(
    world: World, tested: Tester, place: dict[str, Any]
) -> None:
    tested(control=place["unmet"])
    assert states(world, "owner")[world.units["utb"].name, "leavers"] is EffectState.NOT_COUNTED
    page = world.client("owner").get(reverse("effect-list"), {"unit": "utb", "state": "present"})
    assert [row.control.code for row in page.context["list"].ordered] == ["awareness", "security-updates"]


def test_each_number_leads_to_exactly_its_rows(world: World, tested: Tester, place: dict[str, Any]) -> None:
    tested(held=99)
    client = world.client("owner")
    page = client.get(reverse("effect-list"), {"unit": "utb"})
    numbers = page.context["numbers"]
    assert [each.value for each in numbers] == ["2", "1", "1"]
    tested(node=place["node"], control=place["node_measure"], held=10)
    tested(control=place["unmet"])
    numbers = client.get(reverse("effect-list"), {"unit": "utb"}).context["numbers"]
    assert [(each.value, each.text) for each in numbers] == [
        ("2", "bedömda som uppfyllda"),
        ("1", "fungerar"),
        ("1", "fungerar inte"),
        ("0", "otestade"),
        ("1", "testade, men inte bedömda som uppfyllda"),
    ]
    for each in numbers:
        assert str(len(client.get(each.url).context["list"].ordered)) == each.value


def test_the_rows_behind_a_figure_of_the_review_are_named_as_the_list_names_them(
    world: World, tested: Tester
) -> None:
    untested = RowsRef("effect-list", "unit=utb&state=untested", 2)

    def shown(who: str, kept: RegisterRows | None = None) -> tuple[list[str], int]:
        page = listed_rows_page(world.access(who), untested, kept, slice(None))
        return [line.label for line in page.lines], page.hidden

    mine = f"Alla medarbetare får utbildning och övar: {world.units['utb'].name}"
    names, hidden = shown("owner")
    assert (len(names), mine in names, hidden) == (2, True, 0)
    assert shown("neighbour") == ([], 0)
    listed = EffectList(world.access("owner"), {"unit": "utb", "state": "untested"}, NOW)
    rows = tuple(FrozenRow(str(listed.about(row)), 0, "", row.unit.code) for row in listed.ordered)
    tested(NOW, held=99)
    kept = RegisterRows("effect-list", rows, {})
    assert (shown("owner", kept), shown("neighbour", kept)) == ((names, 0), ([], 2))


def test_the_neighbour_and_those_without_the_right_see_no_result(world: World, tested: Tester) -> None:
    made = tested(title=f"{WORD} prov")
    detail = reverse("effect-tests-detail", args=[made.pk])
    found = {
        who: world.client(who).get(detail).status_code for who in ("owner", "neighbour", "colleague", "admin")
    }
    assert found == {"owner": 200, "neighbour": 404, "colleague": 404, "admin": 404}
    assert world.client("auditor").get(detail).status_code == 200
    assert states(world, "neighbour") == {}
    for who in ("colleague", "admin"):
        assert world.client(who).get(reverse("effect-list")).status_code == 404
    assert WORD not in world.client("neighbour").get(reverse("effect-list")).content.decode()


def test_who_shares_a_service_is_told_that_it_is_tested_and_when_but_no_numbers(
    world: World, tested: Tester, place: dict[str, Any]
) -> None:
    made = tested(node=place["node"], control=place["node_measure"], held=73)
    address = reverse("services-detail", args=[place["service"].pk])
    own, shared = (world.client(who).get(address).content.decode() for who in ("owner", "neighbour"))
    assert "73 av 100 höll" in own
    assert str(made.pk) in own
    assert "Fungerar åtgärderna?" in shared
    assert "Testad" in shared
    assert made.tested_on.isoformat() in shared
    for hidden in ("73 av 100", "Fungerar delvis", str(made.pk), made.number):
        assert hidden not in shared


def test_what_does_not_hold_raises_an_action(world: World, tested: Tester) -> None:
    client, made, good = world.client("owner"), tested(held=10), tested(held=99)
    raising = reverse("action-raise", args=["effect", made.pk])
    page = reverse("effect-tests-detail", args=[made.pk])
    before = client.get(page).content.decode().count(raising)
    assert client.get(reverse("action-raise", args=["effect", good.pk])).status_code in (403, 404, 409)
    values = {
        "title": "Öva mer",
        "responsible": world.people["owner"].pk,
        "owner_unit": world.units["utb"].pk,
        "due_on": NOW,
    }
    assert client.post(raising, values).status_code == 302
    link = EffectAction.everything.select_related("action").get()
    assert (link.test, link.action.title, link.action.cause) == (made, "Öva mer", "effect")
    assert client.get(page).content.decode().count(raising) == before - 1


def test_the_unit_is_asked_to_test_again_a_month_before_and_only_for_the_latest(
    world: World, tested: Tester
) -> None:
    tested(NOW - timedelta(days=340))

    def asked(who: str) -> list[str]:
        return [task.title for task in tasks_for(world.access(who), NOW, [pending_tests])]

    assert {who: asked(who) for who in ("owner", "neighbour", "auditor")} == {
        "owner": ["Testa igen: Nätfiskeprov: Utbildningsnämnden"],
        "neighbour": [],
        "auditor": [],
    }
    tested(NOW)
    assert asked("owner") == []


@pytest.fixture
def machine(world: World, place: dict[str, Any]) -> Client:
    return world.client(**bearer(world, "owner"))


def sent(client: Client, *items: dict[str, Any]) -> Any:
    body = {"source": "scanner", "items": list(items)}
    return client.post("/api/v1/effect-tests/bulk", body, content_type="application/json")


def test_a_machine_posts_the_same_batch_twice_and_a_measure_turns_tested(
    world: World, machine: Client, place: dict[str, Any]
) -> None:
    result = {
        "external_id": "patch-2026-11",
        "control": "security-updates",
        "kind": "patching",
        "owner_unit": "utb",
        "node": place["node"].number,
        "population": 100,
        "tested": 100,
        "held": 97,
        "tested_on": NOW.isoformat(),
        "tester": "Skannern",
        "source": "machine",
    }
    at = (place["node"].name, "security-updates")
    assert states(world, "owner")[at] is EffectState.UNTESTED
    first = sent(machine, result)
    assert first.status_code == 200, first.content
    assert [first.json()[name] for name in ("created", "changed", "unchanged")] == [1, 0, 0]
    assert states(world, "owner")[at] is EffectState.WORKS
    count, made = Change.objects.count(), EffectTest.everything.get()
    again = sent(machine, result)
    assert [again.json()[name] for name in ("created", "changed", "unchanged")] == [0, 0, 1]
    assert (Change.objects.count(), EffectTest.everything.get().version) == (count, made.version)
    wrong = sent(
        machine, result | {"external_id": "b"}, result | {"external_id": "c", "held": 101, "kind": "x"}
    )
    assert wrong.status_code == 422
    assert [fault["field"] for fault in wrong.json()["errors"] if fault["field"]] == ["items.1.kind"]
    assert EffectTest.everything.count() == 1
    row = machine.get(f"/api/v1/effect-tests/{made.pk}").json()
    assert (row["kind"]["code"], row["control"]["code"], row["outcome"]) == (
        "patching",
        "security-updates",
        "works",
    )


def test_no_form_asks_how_a_result_came(world: World) -> None:
    asked = form_class(EFFECT_TESTS, world.access("owner"), row=None).base_fields
    assert "outcome" in asked
    assert "source" not in asked
